"""From what was seen and read on a plate to a status: confirmed, rejected, or still a candidate, and why.

The rules, in order:

1. The text says that cameras watch here: *confirmed*.
2. It shows the pictogram of a camera that watches, stands wholly in the frame, is large enough, and its text
   does not speak against it: *confirmed*. Text does where it was read in full and says nothing of cameras, or
   belongs to another kind of sign. A pictogram without text is a notice, not one that could not be read, but
   then it must be told with more certainty.
3. It probably shows such a pictogram, and its few words have to do with cameras ("CCTV", "Vídeo"): *confirmed*.
4. All that is written was read, it belongs to another kind of sign and says nothing of cameras: *rejected*.
5. It looks like no sign at all, by a bound that hardly any notice falls below: *rejected*, unread.
6. Everything else stays a *candidate*: too small, unread, or words that settle nothing.

Text and QR code are kept for confirmed notices only. A proposal may be anything that looks like a plate,
a car's number plate too, and what is written on those is nobody's business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fairnotice.domain import Box, DecidedBy, Notice, NoticeStatus
from fairnotice.rules.elements import ABSENT_NEEDS_PX, FURTHER_INFORMATION
from fairnotice.vision.detector import Proposal
from fairnotice.vision.mentions import mentioned
from fairnotice.vision.plate_classifier import PlateLook
from fairnotice.vision.plate_text import has_han
from fairnotice.vision.reading import MIN_HEIGHT_PX, Reading
from fairnotice.vision.wording import ELEMENTS, Meaning, interpret

NOT_READ = "not read: only the {limit} most promising plates of a frame are"
HARDLY_A_SIGN = "not read: it hardly looks like a sign"

ABSENT_NEEDS_LETTERS = 40
"""Fewest letters on a notice from which a missing element counts as absent. A plate with a headline only
may well have small print that was not found."""
TOLD_FROM_PX = 24
"""Least height and width in px of a proposal that can be told from a sign; the classifier's bound was chosen for it."""
PICTURED_NEEDS_PX = 32
"""Least height and width in px of a plate whose pictogram can confirm it: on smaller ones even people guess."""

LONGEST_PICTURED = 6.0
"""Longest plate, in its heights, whose pictogram can confirm it: of a longer one the classifier sees so little in its
square that a shop's board has passed for a camera."""

BORNE_OUT_FROM = 0.7
"""Probability of a camera's pictogram from which a word about cameras settles the matter: three of four
pictograms of 32 px and more reach it on validation's drawn signs, and 13 of 240 other signs, whose words do not."""
SAYS_SOMETHING = 5
"""Fewest letters and digits that were read from which a sign says something; fewer may be part of a pictogram."""
_OF_A_HAN = 2
"""Letters that a Chinese character counts for: three are a word, and four are a warning ("当心触电")."""

_LARGER = 1.5
"""Two boxes of one plate differ by less than this in area."""
_MOSTLY = 0.8


def judge_plate(plate: Proposal, reading: Reading, frame: tuple[int, int], look: PlateLook | None = None) -> Notice:
    """Decide what a plate is.

    Args:
        plate: What the detector proposed.
        reading: What was read on it.
        frame: Width and height of the frame in px.
        look: What the classifier of plates says it shows; None: it was not asked.

    Returns:
        The notice with its status, the reason in words, and for a confirmed one its text and elements.
    """
    meaning = interpret(reading.text)
    tellable = look is not None and not meaning.look_alike and _can_be_told(plate, frame)
    pictured = look is not None and tellable and (look.surely_shows_cctv or (look.shows_cctv and _is_worded(reading)))
    word = mentioned(reading.text) if look is not None and look.cctv >= BORNE_OUT_FROM and tellable else None
    if meaning.announces or word or (pictured and not _says_something_else(reading)):
        return Notice(
            box=plate.box,
            score=plate.score,
            status=NoticeStatus.CONFIRMED,
            reason=_why_confirmed(meaning, look if pictured or word else None, word),
            decided_by=DecidedBy.WORDS if meaning.announces else DecidedBy.PICTOGRAM,
            text=reading.text,
            language=meaning.language,
            qr=reading.qr,
            elements=elements_of(meaning, reading, plate, frame),
        )
    if not reading.tried:
        return unread_plate(plate, f"too small to read: below {MIN_HEIGHT_PX} px")
    if meaning.look_alike and reading.clear:
        reason = f"says {meaning.look_alike_says}: '{meaning.look_alike_phrase}'"
        return _rejected(plate, reason, DecidedBy.OTHER_WORDS)
    return unread_plate(plate, _why_candidate(meaning, reading), DecidedBy.SILENT)


def is_no_sign(plate: Proposal, look: PlateLook) -> bool:
    """Tell whether a proposal shows no sign: a window, a car, a wall. Of small ones that cannot be told."""
    x0, y0, x1, y1 = plate.box
    return look.is_no_sign and min(x1 - x0, y1 - y0) >= TOLD_FROM_PX


def no_sign(plate: Proposal, look: PlateLook) -> Notice:
    """Return a proposal that shows no sign."""
    reason = f"looks like no sign ({look.nothing:.2f})"
    return _rejected(plate, reason, DecidedBy.NO_SIGN)


def _rejected(plate: Proposal, reason: str, by: DecidedBy) -> Notice:
    return Notice(box=plate.box, score=plate.score, status=NoticeStatus.REJECTED, reason=reason, decided_by=by)


def _can_be_told(plate: Proposal, frame: tuple[int, int]) -> bool:
    """Tell whether a pictogram on a plate can confirm it: large enough, and no overlay at the frame's edge."""
    x0, y0, x1, y1 = plate.box
    short, long = sorted((x1 - x0, y1 - y0))
    return short >= PICTURED_NEEDS_PX and long <= LONGEST_PICTURED * short and not _is_cut(plate, frame)


def _says_something_else(reading: Reading) -> bool:
    """Tell whether all that is written was read; it is asked where that does not speak of cameras."""
    read = [character for line in reading.lines if line.read for character in line.text if character.isalnum()]
    letters = sum(_OF_A_HAN if has_han(character) else 1 for character in read)
    return reading.clear and letters >= SAYS_SOMETHING


def _is_worded(reading: Reading) -> bool:
    """Tell whether there is text on a plate, read or not: a poster of something round has none."""
    return reading.unread_lines > 0 or sum(c.isalnum() for c in reading.text) >= SAYS_SOMETHING


def _is_cut(plate: Proposal, frame: tuple[int, int]) -> bool:
    x0, y0, x1, y1 = plate.box
    return x0 <= 1 or y0 <= 1 or x1 >= frame[0] - 1 or y1 >= frame[1] - 1


def unread_plate(plate: Proposal, reason: str, by: DecidedBy = DecidedBy.UNREAD) -> Notice:
    """Return a plate that nothing is known of but that it could be a notice."""
    return Notice(box=plate.box, score=plate.score, status=NoticeStatus.CANDIDATE, reason=reason, decided_by=by)


def each_sign_once(notices: Sequence[Notice]) -> tuple[Notice, ...]:
    """Keep of confirmed notices that lie in one another only the innermost.

    A door that a sticker hangs on reads like the sticker. What is stored of the door would be more of
    the scene than of the notice, so it goes back to being a candidate, without its text.
    """
    confirmed = [notice.box for notice in notices if notice.status is NoticeStatus.CONFIRMED]
    return tuple(
        unread_plate(Proposal(notice.box, notice.score), "holds a smaller plate that was confirmed")
        if notice.status is NoticeStatus.CONFIRMED and any(_holds(notice.box, other) for other in confirmed)
        else notice
        for notice in notices
    )


def _holds(outer: Box, inner: Box) -> bool:
    """Tell whether most of ``inner`` lies in the clearly larger ``outer``."""
    across = min(outer[2], inner[2]) - max(outer[0], inner[0])
    down = min(outer[3], inner[3]) - max(outer[1], inner[1])
    if across <= 0 or down <= 0:
        return False
    return _area(outer) > _LARGER * _area(inner) and across * down >= _MOSTLY * _area(inner)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def elements_of(meaning: Meaning, reading: Reading, plate: Proposal, frame: tuple[int, int]) -> Mapping[str, str]:
    """Say of each element whether a notice gives it.

    A QR code on it is the way to the further information. A sign with a pictogram and no text at all gives
    none: there is nothing on it that could not be read.

    Returns:
        Element id to ``present``, ``absent`` (only where the whole notice was read well, stands in the
        frame completely and is large enough for its small print, and its language is one whose words for
        elements are known) or ``unreadable``.
    """
    known = meaning.is_of_known_words or not reading.lines
    missing = "absent" if known and _read_completely(reading, plate, frame) else "unreadable"
    present = meaning.present | ({FURTHER_INFORMATION} if reading.qr else frozenset())
    return {element: "present" if element in present else missing for element in ELEMENTS}


def _read_completely(reading: Reading, plate: Proposal, frame: tuple[int, int]) -> bool:
    x0, y0, x1, y1 = plate.box
    letters = sum(character.isalnum() for character in reading.text)
    large = min(y1 - y0, x1 - x0) >= ABSENT_NEEDS_PX
    wordless = reading.tried and not reading.lines
    return large and not _is_cut(plate, frame) and (wordless or (reading.clear and letters >= ABSENT_NEEDS_LETTERS))


def _why_confirmed(meaning: Meaning, look: PlateLook | None, word: str | None) -> str:
    pictured = f"shows the pictogram of a camera that watches ({look.cctv:.2f})" if look else ""
    if not meaning.announces:
        return f"{pictured} and says '{word}'" if word else pictured
    says = "says that cameras watch here" if meaning.announces == "statement" else "names what it announces"
    return f"{says}: '{meaning.phrase}'" + (f"; {pictured}" if pictured else "")


def _why_candidate(meaning: Meaning, reading: Reading) -> str:
    if not reading.lines:
        return "no text was found on it, and no pictogram of a camera that could be told for certain"
    if meaning.look_alike:
        return f"seems to say {meaning.look_alike_says}, but not all of it could be read"
    if reading.unread_lines:
        return f"{reading.unread_lines} of {len(reading.lines)} lines could not be read"
    return "its text says nothing of cameras, and it shows no pictogram of one that could be told for certain"
