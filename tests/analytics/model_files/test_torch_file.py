"""A PyTorch file is read without unpickling: names with their places, and nothing is run."""

import io
import pickle
import zipfile
import zlib
from collections import OrderedDict
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.hostile import cases, inputs, is_read_or_refused, spoiled, with_peak
from fairnotice.analytics.documents.reading import LabelList
from fairnotice.analytics.model_files.torch_file import looks_like_torch, read_torch
from fairnotice.analytics.scan import scan_file
from fairnotice.domain import Level

RACES = {0: "White", 1: "Black", 2: "Asian", 3: "Indian"}


def archive(data: bytes, more: dict[str, bytes] | None = None, method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as members:
        for name, content in {"net/data.pkl": data, "net/version": b"3\n", **(more or {})}.items():
            members.writestr(name, content)
    return stream.getvalue()


def saved(value: object, protocol: int = 2) -> bytes:
    return archive(pickle.dumps(value, protocol))


def read(data: bytes):
    return read_torch(io.BytesIO(data), len(data))


def listed(data: bytes) -> list[list[str]]:
    return [[label.text for label in each.labels] for each in read(data).lists if is_names(each)]


def is_names(each: LabelList) -> bool:
    return not each.only_sets and each.company != ("layers",)


SHAPES = [
    ("numbered", {"names": RACES}, ["White", "Black", "Asian", "Indian"]),
    ("a list", {"classes": ["a", "b"]}, ["a", "b"]),
    ("a tuple", {"labels": ("a", "b")}, ["a", "b"]),
    ("ordered", {"idx_to_class": OrderedDict([(0, "a"), (1, "b")])}, ["a", "b"]),
    ("numbers by name", {"class_to_idx": {"cat": 0, "dog": 1}}, ["cat", "dog"]),
    ("deep in objects", {"model": SimpleNamespace(inner=SimpleNamespace(names={0: "a", 1: "b"}))}, ["a", "b"]),
    ("another script", {"names": {0: "汉族", 1: "维吾尔族"}}, ["汉族", "维吾尔族"]),
    ("half a sign", {"names": ["a\ud800b"]}, ["a?b"]),
    ("one text twice", {"names": {0: "same", 1: "same"}}, ["same", "same"]),
]


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize(("shape", "value", "expected"), SHAPES, ids=[case[0] for case in SHAPES])
def test_names_in_every_protocol(shape, value, expected, protocol):
    data = saved(value, protocol)
    assert expected in listed(data)
    assert read(data).error is None


@pytest.mark.parametrize("protocol", range(6))
def test_a_pickle_without_an_archive(protocol):
    assert [list(RACES.values())] == listed(pickle.dumps({"names": RACES}, protocol))


def test_a_label_shows_the_offset_of_its_opcode():
    data = pickle.dumps({"names": {0: "person"}}, 2)
    (names,) = (each for each in read(archive(data)).lists if is_names(each))
    offset = int(names.labels[0].path.removeprefix("data.pkl: opcode offset "))
    assert data[offset:].startswith(b"X\x06\x00\x00\x00person")


def test_names_of_a_model_are_what_it_is_configured_to_tell():
    (mention,) = scan_file(saved({"names": RACES}), device_id="d", source="net.pt").mentions
    assert (mention.category, mention.level) == ("race", Level.CONFIGURED)
    assert mention.excerpt == "White, Black, Asian, Indian"


def test_names_of_its_parts_are_a_capability():
    weights = OrderedDict.fromkeys(["age_head.weight", "gender_head.weight", "race_head.weight"], 0)
    scan = scan_file(saved(weights), device_id="d", source="net.pt")
    assert {(mention.category, mention.level) for mention in scan.mentions} == {("race", Level.CAPABILITY)}
    assert scan.error == "the model carries no names of what it tells apart"


class RaceClassifier:
    """Stands for a class of somebody's own."""


def test_the_class_of_a_model_is_a_capability():
    scan = scan_file(saved({"model": RaceClassifier()}), device_id="d", source="net.pt")
    assert {(mention.category, mention.level) for mention in scan.mentions} == {("race", Level.CAPABILITY)}


def test_the_properties_of_torchscript():
    data = archive(
        pickle.dumps({}, 2), {"net/extra/config.txt": b'{"task": "classify", "names": {"0": "a", "1": "b"}}'}
    )
    assert listed(data) == [["a", "b"]]
    assert read(data).error is None


def test_nothing_is_run(tmp_path):
    target = tmp_path / "ran"

    class Attack:
        def __reduce__(self):
            return (open, (str(target), "w"))

    for protocol in range(6):
        read(saved({"names": {0: "a"}, "x": Attack()}, protocol))
        read(pickle.dumps(Attack(), protocol))
    assert not target.exists()


@pytest.mark.slow
@pytest.mark.parametrize("zipped", [True, False])
def test_what_torch_itself_saves(zipped):
    import torch

    stream = io.BytesIO()
    net = torch.nn.Sequential(torch.nn.Linear(2, 2))
    net.names = {0: "person", 1: "bag"}
    torch.save({"model": net, "epoch": 3}, stream, _use_new_zipfile_serialization=zipped)
    data = stream.getvalue()
    assert looks_like_torch(data[:4096])
    assert listed(data) == [["person", "bag"]]
    assert read(data).error is None


def bomb(megabytes: int) -> bytes:
    """Return an archive whose pickle is so many million zeros, packed a thousand times smaller."""
    packer = zlib.compressobj(wbits=-15)
    million = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    data = bytearray(archive(million * megabytes + packer.flush()))
    at = data.find(b"PK\x01\x02")
    data[at + 10 : at + 12] = data[8:10] = zipfile.ZIP_DEFLATED.to_bytes(2, "little")
    data[at + 24 : at + 28] = data[22:26] = (megabytes * 1_000_000).to_bytes(4, "little")
    return bytes(data)


def claiming(size: int) -> bytes:
    """Return an archive whose directory claims another size of its one member."""
    data = bytearray(saved({"names": RACES}))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"PK\x01\x02"))
    data[at + 24 : at + 28] = size.to_bytes(4, "little")
    return bytes(data)


def doubling() -> bytes:
    """Return a pickle that would double a mapping with each of its steps."""
    return b"\x80\x02}q\x00" + b"h\x00h\x00b0" * 20_000 + b"h\x00."


HOSTILE = [
    ("empty", b"", "no readable pickle"),
    ("text", b"person\nbag\n", "no readable pickle"),
    ("no archive", b"PK\x03\x04", "holds no zip archive"),
    ("no pickle in it", archive(b"").replace(b"data.pkl", b"data.pkx"), "holds no data.pkl"),
    ("cut", saved({"names": RACES})[:-30], "zip archive"),
    ("a bomb of a gigabyte", bomb(1_000), "claims 1000000000 bytes"),
    ("a bomb below the limit", bomb(16), "as bombs do"),
    ("more than it claims", claiming(10), "cannot be read"),
    ("60 MB claimed by the directory", claiming(60_000_000), "claims 60000000 bytes"),
    ("60 MB claimed by a text", archive(b"\x80\x02X" + (60_000_000).to_bytes(4, "little") + b"x."), "60000000 bytes"),
    ("60 MB claimed by old text", b"\x80\x02X" + (60_000_000).to_bytes(4, "little") + b"x.", "claims 60000000 bytes"),
    ("2^62 claimed", b"\x80\x04\x8d" + (2**62).to_bytes(8, "little") + b"x.", "claims 4611686018427387904 bytes"),
    ("too many opcodes", b"\x80\x02" + b"N0" * 250_001 + b"N.", "more than 500000 opcodes"),
    ("doubling", doubling(), NO_NAMES := "the model carries no names of what it tells apart"),
    ("itself in itself", b"\x80\x02]q\x00h\x00a.", NO_NAMES),
    ("nested deep", b"\x80\x02" + b"]" * 5_000 + b"X\x01\x00\x00\x00a" + b"a" * 5_000 + b".", "nested deeper"),
    ("a key without a value", b"\x80\x02}(X\x01\x00\x00\x00au.", "no readable pickle"),
    ("nothing on the stack", b"\x80\x02.", "no readable pickle"),
    ("a memory that is not there", b"\x80\x02h\x07.", "no readable pickle"),
    ("a mark that is not there", b"\x80\x02u.", "no readable pickle"),
    ("a number of a million digits", b"I" + b"9" * 1_000_000 + b"\n.", "no readable pickle"),
    ("five pickles", archive(b"N.", {f"{n}/data.pkl": b"N." for n in range(5)}), "holds 6 pickles"),
    (
        "encrypted",
        archive(b"N.").replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"),
        "encrypted",
    ),
    ("a directory of millions", archive(b"N.")[:-14] + b"\xfe\xff" * 2 + b"\xff" * 10, "its directory claims"),
]


@pytest.mark.parametrize(("situation", "data", "says"), cases(HOSTILE, floods=("too many opcodes",)))
def test_hostile(situation, data, says):
    reading, megabytes = with_peak(read_torch, data)
    assert says in (reading.error or "")
    assert megabytes < 150


WHOLE = [saved({"names": RACES, "model": SimpleNamespace(names=["a"])}, protocol) for protocol in (0, 2, 4)]


@given(spoiled(*WHOLE, pickle.dumps({"names": RACES}, 0), pickle.dumps({"names": RACES}, 4)))
@inputs()
def test_any_bytes_are_read_or_refused(data):
    is_read_or_refused(read_torch, data)
    looks_like_torch(data)


PLAIN = [bytes((code,)) for code in b"(012N}])aesubRtdl\x94\x85\x86\x81\x92oQ\x91\x8f\x90\x93"]
OPCODES = st.sampled_from([*PLAIN, b"K\x01", b"X\x01\x00\x00\x00a", b"q\x00", b"h\x00", b"c__main__\nx\n"])


@given(st.lists(OPCODES, max_size=80).map(lambda parts: b"\x80\x04" + b"".join(parts) + b"."))
@inputs()
def test_any_program_is_read_or_refused(data):
    is_read_or_refused(read_torch, data)
