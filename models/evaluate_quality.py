"""Measure the quality check on real pictures and degraded copies of them; prints the tables of QUALITY.md.

The thresholds of `fairnotice.vision.quality` were chosen on the part 'train' of split.yaml and are measured
on its part 'test': two halves of the real material by source, written down before either was looked at.

Every picture stands for itself once and is degraded `COPIES` times for each fault and into the poor frames
that must stay usable, the kinds in turn. A picture smaller than `MIN_SIDE` is refused for its size whatever
it shows; it is measured all the same, as it is, and `low_resolution` is set aside: what counts is
whether another reason is given. Pictures wider than `WIDEST` are reduced to that.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from fairnotice.domain import Pixels, Quality
from fairnotice.vision.quality import assess
from models.compose import DEFAULT_REAL, load_picture, real_pictures
from models.faults import FAULTS, MILD, Kind, cover, degrade, dim, placeholder, soften
from models.measure import rate
from models.signs import Part

COPIES = 2
WIDEST = 960
SEEN_FAULTY = {
    "images_0d95e4d82e5ff70a.jpg": "blurred",
    "images_0c00aa9759d5b636.jpg": "overexposed",
    "TL-405731_2016-08-10T09-26-34.417Z.jpg": "blurred",
    "TL-405732_2016-08-10T09-26-34.417Z.jpg": "blurred",
    "TL-405964_2016-08-10T09-26-34.417Z.jpg": "overexposed",
}
"""Real pictures that are faulty to the eye, as all were looked at in small; all of them are of the part 'train'."""
GAINS = (0.02, 0.05, 0.08, 0.12, 0.18, 0.25, 0.4)
SIGMAS = (0.4, 0.6, 0.8, 1.0, 1.2, 1.6, 2.5)
SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Look:
    """One picture or copy, and what the check said of it."""

    source: str
    file: str
    kind: str
    wanted: str | None
    """The code it should get; None: usable."""
    quality: Quality

    @property
    def said(self) -> str | None:
        """The code that it got besides that of its size; None: usable."""
        return next((reason for reason in self.quality.reasons if reason != "low_resolution"), None)


def pictures(real: Path, part: Part, every: int = 1) -> Iterator[tuple[str, str, Pixels]]:
    """Yield source, file name and pixels of the real pictures of a part."""
    for source, path in real_pictures(real, part)[::every]:
        image = load_picture(source, path)
        if image is None:
            continue
        scale = WIDEST / max(image.shape[:2])
        if scale < 1:
            image = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        yield source, path.name, np.ascontiguousarray(image)


def _kinds_for(index: int) -> Iterator[tuple[Kind, int]]:
    """Yield which copies are made of a picture: `COPIES` of each fault and as many poor but usable ones."""
    for kinds in (*FAULTS.values(), MILD):
        for copy in range(COPIES):
            yield kinds[(COPIES * index + copy) % len(kinds)], copy


def gather(real: Path, part: Part, every: int = 1) -> list[Look]:
    """Look at every picture of a part and at its copies."""
    looks, begun = [], time.monotonic()
    for index, (source, file, image) in enumerate(pictures(real, part, every)):
        looks.append(Look(source, file, "as it is", SEEN_FAULTY.get(file), assess(image)))
        if file in SEEN_FAULTY:
            continue
        for kind, copy in _kinds_for(index):
            quality = assess(degrade(kind, image, (index, copy)))
            looks.append(Look(source, file, kind.name, kind.reason, quality))
        if index % 50 == 49:
            print(f"  {index + 1} pictures, {time.monotonic() - begun:.0f} s", flush=True)
    return looks


# --- tables -------------------------------------------------------------------------------------------


def print_faults(looks: Sequence[Look]) -> None:
    """Print precision and recall of each code, and how often usable frames are refused."""
    print("\n| code | recall | precision |\n|---|---|---|")
    for code in FAULTS:
        wanted = [look for look in looks if look.wanted == code]
        said = [look for look in looks if look.said == code]
        right = sum(look.said == code for look in wanted)
        print(f"| {code} | {rate(right, len(wanted))} | {rate(right, len(said))} |")
    faulty = [look for look in looks if look.wanted]
    print(f"| any reason at all | {rate(sum(bool(look.said) for look in faulty), len(faulty))} | |")
    print("\n| usable frames | refused |\n|---|---|")
    for said, chosen in (
        ("as they are", [look for look in looks if not look.wanted and look.kind == "as it is"]),
        ("poor copies", [look for look in looks if not look.wanted and look.kind != "as it is"]),
        ("both", [look for look in looks if not look.wanted]),
    ):
        print(f"| {said} | {rate(sum(bool(look.said) for look in chosen), len(chosen))} |")


def print_by(looks: Sequence[Look], title: str, key: Callable[[Look], str]) -> None:
    """Print for each group how many got the code that they should, and what the others got."""
    print(f"\n| {title} | right | otherwise |\n|---|---|---|")
    for group in dict.fromkeys(key(look) for look in looks):
        inside = [look for look in looks if key(look) == group]
        wrong = Counter(look.said or "usable" for look in inside if look.said != look.wanted)
        others = ", ".join(f"{count} {code}" for code, count in wrong.most_common())
        print(f"| {group} | {rate(len(inside) - wrong.total(), len(inside))} | {others} |")


def print_strengths(real: Path, part: Part) -> None:
    """Print what is said of ever stronger faults: where the check changes its mind."""
    chosen = [image for *_, image in pictures(real, part, every=8) if max(image.shape[:2]) >= 480]
    ladders: tuple[tuple[str, str, tuple[float, ...], Callable[[Pixels, float, np.random.Generator], Pixels]], ...] = (
        ("levels multiplied by", "dark", GAINS, dim),
        ("Gaussian blur, px in 640", "blurred", SIGMAS, soften),
        ("share covered in the middle", "blocked", SHARES, cover),
        (
            "share covered anywhere",
            "blocked",
            SHARES,
            lambda image, share, rng: cover(image, share, rng, middle=False, hand=True),
        ),
    )
    for title, code, strengths, make in ladders:
        print(f"\n| {title} | {code} | another reason |\n|---|---|---|")
        for strength in strengths:
            said = [
                assess(make(image, strength, np.random.default_rng((index, round(strength * 100))))).reasons
                for index, image in enumerate(chosen)
            ]
            named = sum(code in reasons for reasons in said)
            print(f"| {strength} | {rate(named, len(said))} | {sum(bool(r) and code not in r for r in said)} |")
    said = Counter(
        assess(placeholder(image, np.random.default_rng(index), black=True)).reasons
        for index, image in enumerate(chosen)
    )
    print(f"\nwords on black: {dict(said)}")


def print_light(looks: Sequence[Look], real: Path, part: Part) -> None:
    """Print what is taken for night and for infrared."""
    print("\n| light | called night | called infrared |\n|---|---|---|")
    by_day = [image for _, file, image in pictures(real, part, every=2) if file not in SEEN_FAULTY]
    greys = [assess(np.repeat(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)[..., None], 3, axis=2)) for image in by_day]
    groups = [(kind, [look.quality for look in looks if look.kind == kind]) for kind in ("as it is", "infrared")]
    for title, said in [*groups, ("as it is, in grey", greys)]:
        night = rate(sum(quality.light == "night" for quality in said), len(said))
        print(f"| {title} | {night} | {rate(sum(quality.measures['infrared'] > 0 for quality in said), len(said))} |")


def print_times() -> None:
    """Print the processor time of one check, with one thread."""
    from fakes.scenes import draw_scene

    cv2.setNumThreads(1)
    print("\n| frame | ms of processor time |\n|---|---|")
    for width, height in ((1280, 720), (1920, 1080), (2560, 1440)):
        frame = draw_scene(4, width, height)
        spent = []
        for _ in range(20):
            begun = time.process_time()
            assess(frame)
            spent.append(time.process_time() - begun)
        print(f"| {width} x {height} | median {1000 * float(np.median(spent)):.1f}, most {1000 * max(spent):.1f} |")


def main() -> None:
    """Print every table of one part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, default=DEFAULT_REAL, help="folder of real photographs")
    parser.add_argument("--part", choices=["train", "test"], default="test")
    parser.add_argument("--every", type=int, default=1, help="look at every n-th picture only")
    parser.add_argument("--wrong", action="store_true", help="list what was judged otherwise than it should be")
    given = parser.parse_args()
    print_times()
    looks = gather(given.real, given.part, given.every)
    print(f"\npart '{given.part}': {len(looks)} pictures and copies of {len({look.file for look in looks})} pictures")
    print_faults(looks)
    print_by([look for look in looks if look.kind != "as it is"], "kind of copy", lambda look: look.kind)
    as_they_are = [look for look in looks if look.kind == "as it is"]
    print_by([look for look in as_they_are if not look.wanted], "source, as it is", lambda look: look.source)
    print_by([look for look in as_they_are if look.wanted], "faulty picture", lambda look: look.file)
    print_light(looks, given.real, given.part)
    if given.wrong:
        for look in looks:
            if look.said != look.wanted:
                measured = {name: round(value, 2) for name, value in look.quality.measures.items()}
                print(look.kind, look.source, look.file, look.said, measured)
    print_strengths(given.real, given.part)


if __name__ == "__main__":
    main()
