"""What stands around a setting in a real file: cameras, zones, streams, credentials, comments.

All of it is invented, and the same for the same seed. Addresses are those kept for documentation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")

PLACES = (
    "entrance north", "entrance south", "parking deck", "loading bay", "ticket hall", "platform 2", "stairs B",
    "corridor 3", "lobby", "gate 4", "bridge", "market square", "tram stop", "library foyer", "car park exit",
    "lift 1", "yard", "reception", "underpass", "bus station", "shop floor", "till 3", "playground", "harbour",
)  # fmt: skip
ZONES = ("steps", "doorway", "kerb", "lane", "turnstile", "counter", "ramp", "fence", "shelter", "crossing")
OPERATORS = ("Stadtwerke Musterstadt", "Ville d'Exemple", "Town of Sample", "示例市交通局", "Ayuntamiento de Ejemplo")


class Chance:
    """Choices that follow from a seed alone."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.drawn = 0

    def number(self, lowest: int, highest: int) -> int:
        """A whole number, both ends included."""
        self.drawn += 1
        digest = hashlib.sha256(f"{self.seed}:{self.drawn}".encode()).digest()
        return lowest + int.from_bytes(digest[:8], "big") % (highest - lowest + 1)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.number(0, len(options) - 1)]

    def digits(self, count: int) -> str:
        """Decimal digits."""
        return "".join(str(self.number(0, 9)) for _ in range(count))

    def token(self, count: int) -> str:
        """Letters and digits, as in a serial number or a key."""
        return "".join(self.pick("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(count))

    def address(self) -> str:
        """An address of a documentation network."""
        return f"192.0.2.{self.number(2, 250)}"


def cameras(chance: Chance, count: int = 0) -> list[dict[str, Any]]:
    """Cameras of a recorder, with their streams and zones."""
    made = []
    for number in range(1, (count or chance.number(3, 7)) + 1):
        address = chance.address()
        made.append(
            {
                "id": number,
                "name": chance.pick(PLACES),
                "enabled": chance.number(0, 9) > 0,
                "host": address,
                "main_stream": f"rtsp://viewer:{chance.token(9)}@{address}:554/stream1",
                "sub_stream": f"rtsp://viewer:{chance.token(9)}@{address}:554/stream2",
                "resolution": chance.pick(["1920x1080", "2560x1440", "3840x2160", "1280x720"]),
                "fps": chance.pick([5, 10, 12, 15, 25]),
                "codec": chance.pick(["h264", "h265"]),
                "zones": [
                    {
                        "name": chance.pick(ZONES),
                        "points": [[chance.number(0, 1919), chance.number(0, 1079)] for _ in range(4)],
                        "min_area": chance.number(400, 9000),
                    }
                    for _ in range(chance.number(1, 3))
                ],
                "motion": {"threshold": chance.number(15, 60), "contour_area": chance.number(10, 40)},
                "record": {"days": chance.pick([3, 7, 14, 30]), "pre_seconds": 5, "post_seconds": 10},
            }
        )
    return made


def system(chance: Chance) -> dict[str, Any]:
    """What an analytics server is told besides its models."""
    return {
        "site": {
            "operator": chance.pick(OPERATORS),
            "code": chance.token(6),
            "timezone": chance.pick(["Europe/Berlin", "Asia/Shanghai", "America/Bogota", "Asia/Jakarta"]),
            "installed": f"20{chance.number(19, 25)}-0{chance.number(1, 9)}-1{chance.number(0, 9)}",
        },
        "server": {
            "listen": "192.0.2.1",
            "port": chance.number(8000, 8999),
            "api_key": chance.token(24),
            "workers": chance.number(1, 8),
            "tls": {"certificate": "/etc/ssl/vms.pem", "key": "/etc/ssl/vms.key"},
        },
        "mqtt": {"host": chance.address(), "port": 1883, "user": "vms", "password": chance.token(12)},
        "cameras": cameras(chance),
        "storage": {"path": "/srv/video", "max_gb": chance.number(200, 8000), "prune": "oldest"},
        "logging": {"level": "info", "file": "/var/log/vms/server.log", "keep": chance.number(3, 20)},
    }


def put(tree: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The tree with a value at a path of keys parted by '/'; numbers step into lists."""
    node: Any = tree
    *way, last = path.split("/")
    for step in way:
        node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
    if isinstance(node, list):
        node[int(last)] = value
    else:
        node[last] = value
    return tree
