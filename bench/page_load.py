"""How soon the map's page can be used: from asking for its address to the filled list and the drawn cameras.

The page is served here, over loopback, from the database that the settings name (``FAIRNOTICE_DATABASE_URL``), and
loaded by Chromium, each time by a browser that has kept nothing. A software renderer draws the map, so a machine with a
graphics card is faster. What a load takes without a single camera is the baseline: an address whose filters let nothing
through.

    PYTHONPATH=plugins:. python -m bench.page_load --loads 7 --query 'source=demo'
"""

from __future__ import annotations

import argparse
import statistics
import threading
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from fairnotice.web.app import create_app
from fairnotice.web.serve import answering_to
from ops.map_picture import FLAGS
from ops.places import free_port

MEASURES = {
    "list": "the list is filled",
    "drawn": "the first cameras are drawn",
    "usable": "both",
    "still": "the map stands still",
}
BASELINE = "text=nothing+is+called+so"
# Clocks of the page itself: no question from outside delays it.
WATCH = """
globalThis.seen = {};
const note = (what) => { globalThis.seen[what] ??= performance.now(); };
const look = () => {
    if (document.querySelector('#results tbody tr, #results .empty')) note('list');
    const map = globalThis.fairnoticeMap;
    const layers = ['cameras', 'cells'].filter((id) => map?.getLayer(id));
    if (layers.length && map.queryRenderedFeatures({layers}).length) note('drawn');
    if (layers.length && document.querySelector('#map[data-state=idle]')) note('still');
    if (!globalThis.seen.list || !globalThis.seen.still) requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


def main() -> None:
    """Load the page several times and print how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--loads", type=int, default=7)
    parser.add_argument("--query", default="", help="query of the page's address, for example source=demo")
    parser.add_argument("--place", default="", help="where the map is opened: zoom/lat/lon")
    parser.add_argument("--chromium", type=Path, default=Path("/usr/bin/chromium"))
    given = parser.parse_args()
    port = free_port(18090, 18190)
    app = answering_to("127.0.0.1", create_app())
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    place = f"#map={given.place}" if given.place else ""
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=given.chromium, args=list(FLAGS))
            asked = [part for part in (given.query, BASELINE) if part]
            empty = measured(browser, f"http://127.0.0.1:{port}/?{'&'.join(asked)}{place}", given.loads)
            full = measured(browser, f"http://127.0.0.1:{port}/?{given.query}{place}", given.loads)
            browser.close()
    finally:
        server.should_exit = True
        thread.join()
    for name, what in MEASURES.items():
        if not full[name]:
            print(f"{what:<28}  never: no camera that passes the filters stands there")
            continue
        middle = statistics.median(full[name])
        beside = f"; {middle / statistics.median(empty[name]):.2f} of a page without cameras" if empty[name] else ""
        print(f"{what:<28} {middle:6.0f} ms (most {max(full[name]):.0f}){beside}")


def measured(browser: Browser, address: str, loads: int) -> dict[str, list[float]]:
    """Return milliseconds since the navigation began, of each load by a fresh browser."""
    found: dict[str, list[float]] = {name: [] for name in MEASURES}
    for _ in range(loads):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(address)
        page.wait_for_function("() => seen.list && seen.still", timeout=60_000)
        seen: dict[str, float] = page.evaluate("() => seen")
        if "drawn" in seen:
            seen["usable"] = max(seen["list"], seen["drawn"])
        for name, moment in seen.items():
            found[name].append(moment)
        context.close()
    return found


if __name__ == "__main__":
    main()
