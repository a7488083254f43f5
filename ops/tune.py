"""Choose the detector's back end for this machine, by measuring, unless that was done: `make tune` does it anew."""

from __future__ import annotations

import argparse
import datetime as dt
import sys

from fairnotice.errors import ConfigurationError
from fairnotice.settings import settings
from fairnotice.vision.backend_choice import Choice, choose_backend
from fairnotice.vision.detector import Detector


def main() -> None:
    """Measure, and say what was chosen; where there is nothing to do, say nothing."""
    parser = argparse.ArgumentParser(prog="python -m ops.tune", description=__doc__)
    parser.add_argument("--again", action="store_true", help="measure although it was done")
    again = bool(parser.parse_args().again)
    if settings().backend != "auto" and not again:
        return
    begun = dt.datetime.now(dt.UTC)
    try:
        detector = Detector(settings().model_path)
        chosen = choose_backend(settings().model_path, detector.config.head, again=again)
    except (ConfigurationError, OSError) as error:
        # Without a choice PyTorch itself runs the model: slower, and as right.
        print(f"tune: the detector's back ends could not be measured: {error}", file=sys.stderr)  # noqa: T201
        return
    if chosen.measured_at >= begun:
        print(f"tune: {in_words(chosen)}", file=sys.stderr)  # noqa: T201


def in_words(choice: Choice) -> str:
    """Return what was measured as a sentence."""
    ranked = sorted(choice.milliseconds.items(), key=lambda item: item[1])
    times = ", ".join(f"{name} {taken:.0f} ms" for name, taken in ranked)
    return f"the detector runs in {choice.backend} here ({times} a picture, {choice.threads} threads)"


if __name__ == "__main__":
    main()
