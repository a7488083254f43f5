"""Rule packs from their files: those that apply now, and every version that was ever released."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from fairnotice.errors import RulePackError
from fairnotice.rules.pack import RulePack
from fairnotice.rules.pack_file import PackFile, read
from fairnotice.rules.released import EARLIER, refuse_changed, releases

PACKS = Path(__file__).parent / "packs"


def load_packs(selection: str | None = None, folder: Path = PACKS) -> tuple[RulePack, ...]:
    """Return the packs that an authority applies.

    Args:
        selection: Comma-separated folders (``cn,eu``) or pack ids (``cn.order-799``); None: all.
        folder: Where the packs are, as ``<jurisdiction>/<instrument>.yaml``.

    Raises:
        RulePackError: A file is not a valid pack, two packs share an id, or the selection names
            something that is not there.
    """
    packs = tuple(load_pack(path) for path in pack_files(folder))
    _refuse_shared_ids(packs)
    if selection is None:
        return packs
    wanted = {item.strip() for item in selection.split(",") if item.strip()}
    known = {pack.pack_id for pack in packs} | {pack.pack_id.split(".")[0] for pack in packs}
    if unknown := sorted(wanted - known):
        choices = ", ".join(sorted(known))
        raise RulePackError(f"no rule pack is called {', '.join(unknown)}. Remedy: choose from {choices}")
    return tuple(pack for pack in packs if pack.pack_id in wanted or pack.pack_id.split(".")[0] in wanted)


def load_pack(path: Path) -> RulePack:
    """Return the pack in ``path``, whose id must be ``<folder>.<file name>``.

    Raises:
        RulePackError: With the file, the line and what to do.
    """
    return as_named(path, read_pack_file(path))


def load_pack_version(pack_id: str, version: str, folder: Path = PACKS) -> RulePack:
    """Return one version of a pack, as it was released, so that history can be judged by it again.

    Args:
        pack_id: For example ``cn.pipl``.
        version: The one that applies now, or a released one that it replaced.
        folder: Where the packs are.

    Raises:
        RulePackError: There is no such pack or version, or its file says something else than was released.
    """
    current = next((path for path in pack_files(folder) if f"{path.parent.name}.{path.stem}" == pack_id), None)
    versions = [entry.version for entry in releases(folder) if entry.pack_id == pack_id]
    for path in (current, folder / EARLIER / f"{pack_id}@{version}.yaml" if version in versions else None):
        if path is None or not path.exists():
            continue
        file = read_pack_file(path)
        if file.data.get("pack_id") == pack_id and file.data.get("version") == version:
            refuse_changed(file, folder)
            return file.pack()
        versions.append(str(file.data.get("version")))
    if not versions:
        raise RulePackError(f"no rule pack is called {pack_id}. Remedy: see `fairnotice packs list`")
    known = ", ".join(dict.fromkeys(versions))
    raise RulePackError(f"{pack_id} has no version {version} at hand. Remedy: choose from {known}")


def pack_files(folder: Path = PACKS) -> list[Path]:
    """Return the files of the packs that apply now."""
    return [path for path in sorted(folder.glob("*/*.yaml")) if path.parent.name != EARLIER]


def pack_hashes(packs: Sequence[RulePack], folder: Path = PACKS) -> dict[str, str]:
    """Return the hash of what each of ``packs`` says, by pack id: as its version was released, else as its file is."""
    known = {(entry.pack_id, entry.version): entry.sha256 for entry in releases(folder)}
    if any((pack.pack_id, pack.version) not in known for pack in packs):
        files = [read_pack_file(path) for path in pack_files(folder)]
        known = {(file.data["pack_id"], str(file.data["version"])): file.sha256 for file in files} | known
    return {pack.pack_id: known[pack.pack_id, pack.version] for pack in packs}


def read_pack_file(path: Path) -> PackFile:
    """Return what ``path`` holds, with the groups of the ``territories.yaml`` beside its folder written out."""
    return read(path, territories(path.parent.parent))


def as_named(path: Path, file: PackFile) -> RulePack:
    """Return the pack of a file that is called as it should be.

    Raises:
        RulePackError: It is not a pack, or it is called otherwise.
    """
    pack = file.pack()
    expected = f"{path.parent.name}.{path.stem}"
    called = f"{pack.pack_id}@{pack.version}" if path.parent.name == EARLIER else pack.pack_id
    if called not in (expected, path.stem):
        remedy = f"call it '{expected}', as folder and file"
        raise RulePackError(file.complaint(["pack_id"], f"is '{pack.pack_id}'", remedy))
    return pack


def territories(folder: Path) -> dict[str, list[str]]:
    """Return the groups of codes that packs in ``folder`` may name; without any of its own, those that come with us.

    Raises:
        RulePackError: The file of groups cannot be used.
    """
    path = folder / "territories.yaml"
    if not path.exists():
        return territories(PACKS) if folder != PACKS else {}
    try:
        groups = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise RulePackError(f"territories.yaml: {error}. Remedy: correct the YAML") from error
    if not isinstance(groups, dict) or not all(isinstance(codes, list) for codes in groups.values()):
        raise RulePackError("territories.yaml: not a mapping of names to lists of codes. Remedy: correct it")
    return {str(name): [str(code) for code in codes] for name, codes in groups.items()}


def _refuse_shared_ids(packs: tuple[RulePack, ...]) -> None:
    owners: dict[str, str] = {}
    for pack in packs:
        for name in [pack.pack_id, *(rule.id for rule in pack.rules)]:
            if name in owners:
                raise RulePackError(
                    f"{pack.pack_id}: id '{name}' is also in {owners[name]}. Remedy: rename one of them"
                )
            owners[name] = pack.pack_id
