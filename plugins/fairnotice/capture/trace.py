"""What happened on the way to one frame, step by step, for whoever wants to know why a camera gives none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from fairnotice.errors import without_secrets

_MOST_STEPS = 200
_LONGEST_DETAIL = 300


class Step(StrEnum):
    """A step of a grab; it is noted when it is done, so that the one after the last noted is the one that failed."""

    BASIS = "basis"
    """Somebody allowed the camera to be contacted."""
    POLICY = "policy"
    """The address is of a kind that is spoken."""
    RESOLVE = "resolve"
    """The host's addresses are known, and which of them may be connected to."""
    CONNECT = "connect"
    TLS = "tls"
    AUTHENTICATE = "authenticate"
    """The camera asked who we are, and was answered or not."""
    REDIRECT = "redirect"
    FIRST_BYTE = "first_byte"
    """The head of the answer came."""
    ASK = "ask"
    """A question that leads to the picture was answered: a playlist, a call of ONVIF, a list of objects."""
    RECEIVED = "received"
    """All bytes of the picture came."""
    DECODE = "decode"
    SETTLED = "settled"
    """The stream shows something: grey first pictures were passed over."""
    QUALITY = "quality"
    """The picture can be judged or not; noted by whoever inspects it."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One step that is done.

    Attributes:
        step: Which.
        at_s: Seconds of the grab's clock at which it was done.
        detail: What came of it, in words: printable, on one line, without secrets.
    """

    step: Step
    at_s: float
    detail: str


class Trace:
    """The steps of one grab in their order.

    Args:
        tell: Is called with every step as it is noted, in the grab's thread.
    """

    def __init__(self, tell: Callable[[Noted], None] | None = None) -> None:
        self.steps: list[Noted] = []
        self._tell = tell

    def note(self, step: Step, detail: str, at_s: float) -> None:
        """Note a step; of what a camera said, ``detail`` may hold anything: it is made fit to be shown.

        A camera that answers for ever fills nobody's memory: after 200 steps no further one is kept.
        """
        if len(self.steps) >= _MOST_STEPS:
            return
        noted = Noted(step, at_s, _fit_to_show(detail))
        self.steps.append(noted)
        if self._tell is not None:
            self._tell(noted)


def _fit_to_show(text: str) -> str:
    """Return ``text`` on one line, without secrets and without characters that a terminal would obey."""
    plain = without_secrets(text[: 4 * _LONGEST_DETAIL])
    return "".join(character if character.isprintable() else "�" for character in plain)[:_LONGEST_DETAIL]
