"""The operator's page in a real browser, at a phone's size: found, read, answered, and nothing told to anybody else."""

from __future__ import annotations

from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe

from web.browsing import NEEDS_BROWSER, Watched
from web.conftest import Served

pytestmark = [*NEEDS_BROWSER, pytest.mark.slow]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def serious(page: Any) -> list[str]:
    found = Axe().run(page)["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found if each["impact"] in ("serious", "critical")
    ]


@pytest.fixture
def served(office: Any) -> Any:
    with Served(office.client.app) as address:
        yield address


def test_from_the_letter_to_an_answer_on_a_phone(browser: Any, office: Any, served: str) -> None:
    watched = Watched(browser, locale="zh-CN", **PHONE)
    page, token = watched.page, office.link()
    page.goto(f"{served}/answer/{token}")
    page.wait_for_function("() => document.getElementById('enter').textContent === '打开我的页面'")
    door = serious(page)
    page.click("#enter")
    page.wait_for_selector(".finding-part")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.wait_for_selector(".notice-maker select")
    assert (door, serious(page)) == ([], [])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs out of the screen"

    # The link is used up, and this browser is still let in by it.
    page.goto(f"{served}/answer/{token}?lang=en")
    page.click("#enter")
    page.wait_for_selector(".finding-part")
    part = page.locator("[data-site='made:quay'] .finding-part").first
    part.get_by_text("Object", exact=True).click()
    part.get_by_role("button", name="Send the objection").click()
    assert part.get_by_text("Say why; an inspector must understand it.").is_visible()
    part.get_by_label("What is wrong, and why").fill("It hangs at the gate.")
    part.get_by_role("button", name="Send the objection").click()
    page.get_by_text("You objected; an inspector will look at it.").first.wait_for()
    assert page.locator("#answers blockquote").inner_text() == "It hangs at the gate."

    assert {address.split("/")[2] for address in watched.asked} == {served.split("/")[2]}
    assert [each for each in watched.complaints if "410" not in each] == []
    page.close()


def test_the_way_through_by_keyboard(browser: Any, office: Any, served: str) -> None:
    page = Watched(browser, locale="en-GB", viewport={"width": 900, "height": 800}).page
    page.goto(f"{served}/answer/{office.link(purpose='photo_request', site_id='made:005')}?lang=en")
    page.wait_for_function("() => document.getElementById('enter').textContent.length > 3")
    page.focus("#enter")
    page.keyboard.press("Enter")
    page.wait_for_selector(".asking")
    assert "no accusation" in page.inner_text("#intro")
    assert "One photo settles it for 1 camera here." in page.inner_text(".asking")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.type || document.activeElement.tagName"))
    assert [each for each in ("file", "button", "SUMMARY") if each not in reached] == []
    page.close()


def test_figures_say_the_same_in_bars_and_in_tables(browser: Any, office: Any, served: str) -> None:
    with office.database.transaction() as connection:
        connection.execute("UPDATE fairnotice.alert SET status = 'sent', sent_at = now() - interval '2 days'")
    watched = Watched(browser, locale="en-GB", **PHONE)
    page = watched.page
    page.goto(f"{served}/figures/?lang=en")
    page.wait_for_selector("#operators table")

    assert serious(page) == []
    assert "not yet" in page.get_attribute(".bars svg", "aria-label")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert watched.complaints == []
    page.close()
