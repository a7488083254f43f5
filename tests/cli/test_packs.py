"""Rule packs on the command line."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from fairnotice import cli
from fairnotice.cli.pack_release import release_packs
from fairnotice.errors import RulePackError
from fairnotice.rules import load
from fairnotice.rules.check import check_packs
from fairnotice.rules.load import load_pack_version, load_packs
from rules.test_packs import GOOD, write

pytestmark = pytest.mark.slow

DAY = dt.date(2026, 6, 1)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, ["packs", *map(str, arguments)])


def test_the_list_says_for_each_rule_whether_it_can_fail() -> None:
    done = run("list")
    assert done.exit_code == 0, done.output
    rows = {line.split()[0]: line for line in done.output.splitlines()}
    assert " law  " in rows["cn.order-799.notice"]
    assert "2025-04-01" in rows["cn.order-799.notice"]
    assert "  yes  " in rows["cn.order-799.notice"]
    assert "  no  " in rows["cn.draft-2023.notice"]
    assert "  no  " in rows["de.bdsg.notice"], "anybody may come under its exemption"
    assert set(rows) - {"rule"} == {rule.id for pack in load_packs() for rule in pack.rules}
    applied = run("list", "--applied").output
    assert "cn.pipl.notice" in applied
    assert "us-nyc" not in applied


def test_a_pack_is_shown_in_the_readers_language_without_the_copies() -> None:
    shown = run("show", "cn.pipl", "--language", "zh").output
    assert "在公共场所安装图像采集设备应当设置显著的提示标识" in shown
    assert "art. 26" in shown
    assert "效力：法律，自 2021-11-01 起；已在完整副本中阅读原文：可判定不合格" in shown
    for pack in load_packs():
        shown = run("show", pack.pack_id).output
        assert f"{pack.pack_id}@{pack.version}: " in shown
        for copy in pack.source_copies:
            assert copy.where not in shown


def test_an_earlier_version_is_shown_and_compared() -> None:
    assert "cn.pipl@1: " in run("show", "cn.pipl@1").output
    changed = run("diff", "cn.pipl@1", "cn.pipl").output
    assert "rule cn.pipl.sensitive is new" in changed
    assert run("diff", "cn.pipl@1", "cn.pipl@1").output.strip() == "they say the same"


def test_a_difference_says_what_changed_for_a_camera(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "PACKS", tmp_path)
    write(tmp_path, GOOD)
    other = GOOD.replace("xx.law", "xx.new").replace("force: law", "force: draft").replace("2020-01-01", "2021-01-01")
    write(tmp_path, other.replace("xx.new.notice", "xx.law.notice").replace("xx.new", "xx.law"), "law2")
    old, new = (load.read_pack_file(tmp_path / "xx" / name).pack() for name in ("law.yaml", "law2.yaml"))
    from fairnotice.rules.pack_difference import pack_difference

    assert pack_difference(old, new) == [
        "rule xx.law.notice, force: law -> draft",
        "rule xx.law.notice, in force from: 2020-01-01 -> 2021-01-01",
        "rule xx.law.notice, so what it can come to is now: at most a review, and was: can fail",
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "cn"), "is a folder of packs"),
        (("show", "cn.pipl@99"), "no version 99"),
        (("diff", "a", "b"), "called a"),
    ],
)
def test_a_pack_that_is_not_there_names_the_remedy(arguments: tuple[str, ...], says: str) -> None:
    done = run(*arguments)
    assert done.exit_code != 0
    assert says in str(done.exception)
    assert "Remedy: " in str(done.exception)


def test_check_exits_with_one_and_prints_every_complaint(tmp_path: Path) -> None:
    assert "packs are in order\n" in run("check").output
    path = write(tmp_path, GOOD.replace("    force: law", "    colour: red\n    force: strong"))
    done = run("check", path)
    assert done.exit_code == 1
    assert [line.split(":")[0] for line in done.output.splitlines()] == [
        "xx/law.yaml, line 12, rules.0.force",
        "xx/law.yaml, line 11, rules.0.colour",
    ]
    copied = tmp_path / "packs" / "template.yaml"
    copied.parent.mkdir()
    copied.write_bytes((load.PACKS / "template.yaml").read_bytes())
    assert run("check", copied).exit_code == 0


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of packs under version control, with version 1 released."""
    write(tmp_path, GOOD)
    assert [entry.version for entry in release_packs(tmp_path, DAY)] == ["1"]
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "released")
    return tmp_path


def test_a_release_keeps_what_it_replaces(folder: Path) -> None:
    assert release_packs(folder, DAY) == ()
    write(folder, GOOD.replace('"1"', '"2"').replace("force: law", "force: guidance"))
    git(folder, "commit", "-qam", "changed")
    (entry,) = release_packs(folder, dt.date(2026, 7, 1))
    assert (entry.pack_id, entry.version, entry.released_on) == ("xx.law", "2", dt.date(2026, 7, 1))
    assert load_pack_version("xx.law", "1", folder).rules[0].force == "law"
    assert load_pack_version("xx.law", "2", folder).rules[0].force == "guidance"
    assert check_packs(folder=folder) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.replace("force: law", "force: guidance"), "version 1 was released on 2026-06-01 and says something else"),
        (GOOD.replace('"1"', '"0.9"'), "version 0.9 is not higher than 1"),
        (GOOD.replace("force: law", "force: strong"), "line 11, rules.0.force"),
    ],
)
def test_what_is_not_in_order_is_not_released(folder: Path, text: str, says: str) -> None:
    before = (folder / "released.yaml").read_bytes()
    write(folder, text)
    with pytest.raises(RulePackError, match=says):
        release_packs(folder, DAY)
    assert (folder / "released.yaml").read_bytes() == before


def test_a_replaced_file_that_cannot_be_found_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    release_packs(tmp_path, DAY)
    write(tmp_path, GOOD.replace('"1"', '"2"'))
    with pytest.raises(RulePackError, match=r"put the file as it was released at earlier/xx.law@1.yaml"):
        release_packs(tmp_path, DAY)
