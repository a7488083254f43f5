"""Analyses that recognise and sort nobody, by the words in which registries declare them.

Whatever is declared in other words may be anything, in any language: the program asks instead of
taking it for harmless.
"""

from __future__ import annotations

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
_NAMES = """
plate recognition, licence plate recognition, license plate recognition, number plate recognition,
automatic number plate recognition, vehicle recognition, vehicle classification, object classification,
bewegungserkennung, personenzählung, fahrzeugzählung, verkehrszählung, kennzeichenerkennung,
détection de mouvement, comptage de personnes, comptage de véhicules, lecture de plaques,
detección de movimiento, conteo de personas, conteo de vehículos, lectura de matrículas,
移动侦测, 运动检测, 人数统计, 客流统计, 车流统计, 车辆计数, 车牌识别, 越界检测, 움직임 감지, 차량 번호 인식
"""
_KNOWN_WORDS = frozenset(_ENGLISH.split())
_KNOWN_NAMES = frozenset(name.strip() for name in _NAMES.split(","))


def is_other_analysis(name: str) -> bool:
    """Tell whether ``name``, in lower case with single spaces, names an analysis that is known to identify nobody."""
    return name in _KNOWN_NAMES or set(name.split()) <= _KNOWN_WORDS
