"""Cases of Frigate and of plain label files, in every encoding."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from .case import CAPABILITY, CLEAN, FALSE_FRIEND, PROHIBITED, REVIEW, UNREAD, Case, Expected, case
from .label_sets import every
from .surroundings import Chance, cameras


def frigate(chance: Chance, model: dict[str, object] | None = None, **added: object) -> str:
    """A Frigate configuration."""
    tree: dict[str, object] = {
        "mqtt": {"enabled": True, "host": chance.address(), "user": "frigate", "password": "{FRIGATE_MQTT_PASSWORD}"},
        "detectors": {"coral": {"type": "edgetpu", "device": "usb"}},
        "objects": {
            "track": ["person", "car", "bicycle"],
            "filters": {"person": {"min_score": 0.6, "threshold": 0.75}},
        },
        "record": {"enabled": True, "retain": {"days": 3, "mode": "motion"}},
        "snapshots": {"enabled": True, "retain": {"default": 7}},
        "cameras": {
            camera["name"].replace(" ", "_"): {
                "enabled": True,
                "ffmpeg": {
                    "inputs": [
                        {"path": camera["sub_stream"], "roles": ["detect"]},
                        {"path": camera["main_stream"], "roles": ["record"]},
                    ]
                },
                "detect": {"width": 1280, "height": 720, "fps": 5},
                "zones": {zone["name"]: {"coordinates": "0.1,0.2,0.5,0.2,0.5,0.9,0.1,0.9"} for zone in camera["zones"]},
            }
            for camera in cameras(chance)
        },
        **added,
    }
    if model:
        tree["model"] = model
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


def from_sets() -> Iterator[Case]:
    """Label sets in a label map beside the configuration, or within it."""
    for number, item in enumerate(every(3)):
        chance = Chance(f"frigate-{item.slug}")
        numbered = "".join(f"{index}  {name}\n" for index, name in enumerate(item.names))
        inline = {"path": "/config/model.tflite", "width": 320, "height": 320, "labelmap": dict(enumerate(item.names))}
        files = (
            {"config.yml": frigate(chance, inline)}
            if number % 2
            else {
                "config/config.yml": frigate(chance, {"path": "custom.tflite", "labelmap_path": "labelmap.txt"}),
                "config/labelmap.txt": numbered,
            }
        )
        yield case(f"frigate/{item.slug}", item.expected, item.about, files, item.remark, item.category)


ENCODINGS = [
    ("utf-8", b"", "\n"),
    ("utf-8", b"\xef\xbb\xbf", "\r\n"),
    ("utf-16", b"", "\n"),
    ("gb18030", b"", "\r\n"),
    ("utf-16-be", b"\xfe\xff", "\r\n"),
    ("utf-8", b"", "\r\n"),
]


def label_files() -> Iterator[Case]:
    """Plain label files in every encoding."""
    for number, item in enumerate(every(1)):
        encoding, mark, ending = ENCODINGS[number % len(ENCODINGS)]
        if encoding == "gb18030" and not any("\u4e00" <= letter <= "\u9fff" for letter in "".join(item.names)):
            encoding = "utf-8"
        text = ending.join(item.names) + ending
        name = ["labels.txt", "classes.txt", "labelmap.txt", "obj.names"][number % 4]
        yield case(
            f"labels/{item.slug}",
            item.expected,
            item.about,
            {name: mark + text.encode(encoding)},
            f"{item.remark}; {encoding}",
            item.category,
        )


def odd_frigate() -> Iterator[Case]:
    """Custom classifiers, prompts, sounds, tracked classes."""
    chance = Chance("frigate-odd")

    def custom(name: str, enabled: bool, objects: list[str]) -> str:
        head = {
            "enabled": enabled,
            "threshold": 0.8,
            "object_config": {"objects": objects, "classification_type": "sub_label"},
        }
        return frigate(chance, classification={"custom": {name: head}})

    def prompted(prompt: str) -> str:
        return frigate(chance, genai={"enabled": True, "provider": "ollama", "prompt": prompt})

    audio = {"enabled": True, "listen": ["bark", "fire_alarm", "church_bell", "race_car", "christian_music"]}
    commented = "# there is a race condition between ffmpeg and the detector, see the thread\n" + frigate(chance)
    uyghur = {"track": ["person", "uyghur"], "filters": {"uyghur": {"min_score": 0.7}}}
    missing = frigate(chance, {"path": "/config/people.tflite", "labelmap_path": "people_labels.txt"})
    rows = [
        ("custom-classifier", PROHIBITED, "ethnicity", custom("face_ethnicity", True, ["person"]), "a custom classifier of persons", "ethnicity"),
        ("custom-classifier-off", CAPABILITY, "ethnicity", custom("face_ethnicity", False, ["person"]), "switched off", "ethnicity"),
        ("dog-classifier", FALSE_FRIEND, "race = breed (fr)", custom("dog_race", True, ["dog"]), "breeds of dogs", ""),
        ("prompt", PROHIBITED, "ethnicity", prompted("Describe the clothing and the ethnicity of the person."), "a prompt that asks for it", "ethnicity"),
        ("polite-prompt", CLEAN, "race", prompted("Describe what happens. Do not mention race, ethnicity or religion."), "a prompt that forbids it", ""),
        ("audio", FALSE_FRIEND, "church_bell, christian_music", frigate(chance, audio=audio), "sounds", ""),
        ("comment", FALSE_FRIEND, "race condition", commented, "a comment", ""),
        ("track-hijab", REVIEW, "hijab", frigate(chance, objects={"track": ["person", "hijab", "car"]}), "dress as a tracked class", "religion"),
        ("track-uyghur", PROHIBITED, "Uyghur", frigate(chance, objects=uyghur), "a people as a tracked class", "ethnicity"),
        ("missing-labelmap", UNREAD, "missing labels", missing, "the label map is not there", ""),
        ("plain", CLEAN, "plain labels", frigate(chance), "persons, cars, bicycles", ""),
    ]  # fmt: skip
    for slug, expected, about, text, remark, category in rows:
        yield case(f"frigate/{slug}", expected, about, {"config.yml": text}, remark, category)


def odd_labels() -> Iterator[Case]:
    """Opaque, numbered, on one line, broken."""
    rows: list[tuple[str, Expected, str, str | bytes, str, str]] = [
        ("opaque", UNREAD, "opaque labels", "0\n1\n2\n3\n", "numbers say nothing", ""),
        ("one-line", PROHIBITED, "Kairos attributes", "asian;white;hispanic;black;other", "one line, as DeepStream's classifiers", "race"),
        ("numbered", PROHIBITED, "race_label", "0: race_asian\n1: race_black\n2: race_white\n3: race_other\n", "numbered", "race"),
        ("white-black", CLEAN, "black, white (single words)", "white\nblack\n", "two colours, nothing else", ""),
        ("broken-utf8", UNREAD, "opaque labels", b"person\ncar\n\xff\xfe\xfa\x00\x9c\x81truck\xc3\n", "not text in any encoding that says so", ""),
    ]  # fmt: skip
    for slug, expected, about, text, remark, category in rows:
        yield case(f"labels/{slug}", expected, about, {"labels.txt": text}, remark, category)


def cases() -> Iterator[Case]:
    """All of them."""
    yield from from_sets()
    yield from label_files()
    yield from odd_frigate()
    yield from odd_labels()
