"""Lists of packages: no labels; a package that sorts faces is for review until a call is shown."""

import pytest

from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.verdict import by_evidence
from fairnotice.domain import Level, Verdict

PINS = b"numpy==1.26.4\nrequests[socks]>=2.31,<3 ; python_version >= '3.9'\n"


def _scan(data, source="requirements.txt"):
    return scan_file(data, device_id="d", source=source)


CLEAN = [
    ("pins", PINS),
    ("comments and options", b"# ours\n--index-url https://packages.example\n" + PINS),
    ("hashes", b"numpy==1.26.4 \\\n    --hash=sha256:aa11 \\\n    --hash=sha256:bb22\n"),
    ("a few without a version", PINS + b"flask\n"),
    ("a commented-out package", PINS + b"# deepface==0.0.93\n"),
    ("names that only sound so", b"races==2.0\nfairfaces==1.0\ndeepfaces==1.0\n"),
    ("an archive", PINS + b"tool @ https://packages.example/tool.whl\n"),
]


@pytest.mark.parametrize(("situation", "data"), CLEAN, ids=[case[0] for case in CLEAN])
@pytest.mark.parametrize("source", ["requirements.txt", "requirements-dev.txt", "pins.txt"])
def test_other_packages_are_clean_and_read_completely(source, situation, data):
    scan = _scan(data, source)
    assert (scan.format, scan.complete, scan.mentions) == ("requirements", True, ())
    assert by_evidence(scan).verdict is Verdict.PASS


SORTING = [
    b"deepface==0.0.93",
    b"DeepFace == 0.0.93",
    b"inspireface~=1.2.1",
    b"fairface==1.0 --hash=sha256:aa",
    b"deepface",
    b"git+https://user:hunter2@code.example/x/deepface.git@v0.0.93",
    b"-e git+https://code.example/x.git#egg=deepface",
]


@pytest.mark.parametrize("line", SORTING)
def test_a_package_that_sorts_faces_is_for_review(line):
    scan = _scan(PINS + line + b"\n")
    (found,) = scan.mentions
    assert (scan.format, scan.complete, found.level, found.line) == ("requirements", True, Level.CAPABILITY, 3)
    assert found.settles == "Whether the service is called, and with which actions."
    assert by_evidence(scan).verdict is Verdict.REVIEW
    assert "hunter2" not in repr(scan)


LABELS = [
    ("labels under that name", b"asian\nblack\nwhite\nindian\n"),
    ("one pin among labels", b"asian\nblack\nwhite\nindian\nnumpy==1.26.4\n"),
    ("labels among pins", PINS + b"asian;black;white;indian\n"),
]


@pytest.mark.parametrize(("situation", "data"), LABELS, ids=[case[0] for case in LABELS])
def test_labels_do_not_hide_behind_the_name(situation, data):
    assert _scan(data).format != "requirements"


def test_names_without_a_version_are_looked_at_as_labels():
    scan = _scan(PINS * 3 + b"asian\nblack\nwhite\nindian\n")
    assert {found.level for found in scan.mentions} == {Level.CAPABILITY}


def test_another_list_is_not_read_with_it():
    scan = _scan(PINS + b"-r base.txt\n")
    assert "line 3 takes in another list" in scan.error
