"""A digest in words: what was gathered, as plain text, HTML, a map and a list, in the reader's language. No I/O."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from fairnotice.alerts.gathering import Gathered, Place, Topic
from fairnotice.alerts.links import answer_place, photo_place
from fairnotice.alerts.listing import listing
from fairnotice.alerts.plain_text import fold, one_line, rule
from fairnotice.alerts.rule_texts import remedy_of, title_of
from fairnotice.alerts.words import Words
from fairnotice.domain import AuditMode
from fairnotice.rules.sentences import said_in
from fairnotice.store.digests import Composed
from fairnotice.store.outbox import Alert

_MOST_PLACES = 60
"""Lines of one digest; of more the rest is in the list that goes with it."""
_MOST_REASONS = 3
_MOST_NAMES = 6
PROGRAM = "Fairnotice"
"""What an authority is called that set no name of its own: it is not said to send with itself."""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a digest is written."""

    words: Words
    name: str
    """Of the operator; empty: not known, or the authority."""
    is_authority: bool = False
    can_answer_by_link: bool = False
    """Whether the message will carry links; without an address of this installation, or an operator, it does not."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and by whom a digest is written."""

    day: dt.date
    authority: str
    mode: AuditMode
    due_days: Mapping[str, int]
    """Days to put something right, by rule; under the empty name: of all others."""
    public_url: str | None = None
    is_preview: bool = False

    def due_on(self, rule_id: str | None) -> dt.date:
        """Return the day by which something told now is to be put right."""
        return self.day + dt.timedelta(days=self.due_days.get(rule_id or "", self.due_days[""]))


def compose(
    gathered: Gathered, reader: Reader, occasion: Occasion, *, held: Sequence[Mapping[str, Any]] = ()
) -> Composed:
    """Write a digest, but for its map.

    Args:
        gathered: What it tells; at least something.
        reader: For whom.
        occasion: When and by whom.
        held: What waits for release, where the digest asks the authority for it.
    """
    w = reader.words
    document = _document(gathered, reader, occasion, held)
    shown = sum(len(topic["places"]) for section in document["sections"] for topic in section["topics"])
    return Composed(
        language=w.tag,
        subject=document["subject"],
        plain=_plain().get_template("digest.txt").render(doc=document, w=w),
        html=_inliner().inline(_html().get_template("digest.html").render(doc=document, w=w)),
        listing=listing(gathered, w.tag) if shown < sum(len(topic.places) for topic in gathered.topics) else None,
    )


@cache
def _plain() -> Environment:
    # Plain text: escaping for HTML would garble names. Values never become template code.
    return _environment(autoescape=False, filters={"fold": fold, "rule": rule})


@cache
def _html() -> Environment:
    return _environment(autoescape=True, filters={"linked": _linked})


def _environment(*, autoescape: bool, filters: Mapping[str, Callable[..., str]]) -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        autoescape=autoescape,  # noqa: S701
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= filters
    return made


@cache
def _inliner() -> css_inline.CSSInliner:
    # What depends on the screen (dark, narrow) cannot be inlined and stays in the head.
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def _linked(text: str) -> Markup:
    """Let an official address at the end of a text be followed; everything else stays text."""
    before, _, address = text.rpartition(" ")
    if address.startswith(("https://", "http://")):
        return escape(before) + Markup(' <a href="{0}">{0}</a>').format(address)
    return escape(text)


def _document(
    gathered: Gathered, reader: Reader, occasion: Occasion, held: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    w = reader.words
    counts = [w.counted(f"subject.{kind}", _count(kind, n, held)) for kind, n in gathered.counts.items()]
    heading = w("list.comma").join(counts)
    subject = w("subject.joined", what=heading)
    if occasion.mode is AuditMode.SIMULATED:
        subject = f"[{w('simulated.mark')}] {subject}"
    banners = [w("preview.text")] if occasion.is_preview else []
    if occasion.mode is AuditMode.SIMULATED:
        banners.append(f"{w('simulated.mark')}: {w('simulated.text')}")
    name = reader.name or w("operator.unknown")
    intro = "intro.authority" if reader.is_authority else "intro"
    return {
        "subject": one_line(f"{subject} ({occasion.day})"),
        "heading": heading,
        "banner": " ".join(banners),
        "dear": w("authority.dear") if reader.is_authority else w("dear", operator=one_line(name)),
        "intro": w(intro, authority=occasion.authority, day=occasion.day),
        "sections": _sections(gathered, reader, occasion, held),
        "has_map": bool(gathered.points),
        "map_caption": w("map.caption.authority" if reader.is_authority else "map.caption"),
        "answer": not reader.is_authority,
        "link": answer_place() if reader.can_answer_by_link else "",
        "desk": f"{occasion.public_url}/desk/" if reader.is_authority and occasion.public_url else "",
        "sender": w("sender.alone") if occasion.authority == PROGRAM else w("sender", authority=occasion.authority),
    }


def _count(kind: str, n: int, held: Sequence[Mapping[str, Any]]) -> int:
    return len(held) if kind == "release_request" else n


def _sections(
    gathered: Gathered, reader: Reader, occasion: Occasion, held: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    w, room = reader.words, _MOST_PLACES
    sections = []
    for kind in gathered.counts:
        topics = []
        for topic in (each for each in gathered.topics if each.kind == kind):
            # Something of each topic is shown, however long the ones before it were.
            shown = topic.places[: max(room, 1)]
            room -= len(shown)
            topics.append(_topic(topic, shown, reader, occasion))
        words = [word for word in gathered.words if word.kind == kind]
        if words:
            topics.append(_words(words, w, held))
        sections.append(
            {"kind": kind, "heading": w(f"section.{kind}"), "intro": w(f"section.{kind}.intro"), "topics": topics}
        )
    return sections


def _topic(topic: Topic, shown: Sequence[Place], reader: Reader, occasion: Occasion) -> dict[str, Any]:
    w, said = reader.words, topic.payload
    left = len(topic.places) - len(shown)
    return {
        "title": "" if topic.kind == "photo_request" else one_line(title_of(said, topic.rule_id, w.tag)),
        "facts": [] if topic.kind == "photo_request" else _facts_of_rule(topic, w, occasion),
        "places": [_place(place, topic, reader) for place in shown],
        "more": w.counted("more", left) if left else "",
    }


def _facts_of_rule(topic: Topic, w: Words, occasion: Occasion) -> list[tuple[str, str]]:
    said = topic.payload
    facts = [
        (w("label.rule"), one_line(f"{said.get('citation', '')} {said.get('address') or ''}")),
        (w("label.weight"), w(f"weight.{said['force']}")),
    ]
    if topic.kind == "resolved":
        return facts
    remedy = remedy_of(said, topic.rule_id, w.tag)
    facts.append((w("label.remedy"), one_line(remedy) if remedy else w("remedy.none")))
    due_on = occasion.due_on(topic.rule_id) if topic.kind == "finding" else said.get("due_on")
    if due_on:
        facts.append((w("label.due"), w("due", day=due_on) if topic.kind != "escalation" else str(due_on)))
    return facts


def _place(place: Place, topic: Topic, reader: Reader) -> dict[str, Any]:
    w = reader.words
    name = one_line(place.name)
    if place.site and place.site != place.name:
        name += f" ({w('site', site=one_line(place.site))})"
    elif not place.site and place.camera_ids[0] not in ("", place.name):
        name += f" ({one_line(place.camera_ids[0])})"
    facts = []
    if place.operator:
        facts.append((w("label.operator"), one_line(place.operator)))
    if topic.kind == "photo_request":
        facts.append((w("label.settles"), _settled(place, w)))
    elif place.cameras > 1:
        some = ", ".join(one_line(each) for each in place.camera_ids[:_MOST_NAMES])
        facts.append(
            ("", f"{w.counted('cameras', place.cameras)}: {some}{' …' if place.cameras > _MOST_NAMES else ''}")
        )
    if place.point:
        facts.append((w("label.where"), w("at", lat=f"{place.point.lat:.5f}", lon=f"{place.point.lon:.5f}")))
    if place.since and topic.kind != "photo_request":
        facts.append((w("label.seen" if topic.kind == "resolved" else "label.since"), place.since))
    if place.told_on:
        told = w.counted("days.told", place.days, day=place.told_on) if place.days else place.told_on
        facts.append((w("label.told"), told))
    if place.evidence and topic.kind != "resolved":
        key = "evidence.link" if reader.can_answer_by_link or reader.is_authority else "evidence.ask"
        facts.append((w("label.evidence"), w.counted(key, len(place.evidence))))
    return {
        "number": place.number or "",
        "name": name,
        "facts": facts,
        "reasons": [] if topic.kind == "resolved" else _reasons(place, topic.payload, w),
        "link": photo_place(place.site or place.camera_ids[0])
        if topic.kind == "photo_request" and reader.can_answer_by_link
        else "",
    }


def _reasons(place: Place, said: Mapping[str, Any], w: Words) -> list[dict[str, str]]:
    """Return reasons in the reader's language; where it has only a word for one, with the audit's own sentence."""
    found = []
    for code, text in place.reasons[:_MOST_REASONS]:
        own = one_line(text)
        if own and (in_mine := _in_mine(own, said, w)) is not None:
            found.append({"text": in_mine, "own": ""})
        elif w.known(f"reason.{code}"):
            found.append({"text": w(f"reason.{code}"), "own": own})
        else:
            found.append({"text": own or w("reason.other"), "own": ""})
    if (more := len(place.reasons) - _MOST_REASONS) > 0:
        found.append({"text": w("more.reasons", n=more), "own": ""})
    return found


def _settled(place: Place, w: Words) -> str:
    """Say how many cameras a photo settles: counted when it was asked for, which may be days before it is written."""
    if not place.since:
        return w.counted("settles", place.cameras)
    return w.counted("settles.as_of", place.cameras, day=place.since)


def _in_mine(sentence: str, said: Mapping[str, Any], w: Words) -> str | None:
    pack_id, version = str(said.get("pack_id", "")), str(said.get("pack_version", ""))
    return said_in(sentence, w.tag, pack_id=pack_id, pack_version=version)


def _words(words: Sequence[Alert], w: Words, held: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if words[0].kind == "release_request":
        places = [_waiting(each, w) for each in held[:_MOST_PLACES]]
        left = len(held) - len(places)
        return {"title": "", "facts": [], "places": places, "more": w.counted("more", left) if left else ""}
    return {"title": "", "facts": [], "places": [_word(word, w) for word in words], "more": ""}


def _word(word: Alert, w: Words) -> dict[str, Any]:
    said = word.payload
    if word.kind == "channel_dead":
        name = f"{said['channel']} {said['where']}".strip()
        return {"number": "", "name": name, "facts": [("", one_line(str(said["error"])))], "reasons": [], "link": ""}
    text = w(
        "mute.lifted" if said.get("lifted") else "mute.ended",
        starts=said["starts"],
        ends=said["ends"],
        by=one_line(said["said_by"]),
        reason=one_line(said["reason"]),
    )
    name = w(f"mute.{said['subject']}", id=one_line(said["subject_id"]))
    return {"number": "", "name": name, "facts": [("", text)], "reasons": [], "link": ""}


def _waiting(row: Mapping[str, Any], w: Words) -> dict[str, Any]:
    said = row["payload"]
    command = f'fairnotice release {row["camera_id"]} {row["rule_id"]} --inspector NAME --reason "..."'
    return {
        "number": "",
        "name": one_line(f"{said['camera']} ({row['camera_id']})"),
        "facts": [
            ("", one_line(title_of(said, row["rule_id"], w.tag))),
            (w("label.rule"), one_line(str(said["citation"]))),
            (w("label.weight"), w(f"weight.{said['force']}")),
            (w("label.release"), command),
        ],
        "reasons": [
            {"text": _in_mine(one_line(text), said, w) or one_line(text), "own": ""}
            for text in said["reasons"][:_MOST_REASONS]
        ],
        "link": "",
    }
