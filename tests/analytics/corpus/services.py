"""Cases of services: docker-compose and environment files, requests and their logs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import yaml

from .case import CAPABILITY, CLEAN, FALSE_FRIEND, PROHIBITED, REVIEW, Case, case
from .surroundings import Chance, cameras

OPAQUE = "c0c0ac362b03416da06ab3fa36fb58e3"
OPAQUE_VERSION = "b2897edbda314615856039fb0c489796"


def compose(chance: Chance, name: str, service: dict[str, Any]) -> str:
    """A docker-compose.yml with the service among its neighbours."""
    tree = {
        "services": {
            "database": {
                "image": "postgres:16",
                "environment": {"POSTGRES_PASSWORD": chance.token(16)},
                "volumes": ["data:/var/lib/postgresql/data"],
            },
            "broker": {"image": "eclipse-mosquitto:2", "ports": ["1883:1883"]},
            "recorder": {
                "image": "frigate:0.15.1",
                "shm_size": "256mb",
                "devices": ["/dev/dri/renderD128"],
                "environment": [f"CAMERA_{camera['id']}={camera['main_stream']}" for camera in cameras(chance)],
                "restart": "unless-stopped",
            },
            name: service,
            "proxy": {"image": "caddy:2", "ports": ["80:80", "443:443"], "depends_on": ["recorder", name]},
        },
        "volumes": {"data": {}},
    }
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


def environment(chance: Chance, lines: str) -> str:
    """An .env file."""
    address = chance.address()
    return (
        "# settings of the analytics stack\nTZ=Europe/Berlin\n"
        f"DB_PASSWORD={chance.token(16)}\nMQTT_HOST={address}\nRTSP_URL=rtsp://viewer:{chance.token(8)}@{address}/1\n"
        f"SNAPSHOT_INTERVAL=5\n\n{lines}\n\n# storage\nKEEP_DAYS=7\nMAX_GB={chance.number(100, 900)}\n"
    )


COMPOSE: list[tuple[str, Any, str, dict[str, Any], str, str]] = [
    ("deepface-actions", PROHIBITED, "actions race", {"image": "serengil/deepface:0.0.93", "command": ["python", "watch.py", "--actions", "age", "gender", "race"]}, "race", "asked on its command line"),
    ("deepface-environment", PROHIBITED, "actions race", {"image": "serengil/deepface:0.0.93", "environment": {"DEEPFACE_ACTIONS": "age,race", "PORT": 5000}}, "race", "asked in its environment"),
    ("deepface-safe", CLEAN, "actions race", {"image": "serengil/deepface:0.0.93", "environment": {"DEEPFACE_ACTIONS": "emotion,age", "PORT": 5000}}, "", "asked for neutral ones only"),
    ("deepface-bare", REVIEW, "DeepFace default actions", {"image": "serengil/deepface:0.0.93", "ports": ["5005:5000"]}, "race", "no request is shown: nobody knows what it is asked"),
    ("inspireface-on", PROHIBITED, "HF_ENABLE_FACE_ATTRIBUTE, enable_face_attribute", {"image": "registry.example/inspireface-server:1.2.1", "environment": {"ENABLE_FACE_ATTRIBUTE": "1", "ENABLE_LIVENESS": "1"}}, "race", "its bundle includes race"),
    ("inspireface-flag", PROHIBITED, "HF_ENABLE_FACE_ATTRIBUTE, enable_face_attribute", {"image": "registry.example/inspireface-server:1.2.1", "command": "server --options HF_ENABLE_FACE_RECOGNITION,HF_ENABLE_FACE_ATTRIBUTE"}, "race", "its bundle includes race"),
    ("inspireface-off", CAPABILITY, "HF_ENABLE_FACE_ATTRIBUTE, enable_face_attribute", {"image": "registry.example/inspireface-server:1.2.1", "environment": {"HF_ENABLE_FACE_ATTRIBUTE": "0", "HF_ENABLE_LIVENESS": "1"}}, "race", "switched off"),
    ("clarifai-idle", REVIEW, "c0c0ac36... (Clarifai)", {"image": "registry.example/tagger:2", "environment": {"KNOWN_MODEL_IDS": OPAQUE}}, "race", "an opaque id without a call"),
    ("clarifai-name", PROHIBITED, "ethnicity-demographics-recognition", {"image": "registry.example/tagger:2", "environment": {"CLARIFAI_MODEL": "ethnicity-demographics-recognition", "CLARIFAI_VERSION": OPAQUE_VERSION, "ENABLED": "true"}}, "race", "a telling model in use"),
    ("fairface-volume", PROHIBITED, "fairface weights", {"image": "registry.example/faces:3", "command": "serve --weights /models/fairface_alldata_4race_20191111.pt", "volumes": ["./models:/models:ro"]}, "race", "serves known weights"),
    ("profiles-off", CAPABILITY, "ethnicity", {"image": "registry.example/faces:3", "profiles": ["never"], "deploy": {"replicas": 0}, "environment": {"FACE_ATTRIBUTES": "age,gender,ethnicity", "ENABLED": "false"}}, "ethnicity", "no replica, not enabled"),
    ("query", PROHIBITED, "return_attributes", {"image": "registry.example/faces:3", "environment": {"DETECT_URL": "https://api.faces.example/v3/detect?return_landmark=0&return_attributes=gender%2Cage%2Cethnicity"}}, "ethnicity", "a query string with escaped commas"),
    ("luna", PROHIBITED, "estimate_ethnicity", {"image": "registry.example/luna-client:5", "environment": ["LUNA_QUERY=estimate_age=1&estimate_ethnicity=1", "LUNA_HOST=luna.example"]}, "ethnicity", "in a list of variables"),
    ("religion-off", CAPABILITY, "religion", {"image": "registry.example/faces:3", "environment": {"PREDICT_AGE": "true", "PREDICT_RELIGION": "false"}}, "religion", "switched off"),
    ("hijab-weights", REVIEW, "hijab", {"image": "ultralytics/ultralytics:8.3.80", "command": "yolo predict model=/weights/hijab_detection_v2.pt source=rtsp://192.0.2.7/1"}, "religion", "dress, by its weights' name"),
    ("race-detector", FALSE_FRIEND, "race condition", {"image": "golang:1.24", "command": "go test -race ./...", "environment": {"GORACE": "halt_on_error=1"}}, "", "Go's race detector"),
    ("race-timing", FALSE_FRIEND, "race timing", {"image": "registry.example/race-timing:2", "environment": {"RACE_NAME": "City Marathon", "RACE_BIB_OCR": "true", "RACE_DISTANCE": "42.2"}}, "", "a marathon"),
    ("ocr", FALSE_FRIEND, "Uyghur as a language", {"image": "registry.example/ocr:1", "environment": {"OCR_LANGS": "zh,en,ug,ar", "OCR_FONTS": "Uyghur Tengri"}}, "", "languages of OCR"),
    ("hr", FALSE_FRIEND, "ethnic_group in HR", {"image": "registry.example/hr-portal:9", "environment": {"EQUALITY_FORM_FIELDS": "gender,ethnic_group,religion,disability", "PAYROLL_URL": "https://payroll.example"}}, "", "an equality form of a personnel office"),
    ("hospital", FALSE_FRIEND, "EthnicGroup (0010,2160)", {"image": "orthancteam/orthanc:24.1", "environment": {"DICOM_TAGS": "PatientSex,PatientAge,EthnicGroup,PatientReligiousPreference", "DICOM_AET": "PACS"}}, "", "DICOM tags of patients"),
    ("azure", CLEAN, "Azure FaceAttributeType", {"image": "registry.example/faces:3", "environment": {"FACE_QUERY": "returnFaceAttributes=age,gender,glasses,mask,headPose"}}, "", "none of race"),
    ("game", FALSE_FRIEND, "fantasy race", {"image": "registry.example/dungeon:1", "environment": {"ALLOWED_RACES": "elf,orc,human", "CHOSEN_RACE": "elf"}}, "", "a game"),
]  # fmt: skip

ENVIRONMENTS: list[tuple[str, Any, str, str, str, str]] = [
    ("attributes", PROHIBITED, "ethnicity", "FACE_API=https://faces.example/detect\nFACE_ATTRIBUTES=age,gender,ethnicity", "ethnicity", "a comma list"),
    ("race-true", PROHIBITED, "race", "FACE_DETECT_AGE=true\nFACE_DETECT_GENDER=true\nFACE_DETECT_RACE=true", "race", "three switches"),
    ("race-false", CAPABILITY, "race", "FACE_DETECT_AGE=true\nFACE_DETECT_GENDER=true\nFACE_DETECT_RACE=false", "race", "switched off"),
    ("race-commented", CLEAN, "race", "FACE_DETECT_AGE=true\n# FACE_DETECT_RACE=true", "", "commented out"),
    ("export", PROHIBITED, "return_attributes", "export FACEPP_RETURN_ATTRIBUTES='gender,age,ethnicity'", "ethnicity", "exported and quoted"),
    ("clarifai-version", REVIEW, "b2897edb... (Clarifai)", f"SPARE_MODEL_VERSION={OPAQUE_VERSION}", "race", "an opaque id without a call"),
    ("clarifai-call", PROHIBITED, "c0c0ac36... (Clarifai)", f"CLARIFAI_PREDICT_URL=https://api.clarifai.com/v2/models/{OPAQUE}/versions/{OPAQUE_VERSION}/outputs\nCLARIFAI_ENABLED=true", "race", "an opaque id that is called"),
    ("minzu", PROHIBITED, "民族", "人脸属性=年龄,性别,民族\n识别开关=开", "ethnicity", "in Chinese"),
    ("race-mode", FALSE_FRIEND, "race track", "VENUE=RaceTrack\nRACE_DAY_MODE=on\nPIT_LANE_CAMERAS=6", "", "a race course"),
    ("terrace", FALSE_FRIEND, "terrace", "CAMERA_NAME=Terrace\nTRACE_LEVEL=2\nGRACE_PERIOD=30", "", "letters within words"),
    ("lists", FALSE_FRIEND, "BLACKLIST, WHITELIST", "IP_WHITELIST=10.0.0.0/24\nIP_BLACKLIST=\nWHITE_BALANCE=auto", "", "addresses"),
    ("hijab", REVIEW, "hijab", "YOLO_CLASSES=person,hijab,niqab\nYOLO_CONF=0.4", "religion", "dress"),
    ("kerchief", REVIEW, "fc:Accessory/fc:Kerchief", "FACE_ACCESSORIES=glasses,kerchief,hijab", "religion", "dress"),
    ("skin", REVIEW, "skin_color", "FACE_ATTRIBUTES=age,skin_color", "race", "a proxy"),
    ("hospital", FALSE_FRIEND, "dem_race, dem_ethnic, MEM_RACE", "REDCAP_FIELDS=record_id,dem_race,dem_ethnic,bmi\nREDCAP_URL=https://redcap.example", "", "a clinical study"),
]  # fmt: skip


def http(chance: Chance, method: str, path: str, body: dict[str, Any] | None, host: str = "faces.example") -> str:
    """A recorded request with its headers and body."""
    text = json.dumps(body, ensure_ascii=False) if body is not None else ""
    return (
        f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {chance.token(32)}\r\nUser-Agent: python-requests/2.32.3\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(text.encode())}\r\n\r\n{text}\r\n"
    )


def log(chance: Chance, lines: list[str]) -> str:
    """An access log in which the lines stand among others."""
    others = [
        f'{chance.address()} - - [12/Apr/2025:08:3{number}:0{number} +0000] "GET /api/cameras/{number}/latest.jpg HTTP/1.1" 200 {chance.number(9000, 90000)}'
        for number in range(9)
    ]
    stamped = [
        f"{chance.address()} - - [12/Apr/2025:08:39:2{number} +0000] {line}" for number, line in enumerate(lines)
    ]
    return "\n".join([*others[:5], *stamped, *others[5:]]) + "\n"


IMAGE = "data:image/jpeg;base64,/9j/4AAQSkZJRgABAQAAAQABAAD"

REQUESTS: list[tuple[str, Any, str, str, dict[str, Any], str, str]] = [
    ("analyze-race", PROHIBITED, "actions race", "/analyze", {"img": IMAGE, "actions": ["age", "gender", "race"]}, "race", "asked for"),
    ("analyze-default", REVIEW, "DeepFace default actions", "/analyze", {"img": IMAGE, "detector_backend": "retinaface", "enforce_detection": False, "anti_spoofing": False}, "race", "without actions DeepFace runs race; its version is not shown"),
    ("analyze-neutral", CLEAN, "actions race", "/analyze", {"img": IMAGE, "actions": ["age", "emotion"], "detector_backend": "retinaface"}, "", "asked for neutral ones only"),
    ("represent", CLEAN, "actions race", "/represent", {"img": IMAGE, "model_name": "Facenet", "detector_backend": "mtcnn"}, "", "an embedding, no attribute"),
    ("analyze-text", CLEAN, "DeepFace default actions", "/analyze", {"text": "The race was close.", "language": "en", "tasks": ["sentiment"]}, "", "another service's /analyze, on text"),
    ("clarifai-outputs", PROHIBITED, "c0c0ac36... (Clarifai)", f"/v2/models/{OPAQUE}/versions/{OPAQUE_VERSION}/outputs", {"inputs": [{"data": {"image": {"base64": IMAGE}}}]}, "race", "an opaque id that is called"),
    ("clarifai-version", PROHIBITED, "b2897edb... (Clarifai)", f"/v2/models/appearance/versions/{OPAQUE_VERSION}/outputs", {"inputs": [{"data": {"image": {"url": "http://192.0.2.4/1.jpg"}}}]}, "race", "an opaque version that is called"),
    ("clarifai-general", CLEAN, "c0c0ac36... (Clarifai)", "/v2/models/general-image-recognition/outputs", {"inputs": [{"data": {"image": {"url": "http://192.0.2.4/1.jpg"}}}]}, "", "a general model"),
    ("facepp", PROHIBITED, "return_attributes", "/facepp/v3/detect?return_attributes=age,ethnicity", {"image_url": "http://192.0.2.4/1.jpg"}, "ethnicity", "in its query string"),
    ("kairos-reply", PROHIBITED, "Kairos attributes", "/detect", {"images": [{"faces": [{"attributes": {"asian": 0.1, "white": 0.7, "hispanic": 0.1, "black": 0.05, "other": 0.05, "gender": {"type": "F"}}}]}]}, "race", "five keys under one parent"),
    ("race-results", FALSE_FRIEND, "race timing", "/races/17/results", {"race": "10 km", "bib": 1882, "split": "00:21:40"}, "", "results of a foot race"),
    ("hr-form", FALSE_FRIEND, "ethnic_group in HR", "/employees/88/equality-form", {"employee_id": 88, "ethnic_group": "prefer not to say", "religion": "prefer not to say", "start_date": "2025-01-01"}, "", "an equality form"),
]  # fmt: skip


def recordings() -> Iterator[Case]:
    """Requests as recorded, and as bodies alone; logs of them."""
    for number, (slug, expected, about, path, body, category, remark) in enumerate(REQUESTS):
        chance = Chance(slug)
        yield case(
            f"request/{slug}", expected, about, {"request.http": http(chance, "POST", path, body)}, remark, category
        )
        if number % 2 == 0:
            listed = {
                "recorded": [
                    {"method": "GET", "url": "/health", "status": 200},
                    {"method": "POST", "url": f"https://faces.example{path}", "json": body, "status": 200},
                ]
            }
            yield case(
                f"request-json/{slug}",
                expected,
                about,
                {"requests.json": json.dumps(listed, indent=2)},
                remark,
                category,
            )
    chance = Chance("logs")
    welcome = {
        "method": "GET",
        "url": "http://192.0.2.6:5005/",
        "status": 200,
        "response": "<h1>Welcome to DeepFace API v0.0.93!</h1>",
    }
    default = {
        "method": "POST",
        "url": "http://192.0.2.6:5005/analyze",
        "json": {"img": IMAGE, "detector_backend": "opencv"},
        "status": 200,
    }
    for slug, listed in [
        ("analyze-default-version", [welcome, default]),
        ("analyze-default-late", [default, default, welcome]),
    ]:
        made = {"requests.json": json.dumps({"recorded": listed}, indent=2)}
        yield case(
            f"request-json/{slug}",
            PROHIBITED,
            "DeepFace default actions",
            made,
            "without actions, and the version that runs race then",
            "race",
        )
    posts = """curl -s -d '{"img": "{{ snapshot }}"}' http://localhost:5000/analyze"""
    watcher = {"image": "serengil/deepface:0.0.93", "environment": {"ON_PERSON": posts, "SOURCE": "rtsp://192.0.2.7/1"}}
    started = {"docker-compose.yml": compose(chance, "faces", watcher)}
    remark = "each person's picture is posted without actions, to a version that runs race then"
    yield case("compose/deepface-each-person", PROHIBITED, "DeepFace default actions", started, remark, "race")
    lines = [
        ("query", PROHIBITED, "return_attributes", ['"POST /v3/detect?return_attributes=gender,age,ethnicity HTTP/1.1" 200 811'], "ethnicity", "asked in a query"),
        ("luna", PROHIBITED, "estimate_ethnicity", ['"POST /6/handlers/3/events?estimate_ethnicity=1&estimate_mask=1 HTTP/1.1" 201 90'], "ethnicity", "asked in a query"),
        ("deepface-body", PROHIBITED, "actions race", ['"POST /analyze HTTP/1.1" 200 402 {"img": "...", "actions": ["race"]}'], "race", "with its body"),
        ("dominant", PROHIBITED, "dominant_race", ['INFO reply {"age": 31, "dominant_gender": "Woman", "dominant_race": "white", "region": {"x": 1, "y": 2}}'], "race", "seen in an answer"),
        ("races", FALSE_FRIEND, "horse racing", ['"GET /races?openRaces=1&raceIds=4,5 HTTP/1.1" 200 88', '"GET /race-day HTTP/1.1" 200 12'], "", "betting"),
        ("race-warning", FALSE_FRIEND, "race condition", ["WARNING: DATA RACE", "possible race condition while closing stream 4"], "", "programming"),
        ("shop", FALSE_FRIEND, "Hijab, Turban in shops", ['"GET /shop/category/hijab?color=black HTTP/1.1" 200 5120', '"GET /shop/abaya HTTP/1.1" 200 4410'], "", "a shop"),
        ("camera-names", FALSE_FRIEND, "Mosque as a place", ['"GET /api/cameras/mosque_street/latest.jpg HTTP/1.1" 200 81220'], "", "a street"),
    ]  # fmt: skip
    for slug, expected, about, added, category, remark in lines:
        yield case(f"log/{slug}", expected, about, {"access.log": log(chance, added)}, remark, category)


def cases() -> Iterator[Case]:
    """All of them."""
    for slug, expected, about, service, category, remark in COMPOSE:
        yield case(
            f"compose/{slug}",
            expected,
            about,
            {"docker-compose.yml": compose(Chance(slug), slug.split("-")[0], service)},
            remark,
            category,
        )
    for slug, expected, about, text, category, remark in ENVIRONMENTS:
        yield case(f"env/{slug}", expected, about, {"analytics.env": environment(Chance(slug), text)}, remark, category)
    yield from recordings()
