"""The map's page as inspectors work with it: one selection on the map, in the numbers, the table and the address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from web import kestrel
from web.browsing import DRAWN, NEEDS_BROWSER, ROWS, Watched

pytestmark = [*NEEDS_BROWSER, pytest.mark.slow]

NAMES = "[...document.querySelectorAll('#results tbody .name')].map((each) => each.textContent)"
COUNTS = """Object.fromEntries([...document.querySelectorAll('#figures .tile')]
    .map((tile) => [tile.dataset.verdict, Number(tile.querySelector('.count').textContent)]))"""

# A mark at the edge is drawn in part, though its camera stands outside.
IN_VIEW = """() => new Set(fairnoticeMap.queryRenderedFeatures({layers: ['cameras']})
    .filter(({geometry}) => fairnoticeMap.getBounds().contains(geometry.coordinates))
    .map(({properties}) => properties.camera_id)).size"""


@pytest.fixture
def watched(browser: Any) -> Iterator[Watched]:
    opened = Watched(browser, viewport={"width": 1440, "height": 900}, locale="en-GB")
    yield opened
    opened.page.close()
    assert opened.complaints == []


def ready(page: Any, rows: int) -> None:
    page.wait_for_selector("#map[data-state=idle]")
    page.wait_for_function(f"() => !document.querySelector('#results').ariaBusy && {ROWS} === {rows}")


@pytest.mark.parametrize("query", ["", "operator=harbour", "district=kb-west", "rule=kb.act.notice&verdict=fail"])
def test_numbers_map_and_table_agree_with_the_server(
    watched: Watched, client: httpx.Client, served: str, query: str
) -> None:
    told = client.get(f"/api/summary?{query}").json()
    listed = client.get(f"/api/cameras?{query}").json()
    page = watched.page
    page.goto(f"{served}/?lang=en&{query}")
    ready(page, listed["numberMatched"])

    assert told["shown"] == listed["numberMatched"]
    both = {verdict: told["verdicts"][verdict] + told["policy_only"][verdict] for verdict in told["verdicts"]}
    assert page.evaluate(COUNTS) == both
    drawn = set(page.evaluate(DRAWN))
    assert drawn == {each["id"] for each in listed["features"]}
    assert page.evaluate(NAMES) == [each["properties"]["name"] for each in listed["features"]]


def test_the_table_is_sorted_by_its_headings_and_the_address_says_so(
    watched: Watched, client: httpx.Client, served: str
) -> None:
    page = watched.page
    page.goto(f"{served}/?lang=en")
    ready(page, 12)
    worst_first = page.evaluate(NAMES)

    page.click("#sort-name")
    page.wait_for_function("() => document.querySelector('th.camera').ariaSort === 'ascending'")
    wanted = [each["properties"]["name"] for each in client.get("/api/cameras?sort=name").json()["features"]]
    page.wait_for_function(f"(first) => {NAMES}[0] === first", arg=wanted[0])
    assert page.evaluate(NAMES) == wanted
    assert page.evaluate("document.activeElement.id") == "sort-name"
    page.click("#sort-name")
    page.wait_for_function(f"(last) => {NAMES}[0] === last", arg=wanted[-1])
    assert parse_qs(urlsplit(page.url).query)["sort"] == ["-name"]

    page.reload()
    page.wait_for_function(f"(last) => {NAMES}[0] === last", arg=wanted[-1])
    page.go_back()
    page.go_back()
    page.wait_for_function(f"(first) => {NAMES}[0] === first", arg=worst_first[0])
    assert page.evaluate(NAMES) == worst_first


def test_a_row_marks_the_camera_on_the_map_and_the_map_marks_the_row(watched: Watched, served: str) -> None:
    page = watched.page
    page.goto(f"{served}/?lang=en")
    ready(page, 12)
    page.click("[data-row='kestrel:2'] .verdict")
    page.wait_for_selector("#card .overall")
    page.wait_for_function("() => fairnoticeMap.querySourceFeatures('chosen').length === 1")
    assert page.get_attribute("[data-row='kestrel:2']", "aria-current") == "true"
    page.keyboard.press("Escape")
    page.wait_for_function("() => fairnoticeMap.querySourceFeatures('chosen').length === 0")

    page.wait_for_selector("#map[data-state=idle]")
    spot = page.evaluate("""() => {
        const [{geometry}] = fairnoticeMap.queryRenderedFeatures({layers: ['cameras']})
            .filter(({properties}) => properties.camera_id === 'kestrel:2');
        const {x, y} = fairnoticeMap.project(geometry.coordinates);
        const {left, top} = fairnoticeMap.getContainer().getBoundingClientRect();
        return [left + x, top + y];
    }""")
    page.mouse.click(*spot)
    page.wait_for_selector("#card .overall")
    assert page.get_attribute("[data-row='kestrel:2']", "aria-current") == "true"


def test_a_sent_address_opens_the_same_view(watched: Watched, browser: Any, served: str) -> None:
    page = watched.page
    page.goto(f"{served}/?lang=en")
    ready(page, 12)
    page.click("#verdict-fail")
    ready(page, 3)
    page.click("#filter-button")
    page.select_option("#filter-operator", "hostile")
    ready(page, 1)
    page.check("input[name=shade][value=coverage]")
    page.click("#results .name")
    page.wait_for_selector("#card .overall")
    page.wait_for_function("() => location.hash.startsWith('#map=16')")

    other = Watched(browser, viewport={"width": 1440, "height": 900}, locale="zh-CN")
    other.page.goto(page.url)
    other.page.wait_for_selector("#card .overall")
    ready(other.page, 1)
    assert other.page.inner_text("#card-name") == page.inner_text("#card-name")
    assert other.page.is_checked("input[name=shade][value=coverage]")
    assert other.page.locator("#chips .chip").all_inner_texts() == page.locator("#chips .chip").all_inner_texts()
    assert urlsplit(other.page.url).fragment.split("/")[1:] == urlsplit(page.url).fragment.split("/")[1:]
    other.page.close()


def test_the_selection_is_offered_as_files(watched: Watched, client: httpx.Client, served: str) -> None:
    listed = client.get("/api/cameras?verdict=fail").json()
    page = watched.page
    page.goto(f"{served}/?lang=en&verdict=fail")
    ready(page, listed["numberMatched"])
    page.get_by_role("button", name="Export").click()
    files = page.eval_on_selector_all("#picture a", "links => links.map((link) => link.href)")

    endings = [urlsplit(each).path.rpartition(".")[2] for each in files]
    assert endings == ["pdf", "csv", "gpkg", "parquet", "geojson"]
    assert {parse_qs(urlsplit(each).query)["verdict"][0] for each in files} == {"fail"}
    (cameras,) = (each for each in files if "geojson" in each)
    assert len(client.get(cameras).json()["features"]) == listed["numberMatched"]
    page.keyboard.press("Escape")
    assert not page.locator("#picture").is_visible()


def test_the_list_follows_the_map_where_one_wants_it(watched: Watched, served: str) -> None:
    page = watched.page
    page.goto(f"{served}/?lang=en")
    ready(page, 12)
    page.check("#follow")
    page.evaluate("(center) => fairnoticeMap.jumpTo({center, zoom: 17.5})", list(kestrel.place(260, -90)))
    page.wait_for_function(f"() => {ROWS} < 12 && {ROWS} > 0")
    page.wait_for_selector("#map[data-state=idle]")
    page.wait_for_function(f"() => {ROWS} === ({IN_VIEW})()")
    assert "in this part of the map" in page.inner_text("#list-status")
    listed = page.evaluate(ROWS)
    page.wait_for_function(f"(listed) => Object.values({COUNTS}).reduce((sum, n) => sum + n) === listed", arg=listed)


def test_districts_are_shaded_listed_and_chosen(watched: Watched, client: httpx.Client, served: str) -> None:
    wards = {each["id"]: each["properties"] for each in client.get("/api/districts").json()["features"]}
    page = watched.page
    page.goto(f"{served}/?lang=en")
    ready(page, 12)
    page.check("input[name=shade][value=compliant]")
    page.wait_for_function(
        "() => fairnoticeMap.getLayer('district-fill')"
        " && fairnoticeMap.queryRenderedFeatures({layers: ['district-fill']}).length > 0"
    )
    # The number stands on each, and not the shade alone.
    page.wait_for_function("() => fairnoticeMap.queryRenderedFeatures({layers: ['district-share']}).length > 0")

    page.click("#kind-districts")
    page.wait_for_selector("#results [data-district=kb-west]")
    row = page.inner_text("#results tr:has([data-district=kb-west])")
    assert f"{round(100 * wards['kb-west']['compliant'])}%" in row
    assert f"{round(100 * wards['kb-west']['coverage'])}%" in row
    page.click("#results [data-district=kb-west]")
    ready(page, wards["kb-west"]["cameras"])
    assert page.locator("#chips .chip").all_inner_texts() == ["District: West ward\n×"]


def test_a_search_and_an_empty_answer(watched: Watched, served: str) -> None:
    page = watched.page
    page.goto(f"{served}/?lang=en")
    ready(page, 12)
    page.fill("#text", "lamp street")
    page.keyboard.press("Enter")
    ready(page, 2)
    page.fill("#text", "nothing is called so")
    page.keyboard.press("Enter")
    page.wait_for_selector("#results .empty")
    assert "No camera passes these filters." in page.inner_text("#results")
    page.click("#empty-clear")
    ready(page, 12)
    assert page.input_value("#text") == ""


def test_the_card_tells_what_a_notice_says_and_nothing_of_other_plates(watched: Watched, served: str) -> None:
    page = watched.page
    page.goto(f"{served}/?lang=en&camera=kestrel:10")
    page.wait_for_selector("#card .notice-read")
    told = page.inner_text("#card .notice-read")
    assert "CCTV in operation" in told
    assert "Missing: contact." in told
    assert page.locator("#card .elements .unreadable").inner_text() == "? storage period\ncould not be read"
    assert "KB 1234" not in page.inner_text("#card")


def test_the_history_is_drawn_and_told(watched: Watched, served: str) -> None:
    page = watched.page
    page.goto(f"{served}/?lang=en&camera=kestrel:north/gate 1")
    page.wait_for_selector("#card .lane")
    assert page.locator("#card .lane .piece").count() == 2
    assert page.locator("#card .lane-bar img").count() == 2
    assert "Worse: Passes → Fails" in page.inner_text("#card .history")


def test_a_server_that_fails_is_said_and_asked_again(browser: Any, served: str) -> None:
    page = Watched(browser, viewport={"width": 1440, "height": 900}, locale="en-GB").page
    failing = "**/api/cameras?*"
    page.route(failing, lambda route: route.fulfill(status=503, json={"reason": "the database rests"}))
    page.goto(f"{served}/?lang=en")
    page.wait_for_selector("#retry")
    assert "the database rests" in page.inner_text("#results")
    page.unroute(failing)
    page.click("#retry")
    ready(page, 12)
    page.close()


def test_a_missed_night_is_said_above_everything(browser: Any, served: str) -> None:
    page = Watched(browser, viewport={"width": 1440, "height": 900}, locale="en-GB").page
    late = {
        "name": "audit",
        "about": "town",
        "state": "late",
        "since": "2026-03-06T06:00:00+00:00",
        "why": "none began",
    }
    page.route("**/api/freshness", lambda route: route.fulfill(json={"state": "late", "checks": [late]}))
    page.goto(f"{served}/?lang=en")
    page.wait_for_selector("#alarm:not([hidden])")
    alarm = page.inner_text("#alarm")
    assert "The nightly audit of town is missing since 6 Mar 2026, 06:00 UTC. none began" in alarm
    page.close()


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "8 caméras jugées sur 12"), ("de", "8 von 12 Kameras beurteilt"), ("es", "8 cámaras evaluadas de 12")],
)
def test_the_page_speaks_other_languages(browser: Any, served: str, language: str, said: str) -> None:
    page = Watched(browser, viewport={"width": 390, "height": 844}, locale="en-GB").page
    page.goto(f"{served}/?lang={language}&camera=kestrel:2")
    page.wait_for_selector("#card .overall")
    assert said in page.inner_text("#figures")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.documentElement.lang") == language
    page.close()


def test_a_day_before_the_history_is_refused_in_the_pages_language_with_the_day_since_when_it_is_known(
    browser: Any, served: str
) -> None:
    page = Watched(browser, locale="zh-CN").page
    page.goto(f"{served}/?lang=zh&on=2001-02-03")
    page.wait_for_selector("#problem:not([hidden])")
    assert re.search(r"地图的历史记录始于 20\d\d年\d+月\d+日；", page.inner_text("#problem"))
    assert "history begins" not in page.inner_text("body")
    page.close()


def test_an_inspector_of_districts_is_told_whose_camera_a_card_is_not_and_who_gives_access(
    browser: Any, served: str
) -> None:
    page = Watched(browser, locale="en-GB").page
    viewer = {"role": "inspector", "name": "Ines", "districts": ["kb-west"], "operator_id": None, "csrf": ""}
    page.route("**/api/me", lambda route: route.fulfill(json=viewer))
    page.goto(f"{served}/?lang=en&camera=kestrel:none")
    page.wait_for_selector("#results tbody tr")
    page.wait_for_selector("#problem:has-text('whoever keeps the accounts')")
    assert "“kestrel:none”" in page.inner_text("#problem")
    assert page.is_hidden("#card")
    page.close()


def test_messages_and_replies_stand_on_the_card(browser: Any, served: str, client: httpx.Client) -> None:
    card = client.get("/api/cameras/kestrel:2").json()
    card["told"] = {
        "alerts": [
            {
                "kind": "finding", "rule_id": kestrel.NOTICE.rule_id, "title": kestrel.NOTICE.title, "status": "sent",
                "created_at": "2026-03-05T08:00:00Z", "sent_at": "2026-03-05T09:00:00Z", "due_on": "2026-03-20",
            }
        ],
        "replies": [
            {
                "kind": "dispute", "said_by": "M. Quay", "said_at": "2026-03-06T10:00:00Z", "note": "It is there <b>.",
                "due": None, "state": "waiting", "decided_by": None, "decided_at": None, "decision_note": None,
                "evidence": [],
            }
        ],
    }  # fmt: skip
    page = Watched(browser, viewport={"width": 1000, "height": 700}, locale="en-GB").page
    page.route("**/api/cameras/kestrel*", lambda route: route.fulfill(json=card))
    page.goto(f"{served}/?lang=en&camera=kestrel:2")
    page.wait_for_selector("#card .told-reply")
    told = page.locator("#card .told-list li").all_inner_texts()
    assert "The operator disputes it · waits for an inspector" in told[0]
    assert "It is there <b>." in told[0]
    assert "Told of a finding: A notice announces each camera" in told[1]
    assert "sent on 5 Mar 2026, 09:00 UTC · due 20 Mar 2026" in told[1]
    # Whoever may decide is led to the desk from each finding that is open.
    way = page.locator(f"#card [data-rule='{kestrel.NOTICE.rule_id}'] .actions a").get_attribute("href")
    assert parse_qs(urlsplit(way).query) == {"camera": ["kestrel:2"], "rule": [kestrel.NOTICE.rule_id], "lang": ["en"]}
    page.close()
