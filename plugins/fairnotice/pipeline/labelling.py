"""What inspectors decided as labelled examples for the next training, without anybody's name, words or address.

A decision is about a finding; a label is about a picture or a line. Where the one does not settle the other, the label
is None: a notice that hangs inside a shop makes a finding wrong and says nothing about the street's picture.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from fairnotice.analytics.words.vocabulary import vocabulary
from fairnotice.domain import PROVING, ClassifierMention, Verdict
from fairnotice.pipeline.resources import Resources
from fairnotice.rules.pack import Requirement, Rule
from fairnotice.rules.standing import BY_DATES
from fairnotice.store.database import Connection, queries, rows
from fairnotice.store.records import from_json

README = Path(__file__).with_name("labels.md")
_VISIT_DAYS = 7
"""Pictures of so many days around a visit show what the visitor saw."""
_MOST_OF_A_VISIT = 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
"""What a decision rests on may also be told in words, which are nobody's business here."""
_WORD = re.compile(r"[^\W\d_]+|\d+")

Basis = Literal["confirmed", "overruled", "visit"]


@dataclass(frozen=True, slots=True)
class NoticeLabel:
    """What a decision says of the pictures that a finding rests on."""

    picture: Literal["present", "absent"] | None
    """Whether the picture shows a notice; None: the decision does not say."""
    site_has_notice: bool | None
    read_rightly: bool | None
    """Whether the elements that the program read on it are right; None: not said."""


def notice_label(
    requirement: Requirement, said: Verdict, proof: str | None, decided: Verdict, *, named: bool
) -> NoticeLabel:
    """Decide what follows for a picture from what an inspector decided about its finding.

    Args:
        requirement: Of the rule.
        said: The program's verdict.
        proof: What the program's verdict rested on.
        decided: What the inspector says.
        named: Whether the inspector named this picture as what the decision rests on.
    """
    agreed = said is decided
    if requirement is Requirement.NOTICE_ELEMENTS:
        right = agreed and proof == "notice_read"
        return NoticeLabel("present" if right else None, True if right else None, True if right else None)
    if decided is Verdict.PASS:
        shown = named or (agreed and proof == "confirmed_notice")
        return NoticeLabel("present" if shown else None, True, None)
    if decided is Verdict.FAIL:
        shown = named or (agreed and proof in BY_DATES)
        return NoticeLabel("absent" if shown else None, False, None)
    return NoticeLabel(None, None, None)


def mention_labels(
    mentions: Collection[ClassifierMention], said: Verdict, decided: Verdict
) -> list[Literal["classifier", "no_classifier"] | None]:
    """Decide for each mention what follows from what an inspector decided about their finding.

    A finding that is right proves that one of its mentions is; only where there is one, it is known which.
    """
    if decided is Verdict.PASS and said is not Verdict.PASS:
        return ["no_classifier" for _ in mentions]
    if decided is not Verdict.FAIL:
        return [None for _ in mentions]
    proving = [mention for mention in mentions if mention.level in PROVING] if said is Verdict.FAIL else list(mentions)
    return ["classifier" if [mention] == proving else None for mention in mentions]


_GROUPS = (
    "face",
    "person",
    "analysis",
    "ancestry",
    "demographics",
    "heads",
    "neutral",
    "pipeline",
    "denial_before",
    "denial_after",
)
"""Of the vocabulary's groups those whose words name no people or places, as a park, a street or a breed of dogs can."""
_NAMES_TOO = frozenset({"bart"})  # a beard in German


@cache
def _words() -> frozenset[str]:
    document = vocabulary().document
    listed = [word for name in _GROUPS for word in document.groups[name]]
    listed += [word for entry in document.entries for word in entry.words]
    listed += [word for each in document.sets for member in (*each.strong, *each.weak) for word in member]
    return frozenset(part.casefold() for word in listed for part in _WORD.findall(word)) - _NAMES_TOO


def masked(excerpt: str, term: str) -> str:
    """Return an excerpt with every word masked but the term's and the vocabulary's: what names somebody is neither."""
    kept = _words() | {part.casefold() for part in _WORD.findall(term)}

    def mask(found: re.Match[str]) -> str:
        word = found.group()
        if word.casefold() in kept and not word.isdigit():
            return word
        return ("9" if word.isdigit() else "x") * min(len(word), 8)

    return _WORD.sub(mask, excerpt)


@dataclass(slots=True)
class Labels:
    """What was written."""

    notices: int = 0
    notices_decided: int = 0
    """Those whose picture has a label."""
    mentions: int = 0
    mentions_decided: int = 0
    without_picture: int = 0
    """Decisions about pictures that are no longer kept."""


class _Export:
    """One export: the ids that it gives to cameras mean nothing outside of it."""

    def __init__(self, resources: Resources, connection: Connection) -> None:
        self._connection = connection
        self._evidence = resources.evidence
        self._rules: dict[str, Rule] = {rule.id: rule for pack in resources.packs for rule in pack.rules}
        self._salt = secrets.token_bytes(32)
        self.labels = Labels()

    def _id(self, *parts: object) -> str:
        return hmac.new(self._salt, json.dumps([str(part) for part in parts]).encode(), hashlib.sha256).hexdigest()[:16]

    def notices(self) -> Iterator[dict[str, Any]]:
        for review in rows(queries("labels").reviews(self._connection)):
            rule = self._rules.get(review["rule_id"])
            if rule is None or rule.requirement not in (Requirement.NOTICE_EXISTS, Requirement.NOTICE_ELEMENTS):
                continue
            said, decided = Verdict(review["said"]), _decided(review)
            named = {told for told in review["named"] if _SHA256.fullmatch(told)}
            for picture in self._pictures(review["camera_id"], {*review["evidence"], *named}):
                label = notice_label(
                    rule.requirement, said, review["proof"], decided, named=picture["evidence_sha256"] in named
                )
                basis: Basis = "overruled" if review["decision"] == "overrule" else "confirmed"
                yield self._notice(review, rule.requirement, basis, label, picture, said=said, decided=decided)
        visits = queries("labels").visits(self._connection, days=_VISIT_DAYS, most=_MOST_OF_A_VISIT)
        for visit in rows(visits):
            for picture in self._pictures(visit["camera_id"], set(visit["evidence"])):
                found = visit["notice_found"]
                label = NoticeLabel(None if found else "absent", found, None)
                elements = {str(name): str(state) for name, state in visit["elements"].items()}
                yield self._notice(visit, Requirement.NOTICE_EXISTS, "visit", label, picture, site_elements=elements)

    def _notice(
        self,
        about: Mapping[str, Any],
        requirement: Requirement,
        basis: Basis,
        label: NoticeLabel,
        picture: Mapping[str, Any],
        **more: Any,
    ) -> dict[str, Any]:
        self.labels.notices += 1
        self.labels.notices_decided += label.picture is not None
        return {
            "evidence_sha256": picture["evidence_sha256"],
            "camera": self._id(about["camera_id"]),
            "mode": about["mode"],
            "month": f"{picture['window_date']:%Y-%m}",
            "basis": basis,
            "requirement": requirement.value,
            **asdict(label),
            **more,
            "plates": [_plate(notice) for notice in picture["notices"]],
            "light": (picture["quality"] or {}).get("light"),
            "width": picture["width"],
            "height": picture["height"],
            "model_version": picture["model_version"],
        }

    def _pictures(self, camera_id: str, sha256s: Collection[str]) -> Iterator[Mapping[str, Any]]:
        found = list(rows(queries("labels").pictures(self._connection, camera_id=camera_id, sha256s=sorted(sha256s))))
        kept = [row for row in found if self._evidence.holds(row["evidence_sha256"])]
        self.labels.without_picture += len(sha256s) - len(kept)
        yield from kept

    def mentions(self) -> Iterator[dict[str, Any]]:
        for review in rows(queries("labels").reviews(self._connection)):
            rule = self._rules.get(review["rule_id"])
            if rule is None or rule.requirement is not Requirement.NO_CLASSIFIER:
                continue
            said, decided = Verdict(review["said"]), _decided(review)
            scans = list(
                rows(
                    queries("labels").mentions(
                        self._connection, device_id=review["camera_id"], day=review["decided_at"].date()
                    )
                )
            )
            found = [
                (scan["format"], mention)
                for scan in scans
                for mention in from_json(tuple[ClassifierMention, ...], scan["mentions"])
                if mention.category in (*rule.attributes, *rule.review_attributes)
            ]
            labels = mention_labels([mention for _, mention in found], said, decided)
            for (source_format, mention), label in zip(found, labels, strict=True):
                self.labels.mentions += 1
                self.labels.mentions_decided += label is not None
                yield {
                    "finding": self._id(review["camera_id"], review["review_id"]),
                    "camera": self._id(review["camera_id"]),
                    "mode": review["mode"],
                    "basis": "overruled" if review["decision"] == "overrule" else "confirmed",
                    "said": said.value,
                    "decided": decided.value,
                    "label": label,
                    "format": source_format,
                    "term": mention.term,
                    "category": mention.category,
                    "level": mention.level.value,
                    "confidence": mention.confidence,
                    "excerpt": masked(mention.excerpt, mention.term),
                }


def _decided(review: Mapping[str, Any]) -> Verdict:
    return Verdict(review["decided"] or review["said"])


def _plate(notice: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of a plate but what stands on it, which can name somebody."""
    return {
        name: notice.get(name)
        for name in ("box", "status", "decided_by", "probability", "score", "language", "elements")
    }


def export_labels(resources: Resources, folder: Path) -> Labels:
    """Write ``notices.jsonl``, ``mentions.jsonl`` and a README that says what they are, into an empty folder.

    Args:
        resources: What to work with.
        folder: Is made if need be; files of an earlier export in it are replaced.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with resources.database.transaction() as connection:
        export = _Export(resources, connection)
        _write(folder / "notices.jsonl", export.notices())
        _write(folder / "mentions.jsonl", export.mentions())
    (folder / "README.md").write_text(README.read_text(encoding="utf-8"), encoding="utf-8")
    return export.labels


def _write(path: Path, examples: Iterable[Mapping[str, Any]]) -> None:
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        for example in examples:
            file.write(json.dumps(example, ensure_ascii=False, sort_keys=True) + "\n")
    partial.replace(path)
