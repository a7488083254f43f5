"""What rules are called and what puts things right, in each language of their packs: findings keep only the English."""

from __future__ import annotations

import json
from functools import cache

from fastapi import APIRouter, Request, Response

from fairnotice.rules.load import load_packs
from fairnotice.rules.pack_values import Text
from fairnotice.web.versions import cache_headers, etag_of, not_modified

router = APIRouter()


@router.get("/api/rule-words", response_class=Response)
def rule_words(request: Request) -> Response:
    """Return title, summary and remedy of every rule by rule id and language, with their pack's version."""
    content = _words()
    etag = etag_of(content)
    return not_modified(request, etag) or Response(content, media_type="application/json", headers=cache_headers(etag))


@cache
def _words() -> bytes:
    found = {
        rule.id: {
            "version": pack.version,
            "title": _by_language(rule.title),
            "summary": _by_language(rule.summary),
            "remedy": _by_language(rule.remedy),
        }
        for pack in load_packs()
        for rule in pack.rules
    }
    return json.dumps(found, ensure_ascii=False).encode()


def _by_language(text: Text) -> dict[str, str]:
    return {**text.others, "en": text.en, "zh": text.zh}
