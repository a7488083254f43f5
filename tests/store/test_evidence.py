import hashlib

import pytest

from fairnotice.errors import StoreError
from fairnotice.settings import Settings
from fairnotice.store.evidence import EvidenceStore, open_evidence


@pytest.fixture(params=["folder", "memory"])
def store(request, tmp_path):
    return EvidenceStore(str(tmp_path) if request.param == "folder" else f"memory://{tmp_path.name}")


def test_evidence_is_found_by_its_content(store):
    kept = store.keep(b"picture", kind="redacted_frame", media_type="image/png")

    assert kept.sha256 == hashlib.sha256(b"picture").hexdigest()
    assert kept.size == 7
    assert store.read(kept.sha256) == b"picture"
    assert store.keep(b"picture", kind="redacted_frame", media_type="image/png") == kept


def test_a_changed_file_is_not_passed_off_as_evidence(tmp_path):
    store = EvidenceStore(str(tmp_path))
    kept = store.keep(b"picture", kind="redacted_frame", media_type="image/png")
    (tmp_path / kept.sha256[:2] / kept.sha256).write_bytes(b"another")

    with pytest.raises(StoreError, match="not what was stored"):
        store.read(kept.sha256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "/x"])
def test_only_hashes_name_evidence(store, name):
    with pytest.raises(StoreError, match="64 hexadecimal digits"):
        store.read(name)


def test_missing_evidence_is_said(store):
    with pytest.raises(StoreError, match="not in the storage"):
        store.read("0" * 64)


def test_nothing_is_not_evidence(store):
    with pytest.raises(StoreError, match="empty"):
        store.keep(b"", kind="redacted_frame", media_type="image/png")


def test_the_local_folder_is_for_its_owner_alone_even_where_it_was_not(tmp_path):
    (tmp_path / "evidence").mkdir(mode=0o755)
    store = open_evidence(Settings(home=tmp_path, evidence_url=None))
    assert (tmp_path / "evidence").stat().st_mode & 0o777 == 0o700
    kept = store.keep(b"redacted", kind="redacted_frame", media_type="image/png")
    assert store.read(kept.sha256) == b"redacted"
