"""A released version of a pack never changes and stays at hand, so that history can be judged again."""

import datetime as dt
from pathlib import Path

import pytest

from fairnotice.errors import RulePackError
from fairnotice.rules import load
from fairnotice.rules.check import unreleased
from fairnotice.rules.load import load_pack_version, load_packs, read_pack_file
from fairnotice.rules.released import Release, releases, text_of
from rules.test_packs import GOOD, write


def released(folder: Path, *paths: Path) -> None:
    """Write down what the files say as released."""
    entries = []
    for path in paths:
        file = read_pack_file(path)
        entry = Release(
            pack_id=file.data["pack_id"],
            version=file.data["version"],
            sha256=file.sha256,
            released_on=dt.date(2026, 5, 1),
        )
        entries.append(entry)
    (folder / "released.yaml").write_text(text_of((*releases(folder), *entries)))


def kept(folder: Path, path: Path, version: str) -> Path:
    """Keep a file among the earlier versions."""
    earlier = folder / "earlier" / f"xx.law@{version}.yaml"
    earlier.parent.mkdir(exist_ok=True)
    earlier.write_bytes(path.read_bytes())
    return earlier


@pytest.mark.parametrize("entry", releases(load.PACKS), ids=lambda entry: f"{entry.pack_id}@{entry.version}")
def test_every_released_version_is_at_hand_and_says_what_it_said(entry):
    pack = load_pack_version(entry.pack_id, entry.version)
    assert (pack.pack_id, pack.version) == (entry.pack_id, entry.version)


def test_a_replaced_version_is_loaded_beside_the_one_that_applies(tmp_path):
    path = write(tmp_path, GOOD)
    released(tmp_path, path)
    kept(tmp_path, path, "1")
    write(tmp_path, GOOD.replace('"1"', '"2"').replace("force: law", "force: guidance"))
    assert load_pack_version("xx.law", "1", tmp_path).rules[0].force == "law"
    assert load_pack_version("xx.law", "2", tmp_path).rules[0].force == "guidance"
    assert [pack.version for pack in load_packs(None, tmp_path)] == ["2"]


def test_layout_and_comments_are_not_what_a_pack_says(tmp_path):
    path = write(tmp_path, GOOD)
    released(tmp_path, path)
    write(tmp_path, "# a comment\n" + GOOD.replace('version: "1"\n', "") + "version: '1'\n")
    assert load_pack_version("xx.law", "1", tmp_path).version == "1"


def test_a_changed_version_is_refused_with_line_and_remedy(tmp_path):
    path = write(tmp_path, GOOD)
    released(tmp_path, path)
    write(tmp_path, GOOD.replace("force: law", "force: guidance"))
    with pytest.raises(RulePackError, match=r"xx/law.yaml, line 3, version: .*Remedy: raise the version"):
        load_pack_version("xx.law", "1", tmp_path)


@pytest.mark.parametrize(
    ("pack_id", "version", "says"),
    [
        ("xx.law", "3", r"no version 3 at hand. Remedy: choose from 1"),
        ("xx.other", "1", "no rule pack is called xx.other"),
        ("../../etc/passwd", "1", "no rule pack is called"),
    ],
)
def test_a_version_that_does_not_exist_names_the_choices(tmp_path, pack_id, version, says):
    released(tmp_path, write(tmp_path, GOOD))
    with pytest.raises(RulePackError, match=says):
        load_pack_version(pack_id, version, tmp_path)


@pytest.mark.parametrize("text", ["- 1", "[", "- {pack_id: a.b, version: '1', sha256: zz, released_on: 2026-01-01}"])
def test_a_broken_list_of_releases_is_named(tmp_path, text):
    (tmp_path / "released.yaml").write_text(text)
    with pytest.raises(RulePackError, match=r"released.yaml: .*Remedy: restore it"):
        releases(tmp_path)


def test_what_comes_with_fairnotice_is_released():
    """A finding by a version that may still change could not be judged again: run ``fairnotice packs release``."""
    assert unreleased() == []
