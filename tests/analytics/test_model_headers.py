"""The headers of TensorRT engines and of safetensors files: a length, then JSON, both unbelieved."""

import json

import pytest
from hypothesis import given

from analytics.hostile import cases, inputs, is_read_or_refused, spoiled, with_peak
from fairnotice.analytics.model_files.safetensors_header import looks_like_safetensors, read_safetensors
from fairnotice.analytics.model_files.tensorrt_header import looks_like_tensorrt, read_tensorrt
from fairnotice.analytics.scan import scan_file
from fairnotice.domain import Level

RACES = {"0": "White", "1": "Black", "2": "Asian", "3": "Indian"}
NO_NAMES = "the model carries no names of what it tells apart"


def engine(header: object, behind: bytes = b"ptrt" + bytes(64)) -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(4, "little") + text + behind


def tensors(header: object) -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + bytes(16)


def tensor() -> dict[str, object]:
    return {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}


@pytest.mark.parametrize("name", ["net.engine", "net.plan", "net.bin"])
def test_names_before_an_engine(name):
    scan = scan_file(engine({"task": "classify", "names": RACES}), device_id="d", source=name)
    (mention,) = scan.mentions
    assert (mention.path, mention.level, mention.excerpt) == (
        "header/names/0",
        Level.CONFIGURED,
        "White, Black, Asian, Indian",
    )
    assert (scan.format, scan.complete) == ("tensorrt", True)


def test_names_in_the_metadata_of_safetensors():
    metadata = {"format": "pt", "id2label": json.dumps(RACES)}
    scan = scan_file(tensors({"__metadata__": metadata, "w": tensor()}), device_id="d", source="net.safetensors")
    (mention,) = scan.mentions
    assert (mention.path, mention.level) == ("__metadata__/id2label/0", Level.CONFIGURED)
    assert (scan.format, scan.complete) == ("safetensors", True)


def test_names_of_tensors_are_a_capability():
    header = {f"{word}_head.weight": tensor() for word in ("age", "gender", "race")}
    scan = scan_file(tensors(header), device_id="d", source="net.safetensors")
    assert {(mention.category, mention.level) for mention in scan.mentions} == {("race", Level.CAPABILITY)}
    assert scan.error == NO_NAMES


def claims(size: int, digits: int) -> bytes:
    return size.to_bytes(digits, "little") + b'{"names": {"0": "a"}}'


ENGINES = [
    ("empty", b"", "an engine without a header"),
    ("no header", b"ftrt" + bytes(100), "an engine without a header"),
    ("60 MB claimed", claims(60_000_000, 4), "claims 60000000 bytes, of which at most 21 are read"),
    ("60 MB claimed and there", claims(60_000_000, 4) + bytes(60_000_000), "of which at most 1048576 are read"),
    ("4 GB claimed", claims(2**32 - 1, 4), "claims 4294967295 bytes"),
    ("nothing claimed", claims(0, 4), "claims 0 bytes"),
    ("cut", engine({"names": RACES})[:20], "claims"),
    ("no JSON", b"\x05\x00\x00\x00{oops", "no JSON"),
    ("not UTF-8", b"\x05\x00\x00\x00{\xff\xff\xff}", "no JSON"),
    ("no end of brackets", engine({})[:0] + (100_005).to_bytes(4, "little") + b'{"a":' + b"[" * 100_000, "no JSON"),
    ("many values", engine({"a": [0] * 200_000}), "more than 100000 values"),
    ("no names", engine({"task": "detect"}), NO_NAMES),
]


@pytest.mark.parametrize(("situation", "data", "says"), cases(ENGINES, floods=("many values",)))
def test_hostile_engines(situation, data, says):
    reading, megabytes = with_peak(read_tensorrt, data)
    assert says in (reading.error or "")
    assert megabytes < 30


TENSORS = [
    ("empty", b"", "claims 0 bytes"),
    ("60 MB claimed", claims(60_000_000, 8), "claims 60000000 bytes, of which at most 21 are read"),
    ("60 MB claimed and there", claims(60_000_000, 8) + bytes(60_000_000), "of which at most 8388608 are read"),
    ("2^63 claimed", claims(2**63, 8), "claims 9223372036854775808 bytes"),
    ("no JSON", (5).to_bytes(8, "little") + b"{oops", "no JSON"),
    ("a list", (2).to_bytes(8, "little") + b"[]", "no JSON object"),
    ("metadata that are none", tensors({"__metadata__": [1]}), "not a mapping of texts"),
    ("names that are none", tensors({"__metadata__": {"names": "[1, 2]"}}), "'names' is not a list of names"),
    ("no names", tensors({"w": tensor()}), NO_NAMES),
]


@pytest.mark.parametrize(("situation", "data", "says"), TENSORS, ids=[case[0] for case in TENSORS])
def test_hostile_safetensors(situation, data, says):
    reading, megabytes = with_peak(read_safetensors, data)
    assert says in (reading.error or "")
    assert megabytes < 30


@given(spoiled(engine({"names": RACES, "stride": 32})))
@inputs()
def test_any_bytes_are_an_engine_or_refused(data):
    is_read_or_refused(read_tensorrt, data)
    looks_like_tensorrt(data)


@given(spoiled(tensors({"__metadata__": {"names": "['a', 'b']"}, "w": tensor()})))
@inputs()
def test_any_bytes_are_safetensors_or_refused(data):
    is_read_or_refused(read_safetensors, data)
    looks_like_safetensors(data)
