"""What was said then beside what would be said now: history judged again from its facts, and nothing written.

What was said then is what stood, after several dates agreed and as inspectors decided (`rules.life`). What is said now
is what the facts up to that day come to, which one odd night can turn.

The frames are not kept, so what a model saw in them stays what it saw; what changes is the text (a pack's version),
the judgement itself, and the recall by which a miss is weighed. The registry is today's: its history is not kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from fairnotice.domain import VERDICTS_WORST_FIRST, AuditMode, Camera, Facts, Finding
from fairnotice.errors import StoreError
from fairnotice.pipeline.judging import no_search_for_cycles, packs_by_place
from fairnotice.pipeline.resources import Resources
from fairnotice.rules.judge import judge_all
from fairnotice.rules.load import load_pack_version
from fairnotice.rules.pack import RulePack
from fairnotice.rules.policy import Policy
from fairnotice.store import cameras, facts, history
from fairnotice.store.cameras import Batch
from fairnotice.store.database import Connection
from fairnotice.store.history import Said

Difference = Literal["same", "later", "overruled", "worse", "better", "new", "dropped"]
"""``later``: the facts since then say otherwise, and what stood still waited for more dates to agree. ``overruled``: an
inspector decided otherwise than the program. The rest is due to the packs, the models' recall, or the judgement."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One rule and one camera: what was said up to a day, and what is said now of the same facts."""

    camera_id: str
    rule_id: str
    then: Said | None
    """None: nothing was said."""
    now: Finding | None
    """None: no rule of these packs says anything."""
    models: tuple[str, ...]
    """Versions of the models that looked at this camera's frames of the evidence window, as they are judged now."""
    same_at_first: bool = True
    """Whether what is said now of the day on which ``then`` was first said is what was said then."""

    @property
    def difference(self) -> Difference:
        """What the verdict is now, beside what it was."""
        if self.then is None:
            return "new"
        if self.now is None:
            return "dropped"
        if self.then.verdict is self.now.verdict:
            return "same"
        if self.then.overruled:
            return "overruled"
        if self.same_at_first:
            return "later"
        worst_first = VERDICTS_WORST_FIRST.index
        return "worse" if worst_first(self.now.verdict) < worst_first(self.then.verdict) else "better"


@dataclass(frozen=True, slots=True)
class Rejudged:
    """One batch of cameras, judged again."""

    number: int
    of: int
    cameras: int
    compared: tuple[Compared, ...]


def packs_of(resources: Resources, versions: Sequence[str]) -> tuple[RulePack, ...]:
    """Return the packs that are applied, with some of them in another version.

    Args:
        resources: What is applied now.
        versions: ``<pack id>@<version>`` each; a pack that is not applied now is judged by as well.

    Raises:
        StoreError: One of ``versions`` is not of that form.
        RulePackError: There is no such pack or version.
    """
    chosen = {pack.pack_id: pack for pack in resources.packs}
    for each in versions:
        pack_id, found, version = each.partition("@")
        if not (pack_id and found and version):
            raise StoreError(f"{each!r} names no version of a pack; write it as cn.order-799@1")
        chosen[pack_id] = load_pack_version(pack_id, version)
    return tuple(chosen[pack_id] for pack_id in sorted(chosen))


def rejudge(resources: Resources, target: str, at: dt.date, packs: Sequence[RulePack]) -> Iterator[Rejudged]:
    """Judge history again, batch by batch.

    Args:
        resources: Where the facts are.
        target: A registry source, ``all`` for every regular one, or one camera as ``<source>:<id>``.
        at: The day of judgement; later facts and later words do not count.
        packs: By which it is judged.

    Yields:
        One batch at a time; no more than one is held.

    Raises:
        StoreError: There is no such scope or camera.
    """
    question = asked(resources, target, at, packs)
    for number in range(len(question.batches)):
        yield question.answered(resources, number)


@dataclass(frozen=True, slots=True)
class Question:
    """What is judged again, as any process can take it up."""

    scope: str
    mode: AuditMode
    batches: tuple[Batch, ...]
    at: dt.date
    packs: tuple[RulePack, ...]

    def answered(self, resources: Resources, number: int) -> Rejudged:
        """Judge one of the batches again, the first being 0."""
        batch = self.batches[number]
        with no_search_for_cycles(), resources.database.transaction() as connection:
            history.read_only(connection)
            members = cameras.of_batch(connection, self.scope, batch)
            bench = _Bench(resources, connection, self.mode, packs_by_place(self.packs))
            compared = tuple(bench.compared(members, self.at))
        return Rejudged(number + 1, len(self.batches), batch.cameras, compared)


def asked(resources: Resources, target: str, at: dt.date, packs: Sequence[RulePack]) -> Question:
    """Find out what there is to judge again, as `rejudge` is asked for it.

    Raises:
        StoreError: There is no such scope or camera.
    """
    scope = target.split(":", 1)[0]
    with resources.database.transaction() as connection:
        mode = cameras.mode_of_scope(connection, scope)
        batches = _batches(resources, connection, scope, target)
    return Question(scope, mode, tuple(batches), at, tuple(packs))


def facts_of(resources: Resources, connection: Connection, camera_id: str, at: dt.date) -> Facts | None:
    """Return the facts of one camera up to a day; None where the registry does not hold it now."""
    scope = camera_id.split(":", 1)[0]
    mode = cameras.mode_of_scope(connection, scope)
    members = cameras.of_batch(connection, scope, Batch(camera_id, camera_id, 1))
    return next(_Bench(resources, connection, mode, packs_by_place(())).gathered(members, at), None)


def policy_of(resources: Resources) -> Policy:
    """Return the thresholds by which this installation judges."""
    return Policy(window_days=resources.settings.evidence_window_days)


def _batches(resources: Resources, connection: Connection, scope: str, target: str) -> list[Batch]:
    if ":" in target:
        found = cameras.of_batch(connection, scope, Batch(target, target, 1))
        if not found:
            raise StoreError(f"no camera {target!r} in the registry; cameras are named <source>:<id>")
        return [Batch(target, target, 1)]
    return cameras.batches(connection, scope, resources.settings.judged_at_once)


@dataclass(frozen=True, slots=True)
class _Bench:
    """Where one batch is judged again: the facts, and the packs by which, by a camera's place."""

    resources: Resources
    connection: Connection
    mode: AuditMode
    packs_at: Callable[[str | None], tuple[RulePack, ...]]

    def compared(self, members: Sequence[Camera], at: dt.date) -> Iterator[Compared]:
        """Judge ``members`` on the day ``at``, beside what was said of them."""
        then = history.said_on(self.connection, [camera.camera_id for camera in members], at)
        for known in self.gathered(members, at):
            camera_id, models, said = known.camera.camera_id, _models(known), then[known.camera.camera_id]
            for finding in self._judged(known, at):
                before = said.pop(finding.rule_id, None)
                same = before is None or before.verdict is finding.verdict or self._same_at_first(known.camera, before)
                yield Compared(camera_id, finding.rule_id, before, finding, models, same)
            for rule_id in sorted(said):
                yield Compared(camera_id, rule_id, said[rule_id], None, models)

    def gathered(self, members: Sequence[Camera], at: dt.date) -> Iterator[Facts]:
        """Read the facts of ``members`` up to a day."""
        return facts.gather(
            self.connection,
            members,
            at=at,
            window_days=self.resources.settings.evidence_window_days,
            recall=self.resources.recall(self.mode),
        )

    def _judged(self, known: Facts, at: dt.date) -> tuple[Finding, ...]:
        return judge_all(known, self.packs_at(known.camera.jurisdiction), at, policy=policy_of(self.resources))

    def _same_at_first(self, camera: Camera, before: Said) -> bool:
        """Tell whether a verdict that differs today is the same of the day on which it was first given."""
        judged = (
            finding for known in self.gathered([camera], before.since) for finding in self._judged(known, before.since)
        )
        return any(finding.rule_id == before.rule_id and finding.verdict is before.verdict for finding in judged)


def _models(known: Facts) -> tuple[str, ...]:
    own = known.camera.camera_id
    return tuple(sorted({o.model_version for o in known.observations if o.camera_id == own and o.model_version}))
