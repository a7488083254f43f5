"""Does what an audit published still hold? From files alone, or against the database that it came from."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fairnotice.errors import ManifestError
from fairnotice.pipeline.manifest import FORMAT, signed_message, summary_of
from fairnotice.pipeline.signing import fingerprint, is_signed_by, read_public_key
from fairnotice.rules.standing import Change
from fairnotice.store.chain import ChainId, ChainReport, Event, verify_chain

MAX_MANIFEST_BYTES = 4 * 1024 * 1024
MAX_LINE_BYTES = 256 * 1024
_DECISIONS = (Change.OVERRULED, Change.CONFIRMED)
_Month = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
_Sha256 = Field(pattern=r"^[0-9a-f]{64}$")


class _Chain(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    source: str
    month: str = _Month
    length: int = Field(ge=1)
    head_sha256: str = _Sha256

    @property
    def chain(self) -> ChainId:
        return ChainId(self.source, dt.date.fromisoformat(f"{self.month}-01"))


class _Findings(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    count: int
    verdicts: dict[str, int]
    sha256: str = _Sha256


class _Manifest(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    format: str
    audit_id: str
    scope: str
    window_date: str
    changes: dict[str, int]
    findings: _Findings
    chains: tuple[_Chain, ...] = Field(strict=False)


class _Signature(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    algorithm: str
    value: str
    public_key: str


@dataclass(frozen=True, slots=True)
class Published:
    """A manifest as it was read, not yet believed."""

    signed: dict[str, Any]
    """What the signature is over."""
    manifest: _Manifest
    signature: _Signature


@dataclass(slots=True)
class Verification:
    """What was checked: what holds, what does not, and what cannot be told."""

    holds: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0: all that was given holds; 1: something does not; 2: it cannot be told."""
        return 1 if self.broken else 2 if self.open else 0


def read_manifest(text: bytes) -> Published:
    """Read a manifest's file, whoever wrote it.

    Raises:
        ManifestError: It is not one.
    """
    if len(text) > MAX_MANIFEST_BYTES:
        raise ManifestError(f"the manifest is larger than {MAX_MANIFEST_BYTES} bytes; it is not one of Fairnotice's")
    document = _json(text, "the manifest")
    try:
        signed = document["manifest"]
        published = Published(
            signed, _Manifest.model_validate(signed), _Signature.model_validate(document["signature"])
        )
    except (KeyError, TypeError):
        raise ManifestError("the manifest lacks its parts 'manifest' and 'signature'; give the exported file") from None
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"])
        raise ManifestError(f"the manifest's {place}: {problem['msg']}; give the file as it was exported") from None
    if published.manifest.format != FORMAT or published.signature.algorithm != "Ed25519":
        raise ManifestError(
            f"the manifest is of another format than {FORMAT} by Ed25519; use the version that wrote it"
        )
    return published


def check_signature(found: Verification, published: Published, key: Ed25519PublicKey | None) -> None:
    """Check who signed the manifest.

    Args:
        found: Gets what is found.
        published: The manifest.
        key: Whose signature it must bear; without one it is only seen whether it fits the key in the file, which
            whoever changed the manifest could have put there.
    """
    message, value = signed_message(published.signed), published.signature.value
    if key is not None:
        if is_signed_by(key, value, message):
            found.holds.append(f"signed by the key {fingerprint(key)}")
        else:
            found.broken.append(f"not signed by the key {fingerprint(key)}, or changed since")
        return
    named = read_public_key(published.signature.public_key.encode())
    if named is None or not is_signed_by(named, value, message):
        found.broken.append("the signature does not fit the key that the file names: changed since it was signed")
    else:
        found.open.append(
            f"signed by the key {fingerprint(named)}, but whose key that is cannot be told from the file: "
            "give the authority's own by --key"
        )


def check_events(found: Verification, published: Published, events: Iterable[Event]) -> None:
    """Follow every chain that the manifest names through ``events``, which stand chain by chain."""
    named = {each.chain: each for each in published.manifest.chains}
    reports: dict[ChainId, ChainReport] = {}
    changes: Counter[str] = Counter()

    def counted(some: Iterable[Event]) -> Iterator[Event]:
        for event in some:
            of_audit = event.content.get("audit_id") == published.manifest.audit_id
            if of_audit and event.content.get("change") not in _DECISIONS:
                changes[str(event.content.get("change"))] += 1
            yield event

    for chain, group in groupby(events, _chain_of):
        report = verify_chain(chain, counted(group))
        found.broken += report.faults
        if chain in reports or chain not in named:
            found.broken.append(f"{chain}: events where the manifest names none")
        reports.setdefault(chain, report)
    for chain, head in named.items():
        check_head(found, head, reports.get(chain))
    if dict(changes) == published.manifest.changes:
        found.holds.append(f"{changes.total()} changes by this audit, as counted")
    else:
        found.broken.append(
            f"changes by this audit: {dict(changes)}, but the manifest counts {published.manifest.changes}"
        )


def check_head(found: Verification, head: _Chain, report: ChainReport | None) -> None:
    """Compare where a chain ends with what the manifest says."""
    if report is None:
        found.broken.append(f"{head.chain}: its {head.length} events are missing")
    elif (report.length, report.head_sha256) != (head.length, head.head_sha256):
        found.broken.append(
            f"{head.chain}: ends after {report.length} events in another link than the manifest says, "
            f"which names {head.length}"
        )
    elif not report.faults:
        erased = f"; words of {report.erased} erased or not given" if report.erased else ""
        found.holds.append(f"{head.chain}: {report.length} events in one chain{erased}")


def check_findings(found: Verification, published: Published, findings: Iterable[tuple[str, str, str]]) -> None:
    """Compare a list of (camera, rule, verdict), in its order, with the manifest."""
    said, seen = published.manifest.findings, summary_of(findings)
    if seen == {"count": said.count, "verdicts": said.verdicts, "sha256": said.sha256}:
        found.holds.append(f"{said.count} findings, as signed")
    else:
        found.broken.append(f"{seen['count']} findings that are not the {said.count} of the manifest")


def read_events(lines: Iterable[bytes]) -> Iterator[Event]:
    """Read exported events, one a line.

    Raises:
        ManifestError: A line is not an event.
    """
    for number, line in enumerate(lines, 1):
        where = f"line {number} of the events"
        event = _json(line, where)
        try:
            read = Event(
                content=dict(event["content"]),
                content_sha256=str(event["content_sha256"]),
                previous_sha256=str(event["previous_sha256"]),
                chain_sha256=str(event["chain_sha256"]),
                texts=dict(event.get("texts", {})),
                salts={str(name): str(salt) for name, salt in dict(event.get("salts", {})).items()},
            )
            _chain_of(read)
        except (KeyError, TypeError, ValueError, AttributeError):
            _refuse(where, "is not an event")
        yield read


def read_findings(lines: Iterable[bytes]) -> Iterator[tuple[str, str, str]]:
    """Read an exported list of findings, one a line.

    Raises:
        ManifestError: A line is not a finding.
    """
    for number, line in enumerate(lines, 1):
        where = f"line {number} of the findings"
        match _json(line, where):
            case [str(camera_id), str(rule_id), str(verdict)]:
                yield camera_id, rule_id, verdict
            case _:
                _refuse(where, "is not a finding")


def event_line(event: Event, *, with_words: bool) -> dict[str, Any]:
    """Return an event as it stands in an exported file; without its words nobody is named in it."""
    line: dict[str, Any] = {
        "content": event.content,
        "content_sha256": event.content_sha256,
        "previous_sha256": event.previous_sha256,
        "chain_sha256": event.chain_sha256,
    }
    return {**line, "texts": event.texts, "salts": event.salts} if with_words else line


def _chain_of(event: Event) -> ChainId:
    source, day = event.content["source"], event.content["window_date"]
    if not isinstance(source, str):
        raise TypeError("a source is a text")
    return ChainId(source, dt.date.fromisoformat(day).replace(day=1))


def _json(text: bytes, what: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        _refuse(what, "is not JSON")


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number of JSON")


def _refuse(what: str, why: str) -> NoReturn:
    raise ManifestError(f"{what} {why}; give the file as it was exported")
