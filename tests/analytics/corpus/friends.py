"""Cases of false friends: words that look like classifiers of people and are something else.

Each stands in two formats, among the settings of a server with cameras, since that is where a hasty reader errs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .case import CLEAN, FALSE_FRIEND, Case, case
from .generic_files import pair, written
from .terms import placed

FRIENDS: list[tuple[str, str, str, Any, str]] = [
    # slug, about, path, value, remark
    ("race-condition", "race condition", "server/notes", "restart delay avoids a race condition between two streams", "programming"),
    ("race-detector", "race condition", "build", {"flags": ["-race", "-trimpath"], "data_race_check": True}, "Go's race detector"),
    ("race-car", "race car", "detectors/vehicle/labels", ["car", "race car", "racer", "racing car", "truck", "bus"], "cars"),
    ("race-track", "race track", "cameras/0/zones/0/name", "RaceTrack start", "a zone of a race course"),
    ("marathon", "race bib", "events/marathon", {"race": "half marathon", "race_bib_reader": True, "race_timing": "chip", "start": "09:00"}, "a foot race"),
    ("horse-race", "horse racing", "tote", {"openRaces": [3, 4], "raceIds": ["R3", "R4"], "chosenRace": "R4", "race": "15:30 handicap"}, "betting on horses"),
    ("game-race", "fantasy race", "character", {"chosenRace": "elf", "races": ["human", "elf", "orc", "dwarf"], "class": "mage"}, "a game"),
    ("item-race-type", "EBioAttributesItemRaceType", "loot", {"type": "EBioAttributesItemRaceType", "item_race": "undead", "level": 12}, "a game"),
    ("terrace", "terrace", "cameras/1/name", "Terrace and brace store, Horace Lane", "letters within words"),
    ("trace", "trace", "logging/trace", {"enabled": True, "trace_ids": True, "grace_seconds": 30, "embrace": "no", "backtrace": "full"}, "letters within words"),
    ("condemnation", "CondemNation", "notices", {"text": "Condemnation of trespass", "code": "emNationwide"}, "letters within words"),
    ("race-onnx", "race.onnx", "backgammon/networks", ["contact.onnx", "race.onnx", "crashed.onnx"], "a board game"),
    ("employee-nation", "emNation (employee)", "hr/employees", [{"emName": "A. Example", "emNation": "CN", "emPost": "clerk", "emSalary": 4200}, {"emName": "B. Example", "emNation": "PL", "emPost": "guard", "emSalary": 3900}], "staff records"),
    ("plate-country", "nation, country", "lpr", {"enabled": True, "Nation": "PL", "country": "Poland", "regions": ["pl", "de", "cz"]}, "licence plates"),
    ("map-nation", "nation, country", "map", {"nation": "Republic of Example", "center": [52.1, 5.3], "zoom": 7}, "a map"),
    ("nationality", "nationality", "visitor_desk/form", ["name", "document", "nationality", "host"], "citizenship on a form"),
    ("guoji", "国籍", "visitor_desk/fields", ["姓名", "证件号", "国籍", "被访人"], "citizenship on a form"),
    ("minority-class", "minority class", "training", {"resampling": "SMOTE", "minority_class": "bicycle", "majority_class": "car"}, "imbalanced learning"),
    ("minority-vote", "isMinority", "council", {"votes": [{"party": "A", "isMinority": False}, {"party": "B", "isMinority": True}], "quorum": 12}, "votes"),
    ("dicom", "EthnicGroup (0010,2160)", "dicom/patient", {"(0010,0010) PatientName": "ANON", "(0010,0040) PatientSex": "F", "(0010,2160) EthnicGroup": "", "(0008,0060) Modality": "MR"}, "a patient's record"),
    ("clinical", "dem_race, dem_ethnic, MEM_RACE", "cohort/columns", ["subject_id", "dem_race", "dem_ethnic", "MEM_RACE", "bmi", "hba1c"], "columns of a clinical table"),
    ("cases-by-ethnicity", "CasesByEthnicity", "dashboard/tiles", ["CasesByAge", "CasesByEthnicity", "HospitalBeds", "byEthnic"], "statistics of health"),
    ("gdelt", "Actor1EthnicCode, Actor1Religion1Code", "news/columns", ["GlobalEventID", "Actor1Code", "Actor1EthnicCode", "Actor1Religion1Code", "AvgTone"], "news events"),
    ("conduct", "ethnicity in a code of conduct", "project/code_of_conduct", "We welcome everyone regardless of age, body size, disability, ethnicity, race, religion or level of experience.", "a promise, no classifier"),
    ("fairness", "FairFace for bias testing", "evaluation/report", "False match rates of the person detector were compared on FairFace groups offline; nothing of it is deployed.", "a report"),
    ("training-set", "ethnicity in a training-set description", "models/0/description", "Trained on 20 000 faces balanced over age, gender and ethnicity. Outputs: age, gender.", "a description of data"),
    ("restaurant", "Ethnic restaurant", "cameras/0/name", "Ethnic Food Market, stall 7", "a shop's name"),
    ("halal", "清真 restaurant", "cameras/1/name", "清真餐厅后门", "a restaurant"),
    ("mosque", "Mosque as a place", "cameras/0/name", "Mosque Square / Church Street corner", "places"),
    ("synagogue", "Mosque as a place", "cameras/1/zones/0/name", "synagogue forecourt", "a place"),
    ("qingzhensi", "清真寺", "cameras/0/name", "清真寺路口球机", "a street"),
    ("bureau", "宗教局", "site/department", "示例市民族宗教事务局", "an authority"),
    ("minzu-university", "民族大学", "cameras/0/name", "民族大学西门", "a university"),
    ("minzu-road", "民族路", "cameras/1/name", "民族路与建设街", "a road"),
    ("minzu-brand", "民族品牌", "signage/slogan", "支持民族品牌", "a slogan"),
    ("prefecture", "藏族 in a place", "site/address", "示例藏族自治州示例县; 示例回族自治县", "administrative places"),
    ("operations", "运维族, 一维族", "support", {"group": "运维族交流群", "array": "一维族数组"}, "letters that meet by accident"),
    ("ocr-languages", "Uyghur as a language", "ocr/languages", ["Chinese", "English", "Uyghur", "Tibetan", "Kazakh", "Arabic"], "languages of OCR"),
    ("osd-language", "维吾尔语", "osd/languages", ["汉语", "英语", "维吾尔语", "藏语"], "languages of the overlay"),
    ("ui-locale", "ئۇيغۇرچە", "ui/locales", {"zh": "中文", "en": "English", "ug": "ئۇيغۇرچە", "bo": "བོད་སྐད"}, "names of languages"),
    ("indian", "Indian, Asian (names)", "cameras/0/name", "Indian Ocean Quay, Asian Paints depot", "names"),
    ("ist", "Indian, Asian (names)", "site/timezone_name", "Indian Standard Time", "a time zone"),
    ("motorcycles", "Indian, Asian (names)", "detectors/vehicle/makes", ["Honda", "Indian", "Yamaha", "Royal Enfield", "Harley-Davidson"], "makes of motorcycles"),
    ("cuisine", "Indian, Asian (names)", "menu/cuisines", ["Asian", "Indian", "Mexican", "Middle Eastern", "Italian"], "food"),
    ("car-colours", "white, black, yellow (vehicle)", "detectors/vehicle/colours", ["white", "black", "yellow", "red", "gray", "blue"], "colours of cars"),
    ("clothes-colours", "EM_PLATE_COLOR_TYPE, EM_CLOTHES_COLOR", "detectors/person/EM_CLOTHES_COLOR", ["black", "white", "yellow", "red", "brown"], "colours of clothes"),
    ("chess", "black, white (chess)", "board", {"players": ["white", "black"], "to_move": "white", "engine": "fast"}, "chess"),
    ("imaging", "white balance, black level", "cameras/0/imaging", {"white_balance": "auto", "black_level": 12, "day_night": "black_white", "white_led": True}, "imaging"),
    ("lists", "BLACKLIST, WHITELIST", "access", {"blacklist": ["10.0.0.9"], "whitelist": ["10.0.0.0/24"], "BLACK_LIST_MODE": "deny"}, "addresses"),
    ("avatar", "Hijab, Turban in avatars", "avatar_editor/top", ["ShortHair", "Hijab", "Turban", "WinterHat", "Eyepatch"], "an avatar generator"),
    ("shop", "Hijab, Turban in shops", "shop/categories", ["abaya", "hijab", "turban", "scarf", "kids", "sale"], "a shop"),
    ("kippah", "Kippah (board)", "hardware/overlays", ["vc4-kms-dpi-kippah", "adafruit-dpi-kippah"], "a circuit board"),
    ("muffler", "Muffler, Scarf, Kerchief", "detectors/person/attributes", ["hs-Hat", "hs-Muffler", "accessoryHat", "accessoryMuffler", "carryingBackpack"], "clothes"),
    ("burka", "burka (brand), Niqab (surname)", "lost_property", {"item": "ski mask, brand burka", "finder": "Ms. Niqab", "shelf": "C4"}, "a brand and a surname"),
    ("dog-rasse", "Rasse = breed", "tierheim", {"Tier": "Hund", "Rasse": "Dackel", "Alter": 4, "Geschlecht": "m"}, "a dog"),
    ("dog-raza", "raza = breed", "detectores/perros", {"modelo": "raza_de_perro", "raza": ["labrador", "galgo", "podenco"]}, "dogs"),
    ("dog-raca", "raça = breed", "canil", {"animal": "cão", "raça": "pastor alemão", "idade": 3, "sexo": "fêmea"}, "a dog"),
    ("dog-race", "race = breed (fr)", "refuge", {"espèce": "chien", "race": "berger picard", "âge": 5, "sexe": "femelle"}, "a dog"),
    ("cat-ras", "ras = breed (id)", "klinik_hewan", {"hewan": "kucing", "ras": "persia", "usia": 2}, "a cat"),
    ("course", "race = course (fr)", "course", {"titre": "course de la ville", "race_number": 12, "parcours": "10 km"}, "a foot race"),
    ("terrasa", "терраса, окраса", "cameras/0/name", "терраса кафе, цвет окраса забора", "letters within Russian words"),
    ("sweat", "عرق = sweat, vein", "health_kiosk/sensors", ["عرق", "نبض", "حرارة"], "sweat, pulse, heat"),
    ("debt", "دين = debt", "billing", {"دين": 1200, "سداد": "شهري", "عملة": "USD"}, "debt"),
    ("salah", "دين in names", "cameras/0/name", "شارع صلاح الدين", "a street"),
    ("spare-parts", "suku cadang", "gudang", {"suku_cadang": ["lensa", "kabel"], "suku_bunga": 4.5}, "spare parts and interest"),
    ("minjok", "민족 in names", "cameras/0/name", "민족사관로 교차로", "a road"),
    ("minpaku", "民族 in names (ja)", "cameras/0/name", "民族学博物館 正面", "a museum"),
    ("museum-vi", "dân tộc in names", "cameras/1/name", "Bảo tàng Dân tộc học, cổng chính", "a museum"),
    ("crossroad", "Cross (crossroad, cross line)", "rules", [{"type": "CrossLineDetection", "name": "crossroad"}, {"type": "CrossRegionDetection", "name": "cross-region 2"}], "crossing"),
    ("privacy-text", "religion in a legal notice", "privacy/notice", "We process no data revealing racial or ethnic origin, political opinions or religious beliefs (Art. 9 GDPR).", "a legal text"),
    ("faith-name", "faith, creed, vera (names)", "users", [{"name": "Faith Example", "role": "guard"}, {"name": "Vera Muster", "role": "admin"}, {"name": "Creed Sample", "role": "viewer"}], "first names"),
    ("vera-aloe", "faith, creed, vera (names)", "garden/labels", ["aloe vera", "fern", "cactus"], "a plant"),
    ("confession-fr", "confession (judicial)", "procedure", {"pièces": ["procès-verbal", "confession", "expertise"], "délai": 30}, "a court's words"),
    ("velo", "velo, foulard", "boutique/rayons", ["velo de novia", "foulard en soie", "ceinture"], "a wedding shop"),
    ("foulard", "velo, foulard", "detecteurs/vetements", {"labels": ["manteau", "foulard", "écharpe", "bonnet"]}, "clothes"),
    ("music", "church_bell, christian_music", "audio/listen", ["church_bell", "christian_music", "music_of_africa", "music_of_asia", "music_of_bollywood", "music_of_latin_america"], "sounds"),
    ("buildings", "mosque, church, stupa (classes)", "scene/labels", ["mosque", "church", "stupa", "monastery", "altar", "bell cote", "palace"], "buildings"),
    ("white-light", "white, black, yellow (vehicle)", "signals/lamps", ["white", "yellow", "red", "black"], "lamps"),
    ("azure", "Azure FaceAttributeType", "faces/returnFaceAttributes", ["age", "gender", "headPose", "smile", "facialHair", "glasses", "emotion", "mask"], "sixteen values, none of race"),
    ("tencent", "Tencent FaceAttributesInfo", "iai/FaceAttributesInfo", {"Gender": 1, "Age": 30, "Expression": 20, "Glass": False, "Mask": False, "Beauty": 60}, "none of race"),
    ("pa100k", "PA100K attributes", "detectors/person/pa100k", ["Hat", "Glasses", "ShortSleeve", "LongSleeve", "HandBag", "Backpack", "AgeOver60", "Female", "Front"], "none of race"),
    ("beard", "long_beard, has_beard", "faces/attributes", ["age", "gender", "has_beard", "long_beard"], "beards alone"),
    ("huxu", "胡须, 胡子", "faces/attributes", ["年龄", "性别", "胡须", "胡子"], "beards alone"),
    ("byres", "byRes0, byRes2", "sdk/struct", {"byAge": 30, "byRes0": 0, "bySex": 1, "byRes2": 0}, "reserved bytes"),
    ("celeba", "CelebA Pale_Skin, Big_Lips", "faces/celeba", ["Arched_Eyebrows", "Bald", "Big_Lips", "Eyeglasses", "Male", "Narrow_Eyes", "Pale_Skin", "Young"], "the common list of 40, in part"),
    ("gb28181", "GB/T 28181", "sip", {"standard": "GB/T 28181-2022", "domain": "3402000000", "catalog": True}, "signalling"),
    ("halal-shop", "清真", "shop/tags", ["清真", "素食", "海鲜"], "food"),
    ("dressing", "头巾 as workwear", "ppe/items", ["安全帽", "手套", "头巾", "反光衣"], "workwear"),
    ("school", "EthnicCode of pupils", "school/pupils", [{"name": "S1", "class": "3-2", "EthnicCode": "01", "guardian": "P1"}, {"name": "S2", "class": "3-1", "EthnicCode": "05", "guardian": "P2"}], "a school's register"),
    ("colour-name", "acme:ColorName White", "paint/panels", {"ColorName": "White", "Complexion": "matt", "Coat": 2}, "paint"),
    ("two-colours", "black, white (single words)", "plates/background", ["white", "black"], "two colours"),
    ("xinjiang-road", "Xinjiang in a place", "cameras/0/name", "新疆路 / Xinjiang Road crossing", "a road"),
    ("census", "ethnicity in statistics", "open_data/layers", ["population density", "ethnicity (census 2021)", "religion (census 2021)", "tram lines"], "layers of a map"),
    ("equality", "ethnic_group in HR", "hr/equality_form", {"fields": ["gender", "ethnic_group", "religion", "disability"], "voluntary": True, "employees": 240}, "a personnel office's form"),
    ("minor", "isMinority", "age_gate", {"is_minor": True, "minority_age": 18}, "under age"),
    ("omz", "crossroad-0230", "inference/models", ["person-attributes-recognition-crossroad-0230", "person-attributes-recognition-crossroad-0234", "person-attributes-recognition-crossroad-0238"], "clothes and bags"),
    ("beard-type", "EM_BEARD_STATE_TYPE", "netsdk/enums_shown", ["EM_BEARD_STATE_TYPE", "EM_MOUTH_STATE_TYPE", "EM_EYE_STATE_TYPE"], "beards alone"),
    ("grace", "terrace", "player", {"graceful_stop": True, "bracelet_sync": False, "tracer": "otlp", "raceway_input": "no"}, "letters within words"),
    ("marques", "Indian, Asian (names)", "traffic/motorcycles", {"Indian Motorcycle": 3, "Honda": 12, "White": 2}, "makes and colours"),
]  # fmt: skip

NOT_ABOVE_REVIEW = {
    "azure", "tencent", "pa100k", "beard", "huxu", "byres", "celeba", "gb28181", "velo", "foulard", "dressing", "sweat", "debt",
    "cuisine", "omz", "beard-type", "training-set", "census", "clinical", "shop",
}  # fmt: skip
"""Neutral sets, and words whose context a fair reader may want to ask about: never worse than review."""


def cases() -> Iterator[Case]:
    """Each in two formats."""
    for number, (slug, about, where, value, remark) in enumerate(FRIENDS):
        for kind in pair(number):
            seed = f"generic-{kind}/friend-{slug}"
            expected = CLEAN if slug in NOT_ABOVE_REVIEW else FALSE_FRIEND
            yield case(seed, expected, about, written(kind, placed(seed, where, value)), remark)
    yield from comments()


def comments() -> Iterator[Case]:
    """Words in comments and prose: a law, a removal, a person's name."""
    for slug, text in [
        ("art9", "Art. 9 GDPR: no processing of racial or ethnic origin, religious or philosophical beliefs"),
        ("removed", "race and ethnicity outputs were removed in 2.4, see the changelog"),
        ("draft", "不得利用人脸识别技术分析个人种族、民族、宗教信仰"),
        ("todo", "fix race between reader and writer threads"),
    ]:
        tree = placed(f"comment-{slug}", "detectors", {"person": {"labels": ["person", "bag"], "threshold": 0.5}})
        for kind, comment in [("yaml", f"# {text}\n"), ("ini", f"; {text}\n"), ("xml", f"<!-- {text} -->\n")]:
            made = written(kind, tree)
            name, body = next(iter(made.items()))
            head, newline, rest = body.partition("\n")
            yield case(f"generic-{kind}/comment-{slug}", FALSE_FRIEND, "religion in a legal notice" if slug in {"art9", "draft"} else "race condition",
                       {name: head + newline + comment + rest}, "a comment")  # fmt: skip
