"""Draw the README's pictures of the invented town after `make audit`, in a real browser: map, desk, operator's page.

Run inside ``ops/airflow-run``: ``ops/airflow-run python ops/map_picture.py docs``.
"""

from __future__ import annotations

import datetime as dt
import sys
import threading
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import sync_playwright

from fairnotice.pipeline.resources import resources
from fairnotice.store.answers import link_for
from fairnotice.web.app import create_app
from ops.places import free_port

FLAGS = (
    # Without a screen or a graphics card, and without calling home.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)


DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
_ASKED = """
    SELECT operator_id, site_id FROM fairnotice.alert
    WHERE kind = 'photo_request' AND operator_id IS NOT NULL ORDER BY created_at, site_id LIMIT 1
"""


def main() -> int:
    """Write the pictures into the folder given as the only argument."""
    if len(sys.argv) != 2:
        sys.stderr.write("usage: ops/airflow-run python ops/map_picture.py FOLDER\n")
        return 2
    folder = Path(sys.argv[1])
    port = free_port(18090, 18190)
    server = uvicorn.Server(uvicorn.Config(create_app(), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
            _draw(browser, f"http://127.0.0.1:{port}", folder)
            browser.close()
    finally:
        server.should_exit = True
        thread.join()
    return 0


def _draw(browser: Any, address: str, folder: Path) -> None:
    page = browser.new_page(viewport=DESKTOP, locale="en-GB")
    page.goto(f"{address}/?source=demo", wait_until="networkidle")
    page.wait_for_timeout(4000)  # software drawing of the last tiles
    page.screenshot(path=folder / "map.png")
    page.goto(f"{address}/desk/", wait_until="networkidle")
    page.keyboard.press("j")
    page.wait_for_timeout(2000)
    page.screenshot(path=folder / "desk.png")
    page.close()
    page = browser.new_page(viewport=PHONE, is_mobile=True, has_touch=True, locale="en-GB")
    page.goto(f"{address}/answer/{_link()}", wait_until="networkidle")
    page.get_by_role("button").last.click()
    page.wait_for_timeout(3000)
    page.screenshot(path=folder / "operator.png")


def _link() -> str:
    """Return the secret of a link for an operator who was asked for a photo."""
    with resources() as opened, opened.database.transaction() as connection:
        asked = connection.execute(_ASKED).fetchone()
        if asked is None:
            raise SystemExit("nobody was asked for a photo: run `make audit` first")
        return link_for(
            connection,
            operator_id=asked["operator_id"],
            purpose="photo_request",
            site_id=asked["site_id"],
            now=dt.datetime.now(dt.UTC),
        )


if __name__ == "__main__":
    sys.exit(main())
