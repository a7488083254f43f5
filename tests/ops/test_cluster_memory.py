"""How much memory the private cluster's server takes follows from the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops import cluster_memory
from ops.cluster_memory import LEAST, MIB, MOST, memory, settings, shared_buffers


@pytest.mark.parametrize(
    ("of_memory", "taken"),
    [(1024 * MIB, LEAST), (4096 * MIB, 512 * MIB), (24_576 * MIB, 5632 * MIB), (2**40, MOST)],
)
def test_the_server_takes_a_quarter_of_what_the_audit_leaves(of_memory: int, taken: int) -> None:
    assert shared_buffers(of_memory) == taken


@pytest.mark.parametrize(("said", "is_limit"), [("1073741824\n", True), ("max\n", False)])
def test_a_container_has_no_more_memory_than_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, is_limit: bool
) -> None:
    (tmp_path / "memory.max").write_text(said)
    monkeypatch.setattr(cluster_memory, "_LIMITS", (tmp_path / "memory.max", tmp_path / "missing"))
    assert (memory() == 2**30) is is_limit


def test_postgis_is_loaded_once_where_there_is_one(tmp_path: Path) -> None:
    assert "shared_preload_libraries" not in settings(tmp_path)
    for name in ("postgis-3.so", "postgis_topology-3.so", "plpgsql.so"):
        (tmp_path / name).touch()
    assert "shared_preload_libraries = 'postgis-3'\n" in settings(tmp_path)
