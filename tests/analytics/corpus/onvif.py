"""Cases of ONVIF: the same element in an answer, in a stream, in another namespace, in a schema."""

from __future__ import annotations

from collections.abc import Iterator

from .case import CAPABILITY, CLEAN, FALSE_FRIEND, PROHIBITED, REVIEW, UNREAD, Case, case
from .onvif_xml import (
    UNUSUAL,
    USUAL,
    body,
    configurations,
    envelope,
    face,
    module,
    modules,
    rules,
    sample,
    stream,
    supported,
)
from .surroundings import Chance

HIJAB = "<fc:Accessory><fc:Hijab><fc:Wear>true</fc:Wear></fc:Hijab></fc:Accessory>"
KERCHIEF = "<fc:Accessory><fc:Kerchief><fc:Wear>false</fc:Wear></fc:Kerchief></fc:Accessory>"
GLASSES = "<fc:Accessory><fc:Opticals><fc:Wear>true</fc:Wear></fc:Opticals></fc:Accessory>"
BEARD = "<fc:FacialHair><fc:Beard>true</fc:Beard><fc:Mustache>false</fc:Mustache></fc:FacialHair>"
NOSE = "<fc:Nose><fc:Length>Short</fc:Length><fc:Bridge>Flat</fc:Bridge></fc:Nose><fc:Eye><fc:Eyelid>Single</fc:Eyelid></fc:Eye>"
SCARF = "<bd:Clothing><bd:Scarf>true</bd:Scarf><bd:Tops><bd:Category>Jacket</bd:Category></bd:Tops></bd:Clothing>"

FRAMES = [
    # slug, expected, about, elements of a face, category, remark
    ("complexion-asian", PROHIBITED, "fc:Complexion", "<fc:Complexion>Asian</fc:Complexion>", "race", "reported as output"),
    ("complexion-among-many", PROHIBITED, "fc:Complexion", f"{GLASSES}{BEARD}<fc:Complexion>Black</fc:Complexion>{NOSE}", "race", "among neutral elements"),
    ("hijab", REVIEW, "fc:Accessory/fc:Hijab", HIJAB, "religion", "religious dress"),
    ("kerchief", REVIEW, "fc:Accessory/fc:Kerchief", KERCHIEF, "religion", "a garment, weak"),
    ("beard", CLEAN, "fc:FacialHair/fc:Beard", BEARD, "", "neutral attribute"),
    ("nose-and-eyelid", CLEAN, "fc:Nose, fc:Eyelid", NOSE, "", "morphology alone"),
    ("glasses", CLEAN, "tt:HumanFace", GLASSES, "", "a face with age, gender, glasses"),
]  # fmt: skip

MODULES = [
    # slug, expected, about, type, parameters, category, remark
    ("face-attributes-complexion", PROHIBITED, "fc:Complexion", "vnd:FaceAttributeEngine", {"Enabled": "true", "OutputAttributes": "Age,Gender,Complexion"}, "race", "an instantiated module told to output it"),
    ("race-parameter", PROHIBITED, "race", "vnd:FaceEngine", {"FaceAge": "true", "FaceGender": "true", "FaceRace": "true"}, "race", "three switches of faces"),
    ("race-parameter-off", CAPABILITY, "race", "vnd:FaceEngine", {"FaceAge": "true", "FaceGender": "true", "FaceRace": "false"}, "race", "known and switched off"),
    ("ethnicity-list", PROHIBITED, "ethnicity", "vnd:PersonAttributes", {"Attributes": "hat bag backpack ethnicity upperColor"}, "ethnicity", "a list parted by blanks"),
    ("minzu", PROHIBITED, "民族", "vnd:FaceStructured", {"属性列表": "年龄,性别,民族,眼镜", "启用": "1"}, "ethnicity", "Chinese parameter names"),
    ("uyghur-alarm", PROHIBITED, "Uyghur", "vnd:FaceAlarm", {"AlarmOn": "EthnicGroup", "Group": "Uyghur", "Threshold": "0.8"}, "ethnicity", "an alarm on one people"),
    ("racetrack", FALSE_FRIEND, "race track", "vnd:ObjectCounter", {"Zone": "RaceTrack", "Profile": "Marathon", "Objects": "runner,bib"}, "", "a course with runners"),
    ("cross-region", FALSE_FRIEND, "cross", "vnd:CrossRegionDetection", {"CrossLine": "enter", "CrossRegion": "1"}, "", "a line that is crossed"),
    ("colour-name", FALSE_FRIEND, "acme:ColorName White", "vnd:VehicleColour", {"ColorName": "White", "Others": "Black,Yellow,Red"}, "", "colours of cars"),
    ("white-balance", FALSE_FRIEND, "white balance, black level", "vnd:ImageWatch", {"WhiteBalance": "Auto", "BlackLevel": "12", "DayNight": "BlackWhite"}, "", "imaging settings"),
    ("trace", FALSE_FRIEND, "terrace", "vnd:Tracker", {"TraceLength": "30", "Terrace": "north", "GracePeriod": "5"}, "", "letters within other words"),
    ("mosque-zone", FALSE_FRIEND, "Mosque as a place", "tt:FieldDetector", {"ZoneName": "Mosque Street / 清真寺路", "Objects": "person,vehicle"}, "", "a place's name"),
    ("nationality", FALSE_FRIEND, "NationalityCode", "vnd:PassportDesk", {"NationalityCode": "CHN", "Document": "P"}, "", "citizenship"),
    ("vehicle-nation", FALSE_FRIEND, "nation, country", "vnd:PlateReader", {"Nation": "DE", "Country": "Germany", "PlateColor": "White"}, "", "country of a plate"),
    ("skin-tone", REVIEW, "skin_color", "vnd:FaceEngine", {"FaceAge": "true", "FaceSkinColor": "true"}, "race", "a proxy, switched on"),
]  # fmt: skip

SUPPORTED = [
    ("complexion", CAPABILITY, "fc:Complexion", ("vnd:FaceAttributeEngine", ["Age", "Gender", "Complexion"]), "race", "supported, not instantiated"),
    ("ethnicity", CAPABILITY, "ethnicity", ("vnd:FaceEngine", ["FaceAge", "FaceEthnicity", "FaceMask"]), "ethnicity", "supported, not instantiated"),
    ("zhongzu", CAPABILITY, "种族", ("vnd:FaceEngine", ["年龄", "性别", "种族"]), "race", "supported, not instantiated"),
    ("religion", CAPABILITY, "religion", ("vnd:PersonProfile", ["Age", "Gender", "Religion"]), "religion", "supported, not instantiated"),
    ("race-conditions", FALSE_FRIEND, "race condition", ("vnd:Scheduler", ["RaceConditionGuard", "Timeout"]), "", "a term of programming"),
    ("plain", CLEAN, "tt:HumanFace", ("tt:FaceDetector", ["MinSize", "MaxFaces"]), "", "finds faces and says nothing of them"),
]  # fmt: skip


def frames() -> Iterator[Case]:
    """Each element reported as output, and recorded in a stream."""
    for slug, expected, about, inside, category, remark in FRAMES:
        chance = Chance(slug)
        prefixes = chance.pick([USUAL, UNUSUAL])
        answer = envelope(sample(face(chance, GLASSES), face(chance, inside)), prefixes, chance.number(0, 1) > 0)
        named = {"GetSupportedMetadata.xml": answer}
        yield case(f"onvif-metadata/{slug}", expected, about, named, remark, category)
        recorded = {"metadata-2025-05.xml": stream(chance, face(chance, inside))}
        yield case(f"onvif-stream/{slug}", expected, about, recorded, f"{remark}; seen in a stream", category)


def instances() -> Iterator[Case]:
    """Modules and rules that exist on the device."""
    for number, (slug, expected, about, kind, items, category, remark) in enumerate(MODULES):
        chance = Chance(slug)
        added = module(f"Module{chance.digits(2)}", kind, items)
        shape, name = [
            (modules, "GetAnalyticsModules.xml"),
            (rules, "GetRules.xml"),
            (configurations, "GetVideoAnalyticsConfigurations.xml"),
        ][number % 3]
        prefixes = UNUSUAL if number % 4 == 1 else USUAL
        answer = envelope(shape(chance, added), prefixes, number % 5 != 0)
        yield case(f"onvif-{shape.__name__}/{slug}", expected, about, {name: answer}, remark, category)


def possibilities() -> Iterator[Case]:
    """What could be switched on."""
    for slug, expected, about, kind, category, remark in SUPPORTED:
        answer = {"GetSupportedAnalyticsModules.xml": envelope(supported(kind))}
        yield case(f"onvif-supported/{slug}", expected, about, answer, remark, category)


def oddities() -> Iterator[Case]:
    """Namespaces, schemas, pieces."""
    chance = Chance("odd")
    complexion = face(chance, "<fc:Complexion>White</fc:Complexion>")
    whole = envelope(sample(complexion))
    default = whole.replace("<fc:", "<").replace("</fc:", "</").replace("xmlns:fc=", "xmlns:unused=")
    default = default.replace("<Complexion>", '<Complexion xmlns="http://www.onvif.org/ver20/analytics/humanface">')
    yield case("onvif-metadata/default-namespace", PROHIBITED, "fc:Complexion", {"meta.xml": default},
               "the element declares its namespace itself", "race")  # fmt: skip
    yield case("onvif-metadata/unusual-prefixes", PROHIBITED, "fc:Complexion",
               {"soap_17.xml": envelope(sample(complexion), UNUSUAL)}, "prefixes are only names", "race")  # fmt: skip
    foreign = whole.replace("http://www.onvif.org/ver20/analytics/humanface", "http://paint.example/colours/1.0")
    foreign = (
        foreign.replace("tt:HumanFace", "vnd:WallPanel")
        .replace("<fc:Age>", "<fc:Coat>")
        .replace("</fc:Age>", "</fc:Coat>")
    )
    foreign = foreign.replace("<fc:Gender>Female</fc:Gender>", "").replace(">Face<", ">Wall<")
    yield case("onvif-metadata/foreign-namespace", FALSE_FRIEND, "fc:Complexion", {"paint.xml": foreign},
               "the same local name in a namespace of paint")  # fmt: skip
    schema = (
        '<?xml version="1.0" encoding="utf-8"?>\n<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        'targetNamespace="http://www.onvif.org/ver20/analytics/humanface" version="20.12">\n'
        '<xs:simpleType name="Complexion"><xs:restriction base="xs:string">'
        + "".join(f'<xs:enumeration value="{value}"/>' for value in ("White", "Black", "Asian", "Other"))
        + '</xs:restriction></xs:simpleType>\n<xs:complexType name="HumanFace"><xs:sequence>'
        '<xs:element name="Complexion" type="Complexion" minOccurs="0"/></xs:sequence></xs:complexType>\n</xs:schema>\n'
    )
    yield case("onvif-schema/humanface", FALSE_FRIEND, "fc:Complexion", {"humanface.xsd": schema, },
               "the schema itself says what a format can carry, not what a device does")  # fmt: skip
    yield case("onvif-schema/humanface-in-xml", FALSE_FRIEND, "fc:Accessory/fc:Hijab",
               {"schema.xml": schema.replace("Complexion", "Hijab")}, "a schema saved as .xml")  # fmt: skip
    person = body(chance, SCARF)
    yield case(
        "onvif-metadata/scarf",
        CLEAN,
        "bd:Clothing/bd:Scarf",
        {"meta.xml": envelope(sample(person))},
        "a scarf is a scarf",
    )
    yield case(
        "onvif-stream/scarf",
        CLEAN,
        "bd:Clothing/bd:Scarf",
        {"stream.xml": stream(chance, person)},
        "a scarf is a scarf",
    )
    yield case("onvif-metadata/cut-off", UNREAD, "fc:Complexion", {"meta.xml": whole[: whole.index("<fc:Gender")]},
               "the answer ends in the middle of a face")  # fmt: skip
    motion_only = envelope(modules(chance), UNUSUAL)
    yield case(
        "onvif-modules/motion-only", CLEAN, "tt:HumanFace", {"GetAnalyticsModules.xml": motion_only}, "motion and lines"
    )
    commented = envelope(modules(chance, "<!-- vendor: FaceRace and FaceEthnicity were removed in firmware 5.2 -->"))
    yield case(
        "onvif-modules/comment", CLEAN, "race", {"GetAnalyticsModules.xml": commented}, "a comment on what was removed"
    )
    fault = envelope(
        "<env:Fault><env:Code><env:Value>env:Receiver</env:Value></env:Code><env:Reason>"
        "<env:Text>ActionNotSupported</env:Text></env:Reason></env:Fault>"
    )
    yield case(
        "onvif-metadata/fault", UNREAD, "tt:HumanFace", {"GetSupportedMetadata.xml": fault}, "the device refused to say"
    )


def cases() -> Iterator[Case]:
    """All of them."""
    yield from frames()
    yield from instances()
    yield from possibilities()
    yield from oddities()
