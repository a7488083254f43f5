"""Is everything right with the rule packs? All complaints at once, each with file, line and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from fairnotice.errors import RulePackError
from fairnotice.rules.load import PACKS, as_named, load_pack_version, load_packs, pack_files, read_pack_file
from fairnotice.rules.pack import Rule, RulePack
from fairnotice.rules.pack_file import PackFile
from fairnotice.rules.pack_values import Text
from fairnotice.rules.released import EARLIER, refuse_changed, releases

_CHINESE = re.compile("[\u4e00-\u9fff]")
_Loaded = tuple[PackFile, RulePack]


def check_packs(files: Sequence[Path] = (), folder: Path = PACKS, *, before_release: bool = False) -> list[str]:
    """Return what is wrong with ``files``, or with everything in ``folder`` if none is named; empty: nothing.

    Files are also held against the packs in ``folder``, beside which they will stand. Before a release, a version that
    was replaced need not be kept yet: the release sees to it.
    """
    complaints: list[str] = []
    chosen = list(files) or [*pack_files(folder), *sorted((folder / EARLIER).glob("*.yaml")), *_template(folder)]
    loaded = {path: found for path in chosen if (found := _loaded(path, folder, complaints)) is not None}
    beside = {path.resolve(): path for path in pack_files(folder)}
    for path in chosen:
        beside.pop(path.resolve(), None)
    others = [found for path in beside.values() if (found := _loaded(path, folder, [])) is not None]
    current = [found for path, found in loaded.items() if path.parent.name != EARLIER]
    complaints += _shared_ids(others, current)
    if not files and not before_release:
        complaints += _not_at_hand(folder)
    return list(dict.fromkeys(complaints))


def unreleased(folder: Path = PACKS) -> list[str]:
    """Return the packs, as ``<id>@<version>``, whose version was not released yet."""
    known = {(entry.pack_id, entry.version) for entry in releases(folder)}
    packs = load_packs(folder=folder)
    return [f"{pack.pack_id}@{pack.version}" for pack in packs if (pack.pack_id, pack.version) not in known]


def _template(folder: Path) -> list[Path]:
    path = folder / "template.yaml"
    return [path] if path.exists() else []


def _loaded(path: Path, folder: Path, complaints: list[str]) -> _Loaded | None:
    try:
        file = read_pack_file(path)
        pack = as_named(path, file)
        complaints += _untranslated(file, pack)
        refuse_changed(file, folder)
    except RulePackError as error:
        complaints += str(error).splitlines()
        return None
    return file, pack


def _untranslated(file: PackFile, pack: RulePack) -> Iterator[str]:
    for number, rule in enumerate(pack.rules):
        for place, text in _texts(rule):
            if text is not None and not _CHINESE.search(text.zh):
                yield file.complaint(["rules", number, *place, "zh"], "no Chinese in it", "translate it")


def _texts(rule: Rule) -> Iterator[tuple[list[int | str], Text | None]]:
    yield ["title"], rule.title
    yield ["summary"], rule.summary
    yield ["wording"], rule.wording
    yield ["remedy"], rule.remedy
    for number, exemption in enumerate(rule.exemptions):
        yield ["exemptions", number, "text"], exemption.text
        yield ["exemptions", number, "question"], exemption.question


def _shared_ids(others: list[_Loaded], current: list[_Loaded]) -> Iterator[str]:
    owners: dict[str, str] = {}
    for file, pack in others:
        owners |= dict.fromkeys([pack.pack_id, *(rule.id for rule in pack.rules)], file.name)
    for file, pack in current:
        for place, name in _ids(pack):
            if name in owners:
                yield file.complaint(place, f"id '{name}' is also in {owners[name]}", "rename one of them")
            owners[name] = file.name


def _ids(pack: RulePack) -> Iterator[tuple[list[int | str], str]]:
    yield ["pack_id"], pack.pack_id
    for number, rule in enumerate(pack.rules):
        yield ["rules", number, "id"], rule.id


def _not_at_hand(folder: Path) -> Iterator[str]:
    for entry in releases(folder):
        try:
            load_pack_version(entry.pack_id, entry.version, folder)
        except RulePackError as error:
            yield from str(error).splitlines()
