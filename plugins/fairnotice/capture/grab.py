"""The one way to a frame: policy, deadline and caps around whatever protocol a camera speaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from fairnotice.capture import archive, frigate, http_snapshot, onvif_frames, rtsp
from fairnotice.capture.credentials import Credentials, login_of
from fairnotice.capture.decode import decode_picture
from fairnotice.capture.limits import Budget, CaptureError, CaptureLimits
from fairnotice.capture.login import Login
from fairnotice.capture.policy import CapturePolicy, Target, check_basis, target_of
from fairnotice.capture.trace import Step, Trace
from fairnotice.domain import AccessBasis, CaptureFailure, CaptureFault, Frame, FrameSource, Pixels
from fairnotice.frame_address import ONVIF, archive_key, at_moment, expanded, make_of, makes


def grab(
    source: FrameSource,
    *,
    at: dt.datetime,
    policy: CapturePolicy,
    limits: CaptureLimits,
    today: dt.date,
    credentials: Credentials | None = None,
    trace: Trace | None = None,
    before_decoding: Callable[[], None] | None = None,
) -> Frame | CaptureFailure:
    """Bring one frame of a camera, or say why there is none, within ``limits.deadline_s`` seconds.

    Safe to call from many threads at once. Nothing is written to a disk or a log. The seconds in which this machine
    makes it wait, for a decoder or for room, are not counted.

    Args:
        source: Where the frame comes from. ``{at}`` in its URL becomes ``at`` as 20260301T120000Z.
        at: The sample's time, timezone-aware; it becomes ``Frame.captured_at``, unless the archive tells its own.
        policy: Where this installation may connect to.
        limits: Seconds, bytes and pixels that this frame may take.
        today: The day on which the access basis must hold.
        credentials: Looks up the entry that ``source.credential`` names; who may be shown it, the entry says.
        trace: Is told every step; None: nobody wants to know.
        before_decoding: Called once, just before a picture's pixels are made, and not at all where it
            does not come so far. It may block, which costs the camera none of its seconds: so an
            engine bounds how many decoded frames are in memory.

    Returns:
        A frame in memory, or a failure whose detail carries no secret.

    Raises:
        DecoderError: Pictures cannot be decoded on this machine, whatever the camera sends.

    Example:
        >>> grab(FrameSource("http://camera.example/still.jpg"), at=dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC),
        ...      policy=CapturePolicy(), limits=CaptureLimits(), today=dt.date(2026, 3, 1)).fault
        <CaptureFault.NOT_AUTHORISED: 'not_authorised'>
    """
    budget = Budget(limits, trace, before_decoding)
    try:
        check_basis(source.access_basis, "frames", today)
        budget.note(Step.BASIS, lambda: _in_words(source.access_basis))
        pixels, shown_at = _Way(source, at, policy, credentials, budget).picture()
    except CaptureError as error:
        return CaptureFailure(error.fault, budget.without_secrets(error.detail), budget.elapsed_s, error.asked)
    return Frame(pixels, captured_at=shown_at, elapsed_s=budget.elapsed_s)


@dataclass(frozen=True, slots=True)
class _Way:
    """What every way to a frame needs: the source chooses which is taken."""

    source: FrameSource
    at: dt.datetime
    policy: CapturePolicy
    credentials: Credentials | None
    budget: Budget

    def picture(self) -> tuple[Pixels, dt.datetime]:
        """Return the frame and the moment that it shows."""
        key = _key_of(self.source.url)
        if key is None:
            return self._pixels(), self.at
        self.budget.note(Step.POLICY, "a key of the archive, below its root")
        storage = archive.open_storage(self.policy.archive)
        live = not self.source.serves_any_moment
        data, shown_at = archive.fetch(key, self.at, storage, self.budget, live=live)
        return decode_picture(data, self.budget), shown_at

    def _pixels(self) -> Pixels:
        address = _address_at(self.source.url, self.at)
        if address.partition("://")[0].lower() in ONVIF:
            return onvif_frames.fetch(address, self.policy, self.login, self.fetch, self.budget, self.at)
        target = target_of(address, self.policy)
        self.budget.note(Step.POLICY, lambda: _going_to(self.source.url, target))
        if make_of(self.source.url) == frigate.MAKE:
            frigate.check_alive(target, self.policy, self.login(target), self.budget)
        return self.fetch(target)

    def login(self, target: Target) -> Login | None:
        login = login_of(self.source.credential, self.credentials, target)
        if login is not None:
            self.budget.conceal(login.forms)
        return login

    def fetch(self, target: Target) -> Pixels:
        live_at = None if self.source.serves_any_moment else self.at
        return _fetch(target, self.policy, self.login(target), self.budget, live_at)


def _fetch(
    target: Target, policy: CapturePolicy, login: Login | None, budget: Budget, live_at: dt.datetime | None
) -> Pixels:
    if target.scheme in ("rtsp", "rtsps"):
        return rtsp.fetch(target, policy, login, budget)
    return http_snapshot.fetch(target, policy, login, budget, live_at=live_at)


def _in_words(basis: AccessBasis | None) -> str:
    if basis is None:
        return ""
    return f"allowed by {basis.granted_by}" + (f" until {basis.until}" if basis.until else "")


def _going_to(url: str, target: Target) -> str:
    make = make_of(url)
    # A make's path is no secret, which one of a registry's own may be.
    where = f"{target.place}{target.url.path}, as {makes()[make].called} has it" if make else target.place
    return f"{target.scheme} is spoken here; going to {where}"


def _key_of(url: str) -> str | None:
    """Return the key of an archive's address; None where it is another.

    Raises:
        CaptureError: ``policy``, where it could lead out of the archive.
    """
    try:
        return archive_key(url)
    except ValueError as error:
        raise CaptureError(CaptureFault.POLICY, f"the source of frames {error}") from None


def _address_at(url: str, at: dt.datetime) -> str:
    """Return where the frame of the moment ``at`` is asked for.

    Raises:
        CaptureError: ``policy``, where it is a make's short form that cannot be understood.
    """
    try:
        return expanded(at_moment(url, at))
    except ValueError as error:
        raise CaptureError(CaptureFault.POLICY, f"the source of frames {error}") from None
