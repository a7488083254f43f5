"""A TensorFlow Lite model's outputs, metadata and label files are read; no offset is believed."""

import io
import json

import pytest
from hypothesis import given

from analytics.hostile import inputs, is_read_or_refused, spoiled, with_peak
from analytics.tflite_bytes import tflite
from fairnotice.analytics.model_files.tflite_metadata import looks_like_tflite, read_tflite
from fairnotice.analytics.scan import scan_file
from fairnotice.domain import Level

RACES = b"White\nBlack\nAsian\nIndian\n"
PROPERTIES = {"task": "classify", "names": {"0": "a", "1": "b"}}


def read(data: bytes):
    return read_tflite(io.BytesIO(data), len(data))


def listed(data: bytes) -> list[list[str]]:
    return [
        [label.text for label in each.labels]
        for each in read(data).lists
        if not each.only_sets and each.company[0] not in ("outputs", "layers")
    ]


NAMED = [
    ("label file", {"labels.txt": b"a\nb\n"}),
    ("properties as JSON", {"metadata.json": json.dumps(PROPERTIES).encode()}),
    ("properties as a Python literal", {"temp_meta.txt": str(PROPERTIES).encode()}),
]


@pytest.mark.parametrize(("situation", "files"), NAMED, ids=[case[0] for case in NAMED])
def test_names_in_the_files_packed_with_it(situation, files):
    data = tflite(["out"], files=files)
    assert listed(data) == [["a", "b"]]
    assert read(data).error is None
    assert looks_like_tflite(data)


def test_a_label_shows_its_file_and_line():
    data = tflite(["out"], names_files=["labels.txt"], files={"labels.txt": RACES})
    scan = scan_file(data, device_id="d", source="net.tflite")
    (mention,) = scan.mentions
    assert (mention.path, mention.line, mention.level) == ("labels.txt/labels/0", 1, Level.CONFIGURED)
    assert (scan.format, scan.complete) == ("tflite", True)


def test_outputs_named_for_what_they_tell():
    scan = scan_file(tflite(["age", "gender", "race"]), device_id="d", source="net.tflite")
    (mention,) = scan.mentions
    assert (mention.category, mention.level, mention.path) == ("race", Level.CONFIGURED, "outputs/2")
    assert scan.error == "the model carries no names of what it tells apart"


def test_names_of_outputs_in_the_metadata():
    data = tflite(["StatefulPartitionedCall:0"], described={"race": "", "age": "", "gender": ""})
    assert {mention.category for mention in scan_file(data, device_id="d", source="net.tflite").mentions} == {"race"}


def test_what_is_written_about_an_output_is_a_capability():
    data = tflite(["Identity"], described={"scores": "the ethnicity of a face, and its age"})
    (mention,) = scan_file(data, device_id="d", source="net.tflite").mentions
    assert (mention.category, mention.level) == ("ethnicity", Level.CAPABILITY)


def test_names_of_its_parts_are_a_capability():
    data = tflite(["Identity"], parts=["net/age_head/w", "net/gender_head/w", "net/race_head/w"])
    (mention,) = scan_file(data, device_id="d", source="net.tflite").mentions
    assert (mention.category, mention.level) == ("race", Level.CAPABILITY)


WHOLE = tflite(["Identity"], described={"scores": "of an object"}, names_files=["l.txt"], files={"l.txt": b"a\nb\n"})


def patched(at: int, value: int) -> bytes:
    return WHOLE[:at] + value.to_bytes(4, "little") + WHOLE[at + 4 :]


HOSTILE = [
    ("empty", b"", "leads to byte"),
    ("text", b"person\nbag\n", "does not say that it is one"),
    ("cut", WHOLE[:40], "not a readable TensorFlow Lite model"),
    ("a root beyond the end", patched(0, 60_000_000), "leads to byte 60000000"),
    ("a root before the beginning", patched(0, 0xFFFFFFFF), "leads to byte"),
    ("a file that is not there", tflite(["a"], names_files=["labels.txt"]), "names a file that is not packed with it"),
    ("a damaged archive", WHOLE.replace(b"PK\x01\x02", b"PK\x01\x09"), "files packed with it are not read"),
    ("a label file that is none", tflite(["a"], files={"labels.txt": b"\x00\x01\x02"}), "labels.txt: binary data"),
    ("properties that are none", tflite(["a"], files={"metadata.json": b"{oops"}), "neither JSON nor a Python literal"),
    ("properties without end", tflite(["a"], files={"metadata.json": b"{" * 50_000}), "neither JSON"),
    ("many files", tflite(["a"], files={f"{n}.txt": b"a" for n in range(21)}), "of the 21 files"),
    ("many tensors", tflite(["a"], parts=[f"t{n}" for n in range(30_000)]), "the model carries no names"),
]


@pytest.mark.parametrize(("situation", "data", "says"), HOSTILE, ids=[case[0] for case in HOSTILE])
def test_hostile(situation, data, says):
    reading, megabytes = with_peak(read_tflite, data)
    assert says in (reading.error or "")
    assert megabytes < 30


@given(spoiled(WHOLE, tflite(["age", "race"], parts=["x"])))
@inputs()
def test_any_bytes_are_read_or_refused(data):
    is_read_or_refused(read_tflite, data)
    looks_like_tflite(data)
