"""Folders and archives: nothing is opened that leads out of them, and no archive fills the memory."""

import io
import os
import tarfile
import zipfile

import pytest

from fairnotice.analytics import folders
from fairnotice.analytics.folders import ArchiveFolder, DirectoryFolder, UnreadableError, beside, mounted


@pytest.mark.parametrize(
    ("name", "reference", "expected"),
    [
        ("cam/config.txt", "labels.txt", "cam/labels.txt"),
        ("cam/config.txt", "../labels.txt", "labels.txt"),
        ("cam/config.txt", "./a/../labels.txt", "cam/labels.txt"),
        ("cam/config.txt", "nets\\labels.txt", "cam/nets/labels.txt"),
    ],
)
def test_a_reference_is_relative_to_the_file_that_makes_it(name, reference, expected):
    assert beside(name, reference) == expected


@pytest.mark.parametrize("reference", ["../../x", "/etc/passwd", "C:/x", "\\\\host\\x", "", "a\x00b", "../../../../x"])
def test_a_reference_that_leads_out_is_refused(reference):
    with pytest.raises(UnreadableError, match="leads out"):
        beside("cam/config.txt", reference)


@pytest.mark.parametrize(
    ("name", "reference", "expected"),
    [
        ("a/config.yml", "/config/labels.txt", "a/labels.txt"),
        ("a/config.yml", "/config/nets/labels.txt", "a/nets/labels.txt"),
        ("a/app.yml", "/models/labels.txt", "a/models/labels.txt"),
    ],
)
def test_a_place_in_a_container_is_looked_for_below_what_is_mounted_there(name, reference, expected):
    assert expected in mounted(name, reference)


@pytest.mark.parametrize(
    "reference", ["/labels.txt", "/config/../../x", "labels.txt", "../labels.txt", "C:/a/labels.txt"]
)
def test_nothing_else_is_looked_for(reference):
    assert not list(mounted("a/config.yml", reference))


def test_the_labels_of_another_model_are_not_taken_for_those_deep_in_an_image():
    assert "a/labels.txt" not in mounted("a/config.txt", "/opt/nvidia/samples/models/labels.txt")


def read(folder, name):
    with folder.open(name) as (stream, size):
        return stream.read(size)


class TestDirectory:
    def test_names_are_sorted_and_links_to_folders_are_not_entered(self, tmp_path):
        (tmp_path / "b").mkdir()
        (tmp_path / "b" / "x.txt").write_text("x")
        (tmp_path / "a.txt").write_text("a")
        (tmp_path / "again").symlink_to(tmp_path)
        folder = DirectoryFolder(tmp_path)
        assert list(folder.names()) == ["a.txt", "again", "b/x.txt"]
        assert read(folder, "b/x.txt") == b"x"

    @pytest.mark.parametrize("name", ["pipe", "out", "again", "nowhere", "../outside.txt"])
    def test_what_is_no_file_inside_is_refused(self, tmp_path, name):
        root = tmp_path / "root"
        root.mkdir()
        (tmp_path / "outside.txt").write_text("secret")
        os.mkfifo(root / "pipe")
        (root / "out").symlink_to(tmp_path / "outside.txt")
        (root / "again").symlink_to(root)
        with pytest.raises(UnreadableError):
            read(DirectoryFolder(root), name)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    stream.seek(0)
    return stream


def tarred(members: dict[str, bytes], mode: str = "w:gz") -> io.BytesIO:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    stream.seek(0)
    return stream


class TestArchives:
    @pytest.mark.parametrize(("name", "make"), [("a.zip", zipped), ("a.tgz", tarred)])
    def test_members_are_read(self, name, make):
        folder = ArchiveFolder(make({"b/x.txt": b"x", "a.txt": b"a"}), name)
        assert list(folder.names()) == ["a.txt", "b/x.txt"]
        assert read(folder, "b/x.txt") == b"x"

    @pytest.mark.parametrize(("name", "make"), [("a.zip", zipped), ("a.tgz", tarred)])
    @pytest.mark.parametrize("member", ["../../etc/cron.d/x", "/etc/passwd"])
    def test_a_member_that_leads_out_is_refused_and_named(self, name, make, member):
        folder = ArchiveFolder(make({member: b"x"}), name)
        (only,) = folder.names()
        with pytest.raises(UnreadableError):
            read(folder, only)

    def test_a_bomb_is_refused_before_it_is_unpacked(self):
        folder = ArchiveFolder(zipped({"bomb.txt": b"\0" * 30_000_000}), "a.zip")
        with pytest.raises(UnreadableError, match="looks like a bomb"):
            read(folder, "bomb.txt")

    def test_a_member_that_claims_less_than_it_holds_is_damaged(self):
        data = zipped({"a.txt": b"x" * 1000}, zipfile.ZIP_STORED).getvalue()
        lied = data.replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
        with pytest.raises(UnreadableError, match="damaged"):
            read(ArchiveFolder(io.BytesIO(lied), "a.zip"), "a.txt")

    def test_an_archive_that_unpacks_to_too_much_is_refused(self, monkeypatch):
        monkeypatch.setattr(folders, "_MOST_OF_ARCHIVE", 1000)
        with pytest.raises(UnreadableError, match="unpack to more"):
            ArchiveFolder(zipped({f"{n}": b"x" * 500 for n in range(9)}), "a.zip")
        with pytest.raises(UnreadableError, match="unpack to more"):
            ArchiveFolder(tarred({f"{n}": b"x" * 500 for n in range(9)}), "a.tgz")

    def test_links_in_a_tar_are_not_followed(self):
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w") as archive:
            link = tarfile.TarInfo("labels.txt")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(link)
        stream.seek(0)
        with pytest.raises(UnreadableError, match="link"):
            read(ArchiveFolder(stream, "a.tar"), "labels.txt")

    @pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.tar"])
    @pytest.mark.parametrize("data", [b"PK\x03\x04nothing", b"\x1f\x8b\x08junk", b"x" * 2000])
    def test_what_is_no_archive_is_refused_with_the_reason(self, name, data):
        with pytest.raises(UnreadableError, match="not an archive"):
            ArchiveFolder(io.BytesIO(data), name)
