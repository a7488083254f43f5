"""Cases of words: in thirteen languages, as attributes of faces and as labels, in generic files.

Each word stands in two formats, in shapes that take turns: a list, switches, labels of a model, a comma list,
a step of a pipeline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .case import CAPABILITY, PROHIBITED, REVIEW, Case, case
from .generic_files import pair, written
from .surroundings import Chance, put, system

SIBLINGS = {
    "en": ("age", "gender", "glasses"), "zh": ("年龄", "性别", "眼镜"), "fr": ("âge", "sexe", "lunettes"),
    "de": ("Alter", "Geschlecht", "Brille"), "es": ("edad", "sexo", "gafas"), "ru": ("возраст", "пол", "очки"),
    "ar": ("العمر", "الجنس", "نظارات"), "ug": ("ياش", "جىنس", "كۆزەينەك"), "id": ("usia", "jenis_kelamin", "kacamata"),
    "ko": ("나이", "성별", "안경"), "ja": ("年齢", "性別", "眼鏡"), "pt": ("idade", "sexo", "óculos"),
    "vi": ("tuổi", "giới tính", "kính"),
}  # fmt: skip
"""Neutral attributes of faces, in the words of each language."""

ATTRIBUTES = [
    ("zh", "民族", "ethnicity"), ("zh", "种族", "race"), ("zh", "人种", "race"), ("zh", "是否少数民族", "ethnicity"),
    ("zh", "民族识别", "ethnicity"), ("zh", "维汉识别", "ethnicity"), ("zh", "人种识别", "race"), ("zh", "民族属性", "ethnicity"),
    ("zh", "宗教信仰", "religion"), ("zh", "宗教", "religion"),
    ("en", "race", "race"), ("en", "ethnicity", "ethnicity"), ("en", "ethnic_group", "ethnicity"), ("en", "EthnicGroup", "ethnicity"),
    ("en", "religion", "religion"), ("en", "is_muslim", "religion"), ("en", "race_label", "race"), ("en", "faith", "religion"),
    ("fr", "origine ethnique", "ethnicity"), ("fr", "type ethnique", "ethnicity"), ("fr", "ethnie", "ethnicity"), ("fr", "religion", "religion"),
    ("de", "Rasse", "race"), ("de", "ethnische Herkunft", "ethnicity"), ("de", "Ethnie", "ethnicity"), ("de", "Konfession", "religion"), ("de", "Religion", "religion"),
    ("es", "raza", "race"), ("es", "etnia", "ethnicity"), ("es", "origen étnico", "ethnicity"), ("es", "origen racial", "race"), ("es", "religión", "religion"),
    ("ru", "раса", "race"), ("ru", "этническая принадлежность", "ethnicity"), ("ru", "этнос", "ethnicity"), ("ru", "религия", "religion"), ("ru", "вера", "religion"),
    ("ar", "العرق", "race"), ("ar", "قومية", "ethnicity"), ("ar", "إثنية", "ethnicity"), ("ar", "ديانة", "religion"), ("ar", "دين", "religion"), ("ar", "عِرقية", "ethnicity"),
    ("ug", "مىللەت", "ethnicity"), ("ug", "دىن", "religion"),
    ("id", "ras", "race"), ("id", "etnis", "ethnicity"), ("id", "suku", "ethnicity"), ("id", "agama", "religion"),
    ("ko", "인종", "race"), ("ko", "민족", "ethnicity"), ("ko", "종교", "religion"),
    ("ja", "人種", "race"), ("ja", "民族", "ethnicity"), ("ja", "宗教", "religion"),
    ("pt", "raça", "race"), ("pt", "etnia", "ethnicity"), ("pt", "cor ou raça", "race"), ("pt", "religião", "religion"),
    ("vi", "dân tộc", "ethnicity"), ("vi", "tôn giáo", "religion"),
]  # fmt: skip

DRESS = [
    ("zh", "头巾"), ("zh", "面纱"), ("zh", "罩袍"), ("zh", "肤色"), ("fr", "voile islamique"), ("de", "Kopftuch"),
    ("de", "Hautfarbe"), ("es", "velo islámico"), ("es", "hiyab"), ("ru", "хиджаб"), ("ru", "тюбетейка"), ("ru", "чалма"),
    ("ar", "حجاب"), ("ar", "نقاب"), ("ar", "عمامة"), ("ug", "ياغلىق"), ("id", "jilbab"), ("id", "cadar"), ("en", "hijab"),
    ("en", "niqab"), ("en", "kippah"), ("en", "skin_tone"), ("en", "skinColor"), ("en", "fitzpatrick"), ("en", "taqiyah"),
]  # fmt: skip
"""Religious dress and proxies: a person must look."""

LABELS = [
    ("zh-peoples", "维吾尔 / 维吾尔族", ["汉族", "维吾尔族", "回族", "藏族", "哈萨克族", "其他"], "ethnicity"),
    ("zh-two", "维汉", ["维族", "汉族"], "ethnicity"),
    ("zh-races", "黄种人", ["黄种人", "黑种人", "白种人"], "race"),
    ("zh-muslim", "穆斯林", ["穆斯林", "非穆斯林"], "religion"),
    ("ug-peoples", "ئۇيغۇر", ["ئۇيغۇر", "خەنزۇ", "قازاق"], "ethnicity"),
    ("es-races", "raza", ["asiático", "negro", "blanco", "indígena", "mestizo"], "race"),
    ("ru-faith", "мусульманин", ["мусульманин", "христианин", "другое"], "religion"),
    ("ar-faith", "مسلم", ["مسلم", "مسيحي", "يهودي"], "religion"),
    ("de-faith", "Muslim", ["Muslim", "Christ", "Jude", "keine Angabe"], "religion"),
    ("es-faith", "musulmán", ["musulmán", "cristiano", "judío"], "religion"),
    ("en-faith", "muslim/non-muslim", ["muslim", "non_muslim"], "religion"),
    ("en-peoples", "Uyghur", ["Han", "Uyghur", "Tibetan", "Hui"], "ethnicity"),
    ("en-ancestry", "caucasian", ["caucasian", "african_american", "hispanic", "asian"], "race"),
    ("en-regions", "middle_eastern", ["East Asian", "South Asian", "Middle Eastern", "Latino", "White", "Black"], "race"),
    ("ru-races", "раса", ["европеоид", "монголоид", "негроид"], "race"),
    ("pt-races", "raça", ["branca", "preta", "parda", "amarela", "indígena"], "race"),
    ("ko-races", "인종", ["황인종", "백인종", "흑인종"], "race"),
    ("en-south", "caucasian", ["south_asian", "east_asian", "caucasian", "latino"], "race"),
    ("ja-races", "人種", ["黄色人種", "白色人種", "黒色人種"], "race"),
]  # fmt: skip


def listed(words: list[str], term: str) -> tuple[str, Any]:
    """A list of attributes of faces."""
    return "analytics", {
        "engine": "faces",
        "enabled": True,
        "face_attributes": [*words[:2], term, *words[2:]],
        "min_face": 64,
    }


def switched(words: list[str], term: str, on: bool = True) -> tuple[str, Any]:
    """Switches, one for each attribute."""
    switches = dict.fromkeys(words, True) | {term: on}
    return "face_analysis", {"enabled": True, "attributes": switches, "interval_ms": 400}


def joined(words: list[str], term: str) -> tuple[str, Any]:
    """A comma list in one string."""
    return "detectors/face", {"model": "face_attr_v3", "enable": 1, "output_fields": ",".join([*words, term])}


def stepped(words: list[str], term: str) -> tuple[str, Any]:
    """A step of a pipeline, deep in the tree."""
    steps = [
        {"use": "decoder", "params": {"device": "gpu"}},
        {"use": "face_detector", "params": {"threshold": 0.6}},
        {"use": "face_classifier", "active": True, "params": {"predict": [*words, term], "batch": 8}},
        {"use": "publisher", "params": {"topic": "faces"}},
    ]
    return "pipelines", {"main": {"steps": steps}}


SHAPES: list[Callable[[list[str], str], tuple[str, Any]]] = [listed, switched, joined, stepped]


def placed(seed: str, where: str, value: object) -> dict[str, Any]:
    """A server's settings with a value at a path."""
    return put(system(Chance(seed)), where, value)


def attributes() -> Iterator[Case]:
    """Words as attributes beside neutral ones: prohibited; every fifth also switched off."""
    for number, (language, term, category) in enumerate(ATTRIBUTES):
        words = list(SIBLINGS[language])
        for turn, kind in enumerate(pair(number)):
            where, value = SHAPES[(number + turn) % 4](words, term)
            slug = f"generic-{kind}/attribute-{language}-{number:02}"
            tree = placed(slug, where, value)
            yield case(
                slug, PROHIBITED, term, written(kind, tree), "an attribute of faces beside neutral ones", category
            )
        if number % 5 == 0:
            kind = pair(number + 1)[0]
            slug = f"generic-{kind}/off-{language}-{number:02}"
            tree = placed(slug, *switched(words, term, on=False))
            yield case(slug, CAPABILITY, term, written(kind, tree), "known to the program, switched off", category)


def dress() -> Iterator[Case]:
    """Dress and proxies in the same places."""
    for number, (language, term) in enumerate(DRESS):
        for turn, kind in enumerate(pair(number + 2)):
            where, value = SHAPES[(number + turn) % 4](list(SIBLINGS[language]), term)
            slug = f"generic-{kind}/dress-{language}-{number:02}"
            category = "race" if term in {"肤色", "Hautfarbe", "skin_tone", "skinColor", "fitzpatrick"} else "religion"
            tree = placed(slug, where, value)
            yield case(slug, REVIEW, term, written(kind, tree), "religious dress or a proxy", category)


def labels() -> Iterator[Case]:
    """Sets of labels of a model that looks at persons."""
    for number, (slug, about, names, category) in enumerate(LABELS):
        for turn, kind in enumerate(pair(number + 1)):
            model = {
                "name": f"attr_{number}",
                "task": "classify",
                "input": "face_crop",
                "threshold": 0.5,
                "labels": names,
            }
            head = {"models": [{"name": "person", "task": "detect", "labels": ["person", "face"]}, model]}
            where = f"generic-{kind}/labels-{slug}"
            tree = placed(where, ["inference", "vision/inference"][turn], head)
            yield case(where, PROHIBITED, about, written(kind, tree), "labels given to faces", category)


def cases() -> Iterator[Case]:
    """All of them."""
    yield from attributes()
    yield from dress()
    yield from labels()
