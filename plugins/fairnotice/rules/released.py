"""Which versions of which packs were released, and what each of them said.

A released version never changes: findings name it, and an inspector who judges history again must
get what was applied then. ``packs/released.yaml`` holds the hash of each version's content; a
version that was replaced is kept in ``packs/earlier``.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from fairnotice.errors import RulePackError
from fairnotice.rules.pack_file import PackFile
from fairnotice.rules.pack_values import Identifier, Version

EARLIER = "earlier"
RELEASED = "released.yaml"
_HEAD = """\
# Every version of a rule pack that was released, with the SHA-256 of what it says (comments and layout do not
# count). `fairnotice packs release` writes this file; lines are added and never changed.
"""


class Release(BaseModel):
    """One released version."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pack_id: Identifier
    version: Version
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    released_on: dt.date


_RELEASES = TypeAdapter(tuple[Release, ...])


def releases(folder: Path) -> tuple[Release, ...]:
    """Return what was released of the packs in ``folder``, oldest first.

    Raises:
        RulePackError: The list cannot be read.
    """
    path = folder / RELEASED
    if not path.exists():
        return ()
    try:
        found = _RELEASES.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")) or ())
    except (OSError, ValueError, yaml.YAMLError) as error:
        says = error.errors()[0]["msg"] if isinstance(error, ValidationError) else getattr(error, "problem", error)
        raise RulePackError(f"{RELEASED}: {says}. Remedy: restore it from version control") from error
    named = [(entry.pack_id, entry.version) for entry in found]
    if len({*named}) != len(named):
        raise RulePackError(f"{RELEASED}: a version stands twice. Remedy: restore it from version control")
    return found


def released_as(folder: Path, pack_id: object, version: object) -> Release | None:
    """Return the release of one version, or None if it was not released."""
    return next((entry for entry in releases(folder) if (entry.pack_id, entry.version) == (pack_id, version)), None)


def refuse_changed(file: PackFile, folder: Path) -> None:
    """Let pass what says the same as when its version was released, or was not released yet.

    Raises:
        RulePackError: The file was changed, its version was not.
    """
    version = file.data.get("version")
    entry = released_as(folder, file.data.get("pack_id"), version)
    if entry is not None and entry.sha256 != file.sha256:
        says = f"version {version} was released on {entry.released_on} and says something else now"
        raise RulePackError(file.complaint(["version"], says, "raise the version; a released one never changes"))


class _Plain(yaml.SafeDumper):
    """Writes a day that several rows share as often as it stands there."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def text_of(entries: tuple[Release, ...]) -> str:
    """Return the list as it stands in its file."""
    rows = [entry.model_dump(mode="python") for entry in entries]
    return _HEAD + yaml.dump(rows, Dumper=_Plain, sort_keys=False, allow_unicode=True)
