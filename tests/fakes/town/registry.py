"""The town's registry of cameras, in Fairnotice's own CSV form."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

from fakes.town.cameras import CAMERAS as _CAMERAS
from fakes.town.cameras import OPERATORS, TownCamera
from fakes.town.drawing import declared_box
from fakes.town.geography import place_of

DEFAULT_PORT = 8555
_BASIS = "Lindhaven audit office (simulated)"
_HUNG_ON = dt.date(2025, 6, 1)
_FILED_ON = dt.date(2025, 6, 20)
_ASSESSMENT = {"DE": "DSFA vom 2025-05-12 (simuliert)", "GB": "DPIA of 2025-05-12 (simulated)"}
_LEGAL_BASIS = {
    "CN": "公共安全视频图像信息系统管理条例（模拟）",
    "DE": "Art. 6 Abs. 1 lit. f DSGVO (simuliert)",
    "GB": "Task in the public interest (simulated)",
}


def registry(port: int = DEFAULT_PORT) -> str:
    """Return the registry as CSV, for a camera farm on ``port`` of loopback."""
    rows = [_row(camera, port) for camera in _CAMERAS.values()]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _row(camera: TownCamera, port: int) -> dict[str, str]:
    operator = OPERATORS[camera.operator]
    lon, lat = place_of(camera)
    return {
        "source_id": camera.camera_id,
        "name": camera.name,
        "latitude": str(lat),
        "longitude": str(lon),
        "azimuth": f"{camera.azimuth:g}",
        "field_of_view": f"{camera.field_of_view:g}",
        "operator_id": operator.operator_id,
        "operator": operator.name,
        "operator_kind": operator.kind,
        "operator_email": f"{operator.operator_id}@lindhaven.example",
        "operator_verified_on": "2026-01-15",
        "operator_language": operator.language,
        "site_id": camera.site_id,
        "site_class": camera.site_class,
        "in_service_since": _HUNG_ON.isoformat(),
        **_filing(camera),
        "frame_url": frame_url(camera, port),
        "access_granted_by": _BASIS if camera.has_basis else "",
        "access_scope": "frames" if camera.has_basis else "",
        "access_until": "2099-12-31" if camera.has_basis else "",
        "notice_positions": _notice_positions(camera),
        "purpose": camera.purpose,
        "legal_basis": camera.legal_basis or _LEGAL_BASIS[camera.jurisdiction],
        "analytics": camera.analytics,
        "models": json.dumps([_model(camera, index) for index in range(len(camera.models))]) if camera.models else "",
        "retention_days": str(camera.retention_days),
        "face_recognition": "no" if camera.recognises_no_faces else "",
        "audio": "no",
        "impact_assessment": "" if operator.kind == "household" else _ASSESSMENT.get(camera.jurisdiction, ""),
        "jurisdiction": camera.jurisdiction,
    }


def _filing(camera: TownCamera) -> dict[str, str]:
    filed = camera.filed and camera.jurisdiction == "CN"
    return {
        "filing_number": f"LH-{camera.camera_id} (simulated)" if filed else "",
        "filed_on": _FILED_ON.isoformat() if filed else "",
    }


def frame_url(camera: TownCamera, port: int) -> str:
    """Return the address of a camera's frame; its placeholder stands for the moment."""
    scheme, ending = ("rtsp", "") if camera.protocol == "rtsp" else ("http", f".{camera.protocol}")
    return f"{scheme}://127.0.0.1:{port}/town/{camera.camera_id}/{{at}}{ending}"


def _notice_positions(camera: TownCamera) -> str:
    box = declared_box(camera)
    if box is None:
        return ""
    position: dict[str, object] = {"box": list(box)}
    if camera.sign is not None:
        position["since"] = _HUNG_ON.isoformat()
    return json.dumps([position])


def _model(camera: TownCamera, index: int) -> dict[str, object]:
    model = camera.models[index]
    return {"name": model.name, "labels_path": model.labels_path, "enabled": model.enabled}
