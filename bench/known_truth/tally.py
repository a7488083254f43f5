"""Counts of what was said against what was true, that add up over sites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from fairnotice.domain import Verdict

NOTICE, CLASSIFIER, ANY, FRAMES = "notice", "classifier", "any", "frames"
STANDING = ", standing"
"""Added to a question's name for what stands after hysteresis, beside what each night's judgement says."""
DECIDED = (Verdict.PASS, Verdict.FAIL)
LONG = (3, 7, 14, 30)
"""Nights of breach in a row with a standing pass from which a violation counts as missed."""


@dataclass(slots=True)
class Course:
    """What was said of one camera under one rule, night after night."""

    verdicts: list[Verdict] = field(default_factory=list)
    in_order: list[bool] = field(default_factory=list)
    why: list[str | None] = field(default_factory=list)
    was_true: list[bool] = field(default_factory=list)

    def night(self, verdict: Verdict, in_order: bool, why: str | None = None, *, was_true: bool = False) -> None:
        """Note one night.

        Args:
            verdict: What was said.
            in_order: What was true.
            why: Why what was said was wrong, if it was.
            was_true: Whether it was right of the day that its proof is of, such as that of a visit.
        """
        self.verdicts.append(verdict)
        self.in_order.append(in_order)
        self.why.append(why)
        self.was_true.append(was_true)

    def accusation(self) -> tuple[int, bool] | None:
        """Return the first night of a false ``fail``, or else of one that was outdated; None if there is neither.

        One that was right when it began, or of the day that its proof is of, is not false but outdated once all is
        in order. The flag tells whether it is false.
        """
        outdated = None
        for night, verdict in enumerate(self.verdicts):
            if verdict is not Verdict.FAIL or not self.in_order[night]:
                continue
            begun = night
            while begun and self.verdicts[begun - 1] is Verdict.FAIL:
                begun -= 1
            if self.in_order[begun] and not self.was_true[begun]:
                return begun, True
            outdated = night if outdated is None else outdated
        return None if outdated is None else (outdated, False)

    def longest_false_pass(self) -> tuple[int, str]:
        """Return the most nights in a row of ``pass`` in a breach, and why the last of them was said."""
        longest, run, why = 0, 0, ""
        for verdict, fine, said in zip(self.verdicts, self.in_order, self.why, strict=True):
            run = run + 1 if verdict is Verdict.PASS and not fine else 0
            if run > longest:
                longest, why = run, said or ""
        return longest, why


@dataclass(slots=True)
class Tally:
    """Everything that the report is made from."""

    sites: int = 0
    cameras: int = 0
    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    """By table, question, what is counted, and of which kind."""
    accused_sites: set[tuple[str, str, int]] = field(default_factory=set)
    """Table, question and site of false accusations: cameras of one site share their fate."""

    def add(self, table: str, asked: str, course: Course, site: int) -> None:
        """Count one camera's course."""

        def count(*what: str) -> None:
            self.counts[(table, asked, *what)] += 1

        if all(verdict is Verdict.NOT_APPLICABLE for verdict in course.verdicts):
            count("not_applicable")
            return
        count("cameras")
        count("last", str(course.verdicts[-1]))
        self.counts.update((table, asked, "nights", str(verdict)) for verdict in course.verdicts)
        for night, verdict in enumerate(course.verdicts):
            count(f"night_{verdict}", str(night))
        decided = [night for night, verdict in enumerate(course.verdicts) if verdict in DECIDED]
        if decided:
            count("judged")
            count("decided_after", str(decided[0] + 1))
        if Verdict.FAIL in course.verdicts:
            count("accused")
        self._errors(count, table, asked, course, site)

    def add_camera(self, table: str, asked: str, courses: Sequence[Course], site: int) -> None:
        """Count a camera by all that was asked of it under one table."""
        if any(verdict in DECIDED for course in courses for verdict in course.verdicts):
            self.counts[(table, asked, "judged")] += 1
        if any(Verdict.FAIL in course.verdicts for course in courses):
            self.counts[(table, asked, "accused")] += 1
        if any((said := course.accusation()) is not None and said[1] for course in courses):
            self.counts[(table, asked, "false")] += 1
            self.accused_sites.add((table, asked, site))

    def _errors(self, count: Callable[..., None], table: str, asked: str, course: Course, site: int) -> None:
        accusation = course.accusation()
        if accusation is not None:
            night, from_the_start = accusation
            count("false" if from_the_start else "outdated", course.why[night] or "")
            if from_the_start:
                self.accused_sites.add((table, asked, site))
            else:
                nights = zip(course.verdicts, course.in_order, strict=True)
                count("outdated_for", str(sum(verdict is Verdict.FAIL and fine for verdict, fine in nights)))
        longest, why = course.longest_false_pass()
        for nights in LONG:
            if longest >= nights:
                count(f"missed_{nights}", why)
        if not all(course.in_order):
            count("breach")
            begun = course.in_order.index(False)
            nights = zip(course.verdicts, course.in_order, strict=True)
            said = [night for night, (verdict, fine) in enumerate(nights) if verdict is Verdict.FAIL and not fine]
            if said:
                count("breach_found")
                count("found_after", str(said[0] - begun + 1))

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.sites + other.sites,
            self.cameras + other.cameras,
            self.counts + other.counts,
            self.accused_sites | other.accused_sites,
        )
