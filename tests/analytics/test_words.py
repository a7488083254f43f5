"""Identifiers, sets of labels and their false friends, each in three formats."""

import pytest
import yaml

from analytics.onnx_bytes import onnx
from fairnotice.analytics.scan import scan_file
from fairnotice.domain import LEVELS, Level

# Labels, the category that must be found with certainty (>= 0.9).
CERTAIN = [
    (["fc:Complexion"], "race"),
    (["fc:Hijab", "fc:Beard"], "religious_dress"),
    (["EthicCode"], "ethnicity"),
    (["ethicCode", "genderCode", "ageUpLimit"], "ethnicity"),
    (["EthnicCode", "GenderCode", "FaceAppearTime"], "ethnicity"),
    (["EM_NATION_TYPE"], "ethnicity"),
    (["EM_NATION_TYPE_UYGUR"], "ethnicity"),
    (["emNation", "emBeard", "emGlasses"], "ethnicity"),
    (["EM_RACE_TYPE"], "race"),
    (["emRace"], "race"),
    (["emComplexion"], "race"),
    (["byEthnic", "bySmile", "byAge", "bySex"], "ethnicity"),
    (["byRace", "bySmile", "byAge"], "race"),
    (["HFFaceAttributeResult"], "race"),
    (["estimateEthnicity"], "ethnicity"),
    (["predominant_ethnicity"], "ethnicity"),
    (["multicultural_appearance"], "race"),
    (["ethnicity-demographics-recognition"], "race"),
    (["dominant_race"], "race"),
    (["age", "gender", "emotion", "race"], "race"),
    (["race_label"], "race"),
    (["race4"], "race"),
    (["asian", "indian", "black", "white", "middle eastern", "latino hispanic"], "race"),
    (["White", "Black", "Latino_Hispanic", "East Asian", "Southeast Asian", "Indian", "Middle Eastern"], "race"),
    (["East_Asian", "Middle_Eastern"], "race"),
    (["White", "Black", "Asian", "Indian"], "race"),
    (["white", "black", "asian", "indian", "others"], "race"),
    (["asian", "white", "hispanic", "black", "other"], "race"),
    (["White", "Black", "Asian", "Other"], "race"),
    (["caucasian", "african_american"], "race"),
    (["asian_male", "black_female", "white_male"], "race"),
    (["face", "asian", "white"], "race"),
    (["person", "hijab", "no_hijab"], "religious_dress"),
    (["Cadar_Niqab", "Non hijab"], "religious_dress"),
    (["muslim", "non_muslim"], "religion"),
    (["christian", "muslim", "hindu", "buddhist"], "religion"),
    (["汉族", "维吾尔族", "其他"], "ethnicity"),
    (["黄种人", "白种人", "黑种人"], "race"),
    (["维汉识别"], "ethnicity"),
    (["性别", "年龄", "民族"], "ethnicity"),
    (["人脸", "种族"], "race"),
    (["年龄", "性别", "宗教信仰"], "religion"),
    (["edad", "sexo", "raza"], "race"),
    (["возраст", "пол", "раса"], "race"),
    (["Alter", "Geschlecht", "ethnische Herkunft"], "race"),
    (["usia", "etnis"], "ethnicity"),
    (["나이", "인종"], "race"),
    (["idade", "raça"], "race"),
    (["han", "uyghur"], "ethnicity"),
    (["age", "glasses", "faith"], "religion"),
    (["العمر", "الجنس", "دين"], "religion"),
    (["usia", "kelamin", "ras"], "race"),
    (["usia", "kelamin", "suku"], "ethnicity"),
    (["나이", "성별", "민족"], "ethnicity"),
    (["европеоид", "монголоид", "негроид"], "race"),
    (["branca", "preta", "parda", "amarela", "indígena"], "race"),
    (["황인종", "백인종", "흑인종"], "race"),
    (["黄色人種", "白色人種", "黒色人種"], "race"),
]

# Labels, the category that a person must look at: configured, not certain or not a category of people.
ASKS = [
    (["возраст", "пол", "вера"], "religion"),
    (["race"], "race"),
    (["asian", "white"], "race"),
    (["asian", "african", "indian"], "race"),
    (["ethnicity"], "ethnicity"),
    (["EthnicCode"], "ethnicity"),
    (["SkinColor"], "race_proxy"),
    (["ChineseAccentCode"], "ethnicity_proxy"),
    (["turban"], "religious_dress"),
    (["helmet", "no_helmet", "vest", "turban"], "religious_dress"),
    (["fc:Kerchief"], "religious_dress"),
    (["religion"], "religion"),
    (["muslim"], "religion"),
    (["民族"], "ethnicity"),
    (["少数民族"], "ethnicity"),
    (["宗教"], "religion"),
    (["肤色"], "race_proxy"),
    (["头巾"], "religious_dress"),
    (["raza"], "race"),
    (["Uyghur"], "ethnicity"),
    (["عرقية"], "ethnicity"),
    (["ئۇيغۇر"], "ethnicity"),
    (["dân tộc"], "ethnicity"),
    (["âge", "sexe", "confession"], "religion"),
]

# What looks like one: nothing above carrier.
FRIENDS = [
    ["race condition", "deadlock"],
    ["racer, race car, racing car"],
    ["RACER", "MOSQUE", "CHURCH", "BELL COTE"],
    ["race_car", "sports_car"],
    ["terrace", "brace", "neck brace", "trace", "grace", "embrace", "Horace"],
    ["chosenRace", "openRaces", "raceIds"],
    ["elf", "orc", "dwarf", "race"],
    ["motor race", "race bib", "race timing", "RaceTrack"],
    ["lap", "podium", "circuit", "race"],
    ["emNationEmployee", "employee", "employeeId", "emNation"],
    ["CondemNation", "nation", "country"],
    ["NationalityCode", "nationality", "国籍"],
    ["minority class", "majority class"],
    ["EthnicGroup", "PatientName", "patient", "dicom"],
    ["Actor1EthnicCode", "Actor1Religion1Code"],
    ["Ethnic restaurant", "ethnic food"],
    ["Mosque", "Church", "Temple", "Synagogue", "清真寺"],
    ["church_bell", "christian_music", "music_of_africa", "music_of_asia"],
    ["white", "black", "yellow", "red"],
    ["white", "black"],
    ["EM_PLATE_COLOR_TYPE", "EM_CLOTHES_COLOR", "WHITE", "BLACK", "YELLOW"],
    ["BLACKLIST", "WHITELIST"],
    ["white balance", "black level", "day/night black and white"],
    ["一维族", "运维族", "高维族"],
    ["民族大学", "民族路", "民族品牌"],
    ["维吾尔语", "藏语"],
    ["english", "chinese", "french", "Uyghur", "Tibetan", "Mongolian"],
    ["Indian Ocean", "Indian Motorcycle", "Asian paints"],
    ["indian elephant", "african elephant"],
    ["italian", "mexican", "indian", "asian", "thai"],
    ["avatar", "costume", "Hijab", "Turban"],
    ["skirt", "jeans", "cardigan", "hijab"],
    ["DPI Kippah"],
    ["Muffler", "Scarf", "Kerchief", "Hat", "Mask"],
    ["dog", "poodle", "terrier", "Rasse"],
    ["perro", "gato", "raza"],
    ["crossroad", "CrossRegionDetection", "cross line"],
    ["dem_race", "dem_ethnic", "MEM_RACE"],
    ["accessoryMuffler", "hs-Muffler", "accessoryHat"],
    ["is_male", "has_bag", "has_hat", "has_longhair"],
    ["long_beard", "has_beard", "胡须", "EM_BEARD_STATE_TYPE"],
    ["gender", "age", "expression", "beauty", "glass", "mask", "hair"],
    ["GB/T 28181"],
    ["藏族自治州", "朝鲜族自治县"],
    ["宗教局", "清真餐厅", "清真"],
    ["种族歧视", "种族主义"],
    ["терраса", "окраса"],
    ["suku cadang"],
    ["확인종료"],
    ["صلاح الدين"],
    ["zerg", "protoss", "terran", "种族识别"],
    ["person", "car", "truck", "bus"],
    ["学生", "学籍", "民族"],
]


def label_file(labels):
    return "labels.txt", "\n".join(labels).encode()


def yaml_file(labels):
    return "metadata.yaml", yaml.safe_dump(
        {"task": "classify", "names": dict(enumerate(labels))}, allow_unicode=True
    ).encode()


def onnx_file(labels):
    return "model.onnx", onnx({"task": "classify", "names": repr(dict(enumerate(labels)))})


FORMATS = pytest.mark.parametrize("write", [label_file, yaml_file, onnx_file])


def read(write, labels, **options):
    source, data = write(labels)
    scan = scan_file(data, device_id="d", source=source, **options)
    assert scan.complete, scan.error
    return scan.mentions


@FORMATS
@pytest.mark.parametrize(
    ("labels", "category"), CERTAIN, ids=lambda value: "|".join(value) if isinstance(value, list) else value
)
def test_certain(write, labels, category):
    found = [m for m in read(write, labels) if m.category == category]
    assert max((m.confidence for m in found), default=0) >= 0.9
    assert {m.level for m in found} == {Level.CONFIGURED}


@FORMATS
@pytest.mark.parametrize(
    ("labels", "category"), ASKS, ids=lambda value: "|".join(value) if isinstance(value, list) else value
)
def test_asks(write, labels, category):
    found = read(write, labels)
    assert category in {m.category for m in found if m.level is Level.CONFIGURED}
    assert max(m.confidence for m in found) < 0.9


@FORMATS
@pytest.mark.parametrize("labels", FRIENDS, ids="|".join)
def test_false_friends(write, labels):
    strongest = max((m.level for m in read(write, labels)), key=LEVELS.index, default=Level.NONE)
    assert LEVELS.index(strongest) <= LEVELS.index(Level.CARRIER)


@FORMATS
@pytest.mark.parametrize(("labels", "category"), [*CERTAIN, *ASKS])
def test_a_model_that_is_switched_off_is_a_capability_at_most(write, labels, category):
    found = read(write, labels, enabled=False)
    assert category in {m.category for m in found}
    assert all(LEVELS.index(m.level) <= LEVELS.index(Level.CAPABILITY) for m in found)


def test_a_stray_word_in_a_long_list_of_things_is_not_certain():
    things = [f"thing {n}" for n in range(300)]
    mentions = read(label_file, ["hair slide", *things, "race", "caucasian shepherd"])
    assert all(m.confidence < 0.9 for m in mentions)


def test_order_and_case_of_a_set_do_not_matter():
    for labels in (["INDIAN", "white", "Asian", "BLACK"], ["race_black", "race_asian", "race_white"]):
        (found, *_) = read(label_file, labels)
        assert (found.category, found.level) == ("race", Level.CONFIGURED)
        assert found.confidence >= 0.9


FURTHER = [
    (["face", "age", "disability"], "health"),
    (["face", "age", "social class"], "social_class"),
    (["face", "age", "political opinion"], "political_opinion"),
    (["face", "age", "trade union"], "trade_union"),
    (["face", "age", "sex life"], "sex_life"),
    (["face", "age", "sexual orientation"], "sexual_orientation"),
    (["性别", "年龄", "政治面貌"], "political_opinion"),
]
EVERYDAY = [
    ["health", "healthz", "health check"],
    ["class", "classes"],
    ["party", "birthday party"],
    ["union", "square"],
]


@pytest.mark.parametrize(("labels", "category"), FURTHER, ids=lambda value: value if isinstance(value, str) else None)
def test_further_attributes_count_beside_words_of_faces(labels, category):
    assert category in {m.category for m in read(label_file, labels) if m.level is Level.CONFIGURED}


@pytest.mark.parametrize("labels", EVERYDAY, ids="|".join)
def test_everyday_words_are_no_attributes(labels):
    assert read(label_file, labels) == ()
