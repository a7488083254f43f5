"""Releasing rule packs: a hash for what each new version says, and the file that it replaces kept."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

from fairnotice.errors import RulePackError
from fairnotice.rules.check import check_packs
from fairnotice.rules.load import pack_files, read_pack_file, territories
from fairnotice.rules.pack_file import PackFile, parse
from fairnotice.rules.released import EARLIER, RELEASED, Release, releases, text_of

_MOST_REVISIONS = 50


def release_packs(folder: Path, day: dt.date) -> tuple[Release, ...]:
    """Write down every version that is new, and keep those that they replace; return what was released.

    Raises:
        RulePackError: A pack is not in order, its version is not higher than the one before, or the
            file that it replaces is nowhere to be found. Nothing was released then.
    """
    if complaints := check_packs(folder=folder, before_release=True):
        raise RulePackError("\n".join(complaints))
    known = releases(folder)
    new: list[Release] = []
    kept: dict[Path, str] = {}
    for path in pack_files(folder):
        file = read_pack_file(path)
        pack_id, version = file.data["pack_id"], file.data["version"]
        before = [entry for entry in known if entry.pack_id == pack_id]
        if version in {entry.version for entry in before}:
            continue
        if before:
            _refuse_lower(file, before[-1])
            keep = folder / EARLIER / f"{pack_id}@{before[-1].version}.yaml"
            if not keep.exists():
                kept[keep] = _replaced(path, file, before[-1])
        new.append(Release(pack_id=pack_id, version=version, sha256=file.sha256, released_on=day))
    for keep, text in kept.items():
        keep.parent.mkdir(exist_ok=True)
        keep.write_text(text, encoding="utf-8")
    if new:
        (folder / RELEASED).write_text(text_of((*known, *new)), encoding="utf-8")
    return tuple(new)


def _refuse_lower(file: PackFile, before: Release) -> None:
    numbers = [[int(part) for part in version.split(".")] for version in (before.version, file.data["version"])]
    if numbers[1] <= numbers[0]:
        says = f"version {file.data['version']} is not higher than {before.version}, which was released"
        raise RulePackError(file.complaint(["version"], says, "raise it"))


def _replaced(path: Path, file: PackFile, before: Release) -> str:
    """Return the file as it was released, from the history that git has of it."""
    groups = territories(path.parent.parent)
    for revision in _git(path, "log", f"-{_MOST_REVISIONS}", "--format=%H", "--", path.name).split():
        text = _git(path, "show", f"{revision}:./{path.name}")
        try:
            if parse(file.name, text, groups).sha256 == before.sha256:
                return text
        except RulePackError:
            continue  # an older state that was no pack yet
    says = f"version {before.version}, which this replaces, is neither in {EARLIER}/ nor in git's last revisions"
    remedy = f"put the file as it was released at {EARLIER}/{before.pack_id}@{before.version}.yaml"
    raise RulePackError(file.complaint(["version"], says, remedy))


def _git(path: Path, *arguments: str) -> str:
    command = ["git", "-C", str(path.parent), *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603
    return done.stdout if done.returncode == 0 else ""
