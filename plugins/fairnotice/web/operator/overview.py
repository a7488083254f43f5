"""What an operator sees of its own cameras: site by site, what to put right, what to send, what it answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from psycopg.rows import DictRow

from fairnotice.pipeline.answering import configuration_rules, photo_rules
from fairnotice.rules.load import load_packs
from fairnotice.rules.pack import RulePack
from fairnotice.settings import settings
from fairnotice.signage.notices import required_by
from fairnotice.site_code import printed
from fairnotice.store import answers
from fairnotice.store.database import Connection
from fairnotice.store.photo_requests import SETTLED_BY_A_PHOTO
from fairnotice.web.card import shown_citation
from fairnotice.web.errors import NotFoundError
from fairnotice.web.evidence import shown
from fairnotice.web.filters import Name
from fairnotice.web.operator.access import Answering, answering, reading, required
from fairnotice.web.operator.pages import PRIVATE
from fairnotice.web.reader import log_view, own_reader_of, queries, rows
from fairnotice.web.reasoning import reasoning_of

router = APIRouter(prefix="/api/operator", include_in_schema=False)

SITES_AT_ONCE = 20
SETTLED = list(SETTLED_BY_A_PHOTO)
_MOST_REPLIES = 50
_MOST_EVIDENCE = 3
_TOGETHER = ("site_id", "rule_id", "verdict")


@cache
def applied_packs() -> tuple[RulePack, ...]:
    """Return the packs that the authority applies, read once."""
    return load_packs(settings().packs)


@router.get("")
def overview(
    request: Request,
    who: Annotated[Answering, Depends(answering)],
    site: Annotated[Name | None, Query()] = None,
    skip: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """Return the operator's sites, those with something to do first, and what it answered."""
    scope = who.scope()
    if site is not None:
        scope["site_id"] = _within(who, site)
    with reading(request, who) as connection:
        statements = queries("operator")
        operator = required(statements.operator(connection, operator_id=who.operator_id))
        sites = rows(statements.sites(connection, **scope, settled=SETTLED, most=SITES_AT_ONCE, skip=skip))
        found = rows(
            statements.findings_of_sites(
                connection,
                operator_id=who.operator_id,
                site_ids=[each["site_id"] for each in sites],
                settled=SETTLED,
            )
        )
        kinds = _kinds(connection, found)
        said = answers.replies(connection, operator_id=who.operator_id, most=_MOST_REPLIES)
    by_site = {site_id: list(group) for site_id, group in groupby(found, key=lambda row: row["site_id"])}
    content = {
        "operator": operator["name"],
        "language": operator["language"],
        "purpose": who.purpose,
        "site_id": who.site_id,
        "csrf": who.csrf,
        "expires_at": who.expires_at,
        "sites_in_all": sites[0]["sites"] if sites else 0,
        "skip": skip,
        "sites": [_site(each, by_site.get(each["site_id"], []), kinds) for each in sites],
        "replies": [_reply(each) for each in said if who.only_site in (None, each["site_id"])],
    }
    return JSONResponse(jsonable_encoder(content), headers=PRIVATE)


@router.get("/evidence/{sha256}", response_class=Response)
def evidence(
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
    request: Request,
    who: Annotated[Answering, Depends(answering)],
) -> Response:
    """Return a redacted picture that a finding of the operator's own cameras, or its own reply, rests on."""
    with reading(request, who) as connection:
        own = queries("operator").own_evidence(connection, **who.scope(), sha256=sha256, settled=SETTLED)
        known = rows(queries("card").evidence_kinds(connection, sha256s=[sha256])) if own else []
    if not known:
        raise NotFoundError(f"there is no evidence {sha256[:12]} that can be shown")
    log_view(own_reader_of(request), who.viewer(), "evidence", [sha256], "the operator's page")
    answer = shown(request, sha256, known[0]["media_type"])
    answer.headers.update(PRIVATE)
    return answer


def _within(who: Answering, site: str) -> str:
    if who.only_site not in (None, site):
        raise NotFoundError("this link is about another site")
    return site


def _kinds(connection: Connection, found: Iterable[DictRow]) -> dict[str, str]:
    named = list(dict.fromkeys(sha for row in found for sha in row["evidence"][:_MOST_EVIDENCE]))
    return {row["sha256"]: row["media_type"] for row in rows(queries("card").evidence_kinds(connection, sha256s=named))}


def _site(site: DictRow, found: Sequence[DictRow], kinds: Mapping[str, str]) -> dict[str, Any]:
    groups: dict[tuple[Any, ...], list[DictRow]] = {}
    for row in found:
        codes = tuple(reason["code"] for reason in row["reasons"])
        groups.setdefault((*(row[name] for name in _TOGETHER), codes), []).append(row)
    packs = [pack for pack in applied_packs() if pack.applies_to(site["jurisdiction"])]
    shown_groups = [_group(list(group), kinds) for group in groups.values()]
    return {
        "site_id": site["site_id"],
        "declared": site["declared"],
        "name": site["name"],
        "is_simulated": site["is_simulated"],
        "place": {"lon": round(site["lon"], 6), "lat": round(site["lat"], 6)},
        "cameras": site["cameras"],
        "failing": site["failing"],
        "photo_settles": len({row["camera_id"] for row in found if row["rule_id"] in photo_rules(packs)}),
        "to_fix": [group for group in shown_groups if group["verdict"] == "fail"],
        "to_ask": [group for group in shown_groups if group["verdict"] != "fail"],
        "notice": {
            "code": printed(site["code"]) if site["code"] else None,
            "elements": list(required_by(packs)),
            "known": {
                "purpose": site["purpose"],
                "legal_basis": site["legal_basis"],
                "retention_days": site["retention_days"],
            },
        },
    }


def _group(group: Sequence[DictRow], kinds: Mapping[str, str]) -> dict[str, Any]:
    first = group[0]
    evidence = dict.fromkeys(sha for row in group for sha in row["evidence"][:_MOST_EVIDENCE] if sha in kinds)
    due = [row["due_on"] for row in group if row["due_on"]]
    return {
        "rule_id": first["rule_id"],
        "verdict": first["verdict"],
        "title": _in_each(first, "title"),
        "remedy": _in_each(first, "remedy"),
        "force": first["force"],
        "is_policy": first["is_policy"],
        "breach_of_law": first["breach_of_law"],
        "severity": first["severity"],
        "citation": shown_citation(first["citation"]),
        "codes": [reason["code"] for reason in first["reasons"]],
        "reasoning": reasoning_of(first),
        "evidence": list(evidence)[:_MOST_EVIDENCE],
        "since": min(row["since"] for row in group),
        "due_on": min(due) if due else None,
        "is_overdue": bool(due) and min(due) < dt.datetime.now(dt.UTC).date(),
        "answered_by": _answered_by(first["rule_id"]),
        "cameras": [
            {
                "camera_id": row["camera_id"],
                "name": row["camera"] or row["camera_id"],
                "since": row["since"],
                "answer": row["answer"],
                "promised_for": row["promised_for"],
                "answered_at": row["answered_at"],
            }
            for row in group
        ],
    }


def _answered_by(rule_id: str) -> str | None:
    """Tell what proves that a rule is kept: ``photo`` of a notice, ``configuration``, or only words."""
    if rule_id in photo_rules(applied_packs()):
        return "photo"
    return "configuration" if rule_id in configuration_rules(applied_packs()) else None


def _in_each(row: DictRow, what: str) -> dict[str, str]:
    """Return a rule's title or remedy by language; what was stored stands for English."""
    for pack in applied_packs():
        for rule in pack.rules:
            if rule.id == row["rule_id"]:
                text = rule.title if what == "title" else rule.remedy
                return {**text.others, "zh": text.zh, "en": row[what] or text.en}
    return {"en": row[what]}


def _reply(reply: Mapping[str, Any]) -> dict[str, Any]:
    names = ("reply_id", "site_id", "kind", "said_at", "note", "due", "seen", "review_because", "state", "decided_at")
    told = {name: reply[name] for name in names}
    return told | {
        "decision_note": reply["decision_note"],
        "evidence": reply["evidence"],
        "cameras": len({finding["camera_id"] for finding in reply["findings"]}),
        "rules": sorted({finding["rule_id"] for finding in reply["findings"]}),
        "in_order": bool(reply["findings"])
        and all(finding["verdict_now"] in ("pass", "not_applicable", None) for finding in reply["findings"]),
    }
