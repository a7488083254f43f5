"""The inspector's page in a real browser: with a mouse, with keys, on a phone, and for a screen reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes import farm_bytes
from fakes.phone import photo
from web.conftest import Served
from web.desk_world import NOTICE, app_of, fill, place_of

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium (apt-get install chromium)"),
]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def rows(empty_database_url, tmp_path):
    app, resources = app_of(empty_database_url, tmp_path, NOTICE)
    fill(resources.database, resources.settings)

    def asked(statement: str) -> list[tuple[Any, ...]]:
        with resources.database.transaction() as connection:
            return [tuple(row.values()) for row in connection.execute(statement).fetchall()]  # type: ignore[arg-type]

    with resources.database, Served(app) as address:
        asked.address = address  # type: ignore[attr-defined]
        yield asked


@pytest.fixture
def opened(browser, rows) -> Iterator[Any]:
    complaints: list[str] = []
    made: list[Any] = []

    def open_page(path: str = "?lang=en", **view: Any) -> Any:
        page = browser.new_page(reduced_motion="reduce", **view)
        made.append(page)
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{rows.address}/desk/{path}")
        page.wait_for_selector("#queue li button")
        return page

    yield open_page
    for page in made:
        page.close()
    assert complaints == []


def _axe(page: Any) -> list[str]:
    from axe_core_python.sync_playwright import Axe

    found = Axe().run(page)["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


def test_an_inspector_goes_through_the_queue_with_the_keyboard_alone(opened, rows):
    page = opened()
    page.keyboard.press("j")
    page.wait_for_selector("#decision-title:has-text('Quay 2')")
    for quay in ("Quay 1", "Quay 4"):
        page.keyboard.press("j")
        page.wait_for_selector(f"#decision-title:has-text('{quay}')")
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.id") == "reason"
    page.keyboard.type("Seen on site")
    page.click("#decision [data-key=c]")
    page.wait_for_selector("#decision-title:has-text('Quay 5')")
    assert rows("SELECT camera_id, decision, reason FROM fairnotice.review") == [
        ("made:004", "confirm", "Seen on site")
    ]
    assert "rule=eu.gdpr.notice" in page.url


def test_something_else_is_decided_until_a_day(opened, rows):
    page = opened("?lang=en&camera=made:004&rule=eu.gdpr.notice")
    page.fill("#reason", "It hangs beside the door")
    page.click("#overrule summary")
    page.select_option("#overrule-verdict", "pass")
    page.click("#overrule button")
    page.wait_for_selector("#told:has-text('Written down')")
    assert rows("SELECT verdict, until > now() + interval '80 days' FROM fairnotice.review") == [("pass", True)]


def test_a_visit_is_recorded_on_a_phone_with_a_photo(opened, rows, tmp_path):
    file = tmp_path / "photo.jpg"
    pixels = farm_bytes.still_pixels()
    file.write_bytes(photo(pixels, taken=dt.datetime.now(dt.UTC), place=place_of(2)))
    page = opened("?lang=zh", **PHONE)
    page.tap("#queue li:first-child button")
    page.wait_for_selector("#visit-photo")
    assert page.get_attribute("#visit-photo", "capture") == "environment"
    page.set_input_files("#visit-photo", str(file))
    page.wait_for_selector("#visit .photo img")
    assert page.locator("#visit .elements .present").count() == 2
    assert page.is_checked("#found-yes")
    page.check("#missing-contact")
    page.tap("#visit .button.main")
    page.wait_for_selector("#told:not(:empty)")
    (visit,) = rows("SELECT site_id, notice_found, elements FROM fairnotice.site_visit")
    assert visit == ("made/quay", True, {"contact": "absent", "purpose": "present", "controller": "present"})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_invented_town_is_said_to_be_one_at_the_desk_too_and_districts_are_called_by_their_names(opened, rows):
    rows("UPDATE fairnotice.registry_source SET mode = 'simulated' RETURNING source")
    rows(
        "INSERT INTO fairnotice.district (district_id, name, names, source, geom) "
        "SELECT 'd-1', 'Harbour', '{\"zh\": \"港区\"}', 'test', st_multi(st_buffer(geom, 1)) FROM fairnotice.camera "
        "WHERE camera_id = 'made:004' RETURNING district_id"
    )
    rows("UPDATE fairnotice.camera SET district_id = 'd-1' RETURNING camera_id")
    page = opened("?lang=zh&camera=made:004&rule=eu.gdpr.notice")
    page.wait_for_selector("#mode.simulated:has-text('模拟')")
    page.wait_for_selector("#decision .mode.simulated")
    assert "港区" in page.inner_text("#decision .who")
    assert "d-1" not in page.inner_text("#decision")


def test_nothing_is_decided_without_a_reason(opened, rows):
    page = opened("?lang=en&camera=made:004&rule=eu.gdpr.notice")
    page.click("#decision [data-key=c]")
    page.wait_for_selector(".wrong:has-text('Say why first')")
    assert rows("SELECT count(*) FROM fairnotice.review") == [(0,)]


@pytest.mark.parametrize("view", [{"viewport": {"width": 1280, "height": 900}}, PHONE], ids=["desk", "phone"])
def test_nothing_stands_in_the_way_of_a_screen_reader(opened, view):
    page = opened("?lang=en", **view)
    assert _axe(page) == []
    page.click("#queue li:first-child button")
    page.wait_for_selector("#visit")
    page.click("#overrule summary")
    assert _axe(page) == []
