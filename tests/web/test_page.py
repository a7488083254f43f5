from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import numpy as np
import pytest

from fairnotice import web
from fairnotice.domain import Pixels
from fairnotice.settings import settings
from fairnotice.web.headers import content_policy

pytestmark = pytest.mark.slow

STATIC = Path(web.__file__).parent / "static"
SERVED = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file())
OUTSIDE = re.compile(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", re.IGNORECASE)


def test_the_page_names_no_address_outside(client: httpx.Client) -> None:
    for text in [client.get("/").text, *(client.get(f"/static/{name}").text for name in SERVED)]:
        # The name of the SVG format is no address that anything loads.
        assert not OUTSIDE.search(text.replace("http://www.w3.org/2000/svg", ""))


def test_every_address_of_the_page_is_relative_and_there(client: httpx.Client) -> None:
    addresses = re.findall(r'(?:src|href)="([^"#]+)"', client.get("/").text)
    assert len(addresses) > 4
    for address in addresses:
        assert not address.startswith("/")
        assert client.get(f"/{address}").status_code == 200, address


@pytest.mark.parametrize(
    "path", ["/", "/static/main.js", "/api/summary", "/healthz", "/nowhere", "/vendor/maplibre-gl.js"]
)
def test_headers_let_nothing_foreign_in(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers

    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_a_chosen_style_opens_its_own_origin_only() -> None:
    policy = content_policy("https://maps.example/styles/plain.json?key=1")

    assert "connect-src 'self' https://maps.example;" in policy
    assert "script-src 'self';" in policy
    assert content_policy("not an address; script-src *") == content_policy(None)


def test_maplibre_comes_from_its_installed_package_and_is_kept_by_the_browser(client: httpx.Client) -> None:
    script = client.get("/vendor/maplibre-gl.js")

    assert "MapLibre GL JS" in script.text[:200]
    assert "max-age" in script.headers["cache-control"]
    again = client.get("/vendor/maplibre-gl.js", headers={"If-None-Match": script.headers["etag"]})
    assert again.status_code == 304


def test_base_layers(client: httpx.Client) -> None:
    land = client.get("/base/land.geojson")
    assert {"Polygon", "MultiPolygon"} >= {each["geometry"]["type"] for each in land.json()["features"]}
    assert client.get("/base/land.geojson", headers={"If-None-Match": land.headers["etag"]}).status_code == 304

    assert client.get("/api/base-map").json() == {"style_url": None, "extra": True}
    kinds = {each["properties"]["kind"] for each in client.get("/base/extra.geojson").json()["features"]}
    assert kinds == {"land", "park", "block", "street", "place"}


@pytest.mark.parametrize(
    ("content", "told"),
    [("{", "not JSON"), ("[]", "not a GeoJSON FeatureCollection"), (None, "cannot be read")],
)
def test_a_base_layer_that_cannot_be_used_is_said(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None, told: str
) -> None:
    path = tmp_path / "streets.geojson"
    if content is not None:
        path.write_text(content)
    kept = settings()
    monkeypatch.setattr("fairnotice.web.page.settings", lambda: kept.model_copy(update={"base_map_extra": path}))

    answer = client.get("/base/extra.geojson")

    assert answer.status_code == 503
    assert told in answer.json()["reason"]


def words(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((STATIC / f"words.{language}.json").read_text())
    return found


def test_every_code_of_the_domain_has_words() -> None:
    from fairnotice.domain import CaptureFault, Force, Level, OperatorKind, Verdict

    wanted = {f"verdict.{each}" for each in Verdict} | {f"force.{each}" for each in Force}
    wanted |= {f"why.{each}" for each in CaptureFault} | {f"level.{each}" for each in Level}
    wanted |= {f"kind.{each}" for each in OperatorKind if each is not OperatorKind.UNKNOWN}
    for language in ("en", "zh"):
        assert wanted - set(words(language)) == set()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_reason_against_a_frame_has_a_word_and_what_comes_next(language: str) -> None:
    from fairnotice.vision.quality import assess

    noise = np.random.default_rng(4).integers(0, 256, (480, 640, 3), np.uint8)
    frames: list[Pixels] = [noise // 20, np.full_like(noise, 255), np.full_like(noise, 128), noise[:90, :120]]
    given = {reason for frame in frames for reason in assess(frame).reasons}
    said = words(language)

    assert {"dark", "low_resolution"} <= given
    # Those that take more than one frame to see stand beside them.
    for reason in given | {"overexposed", "blocked", "blurred", "frozen", "stale", "moved"}:
        assert f"why.{reason}" in said
        assert f"next.{reason}" in said or f"next.{reason}.live" in said


def test_the_measures_that_chinese_speaks_of_are_measured() -> None:
    from fairnotice.vision.quality import assess

    grey: Pixels = np.full((480, 640, 3), 90, np.uint8)
    spoken = [text for key, text in words("zh").items() if key.startswith("measured.")]

    assert len(spoken) >= 4
    asked = {name for text in spoken for name in re.findall(r"\{(\w+)\}", text)}
    # What takes more than one frame is measured elsewhere, and is a time.
    assert {name for name in asked if not name.endswith("_since")} <= set(assess(grey).measures)


def test_names_from_outside_are_never_markup() -> None:
    for path in STATIC.rglob("*.js"):
        text = path.read_text()
        for dangerous in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "setHTML(", "eval("):
            assert dangerous not in text, f"{path.name}: {dangerous}"
