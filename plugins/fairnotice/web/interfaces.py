"""What other programs use: their routers, in the order in which they are looked at."""

from __future__ import annotations

from fairnotice.web import exports, map_style, openapi
from fairnotice.web.ogc import items, landing

INTERFACES = (landing.router, items.router, map_style.router, exports.router, openapi.router)
