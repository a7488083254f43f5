"""Any file gives a scan: what it names, whether all was read, and never an exception or a leak."""

import hashlib
import importlib.util
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.onnx_bytes import onnx
from fairnotice.analytics import formats
from fairnotice.analytics.scan import read_declared, scan_file
from fairnotice.domain import LEVELS, Camera, DeclaredModel, Level, Point

SHARED = Path(__file__).resolve().parents[3] / "shared" / "configs"
RACE = b"White\nBlack\nAsian\nIndian\n"


def camera(*paths: str | None, enabled: bool = True) -> Camera:
    models = tuple(DeclaredModel(f"net {n}", path, enabled) for n, path in enumerate(paths))
    return Camera("t:1", "t", "1", Point(0, 0), models=models)


def above_carrier(scan) -> list:
    return [m for m in scan.mentions if LEVELS.index(m.level) > LEVELS.index(Level.CARRIER)]


def test_a_finding_has_its_place_line_and_excerpt():
    scan = scan_file(b"person\n" + RACE, device_id="t:1", source="nets/labels.txt")
    (mention,) = scan.mentions
    assert (mention.path, mention.line, mention.excerpt) == ("labels/1", 2, "White, Black, Asian, Indian")
    assert (scan.device_id, scan.source, scan.complete) == ("t:1", "nets/labels.txt", True)
    assert scan.content_sha256 == hashlib.sha256(b"person\n" + RACE).hexdigest()


def test_the_same_bytes_give_the_same_scan():
    assert scan_file(RACE, device_id="d", source="a.txt") == scan_file(RACE, device_id="d", source="a.txt")


NAMES = [
    ("race_model_single_batch.h5", "race"),
    ("res34_fair_align_multi_7_20190809.pt", "race"),
    ("fairface_alldata_4race_20191111.pt", "race"),
    ("fairface.onnx", "race"),
    ("age_gender_ethnicity.tflite", "race"),
    ("race_labels.txt", "race"),
]


@pytest.mark.parametrize(("name", "category"), NAMES)
def test_a_file_that_is_not_opened_can_be_known_by_its_name(name, category):
    scan = scan_file(b"\x80\x02junk", device_id="d", source=f"nets/{name}")
    assert category in {m.category for m in scan.mentions if m.level is Level.CONFIGURED and m.confidence >= 0.9}
    assert not scan.complete


@pytest.mark.parametrize(
    "name",
    ["race.onnx", "brace.pt", "terrace.onnx", "race_track.pt", "fairface_evaluation.pt", "embrace.h5", "model.onnx"],
)
def test_names_that_only_look_like_one_are_not_certain(name):
    scan = scan_file(b"", device_id="d", source=name)
    assert all(m.confidence < 0.9 for m in scan.mentions)


UNREAD = [
    ("model.h5", b"\x89HDF\r\n\x1a\n", "'.h5' files are not opened"),
    ("model.pt", b"PK\x03\x04", "holds no zip archive"),
    ("model.engine", b"ptrt\x00\x00", "an engine without a header"),
    ("config.pbtxt", b"name: 'x", "quote without its end"),
    ("device.xml", b"<a>", "not valid XML at line 1"),
    ("labels.txt", b"\x00\x01", "binary"),
    ("labels.txt", b"a\n" * 3_000_000, "larger than"),
    ("noending", b"\x00\x00", "binary"),
    ("", b"", "empty"),
]


@pytest.mark.parametrize(("source", "data", "says"), UNREAD)
def test_what_is_not_read_is_incomplete_with_the_reason(source, data, says):
    scan = scan_file(data, device_id="d", source=source)
    assert not scan.complete
    assert says in scan.error


@pytest.mark.parametrize(
    ("source", "data"),
    [("labels.txt", b"0;1;2"), ("labels.txt", b"class_0\nclass_1\n"), ("data.yaml", b"names: {0: '0', 1: '1'}\n")],
)
def test_labels_that_are_numbers_leave_open_what_is_told_apart(source, data):
    scan = scan_file(data, device_id="d", source=source)
    assert (scan.mentions, scan.complete) == ((), False)
    assert "numbers" in scan.error


def test_numbers_that_are_no_labels_are_read():
    assert scan_file(b"sizes: [640, 1280]\n", device_id="d", source="a.yaml").complete


def test_a_key_with_its_siblings():
    text = b"outputs:\n  age: [young, old]\n  race: [a, b]\n"
    (mention,) = scan_file(text, device_id="d", source="c.yaml").mentions
    assert (mention.path, mention.line, mention.category) == ("/outputs/race", 3, "race")
    assert mention.confidence >= 0.9


def test_free_text_is_worth_a_look_only():
    scan = scan_file(b"shown_as: people by dominant_race here\nnames: [face]", device_id="d", source="c.yaml")
    assert [m.category for m in scan.mentions] == ["race"]
    assert scan.mentions[0].confidence < 0.9


def test_a_description_of_the_training_data_is_no_classifier():
    scan = scan_file(b"description: balanced by race and ethnicity\nnames: [face]", device_id="d", source="c.yaml")
    assert (scan.mentions, scan.complete) == ((), True)


def test_secrets_are_masked_and_excerpts_are_short():
    text = "EM_RACE_TYPE password=hunter2 rtsp://root:hunter2@10.0.0.1/x " + "z" * 500
    (mention,) = scan_file(text.encode(), device_id="d", source="labels.txt").mentions
    assert "hunter2" not in repr(mention)
    assert len(mention.excerpt) <= 200


def test_invisible_signs_do_not_reach_a_report():
    (mention,) = scan_file("EM_RACE_TYPE\u202e\x1b[31m".encode(), device_id="d", source="l.txt").mentions
    assert mention.excerpt == "EM_RACE_TYPE [31m"


def test_a_flood_of_labels_gives_a_bounded_scan():
    scan = scan_file("\n".join(f"race {n} age" for n in range(5_000)).encode(), device_id="d", source="l.txt")
    assert len(scan.mentions) == 200


class TestReadDeclared:
    def test_reads_what_the_registry_names(self, tmp_path):
        (tmp_path / "nets").mkdir()
        (tmp_path / "nets" / "labels.txt").write_bytes(RACE)
        (tmp_path / "m.onnx").write_bytes(onnx({"names": "{0: 'person'}"}))
        race, clean = read_declared(camera("nets/labels.txt", "m.onnx"), tmp_path)
        assert (race.source, race.complete, race.mentions[0].level) == ("nets/labels.txt", True, Level.CONFIGURED)
        assert race.content_sha256 == hashlib.sha256(RACE).hexdigest()
        assert (clean.source, clean.complete, clean.mentions) == ("m.onnx", True, ())

    def test_a_model_that_is_switched_off_is_a_capability(self, tmp_path):
        (tmp_path / "labels.txt").write_bytes(RACE)
        (scan,) = read_declared(camera("labels.txt", enabled=False), tmp_path)
        assert {m.level for m in scan.mentions} == {Level.CAPABILITY}
        assert read_declared(camera(None, enabled=False), tmp_path) == []

    @pytest.mark.parametrize(
        ("path", "says"),
        [
            ("missing.txt", "no such file"),
            ("../secret.txt", "leads out"),
            ("nets/../../secret.txt", "leads out"),
            ("/etc/hostname", "leads out"),
            ("\\\\server\\share", "leads out"),
            ("..\\secret.txt", "leads out"),
            ("C:\\secret.txt", "leads out"),
            ("", "leads out"),
            ("a\x00b", "leads out"),
            ("link.txt", "leads out"),
            ("dir/secret.txt", "leads out"),
            ("loop", "no such file"),
            ("nets", "it cannot be read|it is not a file"),
            ("x" * 5000, "no such file"),
            ("pipe", "it is not a file"),
            (None, "no label map is declared"),
        ],
    )
    def test_paths_that_are_not_followed(self, tmp_path, path, says):
        folder = tmp_path / "configurations"
        (folder / "nets").mkdir(parents=True)
        (tmp_path / "secret.txt").write_bytes(RACE)
        (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
        (folder / "dir").symlink_to(tmp_path)
        (folder / "loop").symlink_to(folder / "loop")
        os.mkfifo(folder / "pipe")
        (scan,) = read_declared(camera(path), folder)
        assert not scan.complete
        assert scan.mentions == ()
        assert any(part in scan.error for part in says.split("|"))
        assert str(tmp_path) not in repr(scan)

    def test_a_link_inside_the_folder_is_followed(self, tmp_path):
        (tmp_path / "labels.txt").write_bytes(RACE)
        (tmp_path / "link.txt").symlink_to(tmp_path / "labels.txt")
        assert read_declared(camera("link.txt"), tmp_path)[0].complete

    def test_a_large_file_is_not_read(self, tmp_path, monkeypatch):
        monkeypatch.setattr(formats, "MOST_TEXT_BYTES", 10)
        (tmp_path / "labels.txt").write_bytes(RACE)
        assert "larger than 10 bytes" in read_declared(camera("labels.txt"), tmp_path)[0].error

    def test_no_folder_is_set(self):
        (scan,) = read_declared(camera("labels.txt"), None)
        assert scan.error == "no folder of configurations is set"


@given(
    st.binary(max_size=400) | st.text(max_size=200).map(str.encode),
    st.sampled_from(["a.txt", "a.yaml", "a.json", "a.onnx", "a", "a.pt", "race/../x.names"]),
)
@settings(max_examples=400, deadline=None)
def test_any_bytes_give_a_scan(data, source):
    scan = scan_file(data, device_id="d", source=source)
    assert scan.complete == (scan.error is None)
    assert all(0 <= m.confidence <= 1 and len(m.excerpt) <= 200 for m in scan.mentions)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared configurations are not here")
@pytest.mark.parametrize(
    "path", sorted(p for d in ("labels", "pipeline") for p in (SHARED / d).glob("*")), ids=lambda p: p.name
)
def test_real_clean_configurations(path):
    scan = scan_file(path.read_bytes(), device_id="d", source=path.name)
    assert above_carrier(scan) == []
    if path.parent.name == "labels":
        assert scan.complete


DATASETS = importlib.util.find_spec("ultralytics")


@pytest.mark.skipif(DATASETS is None, reason="ultralytics is not installed")
def test_the_label_lists_of_public_data_sets_are_clean():
    """Real lists of 4 to 1,203 things; some hold 'turban', 'abaya', 'agama' or 'race car'."""
    files = sorted((Path(DATASETS.origin).parent / "cfg" / "datasets").glob("*.yaml"))
    assert len(files) > 10
    for path in files:
        scan = scan_file(path.read_bytes(), device_id="d", source=path.name)
        assert above_carrier(scan) == [], path.name


@pytest.mark.parametrize(
    ("data", "complete"),
    [
        (b'{"cipher": "AES-256-GCM", "data": "' + b"Qx7" * 40 + b'"}', False),
        (b'{"tls": {"certificate": "' + b"Qx7" * 40 + b'"}}', True),
        (b'{"encryption": "off", "note": "nothing here"}', True),
    ],
)
def test_what_is_encrypted_is_not_read(data, complete):
    scan = scan_file(data, device_id="d", source="backup.json")
    assert scan.complete is complete
    assert complete or "/data" in scan.error


def test_a_label_file_may_be_called_anything():
    text = b"[property]\nlabelfile-path=../../proc/self/environ\n"
    scan = scan_file(text, device_id="d", source="config_infer.txt")
    assert not scan.complete


@pytest.mark.parametrize(
    "value", ["a=1&" * 101 + "face_attributes=race", "http://x.example/?" + "a=1&" * 101 + "face_attributes=race"]
)
def test_a_value_of_many_settings_is_read_to_its_end(value):
    scan = scan_file(json.dumps({"face": value}).encode(), device_id="d", source="a.json")

    assert [found.category for found in scan.mentions] == ["race"]


@pytest.mark.parametrize("piece", ["a=", "--a=", "-a=--b=", "x?a="])
def test_settings_in_settings_end(piece):
    scan = scan_file(json.dumps({"face": piece * 500 + "race"}).encode(), device_id="d", source="a.json")

    assert scan.complete
