"""A real browser for the tests of the pages: what a page asked for, complained of and shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
# A software renderer stalls when a picture of it is read; that says nothing of the page.
OF_THE_RENDERER = re.compile(r"GL Driver Message")
DRAWN = "() => fairnoticeMap.queryRenderedFeatures({layers: ['cameras']}).map((f) => f.properties.camera_id)"
ROWS = "document.querySelectorAll('#results tbody tr').length"
NEEDS_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium (apt-get install chromium)"),
]


class Watched:
    """A page with everything that it asked for and complained of."""

    def __init__(self, browser: Any, **view: Any) -> None:
        # Without motion: a software renderer needs seconds for a flight over the town.
        self.page = browser.new_page(reduced_motion="reduce", **view)
        self.page.set_default_timeout(60_000)
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._console)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning") and not OF_THE_RENDERER.search(message.text):
            self.complaints.append(message.text)

    def outside(self, served: str) -> list[str]:
        return [url for url in self.asked if not url.startswith((f"{served}/", "blob:", "data:"))]
