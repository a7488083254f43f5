"""Cases of GA/T 1400 (VIID): faces and persons as JSON, as devices post them to a view library."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .case import CAPABILITY, CLEAN, FALSE_FRIEND, PROHIBITED, REVIEW, UNREAD, Case, case
from .surroundings import Chance


def thing(chance: Chance, kind: str, added: dict[str, Any]) -> dict[str, Any]:
    """A face or a person, with the attributes in question among many."""
    number = chance.digits(41)
    return {
        f"{kind}ID": number + "06" + chance.digits(5),
        "InfoKind": 1,
        "SourceID": number,
        "DeviceID": "3401" + chance.digits(16),
        "LeftTopX": chance.number(1, 900),
        "LeftTopY": chance.number(1, 500),
        "RightBtmX": chance.number(901, 1900),
        "RightBtmY": chance.number(501, 1000),
        "LocationMarkTime": "20250412083107",
        f"{kind}AppearTime": "20250412083107",
        f"{kind}DisAppearTime": "20250412083109",
        "GenderCode": chance.pick(["1", "2", "0"]),
        "AgeUpLimit": 40,
        "AgeLowerLimit": 25,
        **added,
        "GlassStyle": "1",
        "IsDriver": 2,
        "IsForeigner": 2,
        "IsSuspectedTerrorist": 2,
        "IsCriminalInvolved": 2,
        "IsDetainees": 2,
        "IsVictim": 2,
        "IsSuspiciousPerson": 2,
        "Similaritydegree": 0.0,
        "SubImageList": {
            "SubImageInfoObject": [
                {"ImageID": number + chance.digits(5), "EventSort": 10, "DeviceID": "3401" + chance.digits(16),
                 "StoragePath": f"http://{chance.address()}:8080/pic/{chance.token(16)}.jpg", "Type": "11",
                 "FileFormat": "Jpeg", "ShotTime": "20250412083107", "Width": 200, "Height": 260, "Data": ""}
            ]
        },
    }  # fmt: skip


def posted(chance: Chance, kind: str, added: dict[str, Any]) -> str:
    """FaceListObject or PersonListObject: two plain ones, then the one in question."""
    objects = [thing(chance, kind, {}), thing(chance, kind, {}), thing(chance, kind, added)]
    return json.dumps({f"{kind}ListObject": {f"{kind}Object": objects}}, ensure_ascii=False, indent=2)


OBJECTS = [
    # slug, expected, about, kind, added, category, remark
    ("ethic-code-han", PROHIBITED, "EthicCode", "Face", {"EthicCode": "01"}, "ethnicity", "a value for each face"),
    ("ethic-code-uyghur", PROHIBITED, "GB/T 3304 codes", "Person", {"EthicCode": "05"}, "ethnicity", "05 is Uyghur in GB/T 3304"),
    ("ethic-code-java", PROHIBITED, "ethicCode", "Face", {"ethicCode": "03"}, "ethnicity", "spelt as Java does"),
    ("ethnic-code", PROHIBITED, "EthnicCode in a camera", "Person", {"EthnicCode": "04"}, "ethnicity", "spelt correctly"),
    ("accent", REVIEW, "ChineseAccentCode", "Person", {"ChineseAccentCode": "13"}, "ethnicity", "an accent is a proxy"),
    ("skin", REVIEW, "SkinColor", "Face", {"SkinColor": "1"}, "race", "a proxy"),
    ("nationality", FALSE_FRIEND, "NationalityCode", "Person", {"NationalityCode": "156"}, "", "citizenship"),
    ("mask", CLEAN, "EthicCode", "Face", {"RespiratorColor": "2", "CapStyle": "1", "HairStyle": "3"}, "", "mask, cap, hair"),
    ("ethic-and-nationality", PROHIBITED, "EthicCode", "Person", {"NationalityCode": "156", "EthicCode": "56"}, "ethnicity", "both; one of them counts"),
    ("skin-enumerated", REVIEW, "SkinColor", "Person", {"SkinColor": "yellow", "HairColor": "black"}, "race", "a proxy with a colour"),
    ("colours", FALSE_FRIEND, "black, white as colours", "Person", {"CoatColor": "White", "TrousersColor": "Black", "ShoesColor": "Yellow"}, "", "clothes"),
    ("address", FALSE_FRIEND, "民族大学", "Person", {"Name": "", "EmployerName": "中央民族大学", "Address": "民族路1号"}, "", "an employer's name"),
]  # fmt: skip


def odd() -> Iterator[Case]:
    """Subscriptions, code tables, catalogues, pieces."""
    chance = Chance("gat1400-odd")
    nulls = posted(chance, "Face", {"EthicCode": None, "SkinColor": None})
    yield case(
        "gat1400/ethic-code-null",
        CAPABILITY,
        "EthicCode",
        {"faces.json": nulls},
        "the field is there, no value is",
        "ethnicity",
    )
    empty = posted(chance, "Person", {"EthicCode": ""})
    yield case(
        "gat1400/ethic-code-empty",
        CAPABILITY,
        "EthicCode",
        {"persons.json": empty},
        "the field is there, no value is",
        "ethnicity",
    )
    table = {
        "dict": "EthicCode",
        "used_by": ["FaceObject", "PersonObject"],
        "values": {
            "01": "汉族",
            "02": "蒙古族",
            "03": "回族",
            "04": "藏族",
            "05": "维吾尔族",
            "06": "苗族",
            "17": "哈萨克族",
        },
        "push": {"enabled": True, "fields": ["GenderCode", "AgeUpLimit", "EthicCode", "GlassStyle"]},
    }
    yield case("gat1400/code-table-pushed", PROHIBITED, "GB/T 3304 codes", {"viid-dict.json": json.dumps(table, ensure_ascii=False, indent=1)},
               "the field is pushed, with its table of values", "ethnicity")  # fmt: skip
    subscription = {"SubscribeListObject": {"SubscribeObject": [{
        "SubscribeID": chance.digits(33), "Title": "faces", "SubscribeDetail": "12,13", "ReceiveAddr": f"http://{chance.address()}/VIID/SubscribeNotifications",
        "OperateType": 0, "ResultFeatureDeclare": 1, "ResultFilter": "GenderCode=2&EthicCode=05"}]}}  # fmt: skip
    yield case("gat1400/subscription-filter", PROHIBITED, "EthicCode", {"subscribe.json": json.dumps(subscription, indent=2)},
               "a subscription that asks for one people only", "ethnicity")  # fmt: skip
    plain = posted(chance, "Face", {})
    yield case("gat1400/plain-faces", CLEAN, "EthicCode", {"faces.json": plain}, "gender and age only")
    yield case("gat1400/cut-off", UNREAD, "EthicCode", {"faces.json": plain[: len(plain) // 2]}, "ends early")
    minified = json.dumps(json.loads(posted(chance, "Face", {"EthicCode": "05"})), separators=(",", ":"))
    yield case(
        "gat1400/minified", PROHIBITED, "EthicCode", {"VIID_Faces_0412.json": minified}, "all on one line", "ethnicity"
    )
    sip = {"sip": {"domain": "3402000000", "id": "3402" + chance.digits(16), "password": chance.token(10)}, "standard": "GB/T 28181-2022",
           "catalog": [{"DeviceID": "3402" + chance.digits(16), "Name": "东门", "Manufacturer": "示例", "CivilCode": "340200", "Status": "ON"} for _ in range(8)]}  # fmt: skip
    yield case(
        "gat1400/gb28181-catalogue",
        CLEAN,
        "GB/T 28181",
        {"catalog.json": json.dumps(sip, ensure_ascii=False, indent=2)},
        "signalling only",
    )
    school = {"students": [{"Name": "S" + chance.digits(4), "GenderCode": "1", "EthnicCode": "01", "ClassNo": "3-2", "GuardianPhone": chance.digits(8)} for _ in range(12)],
              "school": "示例小学", "term": "2025-1", "exportedBy": "student register"}  # fmt: skip
    yield case(
        "gat1400/school-register",
        FALSE_FRIEND,
        "EthnicCode of pupils",
        {"students.json": json.dumps(school, ensure_ascii=False, indent=2)},
        "a school's register, no camera",
    )
    gdelt = {
        "events": [
            {
                "GlobalEventID": chance.digits(9),
                "Actor1Code": "GOV",
                "Actor1EthnicCode": "han",
                "Actor1Religion1Code": "BUD",
                "AvgTone": -2.1,
            }
            for _ in range(9)
        ]
    }
    yield case(
        "gat1400/gdelt",
        FALSE_FRIEND,
        "Actor1EthnicCode, Actor1Religion1Code",
        {"gdelt.json": json.dumps(gdelt, indent=2)},
        "news events",
    )


def cases() -> Iterator[Case]:
    """All of them."""
    for slug, expected, about, kind, added, category, remark in OBJECTS:
        name = {"Face": "VIID_Faces.json", "Person": "VIID_Persons.json"}[kind]
        yield case(f"gat1400/{slug}", expected, about, {name: posted(Chance(slug), kind, added)}, remark, category)
    yield from odd()
