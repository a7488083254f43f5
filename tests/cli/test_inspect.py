"""`fairnotice inspect`: every picture gets a result or a clear reason, and nothing else is printed."""

from __future__ import annotations

import io
import json
import os
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from fairnotice import cli
from fairnotice.cli import inspecting, picture_files
from fairnotice.domain import Frame, Inspection, Notice, NoticeStatus
from fairnotice.errors import VisionError
from fairnotice.settings import PROJECT_ROOT, settings
from fairnotice.vision.inspect import Inspector
from fairnotice.vision.quality import assess
from fairnotice.vision.wording import ELEMENTS
from fakes.farm_bytes import jpeg
from fakes.scenes import draw_scene

pytestmark = pytest.mark.slow

BOX = (100.0, 200.0, 300.0, 400.0)
FAILING_HEIGHT = 444
KEYS = {"file", "width", "height", "usable", "reasons", "notices", "error"}
NOTICE_KEYS = {"xyxy", "class", "score", "probability", "status", "text", "qr", "elements"}


SAYS_SO = Notice(
    box=BOX,
    score=0.4321987,
    status=NoticeStatus.CONFIRMED,
    reason="says that cameras watch here: 'CCTV IN OPERATION'",
    text="CCTV IN OPERATION\nHarbour\x1b[2J Board",
    language="en",
    qr="https://a.example/x",
    elements={"controller": "present", "rights": "absent"},
)
UNREAD = Notice(BOX, 0.2, NoticeStatus.CANDIDATE, "too small to read", text="M-AB 1234", qr="https://b.example/y")


class _Looks:
    """Sees on each usable picture what the test says, and remembers what it was shown."""

    def __init__(self) -> None:
        self.notices: tuple[Notice, ...] = (SAYS_SO,)
        self.shown: list[tuple[int, ...]] = []

    def inspect(self, frame: Frame, **asked: bool) -> Inspection:
        assert asked == {"thorough": True, "whatever_quality": True}
        print("a library's chatter")  # noqa: T201 - what libraries do
        quality = assess(frame.pixels)
        self.shown.append(frame.pixels.shape)
        if frame.height == FAILING_HEIGHT:
            raise VisionError("the model fails on it")
        return Inspection(quality, self.notices if quality.usable else (), frame.width, frame.height, "by-hand")


@pytest.fixture
def looks() -> _Looks:
    return _Looks()


@pytest.fixture
def inspect(looks, tmp_path, monkeypatch):
    """Run the command with what is seen given, since the models do not matter here."""
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(Inspector, "open", lambda settings: looks)
    settings.cache_clear()

    def run(*arguments: object, stdin: bytes | None = None):
        return CliRunner().invoke(cli.app, ["inspect", *map(str, arguments)], input=stdin)

    yield run
    settings.cache_clear()


def _street(width: int = 1280, height: int = 720) -> Image.Image:
    return Image.fromarray(draw_scene(7, width, height, "day")[..., ::-1])


STREET = _street()


def _bytes(image: Image.Image, file_format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


STREET_JPEG = _bytes(STREET, "JPEG")


def _records(done) -> list[dict]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def _one(inspect, tmp_path: Path, data: bytes, name: str = "picture.jpg") -> tuple[int, dict]:
    path = tmp_path / name
    path.write_bytes(data)
    done = inspect(path, "--format", "jsonl")
    (record,) = _records(done)
    assert record.keys() >= KEYS
    assert record["file"] == str(path)
    return done.exit_code, record


# --- what is said ------------------------------------------------------------------------------------


def test_one_object_for_each_picture(inspect, tmp_path):
    code, record = _one(inspect, tmp_path, STREET_JPEG)
    assert code == 0
    assert (record["width"], record["height"], record["usable"], record["error"]) == (1280, 720, True, None)
    (notice,) = record["notices"]
    assert notice.keys() >= NOTICE_KEYS
    assert notice["xyxy"] == list(BOX)
    assert notice["status"] == "confirmed"
    assert notice["score"] == 0.4322
    assert notice["probability"] is None
    assert notice["text"].startswith("CCTV IN OPERATION\n")
    assert notice["qr"] == "https://a.example/x"
    assert notice["elements"].keys() == set(ELEMENTS)
    assert (notice["elements"]["controller"], notice["elements"]["rights"]) == ("present", "absent")
    assert notice["elements"]["purpose"] == "unreadable"


def test_of_a_plate_that_is_no_notice_nothing_written_is_shown(inspect, looks, tmp_path):
    looks.notices = (UNREAD,)
    _, record = _one(inspect, tmp_path, STREET_JPEG)
    assert record["notices"][0]["status"] == "candidate"
    assert record["notices"][0]["elements"] == {}
    told = inspect(tmp_path / "picture.jpg").output
    assert "1 candidate: too small to read" in told
    assert "1234" not in told
    assert "b.example" not in told


def test_sentences_for_people(inspect, tmp_path):
    path = tmp_path / "gate.jpg"
    path.write_bytes(STREET_JPEG)
    done = inspect(path)
    assert done.exit_code == 0
    first, quality, verdict, text, code, elements, score, place = done.stdout.splitlines()
    assert first == f"{path}: 1280 x 720 px, 1 confirmed notice"
    assert re.fullmatch(r"  usable; a notice must be about \d+ px high here to be read", quality)
    assert verdict == "  1 confirmed: says that cameras watch here: 'CCTV IN OPERATION'"
    assert text == "    text: CCTV IN OPERATION / Harbour\\x1b[2J Board"
    assert code == "    QR code: https://a.example/x"
    assert elements.startswith("    present: controller; absent: rights; could not be read: ")
    assert score == "    score 0.43, not a probability"
    assert place == "    at 100, 200, 300, 400 px"


def test_a_poor_picture_is_inspected_and_says_why(inspect, tmp_path):
    code, record = _one(inspect, tmp_path, _bytes(Image.new("RGB", (1280, 720)), "JPEG"))
    assert code == 0
    assert (record["usable"], record["reasons"], record["notices"], record["error"]) == (False, ["dark"], [], None)
    assert "not usable: too dark" in inspect(tmp_path / "picture.jpg").stdout


def test_many_pictures_end_with_a_summary(inspect, tmp_path):
    (tmp_path / "a.jpg").write_bytes(STREET_JPEG)
    (tmp_path / "dark.png").write_bytes(_bytes(Image.new("RGB", (640, 480)), "PNG"))
    (tmp_path / "empty.png").write_bytes(b"")
    done = inspect(tmp_path / "a.jpg", tmp_path / "dark.png", tmp_path / "empty.png", tmp_path / "missing.jpg")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[-1] == "4 pictures: 1 with a confirmed notice, 1 not usable, 2 failed"
    assert "missing.jpg: cannot be read: No such file or directory" in done.stdout


# --- odd pictures ------------------------------------------------------------------------------------


def _orientation(value: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


def _png(width: int, height: int, rows: bytes = b"", *, depth: int = 8, colour: int = 2) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _sixteen_bits() -> bytes:
    samples = np.asarray(STREET).astype(">u2") * 257
    return _png(1280, 720, b"".join(b"\0" + row.tobytes() for row in samples), depth=16)


def _animated(file_format: str) -> bytes:
    small = STREET.resize((640, 360))
    return _bytes(small, file_format, save_all=True, append_images=[Image.new("RGB", (640, 360))], duration=100)


def _scan_bomb() -> bytes:
    sound = _bytes(STREET, "JPEG", progressive=True)
    last = sound.rindex(b"\xff\xda")
    return sound[:last] + sound[last:-2] * 3000 + sound[-2:]


@pytest.mark.parametrize(
    ("data", "size"),
    [
        pytest.param(_bytes(STREET.convert("CMYK"), "JPEG"), (1280, 720), id="CMYK"),
        pytest.param(
            _bytes(Image.fromarray(np.asarray(STREET.convert("L")).astype(np.uint16) * 257), "PNG"),
            (1280, 720),
            id="16 bits grey",
        ),
        pytest.param(_sixteen_bits(), (1280, 720), id="16 bits RGB"),
        pytest.param(_animated("GIF"), (640, 360), id="animated GIF"),
        pytest.param(_animated("WEBP"), (640, 360), id="animated WebP"),
        pytest.param(_animated("PNG"), (640, 360), id="animated PNG"),
        pytest.param(_bytes(STREET, "MPO", save_all=True, append_images=[STREET]), (1280, 720), id="double picture"),
        pytest.param(_bytes(STREET, "JPEG", progressive=True), (1280, 720), id="progressive"),
        pytest.param(_bytes(STREET.quantize(64), "PNG", transparency=3), (1280, 720), id="palette, transparent"),
        pytest.param(_bytes(STREET, "JPEG", icc_profile=b"no profile"), (1280, 720), id="broken colour profile"),
    ],
)
def test_unusual_pictures_are_inspected(inspect, tmp_path, data, size):
    code, record = _one(inspect, tmp_path, data)
    assert (code, record["error"], record["usable"]) == (0, None, True)
    assert (record["width"], record["height"]) == size
    assert len(record["notices"]) == 1


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1)])
def test_pictures_of_nearly_nothing_are_not_usable(inspect, tmp_path, size):
    code, record = _one(inspect, tmp_path, _bytes(Image.new("RGB", size, "white"), "PNG"), "thin.png")
    assert (code, record["error"], record["usable"]) == (0, None, False)
    assert (record["width"], record["height"]) == size
    assert record["reasons"]
    assert inspect(tmp_path / "thin.png", "-o", tmp_path / "redacted.png").exit_code == 0
    assert inspect(tmp_path / "thin.png", "-o", tmp_path / "drawn.png", "--unredacted").exit_code == 0


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(STREET_JPEG[: len(STREET_JPEG) // 2], "truncated", id="truncated"),
        pytest.param(STREET_JPEG[:30], "damaged or cut off", id="a JPEG's first bytes"),
        pytest.param(b"Dear Sir or Madam,\n", "not a picture", id="text"),
        pytest.param(b"%PDF-1.7\n", "PDF, which cannot be read; save it as JPEG or PNG", id="PDF"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG", id="SVG"),
        pytest.param(b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC, which cannot be read; save it as JPEG", id="HEIC"),
        pytest.param(_bytes(STREET.resize((64, 36)), "AVIF"), "AVIF, which cannot be read", id="AVIF"),
        pytest.param(_bytes(STREET.resize((64, 36)), "TIFF"), "TIFF, which cannot be read", id="TIFF"),
        pytest.param(_png(10000, 10000), "10000 x 10000 px, more than the 40000000", id="a header of 100 megapixels"),
        pytest.param(_png(60000, 60000), "too large", id="a header of 3600 megapixels"),
        pytest.param(_bytes(Image.new("1", (10000, 10000)), "PNG"), "10000 x 10000 px", id="100 megapixels"),
        pytest.param(_scan_bomb(), "more than 100 scans", id="thousands of scans"),
    ],
)
def test_what_cannot_be_inspected_says_why(inspect, looks, tmp_path, data, says):
    code, record = _one(inspect, tmp_path, data)
    assert code == 1
    assert says in record["error"]
    assert str(tmp_path) not in record["error"]  # the file is named once
    assert (record["width"], record["height"], record["notices"], record["usable"]) == (None, None, [], False)
    assert looks.shown == []


@pytest.mark.parametrize("orientation", range(1, 9))
def test_boxes_are_in_px_of_the_upright_picture(inspect, looks, tmp_path, orientation):
    _, record = _one(inspect, tmp_path, _bytes(STREET, "JPEG", exif=_orientation(orientation)))
    upright = (720, 1280) if orientation >= 5 else (1280, 720)
    assert (record["width"], record["height"]) == upright
    assert looks.shown == [(upright[1], upright[0], 3)]
    assert record["notices"][0]["xyxy"] == list(BOX)


def test_a_large_picture_is_looked_at_in_all_its_pixels(inspect, looks, tmp_path):
    _one(inspect, tmp_path, _bytes(STREET.resize((4000, 2250)), "JPEG"))
    assert looks.shown == [(2250, 4000, 3)]


def test_a_jpeg_above_the_cap_is_looked_at_smaller_with_boxes_in_px_of_the_whole(inspect, looks, tmp_path, monkeypatch):
    monkeypatch.setenv("FAIRNOTICE_MAX_PIXELS", str(1280 * 720 - 1))
    settings.cache_clear()
    _, record = _one(inspect, tmp_path, STREET_JPEG)
    assert looks.shown == [(360, 640, 3)]
    assert (record["width"], record["height"]) == (1280, 720)
    assert record["notices"][0]["xyxy"] == [2 * edge for edge in BOX]
    assert "looked at in 640 x 360 px" in inspect(tmp_path / "picture.jpg").stdout


def test_a_picture_that_the_model_fails_on_does_not_end_the_others(inspect, tmp_path):
    (tmp_path / "a.jpg").write_bytes(_bytes(STREET.resize((800, FAILING_HEIGHT)), "JPEG"))
    (tmp_path / "b.jpg").write_bytes(STREET_JPEG)
    done = inspect(tmp_path / "a.jpg", tmp_path / "b.jpg", "--format", "jsonl")
    assert done.exit_code == 1
    assert [record["error"] for record in _records(done)] == ["the model fails on it", None]


# --- files, folders and standard input ---------------------------------------------------------------


def test_a_folder_is_searched_in_order_and_the_rest_is_counted(inspect, tmp_path):
    pictures = tmp_path / "pictures"
    for name in ("b.JPG", "a/x.jpg/deep.jpeg", "a/notes.txt", ".hidden/c.jpg", "._b.jpg", "z.seen.png"):
        path = pictures / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(STREET_JPEG)
    (pictures / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic")
    (pictures / "loop").symlink_to(pictures)
    done = inspect(pictures, "--format", "jsonl")
    names = [os.path.relpath(record["file"], pictures) for record in _records(done)]
    assert names == ["b.JPG", "phone.heic", "a/x.jpg/deep.jpeg"]
    assert done.exit_code == 1  # a phone's HEIC is a picture that could not be inspected
    assert inspect(pictures).stdout.splitlines()[-1] == (
        "3 pictures: 2 with a confirmed notice, 1 failed; 2 other files skipped"
    )


def test_a_picture_far_down_is_found_and_drawn(inspect, tmp_path):
    deep = tmp_path.joinpath(*["some folder or other"] * 40, "x.png")
    deep.parent.mkdir(parents=True)
    deep.write_bytes(STREET_JPEG)
    (deep.parent / "x.jpg").write_bytes(STREET_JPEG)
    done = inspect(tmp_path / "some folder or other", "--format", "jsonl", "-o", tmp_path / "seen")
    assert done.exit_code == 0
    assert [record["file"] for record in _records(done)] == [str(deep.parent / "x.jpg"), str(deep)]
    assert {path.name for path in (tmp_path / "seen").iterdir()} == {"x.jpg.seen.png", "x.png.seen.png"}


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_for_a_terminal_only_and_leaves_nothing_there(monkeypatch):
    terminal, pipe = _Terminal(), io.StringIO()
    for stderr in (terminal, pipe):
        monkeypatch.setattr(sys, "stderr", stderr)
        for shown in (True, False):
            with inspecting._progress("3 of 9: a.jpg", shown=shown):
                pass
    assert terminal.getvalue() == "\r\x1b[K3 of 9: a.jpg\r\x1b[K"
    assert pipe.getvalue() == ""


def test_results_are_not_inspected_in_their_turn(inspect, tmp_path):
    (tmp_path / "a.jpg").write_bytes(STREET_JPEG)
    for _ in range(2):
        done = inspect(tmp_path, "--format", "jsonl", "-o", tmp_path / "seen")
        assert [record["file"] for record in _records(done)] == [str(tmp_path / "a.jpg")]


def test_standard_input_is_one_picture(inspect):
    done = inspect("-", "--format", "jsonl", stdin=STREET_JPEG)
    assert done.exit_code == 0
    (record,) = _records(done)
    assert (record["file"], record["width"]) == ("-", 1280)
    assert inspect("-", stdin=b"").exit_code == 1


def test_what_is_no_regular_file_is_refused_at_once(inspect, tmp_path):
    pipe, loop, dangling = tmp_path / "pipe.jpg", tmp_path / "loop.jpg", tmp_path / "dangling.jpg"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    dangling.symlink_to(tmp_path / "nowhere")
    paths = [pipe, "/dev/zero", loop, dangling, tmp_path / ("x" * 300), tmp_path]
    done = inspect(*paths, "--format", "jsonl")
    assert done.exit_code == 1
    errors = [record["error"] for record in _records(done)]
    assert "not a regular file" in errors[0]
    assert "not a regular file" in errors[1]
    assert "symbolic links" in errors[2]
    assert "No such file" in errors[3]
    assert "File name too long" in errors[4]
    assert len(errors) == 8  # the folder holds the first three links and the pipe once more


def test_a_file_above_the_limit_is_refused(inspect, tmp_path, monkeypatch):
    monkeypatch.setattr(picture_files, "MAX_FILE_BYTES", 1000)
    monkeypatch.setenv("FAIRNOTICE_MAX_BYTES", "2000")
    settings.cache_clear()
    code, record = _one(inspect, tmp_path, STREET_JPEG)
    assert code == 1
    assert "larger than 2000 bytes" in record["error"]


def test_a_name_that_is_no_utf8_is_told_in_valid_json(inspect, tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9 \xe4\xb8\xad.jpg"
    Path(os.fsdecode(path)).write_bytes(STREET_JPEG)
    done = inspect(os.fsdecode(path), "--format", "jsonl", "-o", tmp_path / "seen")
    assert done.exit_code == 0
    json.loads(done.stdout_bytes.decode("utf-8", "strict"))
    assert _records(done)[0]["file"] == f"{tmp_path}/caf\\xe9 中.jpg"
    assert len(list((tmp_path / "seen").iterdir())) == 1


# --- usage -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Missing argument"),
        (["{}/none"], "no picture in"),
        (["-", "-"], "once only"),
        (["{}/a.jpg", "--unredacted"], "say with -o"),
        (["{}/a.jpg", "--format", "xml"], "xml"),
        (["{}/a.jpg", "-o", "{}/seen.jpg"], "written as .png"),
        (["{}/a.jpg", "{}/b.png", "-o", "{}/seen.png"], "one file for 2 pictures"),
        (["{}/b.png", "-o", "{}/b.png"], "would be lost"),
        (["{}/a.jpg", "{}/a.seen.png", "-o", "{}"], "would be lost"),
        (["{}/a.jpg", "-o", "{}/a.jpg/seen"], "cannot be written to"),
        (["{}/a.jpg", "-o", "/proc/seen"], "cannot be written to"),
    ],
)
def test_what_cannot_be_asked_is_said_before_anything_is_inspected(inspect, looks, tmp_path, arguments, says):
    (tmp_path / "none").mkdir()
    (tmp_path / "a.jpg").write_bytes(STREET_JPEG)
    for name in ("b.png", "a.seen.png"):
        (tmp_path / name).write_bytes(STREET_JPEG)
    done = inspect(*(each.format(tmp_path) for each in arguments))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert says in " ".join(done.stderr.replace("│", " ").split())
    assert looks.shown == []


# --- pictures of what was seen -----------------------------------------------------------------------


@pytest.mark.slow
def test_pictures_of_the_same_name_are_kept_apart(inspect, tmp_path):
    for name in ("a/1.jpg", "b/1.jpg", "b/2.jpg", "b/2.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(STREET_JPEG)
    paths = [tmp_path / name for name in ("a/1.jpg", "b/1.jpg", "b/2.jpg", "b/2.png", "a/1.jpg")]
    assert inspect(*paths[:4], "-o", tmp_path / "seen").exit_code == 0
    names = {path.name for path in (tmp_path / "seen").iterdir()}
    assert names == {"a_1.jpg.seen.png", "b_1.jpg.seen.png", "2.jpg.seen.png", "2.png.seen.png"}
    assert inspect(*paths, "-o", tmp_path / "twice").exit_code == 0
    assert len(list((tmp_path / "twice").iterdir())) == 5


def test_the_picture_is_redacted_unless_asked_otherwise(inspect, tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(STREET_JPEG)
    assert inspect(path, "-o", tmp_path / "redacted").exit_code == 0
    assert inspect(path, "-o", tmp_path / "a.png", "--unredacted").exit_code == 0
    redacted, drawn = cv2.imread(str(tmp_path / "redacted/a.seen.png")), cv2.imread(str(tmp_path / "a.png"))
    scene = cv2.imread(str(path))
    outside = np.s_[450:700, 400:1200]
    assert np.array_equal(drawn[outside], scene[outside])
    # Of the scene nothing is left within a cell: 64 across 640 px.
    cells = redacted[220:350:10, 200:600:10]
    assert np.array_equal(redacted[225:350:10, 205:600:10], cells)
    assert np.array_equal(redacted[229:350:10, 209:600:10], cells)


# --- the real command --------------------------------------------------------------------------------

_FAIRNOTICE = """
import os, signal, sys, time
# A shell that runs the tests in its background has it ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
from fairnotice import cli
from fairnotice.vision.inspect import Inspector
from fairnotice.vision.quality import assess
from fairnotice.domain import Inspection

class Looks:
    def inspect(self, frame, **asked):
        os.write(1, b"chatter of a library in C\\n")
        print("chatter")
        sys.stderr.write("looking\\n")
        sys.stderr.flush()
        time.sleep(float(os.environ.get("LOOK_S", "0")))
        return Inspection(assess(frame.pixels), (), frame.width, frame.height, "v")

Inspector.open = lambda settings: Looks()
cli.main()
"""


def _command(*arguments: object, stdout: int = subprocess.PIPE, **environment: str) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join([str(PROJECT_ROOT / "plugins"), *sys.path])
    return subprocess.Popen(
        [sys.executable, "-c", _FAIRNOTICE, "inspect", *map(str, arguments)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": paths} | environment,
    )


def test_standard_output_holds_nothing_but_the_objects(tmp_path):
    (tmp_path / "中.jpg").write_bytes(STREET_JPEG)
    command = _command(tmp_path / "中.jpg", "--format", "jsonl", PYTHONIOENCODING="ascii")
    out, err = command.communicate(timeout=240)
    assert command.returncode == 0, err
    assert json.loads(out.decode("utf-8"))["file"].endswith("中.jpg")
    assert b"chatter of a library in C" in err


def test_a_full_disk_is_a_sentence(tmp_path):
    (tmp_path / "a.jpg").write_bytes(STREET_JPEG)
    with Path("/dev/full").open("wb") as full:
        command = _command(tmp_path / "a.jpg", stdout=full.fileno())
        _, err = command.communicate(timeout=240)
    assert command.returncode == 1
    assert err.splitlines()[-1] == b"fairnotice: the results cannot be written: No space left on device"


def test_a_closed_pipe_and_an_interrupt_end_it_without_a_traceback(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(STREET_JPEG)
    closed = _command(path, path, "--format", "jsonl")
    interrupted = _command(path, "--format", "jsonl", LOOK_S="600")
    assert closed.stdout
    closed.stdout.close()
    assert interrupted.stderr
    assert b"looking\n" in iter(interrupted.stderr.readline, b"")
    interrupted.send_signal(2)
    out, err = interrupted.communicate(timeout=240)
    assert interrupted.returncode == 130
    assert out == b""
    assert b"Traceback" not in err
    assert closed.stderr
    complaint = closed.stderr.read()
    assert closed.wait(timeout=240) == 1
    assert b"Traceback" not in complaint
    assert b"Exception ignored" not in complaint


@pytest.mark.slow  # it loads the models
def test_the_models_look_too(tmp_path, monkeypatch):
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    street, broken = tmp_path / "street.jpg", tmp_path / "broken.jpg"
    street.write_bytes(jpeg(draw_scene(7, 1280, 720, "day")))
    broken.write_bytes(street.read_bytes()[:2000])
    done = CliRunner().invoke(
        cli.app, ["inspect", str(street), str(broken), "--format", "jsonl", "-o", str(tmp_path / "seen")]
    )
    settings.cache_clear()
    assert done.exit_code == 1
    seen, cut = _records(done)
    assert (seen["width"], seen["height"], seen["error"]) == (1280, 720, None)
    assert "confirmed" not in {notice["status"] for notice in seen["notices"]}
    assert cut["error"]
    assert [path.name for path in (tmp_path / "seen").iterdir()] == ["street.seen.png"]
