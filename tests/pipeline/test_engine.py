"""The engine with fakes: cameras that answer when they are told to, and a model that says what it saw."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
import weakref
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from fairnotice.domain import CaptureFailure, CaptureFault, Frame
from fairnotice.errors import StoreUnavailableError, VisionError
from fairnotice.pipeline.courtesy import Courtesy, Look, Turns
from fairnotice.pipeline.engine import Engine, Stages
from fairnotice.pipeline.progress import Progress

AT = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
PATIENCE_S = 30.0
"""After this long a test that waits has failed: nothing here takes a second."""


@dataclass
class Order:
    look: Look


def looks(count: int, host: str | None = None, tries: int = 1) -> list[Look]:
    return [Look(f"made:{n:03}", 0, AT, host or f"camera-{n}:80", tries=tries) for n in range(count)]


class Pixels(np.ndarray):
    """Pixels that can be watched for when they are gone."""


@dataclass
class World:
    """Cameras, a model and a database, which note what happens to them."""

    answers: dict[str, Callable[[], CaptureFailure | None]] = field(default_factory=dict)
    """By camera: waits as long as that camera does, and says what it brings; None: a frame."""
    on_examine: Callable[[str], None] = lambda _: None
    on_write: Callable[[str], None] = lambda _: None
    lock: threading.Lock = field(default_factory=threading.Lock)
    asked: Counter[str] = field(default_factory=Counter)
    at_once: Counter[str | None] = field(default_factory=Counter)
    most_at_once: Counter[str | None] = field(default_factory=Counter)
    made: list[None] = field(default_factory=list)
    gone: list[None] = field(default_factory=list)
    most_alive: int = 0
    examined: list[str] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def prepare(self, looks: Sequence[Look]) -> list[Order]:
        return [Order(look) for look in looks]

    def grab(self, order: Order, before_decoding: Callable[[], None]) -> Frame | CaptureFailure:
        look = order.look
        with self.lock:
            self.asked[look.camera_id] += 1
            self.at_once[look.host] += 1
            self.most_at_once[look.host] = max(self.most_at_once[look.host], self.at_once[look.host])
        try:
            failure = self.answers.get(look.camera_id, lambda: None)()
            if failure is not None:
                return failure
            before_decoding()
            pixels = np.zeros((2, 2, 3), np.uint8).view(Pixels)
            weakref.finalize(pixels, self.gone.append, None)
            with self.lock:
                self.made.append(None)
                self.most_alive = max(self.most_alive, len(self.made) - len(self.gone))
            return Frame(pixels, captured_at=AT)
        finally:
            with self.lock:
                self.at_once[look.host] -= 1

    def examine(self, order: Order, frame: Frame) -> str:
        self.on_examine(order.look.camera_id)
        with self.changed:
            self.examined.append(order.look.camera_id)
            self.changed.notify_all()
        return f"{frame.width} px"

    def failed(self, order: Order, failure: CaptureFailure) -> str:
        return failure.fault.value

    def write(self, order: Order, found: str) -> None:
        self.on_write(order.look.camera_id)
        with self.changed:
            self.written[order.look.camera_id] = found
            self.changed.notify_all()

    def when(self, happened: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(happened, PATIENCE_S), "it did not come to that"

    def engine(self, these: list[Look], *, threads: int = 16, most_frames: int = 3, **how) -> Engine[Order, str]:
        stages = Stages(self.prepare, self.grab, self.examine, self.failed, self.write)
        courtesy = Courtesy(spread_s=0, again_at_least_s=0, **how)
        told: list[Progress] = []
        return Engine(
            stages,
            Turns(these, courtesy, "a night"),
            threads=threads,
            most_frames=most_frames,
            tell=told.append,
        )


def timeout() -> CaptureFailure:
    return CaptureFailure(CaptureFault.TIMEOUT, "10 s passed", 10.0)


def test_a_camera_that_never_answers_delays_nobody():
    world = World()

    def silent() -> CaptureFailure:
        # Its deadline ends when everything else is written.
        world.when(lambda: len(world.written) == 50)
        return timeout()

    world.answers["made:007"] = silent
    progress = world.engine(looks(51)).run()

    assert world.written.pop("made:007") == "timeout"
    assert set(world.written.values()) == {"2 px"}
    assert (progress.done, progress.frames, progress.failed, progress.left) == (51, 50, 1, 0)


def test_frames_in_memory_are_few_however_many_cameras_answer_at_once():
    world = World()
    progress = world.engine(looks(80), threads=40, most_frames=3).run()

    assert len(world.examined) == 80
    assert world.most_alive <= 3
    assert progress.most_frames <= 3
    assert len(world.made) == len(world.gone) == 80


def test_a_recorder_is_asked_for_two_frames_at_once():
    world = World()
    both = threading.Barrier(2)

    def answer_together() -> None:
        both.wait(PATIENCE_S)

    world.answers = {f"made:{n:03}": answer_together for n in range(20)}
    world.engine(looks(20, "recorder:80")).run()

    assert world.most_at_once == {"recorder:80": 2}


@pytest.mark.parametrize("fault", [CaptureFault.TIMEOUT, CaptureFault.UNREACHABLE, CaptureFault.TRUNCATED])
def test_a_fault_that_may_pass_is_tried_once_more(fault):
    world = World()
    answers = iter([CaptureFailure(fault, "")])
    world.answers["made:001"] = lambda: next(answers, None)
    progress = world.engine(looks(5, tries=2)).run()

    assert world.asked["made:001"] == 2
    assert world.written["made:001"] == "2 px"
    assert (progress.done, progress.failed, progress.tried_again) == (5, 0, 1)


def test_a_fault_that_does_not_pass_is_written_once():
    world = World()
    world.answers["made:001"] = lambda: CaptureFailure(CaptureFault.TRUNCATED, "")
    world.engine(looks(5, tries=2)).run()

    assert world.asked["made:001"] == 2
    assert world.written["made:001"] == "truncated"


@pytest.mark.parametrize("fault", [CaptureFault.AUTH, CaptureFault.REFUSED, CaptureFault.NOT_AUTHORISED])
def test_a_login_that_is_refused_is_never_tried_again(fault):
    world = World()
    world.answers["made:001"] = lambda: CaptureFailure(fault, "")
    world.engine(looks(5, tries=2)).run()

    assert world.asked["made:001"] == 1


@pytest.mark.parametrize("stage", ["prepare", "grab", "examine", "write"])
def test_what_a_stage_raises_ends_the_run_at_once_though_a_camera_is_still_waited_for(stage):
    world = World()
    over = threading.Event()

    def silent() -> CaptureFailure:
        over.wait(PATIENCE_S)
        return timeout()

    world.answers["made:000"] = silent
    done = getattr(world, stage)

    def fails(order, *rest):
        if (stage == "prepare" and world.asked) or (stage != "prepare" and order.look.camera_id == "made:005"):
            raise StoreUnavailableError("the database went away")
        return done(order, *rest)

    setattr(world, stage, fails)
    # Few threads, so that there is something to prepare when the first are at work.
    engine = world.engine(looks(40), threads=4)
    with pytest.raises(StoreUnavailableError, match="went away"):
        engine.run()
    assert not over.is_set()
    over.set()
    assert len(world.written) < 40


def test_what_was_looked_at_is_written_though_the_model_fails_then():
    world = World()

    def fails(_: str) -> None:
        if len(world.examined) == 7:
            raise VisionError("the model is gone")

    world.on_examine = fails
    with pytest.raises(VisionError):
        world.engine(looks(40)).run()

    assert sorted(world.written) == sorted(world.examined)
    assert len(world.written) == 7


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_leaves_no_thread_that_waits_for_room_or_for_work(interrupt):
    world = World()

    def interrupted(_: str) -> None:
        raise interrupt

    world.on_examine = interrupted
    before = set(threading.enumerate())
    with pytest.raises(interrupt):
        world.engine(looks(60), threads=20).run()

    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def test_a_slow_database_holds_up_the_model_and_that_is_said():
    world = World()
    world.on_write = lambda _: world.when(lambda: len(world.examined) >= min(30, len(world.written) + 18))
    progress = world.engine(looks(30)).run()

    assert len(world.written) == 30
    assert progress.held_up_s > 0


def test_a_run_again_after_one_that_was_killed_does_the_rest_only():
    world = World()

    def killed(_: str) -> None:
        if len(world.examined) == 10:
            raise KeyboardInterrupt

    world.on_examine = killed
    with pytest.raises(KeyboardInterrupt):
        world.engine(looks(40)).run()
    first = set(world.written)
    world.on_examine = lambda _: None
    world.engine([look for look in looks(40) if look.camera_id not in first]).run()

    assert len(first) == 10
    assert Counter(world.examined).most_common(1)[0][1] == 1
    assert len(world.written) == 40


def test_a_look_whose_camera_has_gone_meanwhile_is_left_out():
    world = World()
    world.prepare = lambda looks: [Order(look) for look in looks if look.camera_id != "made:003"]
    progress = world.engine(looks(6)).run()

    assert sorted(world.written) == [f"made:{n:03}" for n in (0, 1, 2, 4, 5)]
    assert progress.left == 0


def test_nothing_to_do_is_done_at_once():
    assert World().engine([]).run().done == 0


def test_progress_says_how_far_it_is_and_what_the_model_did():
    words = Progress(120, 80, 100, 20, 3, 60.0, 45.0, 1.0, 5.0, 0.0, 900.0, 4).in_words()

    assert words == (
        "120 looks done, 80 left; 20 brought no frame, 3 were tried again; 1.67 frames/s; "
        "the model worked 45.0 s and waited 5.0 s of 60.0 s; at most 4 frames in memory"
    )


WAITING_FOR_EVER = """
import datetime as dt, os, signal, sys, threading
from fairnotice.domain import CaptureFailure, CaptureFault
from fairnotice.pipeline.courtesy import Courtesy, Look, Turns
from fairnotice.pipeline.engine import Engine, Stages
from tests.pipeline.test_engine import AT, Order, looks

def silent(order, before_decoding):
    os.kill(os.getpid(), signal.SIGINT)
    threading.Event().wait()

stages = Stages(lambda these: [Order(look) for look in these], silent, None, None, None)
Engine(stages, Turns(looks(3), Courtesy(), "a night"), tell=lambda _: None).run()
"""


def test_a_process_that_is_interrupted_waits_for_no_camera():
    done = subprocess.run(
        [sys.executable, "-c", WAITING_FOR_EVER], timeout=4 * PATIENCE_S, capture_output=True, text=True, check=False
    )

    assert "KeyboardInterrupt" in done.stderr
    assert done.returncode != 0
