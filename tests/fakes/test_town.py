from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from fairnotice.domain import Camera, Facts, Point, Verdict
from fairnotice.registry.jurisdiction import Jurisdictions
from fairnotice.registry.read import read_registry
from fairnotice.rules.judge import judge
from fairnotice.rules.load import load_packs
from fairnotice.rules.pack import CheckKind
from fakes import scenes, town
from fakes.farm_faults import FAULTS
from fakes.town.__main__ import FOLDER, files
from fakes.town.drawing import declared_box, hangs, light_at, quad_of
from fakes.town.geography import CENTRE

pytestmark = pytest.mark.slow

NOON = dt.datetime(2026, 3, 2, 14, tzinfo=dt.UTC)
FIFTH_DAY = NOON + dt.timedelta(days=4)
DRAWN_IN_FULL = ("promenade", "underpass", "ring-road")
DRAWN = [camera for camera in town.CAMERAS.values() if not camera.fault]
WITH_SIGN = [camera for camera in DRAWN if camera.sign is not None]


@pytest.fixture(scope="module")
def registered() -> dict[str, Camera]:
    feed = read_registry(town.registry(4711).encode(), source="demo")
    assert feed.rejected == ()
    return {camera.source_id: camera for camera in feed.cameras}


@pytest.mark.parametrize("name", files())
def test_the_written_files_are_up_to_date(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == files()[name], "run: python -m fakes.town --write"


@pytest.fixture
def bare_walls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A town without streets, so that only signs are seen."""

    def wall(seed: int, width: int, height: int, *more: object, **named: object) -> np.ndarray:
        return np.full((height, width, 3), 128, np.uint8)

    monkeypatch.setattr("fakes.town.drawing.draw_scene", wall)


@pytest.mark.parametrize("camera_id", DRAWN_IN_FULL)
def test_a_scene_is_a_function_of_camera_and_moment(camera_id: str) -> None:
    first, again = town.scene(camera_id, NOON), town.scene(camera_id, NOON)
    later = town.scene(camera_id, NOON + dt.timedelta(hours=1))
    width, height = town.CAMERAS[camera_id].size
    assert not isinstance(first, str)
    assert first.shape == (height, width, 3)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, later)


@pytest.mark.parametrize("camera", WITH_SIGN, ids=lambda camera: camera.camera_id)
@pytest.mark.usefixtures("bare_walls")
def test_a_declared_position_is_where_the_sign_is_drawn(camera: town.TownCamera) -> None:
    picture = town.scene(camera.camera_id, NOON)
    assert not isinstance(picture, str)
    wall = int(picture[0, 0, 0])
    rows, columns = np.nonzero(np.abs(picture.astype(int) - wall).max(axis=2) > 50)
    drawn = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    box = declared_box(camera)
    assert box is not None
    np.testing.assert_allclose(drawn, np.multiply(box, camera.size * 2), atol=8)


@pytest.mark.parametrize("camera", WITH_SIGN, ids=lambda camera: camera.camera_id)
def test_a_notice_is_large_enough_to_be_read(camera: town.TownCamera) -> None:
    assert camera.sign is not None
    corners = quad_of(camera, camera.sign)
    assert np.ptp(corners[:, 1]) >= 90
    assert corners.min() >= 0
    assert (corners.max(axis=0) <= camera.size).all()


@pytest.mark.parametrize("camera", DRAWN, ids=lambda camera: camera.camera_id)
@pytest.mark.usefixtures("bare_walls")
def test_a_sign_is_drawn_where_one_hangs_and_nowhere_else(camera: town.TownCamera) -> None:
    for day, at in enumerate((NOON, FIFTH_DAY)):
        picture = town.scene(camera.camera_id, at)
        gone = camera.sign is None or (camera.sign.until is not None and day > 0)
        assert (np.ptp(picture) == 0) == (gone and not camera.look_alikes)


def test_the_vanishing_notice_hangs_for_two_days() -> None:
    sign = town.CAMERAS["ferry-stairs"].sign
    assert sign is not None
    shown = [hangs(sign, dt.datetime.combine(day, dt.time(14), dt.UTC)) for day in town.DAYS]
    assert shown == [True, True, False, False, False]


def test_a_fault_is_a_camera_of_the_farm() -> None:
    faults = {camera.fault for camera in town.CAMERAS.values() if camera.fault}
    assert faults <= set(FAULTS)
    assert town.scene("lighthouse", NOON) == "silent"


def test_the_dark_camera_is_dark_by_day() -> None:
    picture = town.scene("underpass", NOON)
    assert not isinstance(picture, str)
    assert np.median(picture) < 20


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20260302T140000Z", NOON),
        ("20260302T140000", None),
        ("{at}", None),
        ("20261302T140000Z", None),
    ],
)
def test_moments_are_read_as_capture_writes_them(text: str, moment: dt.datetime | None) -> None:
    assert town.moment_of(text) == moment


def test_the_island_lies_under_three_laws(registered: dict[str, Camera]) -> None:
    places = Jurisdictions.load(FOLDER / "jurisdictions.geojson")
    for camera_id, camera in registered.items():
        assert places.locate(camera.point) == town.CAMERAS[camera_id].jurisdiction, camera_id
    world = Jurisdictions.load()
    assert world.locate(Point(*CENTRE)) is None, "the island must disturb no real place"


def test_the_registry_says_what_the_town_is(registered: dict[str, Camera]) -> None:
    assert list(registered) == list(town.CAMERAS)
    for camera_id, made in town.CAMERAS.items():
        camera = registered[camera_id]
        assert camera.models == made.models
        assert (camera.frame_source and camera.frame_source.access_basis is not None) == made.has_basis
        assert [position.box for position in camera.notice_positions] == (
            [declared_box(made)] if declared_box(made) else []
        )
        assert camera.analytics == tuple(a.strip() for a in made.analytics.split("|") if made.analytics != "none")
        assert camera.frame_source is not None
        assert "127.0.0.1:4711/" in camera.frame_source.url
        assert "{at}" in camera.frame_source.url
        assert "simul" in (camera.name + camera.operator.name if camera.operator else "") or "模拟" in camera.name


def test_every_label_map_of_the_registry_exists(registered: dict[str, Camera]) -> None:
    paths = {model.labels_path for camera in registered.values() for model in camera.models}
    assert paths
    for path in paths:
        assert path is not None
        assert (FOLDER / "configurations" / path).is_file()


def test_days_follow_each_other() -> None:
    assert len(town.DAYS) == 5
    assert all(after - before == dt.timedelta(days=1) for before, after in pairwise(town.DAYS))


def test_scenes_are_lit_by_the_hour() -> None:
    lights = [light_at(NOON.replace(hour=hour)) for hour in (1, 9, 10, 14, 20, 21, 23)]
    assert lights == ["night", "dusk", "day", "day", "day", "dusk", "night"]
    assert scenes.draw_scene(3, 320, 180, "night").mean() < scenes.draw_scene(3, 320, 180, "day").mean()


def _placed(camera: Camera) -> Camera:
    return replace(camera, jurisdiction=camera.jurisdiction_declared)


def test_the_towns_operators_declare_their_duties_so_that_verdicts_come_from_looks(
    registered: dict[str, Camera],
) -> None:
    open_duties = {
        f"{name} {finding.rule_id}: {finding.verdict}"
        for name, camera in registered.items()
        for pack in load_packs()
        for rule, finding in zip(pack.rules, judge(Facts(_placed(camera)), pack, town.DAYS[-1]), strict=False)
        if rule.check is CheckKind.DOCUMENT and finding.verdict not in (Verdict.PASS, Verdict.NOT_APPLICABLE)
    }
    assert open_duties == {
        "ferry-stairs cn.order-799.filing: unknown",
        "fish-market cn.order-799.filing: unknown",
        "fish-market cn.order-799.retention: unknown",
    }
