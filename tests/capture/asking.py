"""Ask the farm's cameras the way an audit would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from fairnotice.capture.credentials import Credential, Credentials, credential_of
from fairnotice.capture.grab import grab
from fairnotice.capture.limits import CaptureLimits
from fairnotice.capture.policy import CapturePolicy
from fairnotice.capture.trace import Trace
from fairnotice.domain import AccessBasis, CaptureFailure, Frame, FrameSource

TODAY = dt.date(2026, 3, 2)
AT = dt.datetime(2026, 3, 2, 12, 30, tzinfo=dt.UTC)
BASIS = AccessBasis("the farm's owner")
LOOPBACK = CapturePolicy.with_networks("127.0.0.0/8")


def ask(
    url: str,
    *,
    policy: CapturePolicy = LOOPBACK,
    deadline_s: float = 20.0,
    max_bytes: int = 4 << 20,
    max_pixels: int = 40_000_000,
    credential: str | None = None,
    credentials: Credentials | None = None,
    basis: AccessBasis | None = BASIS,
    before_decoding: Callable[[], None] | None = None,
    trace: Trace | None = None,
) -> Frame | CaptureFailure:
    """Grab from ``url`` with everything else as it mostly is."""
    return grab(
        FrameSource(url, basis, credential),
        at=AT,
        policy=policy,
        limits=CaptureLimits(deadline_s, max_bytes, max_pixels),
        today=TODAY,
        credentials=credentials,
        before_decoding=before_decoding,
        trace=trace,
    )


def ask_failure(url: str, **more: object) -> CaptureFailure:
    """Grab from ``url`` and expect that no frame comes."""
    answer = ask(url, **more)  # type: ignore[arg-type]
    assert isinstance(answer, CaptureFailure), f"{url} gave a frame"
    return answer


def ask_frame(url: str, **more: object) -> Frame:
    """Grab from ``url`` and expect a frame."""
    answer = ask(url, **more)  # type: ignore[arg-type]
    assert isinstance(answer, Frame), answer
    return answer


def known_here(user: str, password: str, **more: object) -> Credential:
    """Return an entry of a secrets back end that this machine's cameras may be shown, readable or not."""
    return credential_of({"user": user, "password": password, "shown_to": "127.0.0.0/8", "allow_plain": "true", **more})
