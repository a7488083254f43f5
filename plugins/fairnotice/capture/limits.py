"""What one grab may spend: seconds on the clock, bytes on the wire, pixels in memory."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fairnotice.capture.trace import Step, Trace
from fairnotice.domain import CaptureFault
from fairnotice.errors import MASK, FairnoticeError, without_secrets


class CaptureError(FairnoticeError):
    """No frame came. Raised inside this room only: ``grab`` turns it into a ``CaptureFailure``."""

    def __init__(self, fault: CaptureFault, detail: str, *, asked: bool = True) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail
        self.asked = asked


@dataclass(frozen=True, slots=True)
class CaptureLimits:
    """Limits of one grab.

    Attributes:
        deadline_s: Wall-clock seconds after which the grab has ended, whatever the camera does.
        max_bytes: Most bytes that are read from the network for it.
        max_pixels: Most pixels (width x height) that a picture may have to be decoded at all.
    """

    deadline_s: float = 10.0
    max_bytes: int = 16 * 1024 * 1024
    max_pixels: int = 40_000_000


# Headers, multipart borders and redirects come on top of a picture of exactly ``max_bytes``.
_OVERHEAD_BYTES = 64 * 1024


class Budget:
    """What is left of the limits of one grab; every read and wait of the grab asks it.

    One object goes through resolving, connecting, redirects, authentication and reading, so that
    no step can start the clock or the count afresh. It belongs to the one thread that grabs.

    Args:
        limits: What may be spent.
        trace: Is told every step; None: nobody wants to know.
        before_decoding: Called when the bytes are there and their pixels are about to be made; it
            may block until there is room for them.
    """

    def __init__(
        self, limits: CaptureLimits, trace: Trace | None = None, before_decoding: Callable[[], None] | None = None
    ) -> None:
        self.limits = limits
        self._trace = trace
        self._before_decoding = before_decoding
        self.has_room = False
        """Whether there is room for this grab's pixels already."""
        self._started = time.monotonic()
        self._paused_at: float | None = None
        self._bytes = 0
        self._concealed: set[str] = set()

    @property
    def elapsed_s(self) -> float:
        """Seconds since the grab began, less those in which it was paused."""
        return (time.monotonic() if self._paused_at is None else self._paused_at) - self._started

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stop the clock inside: what this machine makes a grab wait for is not the camera's time."""
        if self._paused_at is not None:
            yield
            return
        self._paused_at = time.monotonic()
        try:
            yield
        finally:
            self._started += time.monotonic() - self._paused_at
            self._paused_at = None

    def make_room(self) -> None:
        """Wait, off the clock, until whoever asked for the frame has room for its pixels; only the first call waits."""
        before_decoding, self._before_decoding = self._before_decoding, None
        if before_decoding is not None:
            with self.paused():
                before_decoding()
        self.has_room = True

    def note(self, step: Step, detail: str | Callable[[], str] = "") -> None:
        """Note for whoever traces this grab that a step is done; does nothing where nobody does.

        Args:
            step: What was done.
            detail: What came of it, in words, or what makes the words where that takes time.
        """
        if self._trace is not None:
            text = detail if isinstance(detail, str) else detail()
            self._trace.note(step, self.without_secrets(text), self.elapsed_s)

    def conceal(self, forms: Iterable[str]) -> None:
        """Let nothing that is told of this grab hold one of ``forms`` of a secret that the camera is shown.

        A camera may send back what it was shown: in a redirect, a playlist, a content type.
        """
        self._concealed.update(forms)

    def without_secrets(self, text: str) -> str:
        """Return ``text`` without what looks like a secret and without what is known to be one."""
        for form in sorted(self._concealed, key=len, reverse=True):
            # A host's name and a scheme come back in small letters.
            text = re.sub(re.escape(form), MASK, text, flags=re.IGNORECASE)
        return without_secrets(text)

    def remaining(self, waiting_for: str) -> float:
        """Return the seconds left (> 0) for a blocking call.

        Args:
            waiting_for: What the call waits for, in words for the failure.

        Raises:
            CaptureError: ``timeout``, when nothing is left.
        """
        left = self.limits.deadline_s - self.elapsed_s
        if left <= 0:
            raise self.timeout(waiting_for)
        return left

    def timeout(self, waiting_for: str) -> CaptureError:
        """Return the failure of a deadline that passed while ``waiting_for`` something."""
        return CaptureError(CaptureFault.TIMEOUT, f"{self.limits.deadline_s:g} s passed waiting for {waiting_for}")

    def spend(self, count: int) -> None:
        """Count ``count`` bytes that came from the network.

        Raises:
            CaptureError: ``too_large``, when more came than the limit allows.
        """
        self._bytes += count
        if self._bytes > self.limits.max_bytes + _OVERHEAD_BYTES:
            raise self.too_large()

    def too_large(self) -> CaptureError:
        """Return the failure of a source that sends more bytes than allowed."""
        return CaptureError(CaptureFault.TOO_LARGE, f"more than {self.limits.max_bytes} bytes were sent")
