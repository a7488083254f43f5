"""Cases of Dahua: configManager dumps line by line, and programs that use its SDK's names."""

from __future__ import annotations

import json
from collections.abc import Iterator

from .case import CAPABILITY, CLEAN, FALSE_FRIEND, PROHIBITED, REVIEW, UNREAD, Case, case
from .surroundings import Chance

Rule = dict[str, object]


def around(chance: Chance) -> list[str]:
    """Lines of the same device that have nothing to do with analytics."""
    lines = [
        f"table.General.MachineName=IPC-{chance.token(6)}",
        "table.General.LocalNo=8",
        f"table.Network.eth0.IPAddress={chance.address()}",
        f"table.Network.eth0.PhysicalAddress=3c:ef:8c:{chance.digits(2)}:{chance.digits(2)}:{chance.digits(2)}",
        "table.Network.Hostname=IPC",
        f"table.Email.Password={chance.token(10)}",
        "table.Email.UserName=anonymity",
    ]
    for stream in range(3):
        for key, value in [("BitRate", 512 * (stream + 1)), ("FPS", 25), ("Height", 1080), ("Compression", "H.265")]:
            lines.append(f"table.Encode[0].MainFormat[{stream}].Video.{key}={value}")
    for profile in range(3):
        for key in ("Brightness", "Contrast", "Gamma", "Hue", "Saturation", "Sharpness"):
            lines.append(f"table.VideoColor[0][{profile}].{key}={chance.number(30, 70)}")
        lines.append(f"table.VideoInOptions[0].NightOptions.WhiteBalance={chance.pick(['Auto', 'Disable', 'Outdoor'])}")
        lines.append(f"table.VideoInDayNight[0][{profile}].Mode={chance.pick(['Color', 'BlackWhite', 'Brightness'])}")
    for day in range(7):
        lines.append(f"table.Record[0].TimeSection[{day}][0]=1 00:00:00-23:59:59")
    return lines


def rule_lines(rule: Rule, number: int, channel: int = 0, head: str = "table.VideoAnalyseRule") -> list[str]:
    """One rule; lists are numbered, dictionaries are dotted."""
    lines: list[str] = []

    def walk(prefix: str, value: object) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(f"{prefix}.{key}", inner)
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                walk(f"{prefix}[{index}]", inner)
        else:
            lines.append(f"{prefix}={str(value).lower() if isinstance(value, bool) else value}")

    walk(f"{head}[{channel}][{number}]", rule)
    return lines


def face_rule(kind: str, enabled: bool, config: dict[str, object]) -> Rule:
    """A rule that looks at faces."""
    return {
        "Class": kind,
        "Config": {"DetectRegion": [[0, 0], [8191, 0], [8191, 8191], [0, 8191]], "Sensitivity": 5, **config},
        "Enable": enabled,
        "EventHandler": {"RecordEnable": True, "SnapshotEnable": True, "Latch": 10, "MailEnable": False},
        "Id": 101,
        "Name": kind,
        "ObjectTypes": ["HumanFace"],
        "PtzPresetId": 0,
        "Type": kind,
    }


def tripwire() -> Rule:
    """A rule that looks at a line."""
    return {
        "Class": "Normal",
        "Config": {"DetectLine": [[4000, 100], [4000, 8000]], "Direction": "Both", "TriggerPosition": ["Center"]},
        "Enable": True,
        "Name": "CrossLine1",
        "ObjectTypes": ["Human", "Vehicle"],
        "Type": "CrossLineDetection",
    }


def dump(chance: Chance, *rules: Rule, ending: str = "\r\n") -> str:
    """The device's answer to getConfig, with everything around."""
    lines = around(chance)
    for number, rule in enumerate((tripwire(), *rules)):
        lines += rule_lines(rule, number)
    return ending.join([*lines, "table.VideoWidget[0].FontSizeScale=1", ""])


def rpc(chance: Chance, rule: Rule) -> str:
    """The same rules as the web page's JSON calls carry them."""
    table = [tripwire(), {**tripwire(), "Name": "CrossLine2", "Enable": False}, rule]
    answer = {
        "id": chance.number(10, 900),
        "params": {"options": None, "table": table},
        "result": True,
        "session": chance.token(24),
    }
    return json.dumps(answer, ensure_ascii=False, indent=chance.pick([None, 2, 4]))


FEATURES = [
    # slug, expected, about, class, enabled, config, category, remark
    ("feature-list-race", PROHIBITED, "FeatureList=Race", "FaceDetection", True, {"FeatureEnable": True, "FeatureList": ["Age", "Sex", "Race", "Glasses"]}, "race", "switched on and listed"),
    ("feature-list-nation", PROHIBITED, "FeatureList=Nation", "FaceAnalysis", True, {"FeatureEnable": True, "FeatureList": ["Sex", "Age", "Nation", "Emotion"]}, "ethnicity", "among face attributes Nation is ethnicity"),
    ("feature-list-complexion", PROHIBITED, "FeatureList=Complexion", "FaceAttribute", True, {"FeatureEnable": True, "FeatureList": ["Complexion", "Beard", "Mask"]}, "race", "a synonym of race there"),
    ("feature-list-race-rule-off", CAPABILITY, "FeatureList=Race", "FaceDetection", False, {"FeatureEnable": True, "FeatureList": ["Age", "Race"]}, "race", "the rule is off"),
    ("feature-list-race-features-off", CAPABILITY, "FeatureEnable", "FaceDetection", True, {"FeatureEnable": False, "FeatureList": ["Age", "Race"]}, "race", "the attributes are off"),
    ("feature-list-neutral", CLEAN, "FeatureEnable", "FaceDetection", True, {"FeatureEnable": True, "FeatureList": ["Age", "Sex", "Glasses", "Mask", "Beard", "Emotion"]}, "", "the whole list is neutral"),
    ("feature-switch-without-list", CAPABILITY, "FeatureEnable", "FaceDetection", True, {"FeatureEnable": True}, "race", "a bundled switch whose content was not reported"),
    ("face-detection-only", CLEAN, "VideoAnalyseRule.Class", "FaceDetection", True, {"FeatureEnable": False, "MinQuality": 50}, "", "faces are found, nothing is said of them"),
    ("face-recognition-only", CLEAN, "VideoAnalyseRule.Class", "FaceRecognition", True, {"Similarity": 82, "GroupID": "3"}, "", "recognition is another question"),
    ("beard-state", CLEAN, "EM_BEARD_STATE_TYPE", "FaceAttribute", True, {"FeatureEnable": True, "FeatureList": ["BeardState", "MouthState", "EyeState"]}, "", "beards alone"),
    ("uygur-filter", PROHIBITED, "EM_NATION_TYPE_UYGUR", "FaceRecognition", True, {"Filter": {"emNation": "EM_NATION_TYPE_UYGUR", "MinAge": 16}}, "ethnicity", "filters one people"),
    ("nation-type-number", PROHIBITED, "EM_NATION_TYPE", "FaceAnalysis", True, {"AlarmFilter": {"NationType": "EM_NATION_TYPE", "emNation": 1}, "FeatureEnable": True}, "ethnicity", "an alarm on value 1 of that enumeration"),
    ("race-type", PROHIBITED, "EM_RACE_TYPE", "FaceAnalysis", True, {"FeatureEnable": True, "OutputFields": ["emSex", "emRace", "nAge"]}, "race", "a field that is output"),
    ("complexion-type", PROHIBITED, "emComplexion", "FaceAttribute", True, {"FeatureEnable": True, "OutputFields": ["emComplexion", "emEye"]}, "race", "yellow, black, white"),
    ("minzu-list", PROHIBITED, "民族", "FaceAttribute", True, {"FeatureEnable": True, "FeatureList": ["年龄", "性别", "民族"]}, "ethnicity", "attributes in Chinese"),
    ("race-track-region", FALSE_FRIEND, "race track", "Normal", True, {"RegionName": "RaceTrack lap 3", "CustomType": "race timing"}, "", "a race course"),
    ("cross-region", FALSE_FRIEND, "cross", "Normal", True, {"RegionName": "Crossroad", "Type2": "CrossRegionDetection"}, "", "a crossing"),
    ("blacklist", FALSE_FRIEND, "BLACKLIST, WHITELIST", "FaceRecognition", True, {"RegisterDB": ["EM_REGISTER_DB_TYPE_BLACKLIST", "EM_REGISTER_DB_TYPE_WHITELIST"]}, "", "lists of people let in or not"),
    ("plate-colours", FALSE_FRIEND, "EM_PLATE_COLOR_TYPE, EM_CLOTHES_COLOR", "Traffic", True, {"PlateColor": ["EM_PLATE_COLOR_TYPE_WHITE", "Yellow", "Black"], "ClothesColor": "EM_CLOTHES_COLOR_BLACK"}, "", "plates and coats"),
    ("day-night", FALSE_FRIEND, "white balance, black level", "VideoDiagnosis", True, {"Check": ["BlackWhite", "WhiteBalance", "BlackLevel", "WhiteLED"]}, "", "imaging"),
    ("plate-nation", FALSE_FRIEND, "nation, country", "Traffic", True, {"Nation": "Poland", "Country": "PL", "PlateType": "Normal"}, "", "country of a plate"),
    ("mosque-name", FALSE_FRIEND, "Mosque as a place", "Normal", True, {"RegionName": "清真寺东门", "Note": "Mosque east gate"}, "", "a place"),
    ("minzu-road", FALSE_FRIEND, "民族路", "Normal", True, {"RegionName": "民族路与解放路交叉口", "Site": "民族大学南门"}, "", "a road and a university"),
    ("operations", FALSE_FRIEND, "运维族, 一维族", "Normal", True, {"RegionName": "运维族值班室", "Note": "一维族码通道"}, "", "letters that meet by accident"),
    ("skin", REVIEW, "skin_color", "FaceAttribute", True, {"FeatureEnable": True, "FeatureList": ["Age", "SkinColor"]}, "race", "a proxy"),
    ("minority", PROHIBITED, "是否少数民族", "FaceAttribute", True, {"FeatureEnable": True, "FeatureList": ["年龄段", "性别", "是否戴眼镜", "是否少数民族"]}, "ethnicity", "an attribute of faces"),
]  # fmt: skip


def odd() -> Iterator[Case]:
    """Dumps in unusual shapes."""
    chance = Chance("dahua-odd")
    race = face_rule("FaceDetection", True, {"FeatureEnable": True, "FeatureList": ["Age", "Race"]})
    off = face_rule("FaceDetection", False, {"FeatureEnable": True, "FeatureList": ["Age", "Race"]})
    bare = "\n".join(line.removeprefix("table.") for line in rule_lines(race, 0))
    yield case(
        "dahua/no-table-prefix",
        PROHIBITED,
        "FeatureList=Race",
        {"getConfig.txt": bare + "\n"},
        "some tools drop 'table.'",
        "race",
    )
    both = dump(chance, off, race, ending="\n")
    yield case(
        "dahua/off-beside-on",
        PROHIBITED,
        "FeatureList=Race",
        {"VideoAnalyseRule.cfg": both},
        "one rule off, its neighbour on",
        "race",
    )
    later = dump(chance, off).replace("BitRate", "FaceRate")
    yield case(
        "dahua/off-among-others-on",
        CAPABILITY,
        "FeatureList=Race",
        {"dump.txt": later},
        "only the tripwire is on",
        "race",
    )
    upper = dump(chance, race).upper()
    yield case("dahua/upper-case", PROHIBITED, "FeatureList=Race", {"DUMP.TXT": upper}, "a tool that shouts", "race")
    chinese = dump(chance, face_rule("FaceAttribute", True, {"FeatureEnable": True, "FeatureList": ["年龄", "种族"]}))
    yield case(
        "dahua/gb18030",
        PROHIBITED,
        "种族",
        {"config.txt": chinese.encode("gb18030")},
        "GB 18030, as older devices write",
        "race",
    )
    yield case(
        "dahua/plain", CLEAN, "VideoAnalyseRule.Class", {"dump.txt": dump(chance)}, "a tripwire and nothing else"
    )
    error = "Error\r\nBad Request!\r\n"
    yield case("dahua/error", UNREAD, "VideoAnalyseRule.Class", {"VideoAnalyseRule.txt": error}, "the device refused")
    caps = "\r\n".join(
        [
            *around(chance),
            "caps.FaceDetect.Features[0]=Age",
            "caps.FaceDetect.Features[1]=Race",
            "caps.FaceDetect.Support=true",
            "",
        ]
    )
    yield case(
        "dahua/caps",
        CAPABILITY,
        "FeatureList=Race",
        {"devVideoAnalyse_getcaps.txt": caps},
        "an answer to getCaps",
        "race",
    )


def cases() -> Iterator[Case]:
    """All of them."""
    for number, (slug, expected, about, kind, enabled, config, category, remark) in enumerate(FEATURES):
        chance = Chance(slug)
        text = dump(chance, face_rule(kind, enabled, dict(config)))
        name = chance.pick(["VideoAnalyseRule.txt", "configManager.txt", "getConfig_all.cfg"])
        yield case(f"dahua/{slug}", expected, about, {name: text}, remark, category)
        if number < 3 or number % 3 != 1:
            answer = {"configManager.getConfig.json": rpc(chance, face_rule(kind, enabled, dict(config)))}
            yield case(f"dahua-json/{slug}", expected, about, answer, f"{remark}; as JSON", category)
    yield from odd()
