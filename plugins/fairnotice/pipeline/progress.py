"""How far a batch is, and where its time went."""

from __future__ import annotations

import logging
from dataclasses import dataclass

_LOG = logging.getLogger(__name__)
_FEW_FRAMES = 20


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, and where its time went."""

    done: int
    """Looks that are written."""
    left: int
    frames: int
    """Looks that brought a frame."""
    failed: int
    tried_again: int
    seconds: float
    """Since the run began."""
    model_s: float
    """Seconds of looking at frames."""
    first_s: float
    """Of these, of the first frame, with which the model is loaded."""
    waited_s: float
    """Seconds in which no frame was ready to be looked at."""
    held_up_s: float
    """Seconds in which one was ready, and was not looked at: the database was slow."""
    network_s: float
    """Seconds of waiting for cameras, of all threads together."""
    most_frames: int
    """Most frames in memory at the same time."""

    @property
    def inspect_s(self) -> float | None:
        """Seconds of looking at a frame on average; None where too few were looked at to tell."""
        return (self.model_s - self.first_s) / (self.frames - 1) if self.frames >= _FEW_FRAMES else None

    def in_words(self) -> str:
        """Write it as a line of a log."""
        pace = self.frames / self.seconds if self.seconds else 0.0
        return (
            f"{self.done} looks done, {self.left} left; {self.failed} brought no frame, {self.tried_again} were tried "
            f"again; {pace:.2f} frames/s; the model worked {self.model_s:.1f} s and waited {self.waited_s:.1f} s of "
            f"{self.seconds:.1f} s; at most {self.most_frames} frames in memory"
        )


def log_progress(progress: Progress) -> None:
    """Write progress into the task's log."""
    _LOG.info("%s", progress.in_words())
