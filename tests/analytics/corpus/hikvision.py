"""Cases of Hikvision: ISAPI documents and alarms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .case import CAPABILITY, CLEAN, FALSE_FRIEND, PROHIBITED, REVIEW, UNREAD, Case, case
from .surroundings import Chance

V2 = 'version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema"'
ISAPI = 'version="2.0" xmlns="http://www.isapi.org/ver20/XMLSchema"'


def document(root: str, inside: str, head: str = V2) -> str:
    """An ISAPI document."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {head}>\n{inside}\n</{root}>\n'


def device(chance: Chance) -> str:
    """Elements that most ISAPI answers begin with."""
    return (
        f"<ipAddress>{chance.address()}</ipAddress>\n<portNo>80</portNo>\n<protocol>HTTP</protocol>\n"
        f"<macAddress>44:19:b6:{chance.digits(2)}:{chance.digits(2)}:{chance.digits(2)}</macAddress>\n"
        f"<channelID>{chance.number(1, 8)}</channelID>\n<dateTime>2025-04-1{chance.number(0, 9)}T08:31:07+08:00</dateTime>\n"
        f"<activePostCount>{chance.number(1, 40)}</activePostCount>"
    )


def regions(chance: Chance) -> str:
    """A detection region with its points."""
    points = "".join(
        f"<RegionCoordinates><positionX>{chance.number(0, 1000)}</positionX>"
        f"<positionY>{chance.number(0, 1000)}</positionY></RegionCoordinates>\n"
        for _ in range(4)
    )
    return f"<RegionCoordinatesList>\n{points}</RegionCoordinatesList>"


def alarm(chance: Chance, inside: str, kind: str = "faceCapture") -> str:
    """An EventNotificationAlert with a face."""
    return document(
        "EventNotificationAlert",
        f"{device(chance)}\n<eventType>{kind}</eventType>\n<eventState>active</eventState>\n<FaceList>\n<Face>\n"
        f"<faceId>{chance.number(1, 400)}</faceId>\n{regions(chance)}\n{inside}\n</Face>\n</FaceList>\n"
        f"<bkgUrl>http://{chance.address()}/picture/{chance.token(12)}.jpg</bkgUrl>",
    )


def settings(chance: Chance, inside: str) -> str:
    """FaceDetect settings with the given switches."""
    return document(
        "FaceSnap",
        f"<id>1</id>\n<enabled>true</enabled>\n<sensitivityLevel>{chance.number(1, 5)}</sensitivityLevel>\n"
        f"<snapTimes>3</snapTimes>\n{regions(chance)}\n{inside}\n<Schedule><allDay>true</allDay></Schedule>",
        ISAPI,
    )


def library(chance: Chance, *tags: tuple[str, str]) -> str:
    """A face library's record with free text tags."""
    pairs = "\n".join(
        f"<PersonInfoExtend><id>{number}</id><enable>true</enable><name>{name}</name><value>{value}</value></PersonInfoExtend>"
        for number, (name, value) in enumerate(tags, 1)
    )
    return document(
        "FDLibBaseCfg",
        f"<id>1</id>\n<FDID>{chance.token(16)}</FDID>\n<name>list {chance.digits(2)}</name>\n<thresholdValue>80</thresholdValue>\n"
        f"<PersonInfoExtendList>\n{pairs}\n</PersonInfoExtendList>",
    )


def properties(chance: Chance, *pairs: tuple[str, str]) -> str:
    """An alarm of a structured target: attributes as text."""
    listed = "\n".join(
        f"<Property><description>{name}</description><value>{value}</value></Property>" for name, value in pairs
    )
    return alarm(chance, f"<PropertyList>\n{listed}\n</PropertyList>", "humanAttribute")


def as_json(chance: Chance, root: str, inside: dict[str, Any]) -> str:
    """What the same devices answer to `format=json`."""
    head = {
        "ipAddress": chance.address(),
        "portNo": 80,
        "channelID": chance.number(1, 8),
        "dateTime": f"2025-04-1{chance.number(0, 9)}T08:31:07+08:00",
        "deviceSerial": chance.token(12),
    }
    return json.dumps({root: {**head, **inside}}, ensure_ascii=False, indent=chance.pick([None, "\t", 2]))


def of_face(chance: Chance, attributes: dict[str, Any]) -> str:
    """An alarm with a face, as JSON."""
    face = {
        "faceId": chance.number(1, 300),
        "age": {"value": 27, "ageGroup": "young"},
        "gender": {"value": "female"},
        **attributes,
    }
    return as_json(
        chance,
        "EventNotificationAlert",
        {"eventType": "faceCapture", "faceCapture": [{"targetAttrs": {"deviceId": "1"}, "faces": [face]}]},
    )


JSON_FACES: list[tuple[str, Any, str, dict[str, Any], str, str]] = [
    ("race", PROHIBITED, "<race> in ISAPI", {"race": {"value": "white", "confidence": 88}}, "race", "observed"),
    ("ethnic", PROHIBITED, "<ethnic> in ISAPI", {"ethnic": {"value": "uyghur"}}, "ethnicity", "observed"),
    ("ethnicity", PROHIBITED, "<ethnicity> in ISAPI", {"ethnicity": "minority"}, "ethnicity", "observed"),
    ("nation", PROHIBITED, "<nation> in ISAPI", {"nation": "回族"}, "ethnicity", "the value says which nation is meant"),
    ("properties", PROHIBITED, "PropertyList/Property/description", {"PropertyList": [{"description": "glass", "value": "no"}, {"description": "race", "value": "black"}]}, "race", "named in text"),
    ("properties-plain", CLEAN, "PropertyList/Property/description", {"PropertyList": [{"description": "glass", "value": "no"}, {"description": "jacketColor", "value": "black"}]}, "", "glasses and a jacket"),
    ("tags", PROHIBITED, "PersonInfoExtend", {"PersonInfoExtendList": [{"name": "宗教信仰", "value": "伊斯兰教"}]}, "religion", "a person tagged by faith"),
    ("tags-plain", CLEAN, "PersonInfoExtend", {"PersonInfoExtendList": [{"name": "department", "value": "accounts"}]}, "", "staff"),
    ("hijab", REVIEW, "hijab", {"accessory": {"hijab": "yes", "glasses": "no"}}, "religion", "dress"),
    ("site", FALSE_FRIEND, "Mosque as a place", {"channelName": "清真寺路 Mosque Road"}, "", "a street"),
]  # fmt: skip

AGE = "<age><ageGroup>young</ageGroup><value>27</value></age>\n<gender><value>female</value></gender>\n"

ALARMS = [
    ("race-value", PROHIBITED, "<race> in ISAPI", AGE + "<race><value>Asian</value></race>", "race", "observed beside age and gender"),
    ("ethnic-value", PROHIBITED, "<ethnic> in ISAPI", AGE + "<ethnic><value>uyghur</value><confidence>91</confidence></ethnic>", "ethnicity", "observed"),
    ("ethnicity-element", PROHIBITED, "<ethnicity> in ISAPI", AGE + "<ethnicity>minority</ethnicity>", "ethnicity", "observed"),
    ("nation-value", PROHIBITED, "<nation> in ISAPI", AGE + "<nation>维吾尔族</nation>", "ethnicity", "the value says which nation is meant"),
    ("minority", PROHIBITED, "isMinority in a camera", AGE + "<isMinority>true</isMinority>", "ethnicity", "observed beside age and gender"),
    ("by-ethnic", PROHIBITED, "byEthnic", AGE + "<byEthnic>2</byEthnic>\n<byMask>0</byMask>", "ethnicity", "a value is output"),
    ("by-race", PROHIBITED, "byRace", AGE + "<byRace>1</byRace>\n<byBeard>0</byBeard>", "race", "a value is output"),
    ("reserved-bytes", CLEAN, "byRes0, byRes2", AGE + "<byRes0>1</byRes0>\n<byRes2>0</byRes2>", "", "nobody can tell what reserved bytes mean"),
    ("skin", REVIEW, "肤色", AGE + "<skinColor><value>yellow</value></skinColor>", "race", "a proxy"),
    ("mask-and-glass", CLEAN, "<race> in ISAPI", AGE + "<mask><value>no</value></mask><glass><value>yes</value></glass>", "", "neutral attributes"),
    ("beard", CLEAN, "EM_BEARD_STATE_TYPE", AGE + "<beard><value>yes</value></beard>", "", "beards alone"),
    ("nationality", FALSE_FRIEND, "NationalityCode", AGE + "<nationality>156</nationality>", "", "citizenship"),
    ("hat-and-scarf", FALSE_FRIEND, "Muffler, Scarf, Kerchief", AGE + "<hat>yes</hat><scarf>yes</scarf><muffler>no</muffler>", "", "winter"),
]  # fmt: skip

SETTINGS = [
    ("race-on", PROHIBITED, "<race> in ISAPI", "<FaceAttribute><enabled>true</enabled><age>true</age><race>true</race></FaceAttribute>", "race", "switched on"),
    ("race-off", CAPABILITY, "<race> in ISAPI", "<FaceAttribute><enabled>true</enabled><age>true</age><race>false</race></FaceAttribute>", "race", "switched off by itself"),
    ("ethnicity-list", PROHIBITED, "<ethnicity> in ISAPI", "<attributeList>age,gender,mask,ethnicity</attributeList>", "ethnicity", "a comma list"),
    ("attributes-off", CAPABILITY, "<ethnicity> in ISAPI", "<FaceAttribute><enabled>false</enabled><ethnicity>true</ethnicity></FaceAttribute>", "ethnicity", "the whole group is off"),
    ("race-capability", CAPABILITY, "<race> in ISAPI", '<FaceAttributeCap><race opt="true,false"/><age opt="true,false"/></FaceAttributeCap>', "race", "a capability's choices"),
    ("white-light", FALSE_FRIEND, "white balance, black level", "<WhiteBalance><WhiteBalanceStyle>auto1</WhiteBalanceStyle></WhiteBalance><blackLevel>3</blackLevel>", "", "imaging"),
    ("blacklist", FALSE_FRIEND, "BLACKLIST, WHITELIST", "<FDLibType>blackFD</FDLibType><list>whiteList</list>", "", "kinds of lists"),
    ("race-area", FALSE_FRIEND, "race track", "<areaName>Race Track Finish</areaName><sceneName>marathon race</sceneName>", "", "a race course"),
    ("osd-language", FALSE_FRIEND, "Uyghur as a language", "<OSDLanguage opt=\"Chinese,English,Uyghur,Tibetan\">Chinese</OSDLanguage>", "", "languages of the overlay"),
    ("minority-class", FALSE_FRIEND, "minority class", "<training><minorityClass>oversampled</minorityClass></training>", "", "a term of statistics"),
    ("plate-nation", FALSE_FRIEND, "nation, country", "<PlateRecognition><nation>EU</nation><country>DE</country></PlateRecognition>", "", "country of a plate"),
]  # fmt: skip

TAGS = [
    ("tag-minzu", PROHIBITED, "PersonInfoExtend", [("工号", "10023"), ("民族", "维吾尔族"), ("备注", "重点")], "ethnicity", "persons in a face library tagged by people"),
    ("tag-religion", PROHIBITED, "PersonInfoExtend", [("badge", "881"), ("religion", "Muslim")], "religion", "persons in a face library tagged by faith"),
    ("tag-department", CLEAN, "PersonInfoExtend", [("department", "accounts"), ("badge", "7712")], "", "staff"),
    ("tag-road", FALSE_FRIEND, "民族路", [("地址", "民族路12号"), ("单位", "民族大学")], "", "an address and a university"),
]  # fmt: skip

PROPERTIES = [
    ("description-ethnicity", PROHIBITED, "PropertyList/Property/description", [("age", "30-45"), ("ethnicity", "asian"), ("gender", "male")], "ethnicity", "attribute named in text"),
    ("description-zhongzu", PROHIBITED, "种族", [("性别", "女"), ("种族", "白种人"), ("眼镜", "无")], "race", "attribute named in Chinese"),
    ("description-minority", PROHIBITED, "是否少数民族", [("性别", "男"), ("是否少数民族", "是")], "ethnicity", "attribute named in Chinese"),
    ("description-hair", CLEAN, "PropertyList/Property/description", [("hairStyle", "long"), ("bag", "yes"), ("coat", "black")], "", "clothes"),
    ("description-coat", FALSE_FRIEND, "black, white as colours", [("jacetColor", "white"), ("trousersColor", "black"), ("shoes", "yellow")], "", "colours of clothes"),
]  # fmt: skip


def odd() -> Iterator[Case]:
    """Pieces, recordings, foreign words."""
    chance = Chance("hikvision-odd")
    whole = alarm(chance, AGE + "<race><value>Black</value></race>")
    yield case(
        "hikvision/cut-off", UNREAD, "<race> in ISAPI", {"alert.xml": whole[: whole.index("<gender>")]}, "ends early"
    )
    refusal = document(
        "ResponseStatus",
        "<statusCode>4</statusCode>\n<statusString>Invalid Operation</statusString>\n<subStatusCode>notSupport</subStatusCode>",
    )
    yield case("hikvision/refused", UNREAD, "<race> in ISAPI", {"FaceSnap.xml": refusal}, "the device refused")
    prefixed = whole.replace("<", "<h:").replace("<h:/", "</h:").replace("<h:?", "<?").replace("xmlns=", "xmlns:h=")
    yield case("hikvision/prefixed", PROHIBITED, "<race> in ISAPI", {"alert.xml": prefixed}, "with a prefix", "race")
    chinese = alarm(chance, AGE + "<nation>藏族</nation>").replace("UTF-8", "GB2312").encode("gb18030")
    yield case("hikvision/gb2312", PROHIBITED, "藏族", {"alert.xml": chinese}, "declared GB2312", "ethnicity")


def cases() -> Iterator[Case]:
    """All of them."""
    for slug, expected, about, inside, category, remark in ALARMS:
        yield case(
            f"hikvision/alarm-{slug}",
            expected,
            about,
            {"EventNotificationAlert.xml": alarm(Chance(slug), inside)},
            remark,
            category,
        )
    for slug, expected, about, inside, category, remark in SETTINGS:
        yield case(
            f"hikvision/set-{slug}",
            expected,
            about,
            {"FaceSnap_1.xml": settings(Chance(slug), inside)},
            remark,
            category,
        )
    for slug, expected, about, tags, category, remark in TAGS:
        yield case(f"hikvision/{slug}", expected, about, {"FDLib.xml": library(Chance(slug), *tags)}, remark, category)
    for slug, expected, about, pairs, category, remark in PROPERTIES:
        yield case(
            f"hikvision/{slug}", expected, about, {"alert_0413.xml": properties(Chance(slug), *pairs)}, remark, category
        )
    for slug, expected, about, attributes, category, remark in JSON_FACES:
        yield case(
            f"hikvision-json/{slug}",
            expected,
            about,
            {"alert.json": of_face(Chance(slug), attributes)},
            remark,
            category,
        )
    yield from odd()
