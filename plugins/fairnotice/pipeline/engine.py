"""Many cameras are waited for at once, their frames are looked at one by one, and each is written down as it is done.

Four kinds of threads, with little between them, so that memory does not grow with the batch and none waits for another
without need:

* one gives out looks, as `courtesy.Turns` says, and reads what each needs;
* many wait for cameras. A thread holds the bytes that came, and no pixels: before pixels are made it waits for room,
  and there is room for a few frames only. So a slow camera takes a thread, but nobody's place;
* the calling thread looks at frames. The model is used by it alone, and never waits while a frame is ready;
* one writes results down. What failed goes there directly.

Whatever a stage raises ends the run, and is raised here: a stage that can tell that one camera is to blame turns that
into a result. When the run ends early, what was looked at is still written; threads that wait for a camera are left to
their deadline, and what they bring is dropped.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from fairnotice.domain import CaptureFailure, Frame
from fairnotice.pipeline.courtesy import TRANSIENT, Look, Turns
from fairnotice.pipeline.handing_on import Channel, Room, Stopped
from fairnotice.pipeline.progress import Progress, log_progress

_TELL_EVERY_S = 30.0
_TELL_EVERY = 200
_LAST_WORDS_S = 10.0
"""How long (s) a run that ends early waits for what was looked at to be written."""
_MOST_UNWRITTEN = 16
_ENOUGH_AHEAD = 16
"""Pictures that came and wait for room: with so many, no further camera is asked. So pictures are looked at soon after
they were taken, and cameras are asked at the pace of the model instead of all at once."""
_LEAST_AT_ONCE = 4
"""Looks that are given out together while the model has enough to do: what they need is read together too."""


class Order(Protocol):
    """A look with all that it needs: read just before it begins, forgotten when it is written."""

    @property
    def look(self) -> Look:
        """Which slot of which camera."""


Ordered = TypeVar("Ordered", bound=Order)
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Stages(Generic[Ordered, Found]):
    """What is done with each look. Between stages a frame is never anywhere but in the hands of one of them."""

    prepare: Callable[[Sequence[Look]], Iterable[Ordered]]
    """Reads what looks need; by the thread that gives them out."""
    grab: Callable[[Ordered, Callable[[], None]], Frame | CaptureFailure]
    """Asks the camera; by many threads. Calls what it is given before it makes pixels."""
    examine: Callable[[Ordered, Frame], Found]
    """Looks at a frame and keeps nothing of it; by the calling thread."""
    failed: Callable[[Ordered, CaptureFailure], Found]
    """Turns a failure into a result, at once; by many threads."""
    write: Callable[[Ordered, Found], None]
    """Writes a result down; by one thread."""


class Engine(Generic[Ordered, Found]):
    """One run over the looks of a batch.

    Args:
        stages: What is done with each look.
        turns: Whose turn it is.
        threads: Cameras that are waited for at the same time.
        most_frames: Frames whose pixels are in memory at the same time.
        tell: Is told how far the run is, now and then.
    """

    def __init__(
        self,
        stages: Stages[Ordered, Found],
        turns: Turns,
        *,
        threads: int = 64,
        most_frames: int = 4,
        tell: Callable[[Progress], None] = log_progress,
    ) -> None:
        self._stages, self._turns, self._tell = stages, turns, tell
        self._threads = max(1, min(threads, turns.left))
        self._room = Room(most_frames, self._look_around)
        self._orders: Channel[Ordered] = Channel(self._threads)
        self._frames: Channel[tuple[Ordered, Frame]] = Channel(most_frames)
        self._unwritten: Channel[tuple[Ordered, Found]] = Channel(_MOST_UNWRITTEN)
        self._turned = threading.Condition()
        self._idle = self._asking = self._threads
        self._over = False
        self._error: BaseException | None = None
        self._begun = time.monotonic()
        self._done = self._seen = self._failed = self._again = 0
        self._model_s = self._first_s = self._waited_s = self._held_up_s = self._network_s = 0.0

    def run(self) -> Progress:
        """Do everything, and say what it took.

        Raises:
            BaseException: Whatever a stage raised; what was looked at before is written.
        """
        self._begun = time.monotonic()
        writer = self._start(self._write_all, "write")
        try:
            self._start(self._give_out, "turns")
            for number in range(self._threads):
                self._start(self._ask_all, f"grab-{number}")
            self._look_at_all()
            self._unwritten.close()
            writer.join()
            if self._error is not None:
                raise Stopped
        except BaseException as error:
            self._end(writer)
            if isinstance(error, Stopped) and self._error is not None:
                raise self._error from None
            raise
        progress = self._progress()
        self._tell(progress)
        return progress

    def _start(self, work: Callable[[], None], name: str) -> threading.Thread:
        # A daemon: a process that ends waits for no camera.
        thread = threading.Thread(target=self._guarded, args=(work,), name=name, daemon=True)
        thread.start()
        return thread

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Stopped:
            pass
        except BaseException as error:
            # Raised again by the thread that runs the engine.
            self._error = self._error or error
            if threading.current_thread().name == "write":
                self._unwritten.stop()
            self._stop()

    def _stop(self) -> None:
        with self._turned:
            self._over = True
            self._turned.notify_all()
        self._room.stop()
        self._orders.stop()
        self._frames.stop()

    def _end(self, writer: threading.Thread) -> None:
        """End the threads of a run that is over before its end; what was looked at is written."""
        self._stop()
        self._unwritten.close()
        writer.join(_LAST_WORDS_S)
        self._unwritten.stop()

    # --- giving out looks -------------------------------------------------------------------------

    def _give_out(self) -> None:
        while looks := self._next_looks():
            prepared = list(self._stages.prepare(looks))
            for order in prepared:
                self._orders.put(order)
            gone = set(looks) - {order.look for order in prepared}
            with self._turned:
                for look in gone:
                    self._turns.done(look, time.monotonic())
                self._idle += len(gone)
        self._orders.close()

    def _next_looks(self) -> list[Look]:
        """Wait for looks that may begin, and for threads to do them; none are left when it returns none."""
        with self._turned:
            while self._turns.left:
                if self._over:
                    raise Stopped
                now = time.monotonic()
                wanted = _ENOUGH_AHEAD - self._room.waiting
                most = min(self._idle, wanted) if wanted >= _LEAST_AT_ONCE else 0
                if most:
                    looks = self._turns.take(now, most)
                    self._idle -= len(looks)
                    if looks:
                        return looks
                self._turned.wait(self._turns.wait_s(now) if most else None)
        return []

    def _look_around(self) -> None:
        with self._turned:
            self._turned.notify()

    # --- asking cameras ---------------------------------------------------------------------------

    def _ask_all(self) -> None:
        try:
            while (order := self._orders.get()) is not None:
                self._ask(order)
        finally:
            with self._turned:
                self._asking -= 1
                last = self._asking == 0
            if last:
                self._frames.close()

    def _ask(self, order: Ordered) -> None:
        place = self._room.place()
        taken = self._stages.grab(order, place.enter)
        again = self._note_end(order.look, taken)
        if isinstance(taken, Frame):
            place.enter()
            self._frames.put((order, taken))
            return
        place.leave()
        if not again:
            self._unwritten.put((order, self._stages.failed(order, taken)))

    def _note_end(self, look: Look, taken: Frame | CaptureFailure) -> bool:
        """Let others have their turn; return whether this look is tried again."""
        with self._turned:
            now, again = time.monotonic(), False
            if isinstance(taken, CaptureFailure) and taken.fault in TRANSIENT:
                again = self._turns.again(look, now, taken.elapsed_s)
            else:
                self._turns.done(look, now)
            self._again += again
            self._failed += isinstance(taken, CaptureFailure) and not again
            self._network_s += taken.elapsed_s
            self._idle += 1
            self._turned.notify()
        return again

    # --- looking at frames ------------------------------------------------------------------------

    def _look_at_all(self) -> None:
        while (item := self._timed_frame()) is not None:
            order, frame = item
            del item
            begun = time.monotonic()
            try:
                found = self._stages.examine(order, frame)
            finally:
                # Nothing here may hold the pixels when there is room for the next ones.
                del frame
                self._room.leave()
            self._seen += 1
            ended = time.monotonic()
            self._model_s += ended - begun
            self._first_s = self._first_s or ended - begun
            self._unwritten.put((order, found))
            if len(self._frames):
                self._held_up_s += time.monotonic() - ended

    def _timed_frame(self) -> tuple[Ordered, Frame] | None:
        begun = time.monotonic()
        try:
            return self._frames.get()
        finally:
            self._waited_s += time.monotonic() - begun

    # --- writing down -----------------------------------------------------------------------------

    def _write_all(self) -> None:
        told = time.monotonic()
        while True:
            try:
                item = self._unwritten.get(max(0.0, told + _TELL_EVERY_S - time.monotonic()))
            except TimeoutError:
                self._tell(self._progress())
                told = time.monotonic()
                continue
            if item is None:
                return
            self._stages.write(*item)
            self._done += 1
            if self._done % _TELL_EVERY == 0:
                self._tell(self._progress())
                told = time.monotonic()

    def _progress(self) -> Progress:
        with self._turned:
            left = self._turns.left
        return Progress(
            done=self._done,
            left=left,
            frames=self._seen,
            failed=self._failed,
            tried_again=self._again,
            seconds=time.monotonic() - self._begun,
            model_s=self._model_s,
            first_s=self._first_s,
            waited_s=self._waited_s,
            held_up_s=self._held_up_s,
            network_s=self._network_s,
            most_frames=self._room.most_used,
        )
