"""Calls that nothing can interrupt, each in a thread of its own that is left behind when its time is over."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class NotInTimeError(Exception):
    """The call was not over in time, or so many others are not that it did not begin."""


class NoThreadError(Exception):
    """This machine starts no more threads."""


class LeftBehind:
    """Runs calls such as ``getaddrinfo``, and bounds how many threads can be waiting for ones that hang.

    Args:
        name: Of the threads.
        most: How many there can be.
    """

    def __init__(self, name: str, most: int) -> None:
        self._name = name
        self._free = threading.BoundedSemaphore(most)

    def call(self, work: Callable[[], T], remaining: Callable[[], float]) -> T:
        """Return what ``work`` returns.

        Args:
            work: The call.
            remaining: Tells the seconds that are left for it; what it raises is raised.

        Raises:
            NotInTimeError: It is not over in time; its thread ends when it is.
            NoThreadError: No thread can be started.
            Exception: Whatever ``work`` raised.
        """
        if not self._free.acquire(timeout=remaining()):
            raise NotInTimeError
        answers: queue.SimpleQueue[tuple[T, None] | tuple[None, Exception]] = queue.SimpleQueue()

        def answer() -> None:
            try:
                answers.put((work(), None))
            except Exception as error:
                answers.put((None, error))
            finally:
                self._free.release()

        thread = threading.Thread(target=answer, name=self._name, daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            self._free.release()
            raise NoThreadError from error
        try:
            found, failure = answers.get(timeout=remaining())
        except queue.Empty:
            raise NotInTimeError from None
        if failure is not None:
            raise failure
        return found  # type: ignore[return-value]  # there is one, or a failure
