"""Analyses by the words in which registries declare them: those that a rule asks about, and harmless ones.

Whatever is declared in other words may be anything, in any language: the program asks instead of
taking it for harmless.
"""

from __future__ import annotations

from fairnotice.rules.conditions import Analytics

NAMES = {
    Analytics.FACE_RECOGNITION: frozenset(
        {
            "face recognition",
            "facial recognition",
            "face identification",
            "facial identification",
            "人脸识别",
            "面部识别",
            "reconocimiento facial",
            "reconnaissance faciale",
            "얼굴 인식",
        }
    ),
    Analytics.BIOMETRIC_CATEGORISATION: frozenset(
        {"biometric categorisation", "biometric categorization", "生物特征分类"}
    ),
    Analytics.EMOTION_RECOGNITION: frozenset({"emotion recognition", "情绪识别", "情感识别"}),
}
"""What an operator declares plainly."""
IDENTIFIES_NOBODY = frozenset({"face detection", "face blurring", "face masking", "人脸检测"})

_ENGLISH = """
abandoned alert alerts animal anpr alpr and automatic barrier bicycle bicycles bike bikes blockage bus buses car cars
count counter counting cross crossing crowd cyclist cyclists debris density detect detection detector direction dwell
estimation fall fire flood flow for forgotten heat heatmap human humans in incident incidents intrusion item left
licence license line litter loitering lpr luggage map measurement monitoring motion movement number object objects
obstacle occupancy of on out parked parking passenger passengers pedestrian pedestrians people person persons plate
plates queue queues reading road roads safety smoke snow space speed stationary stopped tampering the time track
tracking traffic train trains tram trams truck trucks vehicle vehicles violation violations visitor visitors volume
wait waiting water weather wrong way
"""
"""Words of such names. 'Recognition' and 'classification' are none: of people they may be what is looked for."""
_HARMLESS = """
plate recognition, licence plate recognition, license plate recognition, number plate recognition,
automatic number plate recognition, vehicle recognition, vehicle classification, object classification,
bewegungserkennung, personenzählung, fahrzeugzählung, verkehrszählung, kennzeichenerkennung,
détection de mouvement, comptage de personnes, comptage de véhicules, lecture de plaques,
detección de movimiento, conteo de personas, conteo de vehículos, lectura de matrículas,
移动侦测, 运动检测, 人数统计, 客流统计, 车流统计, 车辆计数, 车牌识别, 越界检测, 움직임 감지, 차량 번호 인식
"""
_KNOWN_WORDS = frozenset(_ENGLISH.split())
_KNOWN_NAMES = frozenset(name.strip() for name in _HARMLESS.split(","))


def plain(item: str) -> str:
    """Return a declared analysis in lower case with single spaces, as the names here are written."""
    return " ".join(item.casefold().replace("_", " ").replace("-", " ").split())


def is_understood(item: str) -> bool:
    """Tell whether it is known what a declared analysis is; in another language it may be what a rule is about."""
    return sorts_nobody(item) or plain(item) in NAMES[Analytics.BIOMETRIC_CATEGORISATION]


def sorts_nobody(item: str) -> bool:
    """Tell whether a declared analysis is known to put nobody into groups of people.

    Whom a face belongs to and what it shows of a mood are other questions.
    """
    words = plain(item)
    named = words in NAMES[Analytics.FACE_RECOGNITION] or words in NAMES[Analytics.EMOTION_RECOGNITION]
    return named or words in IDENTIFIES_NOBODY or words in _KNOWN_NAMES or set(words.split()) <= _KNOWN_WORDS
