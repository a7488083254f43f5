from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import pytest
from typer.testing import CliRunner

from fairnotice import settings as settings_module
from fairnotice.cli import app
from fairnotice.errors import FairnoticeError
from fairnotice.store.evidence import EvidenceStore
from fairnotice.store.migrations import migrate
from web import kestrel

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def town(new_database: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    url, folder = new_database(), tmp_path_factory.mktemp("evidence")
    migrate(url)
    kestrel.build(url, EvidenceStore(str(folder)))
    return {"FAIRNOTICE_DATABASE_URL": url, "FAIRNOTICE_EVIDENCE_URL": str(folder)}


@pytest.fixture
def run(town: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in town.items():
        monkeypatch.setenv(name, value)
    settings_module.settings.cache_clear()
    yield lambda *words: CliRunner().invoke(app, ["export", *map(str, words)], catch_exceptions=True)
    settings_module.settings.cache_clear()


def test_a_selection_is_written_with_the_filters_of_the_map(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "some.gpkg"
    done = run("kestrel", "--verdict", "fail", "--operator", "hostile", "-o", out)

    assert done.output == f"1 cameras, 2 findings, 0 observations written to {out}\n"
    assert list(geopandas.read_file(out, layer="cameras")["camera_id"]) == ["kestrel:3"]


def test_a_report_is_written(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    done = run("kestrel", "--language", "zh", "-o", out)

    assert "A report of 12 cameras" in done.output
    assert out.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("kestrel", "--verdict", "maybe", "-o", "x.csv"), "--verdict"),
        (("kestrel", "--bbox", "1,2", "-o", "x.csv"), "bbox"),
        (("--audit", "kestrel/1", "--verdict", "fail", "-o", "x.csv"), "--on DAY"),
    ],
)
def test_what_makes_no_sense_is_said(run: Any, words: tuple[str, ...], says: str) -> None:
    done = run(*words)

    assert isinstance(done.exception, FairnoticeError)
    assert says in str(done.exception)
