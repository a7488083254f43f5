"""Pictures that inspectors decided about, as `fairnotice export-labels` writes them, for training and measuring."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST_LINE = 1_000_000


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A redacted picture of which an inspector's decision says whether it shows a notice."""

    evidence_sha256: str
    """Under which the evidence storage keeps it; `fairnotice.store.evidence.EvidenceStore.read` gives the PNG."""
    shows_notice: bool
    basis: str
    """``confirmed``, ``overruled`` or ``visit``."""
    camera: str
    """The same within one export: do not divide its pictures between training and test."""


def reviewed(
    path: Path,
    *,
    bases: Collection[str] = ("confirmed", "overruled"),
    modes: Collection[str] = ("regular",),
) -> Iterator[Reviewed]:
    """Yield the examples of ``notices.jsonl`` that have a label, each picture once.

    A picture about which decisions differ is left out: nobody knows which is right.

    Args:
        path: The file.
        bases: What decided; add ``visit`` for pictures around a visit that found no notice, which is weaker.
        modes: Of the audits; invented towns are no real streets.

    Raises:
        ValueError: A line is not what `fairnotice export-labels` writes; it is named.
    """
    found: dict[str, set[Reviewed]] = {}
    with path.open(encoding="utf-8") as file:
        number = 0
        while line := file.readline(_LONGEST_LINE):
            number += 1
            try:
                example = json.loads(line)
                label, sha256 = example["picture"], example["evidence_sha256"]
                if label not in ("present", "absent", None) or not _SHA256.fullmatch(sha256):
                    raise ValueError(label)
                wanted = label is not None and example["basis"] in bases and example["mode"] in modes
                read = Reviewed(sha256, label == "present", example["basis"], example["camera"])
            except (ValueError, KeyError, TypeError):
                raise ValueError(f"{path.name}, line {number}: not an example of `fairnotice export-labels`") from None
            if wanted:
                found.setdefault(sha256, set()).add(read)
    for examples in found.values():
        if len({each.shows_notice for each in examples}) == 1:
            yield min(examples, key=lambda each: each.basis)
