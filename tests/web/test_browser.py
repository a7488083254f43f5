"""The page in a real browser: it draws, it can be used, and it talks to nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from fairnotice.web.app import create_app
from web import kestrel
from web.browsing import DRAWN, NEEDS_BROWSER, ROWS, Watched
from web.conftest import Served

MIDDLE_OF_A_CELL = """() => {
    const cells = fairnoticeMap.queryRenderedFeatures({layers: ['cells']});
    const [cell] = cells.sort((one, other) => other.properties.cameras - one.properties.cameras);
    const {x, y} = fairnoticeMap.project(cell.geometry.coordinates);
    const {left, top} = fairnoticeMap.getContainer().getBoundingClientRect();
    return [left + x, top + y];
}"""

pytestmark = NEEDS_BROWSER


def test_a_viewer_finds_a_camera_and_reads_why(browser: Any, served: str) -> None:
    watched = Watched(browser, viewport={"width": 1000, "height": 640}, locale="en-GB")
    page = watched.page
    page.goto(f"{served}/")
    page.wait_for_selector("#map[data-state=idle]")

    assert page.inner_text("#mode").upper().startswith("SIMULATED")
    assert "Judged 8 of 12 cameras" in page.inner_text("#figures")
    assert "4 unknown: 2 dark, 1 not judged yet and 1 did not answer in time." in page.inner_text("#figures")
    assert "Last complete audit: window from 5 Mar 2026" in page.inner_text("#audit")
    assert "Coverage 67%." in page.inner_text("#audit")
    assert len(set(page.evaluate(DRAWN))) == 12

    page.click("#results button[data-camera='kestrel:north/gate 1']")
    # Until the card is there its name says that it is loading.
    page.wait_for_selector("#card-name:has-text('North gate')")
    card = page.inner_text("#card")
    assert "In breach of law" in card
    assert "Contrary to the 2023 draft (never in force). That is not a breach of law." in card
    assert "Kestrel Bay Cameras Act, s. 4" in card
    assert "Proof: proof (a) of a missing notice" in card
    assert "Rests on facts 1, 2, 3 and 3 more" in card
    assert "by the text: Kestrel Bay Cameras Act, s. 4; law; read at its official place" in card
    assert "Missing for certainty:" in card
    assert "The newest looks say otherwise: Passes" in card
    page.wait_for_function(
        "() => [...document.querySelectorAll('#card .thumb img')].some((image) => image.naturalWidth > 0)"
    )
    assert "camera=kestrel%3Anorth%2Fgate+1" in page.url
    assert page.evaluate("document.activeElement.id") == "card-name"
    page.locator("#card .used summary").first.click()
    assert "nothing that could be the notice at its place" in page.locator("#card .used").first.inner_text()

    page.keyboard.press("Escape")
    assert page.is_hidden("#card")
    assert page.evaluate("document.activeElement.dataset.camera") == "kestrel:north/gate 1"

    page.click("#results button[data-camera='kestrel:3']")
    page.wait_for_selector("#card .mention")
    assert kestrel.HOSTILE in page.inner_text("#card")
    assert "4: headscarf <b>" in page.inner_text("#card .mention pre")
    for summary in page.locator("#card details.finding:not([open]) summary").all():
        summary.click()
    decided = " ".join(page.locator("#card .decided").all_inner_texts())
    assert "Decided by R. Sato" in decided
    assert "It hangs beside the door. (The program says: A person must look.)" in decided
    assert "photo of the door" in decided

    assert watched.outside(served) == []
    assert watched.complaints == []
    page.close()


@pytest.mark.slow
def test_filters_change_map_list_and_address_together(browser: Any, served: str) -> None:
    watched = Watched(browser, viewport={"width": 1000, "height": 640}, locale="en-GB")
    page = watched.page
    page.goto(f"{served}/?lang=en")
    page.wait_for_selector("#map[data-state=idle]")
    for verdict in ("fail", "review"):
        page.click(f"#figures [data-verdict={verdict}]")
        page.wait_for_function("(asked) => location.search.includes(asked)", arg=f"verdict={verdict}")
    page.wait_for_function(f"() => {ROWS} === 5")
    assert page.inner_text("#figures .tile.fail .count") == "3"
    page.wait_for_function(f"() => new Set(({DRAWN})()).size === 5")

    page.reload()
    page.wait_for_function(f"() => {ROWS} === 5")
    assert page.get_attribute("#verdict-review", "aria-pressed") == "true"
    page.click("#chips button:has-text('A person must look')")
    page.wait_for_function(f"() => {ROWS} === 3")
    page.wait_for_function(f"() => new Set(({DRAWN})()).size === 3")
    # Each choice can be gone back from.
    page.go_back()
    page.wait_for_function(f"() => {ROWS} === 5")
    page.go_back()
    page.wait_for_function(f"() => {ROWS} === 3")
    assert "verdict=fail" in page.url
    page.click("#clear-filters")
    page.wait_for_function(f"() => {ROWS} === 12")
    assert watched.complaints == []
    page.close()


@pytest.mark.slow
def test_cameras_that_give_no_picture_are_counted_marked_and_shown_alone(browser: Any, served: str) -> None:
    watched = Watched(browser, viewport={"width": 1000, "height": 640}, locale="en-GB")
    page = watched.page
    page.goto(f"{served}/?lang=en")
    page.wait_for_selector("#map[data-state=idle]")
    silent = page.inner_text("#figures .silent")
    assert "2 give no picture now, the first since 2 Mar 2026: 1 did not answer in time and 1 unreachable." in silent
    assert set(page.evaluate(DRAWN.replace("cameras", "silent"))) == kestrel.SILENT

    page.click("#look-silent")
    page.wait_for_function(f"() => {ROWS} === 2")
    assert "without_frames=true" in page.url
    assert "no picture since 5 Mar · unreachable" in page.inner_text("#results")
    page.wait_for_function(f"() => new Set(({DRAWN})()).size === 2")
    page.click("#results button[data-camera='kestrel:9']")
    page.wait_for_selector("#card .silent")
    card = page.inner_text("#card .silent")
    assert "No picture since 5 Mar 2026, 06:00 UTC: unreachable. 2 looks in a row brought none." in card
    assert "The last picture came on 4 Mar 2026, 14:00 UTC." in card
    page.keyboard.press("Escape")

    page.click("#look-silent")
    page.wait_for_function(f"() => {ROWS} === 12")
    assert watched.complaints == []
    page.close()


@pytest.mark.slow
def test_a_phone_and_the_other_language(browser: Any, served: str) -> None:
    watched = Watched(browser, viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True, is_mobile=True)
    page = watched.page
    page.goto(f"{served}/")
    page.wait_for_selector("#map[data-state=idle]")
    assert "12 个摄像头中已判定 8 个" in page.inner_text("#figures")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.tap("#results button[data-camera='kestrel:9']")
    page.wait_for_selector("#card-name")
    box = page.locator("#card").bounding_box()
    assert (box["width"], box["height"]) == (390, 844)
    page.go_back()
    page.wait_for_selector("#card", state="hidden")
    assert watched.outside(served) == []
    assert watched.complaints == []
    page.close()


def test_an_inspector_sees_which_frames_were_usable_and_why_the_others_were_not(browser: Any, served: str) -> None:
    watched = Watched(browser, viewport={"width": 390, "height": 844}, locale="en-GB", has_touch=True, is_mobile=True)
    page = watched.page
    page.goto(f"{served}/?camera={kestrel.TOWN_HALL}")
    page.wait_for_selector("#card .strip")

    said = page.inner_text("#card .frames-said")
    assert said == "9 of 14 frames usable; 3 dark and 2 unreachable (every frame since 5 Mar 2026)."
    frames = page.get_by_role("group", name=re.compile("^Frames by day")).get_by_role("radio")
    assert frames.count() == 14
    # One stop for the Tab key, at the newest frame; the arrow keys go from frame to frame, and each has a name.
    newest, first = frames.nth(13), frames.nth(0)
    assert newest.is_checked()
    assert "unreachable: no route to [address]" in page.inner_text("#card .frame-told")
    newest.focus()
    page.keyboard.press("ArrowRight")
    assert first.is_checked()
    assert page.inner_text("#card .why-not").startswith("too dark: 93% of the pixels")
    page.get_by_role("radio", name=re.compile("1 Mar 2026, 10:00 UTC · a plate that may be a notice")).check()
    assert page.locator("#card .frame-told .thumb").count() == 1
    assert "asks this camera again" in page.inner_text("#card .comes-next")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert watched.complaints == []
    page.close()


def test_the_frames_speak_the_other_language_too(browser: Any, served: str) -> None:
    watched = Watched(browser, viewport={"width": 1000, "height": 640}, locale="zh-CN")
    page = watched.page
    page.goto(f"{served}/?camera={kestrel.TOWN_HALL}")
    page.wait_for_selector("#card .strip")

    assert page.inner_text("#card .frames-said").startswith("14 帧画面中 9 帧可用；3 帧过暗")
    page.locator("#card").get_by_role("radio").nth(0).check()
    assert page.inner_text("#card .why-not") == "过暗：93% 的像素很暗"

    page.goto(f"{served}/?camera=kestrel:8")
    page.wait_for_selector("#card .strip")
    told = page.inner_text("#card .frame-told")
    assert "2026年3月1日" in told
    # What is confirmed in a moved view counts, and is shown.
    assert "1 处已确认的告示" in told
    assert "可能是告示的牌子" not in told
    assert watched.complaints == []
    page.close()


def test_cells_of_a_crowded_map_say_how_many_there_are_and_open_to_cameras(browser: Any, crowded_url: str) -> None:
    with Served(create_app(crowded_url)) as served:
        watched = Watched(browser, viewport={"width": 900, "height": 600}, locale="en-GB")
        page = watched.page
        page.goto(f"{served}/#map=8/31.5/-38")
        page.wait_for_selector("#map[data-state=idle]")
        cells = page.evaluate("() => fairnoticeMap.queryRenderedFeatures({layers: ['cells']}).map((f) => f.properties)")
        assert sum(cell["cameras"] for cell in {cell["cameras"]: cell for cell in cells}.values()) == 5000

        said = "2,969 cameras · 1 Fails · 2,968 Cannot tell"
        x, y = page.evaluate(MIDDLE_OF_A_CELL)
        # A hand moves more than once: the map may still be drawing when the first move comes.
        for step in range(60):
            page.mouse.move(x + step % 2, y)
            if page.evaluate("() => document.querySelector('.hover')?.innerText") == said:
                break
            page.wait_for_timeout(500)
        assert page.inner_text(".hover") == said
        page.goto(f"{served}/#map=17/31.503/-37.995")
        page.wait_for_function(f"() => ({DRAWN})().length > 0")
    assert watched.complaints == []
