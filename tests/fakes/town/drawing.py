"""What a camera of the town shows at a moment: pure functions of the camera and the time."""

from __future__ import annotations

import datetime as dt
import functools

import numpy as np

from fairnotice.domain import Box, Pixels
from fairnotice.signage import SignSpec, notice_for, sign_pixels
from fakes.scenes import Light, draw_scene, place_sign
from fakes.town.cameras import CAMERAS, OPERATORS, Sign, TownCamera

_STAMP = "%Y%m%dT%H%M%SZ"
_HOURS_WEST = 3
"""The island's sun is about three hours behind UTC."""
_SIGN_HEIGHT_PX = 900
"""Signs are drawn larger than they are shown, so that they are never enlarged."""

TEXTS = {
    "zh": {
        "purpose": "维护公共安全",
        "legal_basis": "公共安全视频图像信息系统管理条例",
        "contact": "电话 000-1234 info@lindhaven.example",
        "retention": "视频图像保存30日",
        "rights": "您可以查询、复制本人信息并投诉",
        "biometric_use": "不使用人脸识别",
    },
    "de": {
        "purpose": "Schutz von Personen und Eigentum",
        "legal_basis": "Art. 6 Abs. 1 lit. f DSGVO",
        "contact": "datenschutz@lindhaven.example",
        "retention": "Löschung nach 30 Tagen",
        "rights": "Auskunft, Löschung, Widerspruch, Beschwerde bei der Aufsichtsbehörde",
        "biometric_use": "Keine biometrische Auswertung",
    },
    "en": {
        "purpose": "Prevention and detection of crime",
        "legal_basis": "Task in the public interest",
        "contact": "privacy@lindhaven.example",
        "retention": "Recordings are deleted after 30 days",
        "rights": "Access, erasure, objection, complaint",
        "biometric_use": "No facial recognition is used",
    },
}
_NAMES = {"harbour": "林港市容管理处（模拟）"}
"""What stands on a notice where the registry's name is bilingual."""


def moment_of(text: str) -> dt.datetime | None:
    """Read a moment as it stands in a frame's address, such as ``20260302T120000Z``."""
    try:
        return dt.datetime.strptime(text, _STAMP).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def scene(camera_id: str, at: dt.datetime) -> Pixels | str:
    """Draw what a camera shows at a moment.

    Args:
        camera_id: One of `CAMERAS`.
        at: The moment, timezone-aware.

    Returns:
        The picture (BGR ``uint8``), or the name of the camera farm's fault that stands for it.
        Equal arguments give equal pictures.
    """
    camera = CAMERAS[camera_id]
    if camera.fault:
        return camera.fault
    light = light_at(at)
    moment = int(at.timestamp()) // 60
    picture = draw_scene(camera.seed, *camera.size, light, moment=moment, cars=camera.cars)
    for sign in (camera.sign, *camera.look_alikes):
        if sign is not None and hangs(sign, at):
            picture, _ = place_sign(picture, _pixels(camera.camera_id, sign), quad_of(camera, sign), light, seed=moment)
    level = 0.04 if camera.dark else _sun(at)
    return np.clip(picture * level, 0, 255).astype(np.uint8)


def hangs(sign: Sign, at: dt.datetime) -> bool:
    """Tell whether a sign still hangs at a moment."""
    return sign.until is None or at.astimezone(dt.UTC).date() <= sign.until


def light_at(at: dt.datetime) -> Light:
    """Return how the town is lit: by the sun, by its last light, or by lamps."""
    hour = _local_hour(at)
    if 7 <= hour < 18:
        return "day"
    return "dusk" if 6 <= hour < 19 else "night"


def _local_hour(at: dt.datetime) -> float:
    local = at.astimezone(dt.UTC) - dt.timedelta(hours=_HOURS_WEST)
    return local.hour + local.minute / 60


def _sun(at: dt.datetime) -> float:
    """Return how bright it is against noon, 0.88..1."""
    return 1 - 0.02 * min(abs(_local_hour(at) - 12), 6)


def quad_of(camera: TownCamera, sign: Sign) -> np.ndarray:
    """Return the corners (4, 2) of a sign in px of the camera's frame, clockwise from top left."""
    x, y = sign.centre
    half = sign.height / 2
    wide = half * _aspect(camera.camera_id, sign)
    left, right = half * (1 - sign.lean), half * (1 + sign.lean)
    corners = [[x - wide, y - left], [x + wide, y - right], [x + wide, y + right], [x - wide, y + left]]
    return np.array(corners, np.float32)


def declared_box(camera: TownCamera) -> Box | None:
    """Return where the operator says that the notice is, as fractions of the frame; None if nowhere."""
    if camera.sign is None:
        return camera.declared_box
    corners = quad_of(camera, camera.sign)
    (x0, y0), (x1, y1) = corners.min(axis=0) / camera.size, corners.max(axis=0) / camera.size
    return (round(float(x0), 3), round(float(y0), 3), round(float(x1), 3), round(float(y1), 3))


def _aspect(camera_id: str, sign: Sign) -> float:
    height, width = _pixels(camera_id, sign).shape[:2]
    return float(width / height)


@functools.lru_cache(maxsize=32)
def _pixels(camera_id: str, sign: Sign) -> Pixels:
    """Draw a sign of a camera: a notice with every element, or a look-alike with its headline."""
    if sign.design not in ("full_notice", "layered_notice"):
        return sign_pixels(SignSpec(sign.design, sign.language, sign.palette, sign.headline), height_px=400)
    operator = CAMERAS[camera_id].operator
    name = _NAMES.get(operator, OPERATORS[operator].name)
    spec = notice_for(
        ("controller", *TEXTS[sign.language]),
        name,
        "",
        sign.language,
        texts=TEXTS[sign.language],
        url=f"https://lindhaven.example/notice/{camera_id}",
        design=sign.design,
        palette=sign.palette,
    )
    return sign_pixels(spec, height_px=_SIGN_HEIGHT_PX)
