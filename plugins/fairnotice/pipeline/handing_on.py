"""What the engine's threads hand on to each other, and how they are ended: bounded, and never waited for in vain."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Stopped(BaseException):
    """Ends a thread of a run that is over; no ``except Exception`` on its way may take it for a fault."""


class Channel(Generic[Item]):
    """Hands items on between threads; at most ``most`` lie in it, and whoever brings more waits."""

    def __init__(self, most: int) -> None:
        self._items: deque[Item] = deque()
        self._most = most
        self._changed = threading.Condition()
        self._closed = self._stopped = False

    def put(self, item: Item) -> None:
        """Bring an item.

        Raises:
            Stopped: The run is over, and nobody wants it.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._closed or len(self._items) < self._most)
            if self._stopped or self._closed:
                raise Stopped
            self._items.append(item)
            self._changed.notify_all()

    def get(self, timeout_s: float | None = None) -> Item | None:
        """Return the next item; None when none will come any more.

        Raises:
            TimeoutError: None came in ``timeout_s`` seconds.
            Stopped: The run is over.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._closed or bool(self._items), timeout_s)
            if self._stopped:
                raise Stopped
            if self._items:
                self._changed.notify_all()
                return self._items.popleft()
            if self._closed:
                return None
            raise TimeoutError

    def close(self) -> None:
        """Take nothing more; what lies here is still handed on."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def stop(self) -> None:
        """Throw away what lies here, and end every thread that waits."""
        with self._changed:
            self._stopped = True
            self._items.clear()
            self._changed.notify_all()

    def __len__(self) -> int:
        """Return how many items lie here."""
        return len(self._items)


class Room:
    """Room for the pixels of a few frames.

    Args:
        most: How many.
        freed: Is called when one has left.
    """

    def __init__(self, most: int, freed: Callable[[], None]) -> None:
        self._most, self._freed = most, freed
        self._left = threading.Condition()
        self._used = self._waiting = self._most_used = 0
        self._stopped = False

    @property
    def waiting(self) -> int:
        """How many threads wait for a place."""
        return self._waiting

    @property
    def most_used(self) -> int:
        """Most places that were taken at the same time."""
        return self._most_used

    def place(self) -> Place:
        """Return a place that is not taken yet."""
        return Place(self)

    def enter(self) -> None:
        """Take a place, when there is one.

        Raises:
            Stopped: The run is over.
        """
        with self._left:
            self._waiting += 1
            try:
                self._left.wait_for(lambda: self._stopped or self._used < self._most)
            finally:
                self._waiting -= 1
            if self._stopped:
                raise Stopped
            self._used += 1
            self._most_used = max(self._most_used, self._used)

    def leave(self) -> None:
        """Give a place back."""
        with self._left:
            self._used -= 1
            self._left.notify()
        self._freed()

    def stop(self) -> None:
        """End every thread that waits."""
        with self._left:
            self._stopped = True
            self._left.notify_all()


class Place:
    """A place for the pixels of one frame, which is taken at most once."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._taken = False

    def enter(self) -> None:
        """Take it, when there is room; taken already, it stays so."""
        if not self._taken:
            self._room.enter()
            self._taken = True

    def leave(self) -> None:
        """Give it back, where it was taken."""
        if self._taken:
            self._taken = False
            self._room.leave()
