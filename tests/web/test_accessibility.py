"""What axe finds on the map's page: nothing serious, in both sizes, whatever is open."""

from __future__ import annotations

from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe

from web.browsing import NEEDS_BROWSER, Watched

pytestmark = [*NEEDS_BROWSER, pytest.mark.slow]

DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
BAD = ("serious", "critical")
FOCUSED = "(({id, dataset, className}) => dataset.camera || id || className)(document.activeElement)"


def findings(page: Any) -> list[str]:
    violations = Axe().run(page)["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in violations if each["impact"] in BAD
    ]  # fmt: skip


@pytest.mark.parametrize("view", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_serious(browser: Any, served: str, view: dict[str, Any]) -> None:
    watched = Watched(browser, locale="en-GB", **view)
    page = watched.page
    page.goto(f"{served}/?lang=en&verdict=fail")
    page.wait_for_selector("#map[data-state=idle]")
    page.wait_for_selector("#results tbody tr")
    found = {"page": findings(page)}

    page.click("#filter-button")
    page.wait_for_selector("#filters select")
    found["filters"] = findings(page)
    page.keyboard.press("Escape")

    page.click("#results button[data-camera='kestrel:north/gate 1']")
    page.wait_for_selector("#card .history")
    for details in page.locator("#card details:not([open]) > summary").all():
        if details.is_visible():
            details.click()
    found["card"] = findings(page)
    assert found == {"page": [], "filters": [], "card": []}
    page.close()


def test_everything_can_be_reached_and_left_by_the_keyboard(browser: Any, served: str) -> None:
    watched = Watched(browser, locale="en-GB", **DESKTOP)
    page = watched.page
    page.goto(f"{served}/?lang=en")
    page.wait_for_selector("#map[data-state=idle]")
    page.wait_for_selector("#results tbody tr")
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("(({id, dataset, className}) => dataset.camera || id || className)(document.activeElement)")
        )
        if "kestrel:2" in reached:
            break
    wanted = ["skip", "language", "verdict-fail", "look-review", "filter-button", "share", "follow", "kestrel:2"]
    assert [each for each in reached if each in wanted] == wanted

    page.keyboard.press("ArrowDown")
    chosen = page.evaluate("document.activeElement.dataset.camera")
    assert chosen not in (None, "kestrel:2")
    page.keyboard.press("Enter")
    page.wait_for_selector("#card .overall")
    assert page.evaluate("document.activeElement.id") == "card-name"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.camera") == chosen

    page.focus("#filter-button")
    page.keyboard.press("Enter")
    assert page.get_attribute("#filter-button", "aria-expanded") == "true"
    assert page.evaluate("document.activeElement.closest('#filters') !== null")
    page.keyboard.press("Escape")
    assert page.is_hidden("#filters")
    assert page.evaluate("document.activeElement.id") == "filter-button"
    page.close()


def test_on_a_phone_nothing_behind_the_card_can_be_reached(browser: Any, served: str) -> None:
    page = Watched(browser, locale="en-GB", **PHONE).page
    page.goto(f"{served}/?lang=en&camera=kestrel:2")
    page.wait_for_selector("#card .overall")
    assert page.evaluate("['side', 'map-area'].every((id) => document.getElementById(id).inert)")
    page.click("#card .close")
    assert not page.evaluate("['side', 'map-area'].some((id) => document.getElementById(id).inert)")
    page.close()
