"""Standard output holds results and nothing else, whatever libraries print there."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import BinaryIO

import typer

from fairnotice.errors import FairnoticeError


@contextlib.contextmanager
def kept_for_results() -> Iterator[BinaryIO]:
    """Keep standard output for results: what libraries print there goes to standard error."""
    try:
        number = sys.stdout.fileno()
    except OSError:  # not a file: a program that calls this one and keeps what it says
        stream = sys.stdout.buffer
        with contextlib.redirect_stdout(sys.stderr):
            yield stream
        return
    sys.stdout.flush()
    kept = os.dup(number)
    try:
        os.dup2(sys.stderr.fileno(), number)
        with os.fdopen(os.dup(kept), "wb", buffering=0) as stream:
            yield stream
    finally:
        sys.stdout.flush()
        os.dup2(kept, number)
        os.close(kept)


def write_line(stream: BinaryIO, text: str, encoding: str) -> None:
    """Write a result; a reader who has seen enough ends the program, with nothing to complain of.

    Raises:
        FairnoticeError: It cannot be written.
    """
    left = memoryview(f"{text}\n".encode(encoding, "backslashreplace"))
    try:
        while left:  # a pipe may take a part only
            left = left[stream.write(left) :]
    except BrokenPipeError:
        raise typer.Exit(1) from None
    except OSError as error:
        raise FairnoticeError(f"the results cannot be written: {error.strerror}") from None
