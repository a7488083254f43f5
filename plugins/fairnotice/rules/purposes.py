"""Does a purpose say something of its own, or would it fit any camera?

Guidelines 3/2019 of the European Data Protection Board, para 15, call 'safety' and 'for your safety'
not specific enough. The other phrases say as little; none of them accuses, they make a person ask.
"""

from __future__ import annotations

import re

_FITS_ANY_CAMERA = frozenset(
    """
    safety, for your safety, security, public safety, public security, general security, safety and security,
    security purposes, safety purposes, for security purposes, for security reasons, surveillance,
    video surveillance, monitoring, cctv, protection, prevention, crime prevention, legitimate interest,
    legitimate interests, various, general, other, others, misc, miscellaneous, all, any, purpose, none, no, yes,
    unknown, not known, tbd, todo, see above, standard, business, operations, management,
    sicherheit, zur sicherheit, öffentliche sicherheit, überwachung, videoüberwachung, schutz, sonstiges,
    verschiedenes, allgemein, unbekannt, berechtigtes interesse,
    sécurité, pour votre sécurité, sécurité publique, surveillance vidéo, vidéosurveillance, vidéoprotection,
    divers, autre, inconnu,
    seguridad, por su seguridad, seguridad pública, vigilancia, videovigilancia, otros, desconocido,
    安全, 公共安全, 安保, 安防, 监控, 视频监控, 监视, 管理, 安全管理, 其他, 其它, 不详, 未知, 无
    """.replace("\n", " ").split(",")
)
_PLAIN = frozenset(" ".join(phrase.split()) for phrase in _FITS_ANY_CAMERA)
_IN_BRACKETS = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")


def is_specific(purpose: str) -> bool:
    """Tell whether a purpose says what not every camera could say; what stands in brackets does not count."""
    bare = re.sub(r"[\W_\d]+", " ", _IN_BRACKETS.sub(" ", purpose.casefold())).strip()
    return len(bare) > 1 and bare not in _PLAIN
