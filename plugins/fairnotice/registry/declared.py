"""What an operator declares in lists: models that run on the pictures, where notices stand, exemptions."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from fairnotice.domain import Box, DeclaredModel, ExemptionClaim, NoticePosition
from fairnotice.registry.masking import shown
from fairnotice.registry.values import absent, day, number, words

_CLAIM = re.compile(r"(?P<exemption>\S+)\s+by\s+(?P<by>.+?)\s+on\s+(?P<on>\S+)(?:\s+until\s+(?P<until>\S+))?")


def label_path(value: object) -> str | None:
    """Read a path below the folder of configurations; it cannot lead out of it."""
    text = words(300)(value)
    if text is None:
        return None
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or "\\" in text or ":" in text or text.startswith("~"):
        raise ValueError(
            f"{shown(text)} is not a path below the folder of configurations; write one such as a/labels.txt"
        )
    return path.as_posix()


def _parsed(value: object) -> list[Any] | None:
    """Return a list given as JSON, in a cell or as it is; none for other text."""
    if isinstance(value, list):
        return value
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            found = json.loads(value)
        except (ValueError, RecursionError):
            raise ValueError(f"{shown(value)} is not a list in JSON; mend it") from None
        return list(found)
    if isinstance(value, str):
        return None
    raise ValueError(f"{shown(value)} is not a list; write it as one")


def models(value: object) -> tuple[DeclaredModel, ...]:
    """Read ``name=path | name``, or JSON objects with name, labels_path and enabled."""
    if absent(value):
        return ()
    entries = _parsed(value)
    if entries is None:
        pairs = [part.partition("=") for part in re.split(r"[|\n]", str(value)) if part.strip()]
        entries = [{"name": name, "labels_path": path or None} for name, _, path in pairs]
    return tuple(_model(entry) for entry in entries)


def _model(entry: object) -> DeclaredModel:
    if not isinstance(entry, Mapping):
        raise ValueError(f"{shown(entry)} is not a model; give an object with name and labels_path")
    name = words(200)(entry.get("name"))
    enabled = entry.get("enabled", True)
    if name is None or not isinstance(enabled, bool):
        raise ValueError(f"{shown(entry)} needs a name, and true or false for enabled")
    return DeclaredModel(name, label_path(entry.get("labels_path")), enabled)


def notice_positions(value: object) -> tuple[NoticePosition, ...]:
    """Read ``x0 y0 x1 y1 [since]`` separated by ``|``, or JSON: lists of four or objects with box and since."""
    if absent(value):
        return ()
    entries = _parsed(value)
    if entries is None:
        entries = [part.split() for part in re.split(r"[|;\n]", str(value)) if part.strip()]
    return tuple(_position(entry) for entry in entries)


def _position(entry: object) -> NoticePosition:
    box, since = entry, None
    if isinstance(entry, Mapping):
        box, since = entry.get("box"), entry.get("since")
    elif isinstance(entry, list) and len(entry) == 5:
        box, since = entry[:4], entry[4]
    return NoticePosition(_box(box), "declared", day(since))


def _box(value: object) -> Box:
    corners = [number(part) for part in value] if isinstance(value, list) and len(value) == 4 else []
    given = [corner for corner in corners if corner is not None]
    if len(given) == 4:
        x0, y0, x1, y1 = given
        if 0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1:
            return x0, y0, x1, y1
    raise ValueError(
        f"{shown(value)} is not a box; write x0 y0 x1 y1 as fractions of the frame, such as 0.4 0.3 0.5 0.6"
    )


def exemption_claims(value: object) -> tuple[ExemptionClaim, ...]:
    """Read ``EXEMPTION by WHO on DAY [until DAY]``, separated by ``|``, or JSON objects with these four names."""
    if absent(value):
        return ()
    entries = _parsed(value)
    if entries is None:
        entries = [part.strip() for part in re.split(r"[|\n]", str(value)) if part.strip()]
    claims = {(claim.exemption, claim.claimed_on): claim for claim in map(_claim, entries)}
    if len(claims) != len(entries):
        raise ValueError("two claims of one exemption are of the same day; keep one of them")
    return tuple(claims.values())


def _claim(entry: object) -> ExemptionClaim:
    found: Mapping[str, object] = entry if isinstance(entry, Mapping) else {}
    if isinstance(entry, str) and (written := _CLAIM.fullmatch(entry)):
        found = written.groupdict()
    exemption, who = words(200)(found.get("exemption")), words(200)(found.get("by"))
    since, until = day(found.get("on")), day(found.get("until"))
    if exemption is None or who is None or since is None:
        raise ValueError(
            f"{shown(entry)} is not a claim; write which exemption, by whom and on which day, such as "
            "cn.draft-2023.emergency by Fire brigade on 2026-03-01 until 2026-03-31"
        )
    if until is not None and until < since:
        raise ValueError(f"{shown(entry)} ends before it begins; correct the days")
    return ExemptionClaim(exemption, who, since, until)
