"""A network of many cameras, each with pictures of its own, of which given shares are dead, slow or lying."""

from __future__ import annotations

import contextlib
import functools
import random
import socket
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from fakes import farm_bytes
from fakes.scenes import draw_scene

DEAD = "dead"
"""The one fault that is no answer: nothing comes back, as from an address whose device is unplugged."""
_VIEWS, _MOMENTS = 8, 8
_SPREAD = 0.5
"""Standard deviation of the logarithm of a camera's delay: one in six takes 1.6 times the median and longer."""


@dataclass(frozen=True)
class Network:
    """What a farm serves as ``/camera/<number>/...``.

    Attributes:
        cameras: How many.
        mix: Share of the cameras by fault; the rest is healthy.
        seed: Draws who has which fault, and the delays.
        latency_s: Median of the seconds before a healthy camera answers.
        size: Width and height of the pictures, px.
    """

    cameras: int
    mix: Mapping[str, float] = field(default_factory=dict)
    seed: int = 7
    latency_s: float = 0.0
    size: tuple[int, int] = (640, 360)

    @functools.cached_property
    def fates(self) -> tuple[str, ...]:
        """The fault of each camera by its number, empty for a healthy one; the shares hold to within a camera."""
        drawn = [fault for fault, share in self.mix.items() for _ in range(round(share * self.cameras))]
        drawn += [""] * (self.cameras - len(drawn))
        random.Random(f"{self.seed} fates").shuffle(drawn)  # noqa: S311 - a draw, not a secret
        return tuple(drawn)

    def healthy(self) -> list[int]:
        """Return the numbers of the cameras that have no fault."""
        return [number for number, fate in enumerate(self.fates) if not fate]

    def count(self) -> dict[str, int]:
        """Return how many cameras have which fate; ``healthy`` for none."""
        return dict(Counter(fate or "healthy" for fate in self.fates))

    def url(self, number: int, port: int, dead_port: int | None, ending: str = "still.jpg") -> str:
        """Return the address of a camera of a farm that listens on these ports."""
        dead = self.fates[number] == DEAD
        return f"http://{host(number)}:{dead_port if dead else port}/camera/{number}/{ending}"

    def delay_s(self, number: int, times: int) -> float:
        """Return the seconds that a camera takes to answer when it is asked for the ``times``-th time."""
        chance = random.Random(f"{self.seed} {number} {times}")  # noqa: S311 - a draw, not a secret
        return self.latency_s * chance.lognormvariate(0.0, _SPREAD) if self.latency_s else 0.0

    def picture(self, number: int, moment: int) -> bytes:
        """Return a camera's JPEG of a moment: the next moment of its view differs in noise and in who walks by."""
        view = pictures(self.size)[number % _VIEWS]
        return _marked(view[(number + moment) % _MOMENTS], f"camera {number}, moment {moment}")


def host(number: int) -> str:
    """Return the address of loopback that is a camera's own, so that each is a host of its own."""
    return f"127.{64 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"


@functools.lru_cache(maxsize=2)
def pictures(size: tuple[int, int]) -> tuple[tuple[bytes, ...], ...]:
    """Draw eight moments of eight views, as JPEG: enough that a camera never shows the same twice running."""
    return tuple(
        tuple(
            farm_bytes.jpeg(draw_scene(100 + view, *size, "day", moment=moment), quality=85)
            for moment in range(_MOMENTS)
        )
        for view in range(_VIEWS)
    )


def _marked(picture: bytes, text: str) -> bytes:
    """Return a JPEG with a comment, so that no two cameras send the same bytes (ITU-T T.81, B.2.4.5)."""
    comment = text.encode()
    return picture[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + picture[2:]


def listening_on_loopback(port: int) -> socket.socket:
    """Listen on every address of loopback (127.0.0.0/8), and on none that another machine can reach."""
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo\0")
    server.bind(("0.0.0.0", port))  # noqa: S104 - bound to the loopback device in the line above
    server.listen(1024)
    return server


class Swallowing:
    """A port of loopback that swallows packets: its queue of connections is full and is never emptied."""

    def __init__(self) -> None:
        self._server = listening_on_loopback(0)
        self._server.listen(0)
        self.port: int = self._server.getsockname()[1]
        self._waiting = []
        for _ in range(4):  # Linux lets one more wait than it was told, and answers to one more yet
            waiting = socket.socket()
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect(("127.0.0.1", self.port))
            self._waiting.append(waiting)

    def close(self) -> None:
        """Give the port back."""
        for each in (*self._waiting, self._server):
            each.close()
