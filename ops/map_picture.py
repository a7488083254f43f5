"""Draw the README's picture of the map: the invented town after `make audit`, in a real browser.

Run inside ``ops/airflow-run``: ``ops/airflow-run python ops/map_picture.py docs/map.png``.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

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


def main() -> int:
    """Write the picture to the file given as the only argument."""
    if len(sys.argv) not in (2, 3):
        sys.stderr.write("usage: ops/airflow-run python ops/map_picture.py FILE.png [WIDTHxHEIGHT]\n")
        return 2
    width, height = (int(side) for side in (sys.argv[2] if len(sys.argv) == 3 else "1280x860").split("x"))
    port = free_port(18090, 18190)
    server = uvicorn.Server(uvicorn.Config(create_app(), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"http://127.0.0.1:{port}/?source=demo", wait_until="networkidle")
            page.wait_for_timeout(4000)  # software drawing of the last tiles
            page.screenshot(path=Path(sys.argv[1]))
            browser.close()
    finally:
        server.should_exit = True
        thread.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
