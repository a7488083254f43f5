import csv
import datetime as dt
import os

import geopandas
import pyogrio
import pytest

from fairnotice.domain import AuditMode, Citation, Force, Reason, Verdict, Verified
from fairnotice.errors import StoreError
from fairnotice.rules.life import overrule
from fairnotice.rules.standing import Basis, Judged, Overrule
from fairnotice.store import audits, cameras, export, facts, findings
from fairnotice.store.events import NewEvent
from fairnotice.store.export_files import export as write
from fairnotice.store.findings import Decided
from fairnotice.store.spreadsheets import cell
from fakes.world import DAY, NOON, audit, camera, finding, observation

pytestmark = pytest.mark.slow

NEXT = DAY + dt.timedelta(days=1)


@pytest.fixture
def filled(database):
    """Two cameras; what is said of the first changed on the second day."""
    policy = finding(1, Verdict.FAIL, "cn.draft2023.notice", force=Force.POLICY)
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1, name="=cmd|' /C calc'!A0"), camera(2, name="+49 Quay")], NOON)
        for day, verdict in ((DAY, Verdict.FAIL), (NEXT, Verdict.PASS)):
            facts.ensure_month(connection, day)
            audits.begin(connection, audit(day), packs={"eu.gdpr": "1"})
            facts.add_observation(connection, observation(1, day))
            said = [finding(1, verdict, evidence=("ab" * 32,)), policy]
            findings.put(connection, audit(day), ["made:001"], [Judged(each) for each in said])
    return database


def exported(database, path, audit_id=None, layers=()):
    with database.transaction() as connection:
        export.one_moment(connection)
        what = export.of_audit(connection, audit_id, 30) if audit_id else export.current("made", NEXT, 30)
        return write(connection, what, path, layers)


def test_a_geopackage_holds_cameras_findings_and_what_was_seen(filled, tmp_path):
    out = tmp_path / "audit.gpkg"
    assert exported(filled, out) == {"cameras": 2, "findings": 2, "observations": 1}
    assert [name for name, _ in pyogrio.list_layers(out)] == ["cameras", "findings", "observations"]

    shown = geopandas.read_file(out, layer="cameras")
    assert shown.crs == "EPSG:4326"
    assert list(shown["camera_id"]) == ["made:001", "made:002"]
    assert list(shown["verdict"]) == ["pass", "unknown"]
    assert list(shown["policy_verdict"].fillna("")) == ["fail", ""]
    assert list(shown["breach_of_law"]) == [False, False]
    assert [(round(point.x, 3), point.y) for point in shown.geometry] == [(-29.999, 25.0), (-29.998, 25.0)]
    found = geopandas.read_file(out, layer="findings")
    assert list(found["rule_id"]) == ["cn.draft2023.notice", "eu.gdpr.notice"]
    assert list(found["force"]) == ["policy", "law"]
    assert found["reasons"][1] == "The notice that stood here is no longer seen."
    assert found["citation"][1] == "Regulation (EU) 2016/679, Article 13"
    assert (found["pack_id"][1], found["pack_version"][1], found["evidence"][1]) == ("eu", "1", "ab" * 32)
    (seen,) = geopandas.read_file(out, layer="observations").to_dict("records")
    assert (seen["slots"], seen["usable"], seen["with_notice"]) == (2, 2, 2)
    assert seen["last_notice_on"].date() == NEXT


def test_a_file_says_of_a_camera_what_the_map_says(filled, tmp_path):
    nothing_declared = finding(2, Verdict.UNKNOWN, "eu.filing", reasons=(Reason("not_declared", "Nobody said."),))
    noticed = finding(2, Verdict.PASS)
    with filled.transaction() as connection:
        findings.put(connection, audit(NEXT), ["made:002"], [Judged(nothing_declared), Judged(noticed)])
        shown = connection.execute("SELECT * FROM fairnotice.compliance_map ORDER BY camera_id").fetchall()
    exported(filled, tmp_path / "map.gpkg")

    same = ["camera_id", "verdict", "policy_verdict", "breach_of_law", "jurisdiction", "site_id"]
    rows = geopandas.read_file(tmp_path / "map.gpkg", layer="cameras")[same].fillna("").to_dict("records")
    assert rows == [{name: "" if row[name] is None else row[name] for name in same} for row in shown]
    assert rows[1]["verdict"] == "pass"


def test_geoparquet_keeps_types_and_places(filled, tmp_path):
    out = tmp_path / "audit.parquet"
    exported(filled, out)

    found = geopandas.read_parquet(out)
    assert found.crs == "OGC:CRS84"
    assert list(found["verdict"]) == ["fail", "pass"]
    assert found["breach_of_law"].dtype == bool
    assert found["since"][1] == NEXT
    assert found.geometry[0].y == 25.0


def test_geojson_holds_the_cameras(filled, tmp_path):
    out = tmp_path / "map.geojson"
    assert exported(filled, out) == {"cameras": 2}

    shown = geopandas.read_file(out)
    assert list(shown["verdict"]) == ["pass", "unknown"]
    assert shown["judged_on"][0].date() == NEXT
    assert shown.geometry[1].y == 25.0


def test_csv_has_a_finding_on_each_row(filled, tmp_path):
    out = tmp_path / "audit.csv"
    exported(filled, out)

    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["verdict"] for row in rows] == ["fail", "pass"]
    assert rows[0]["breach_of_law"] == "False"
    assert (rows[1]["since"], rows[1]["lat"]) == (str(NEXT), "25.0")


def test_no_cell_of_a_csv_file_is_a_formula(filled, tmp_path):
    out = tmp_path / "audit.csv"
    exported(filled, out, layers=("cameras",))

    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == ["'=cmd|' /C calc'!A0", "'+49 Quay"]
    assert rows[0]["lon"] == "-29.999"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＠a"])
def test_text_that_would_be_a_formula_is_text(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Quay 1", "a=1", "", " ", -1.5, None, True])
def test_other_values_stay_as_they_are(value):
    assert cell(value) == value


@pytest.mark.parametrize("ending", ["gpkg", "parquet", "csv"])
def test_an_audit_is_exported_as_it_stood(filled, tmp_path, ending):
    out = tmp_path / f"audit.{ending}"
    exported(filled, out, audit(DAY).audit_id, ("findings",))

    found = geopandas.read_parquet(out) if ending == "parquet" else geopandas.read_file(out)
    (said,) = found[found["rule_id"] == "eu.gdpr.notice"].to_dict("records")
    assert said["verdict"] == "fail"
    assert "no longer seen" in said["reasons"]
    assert said["pack_version"] == "1"


def test_the_map_of_an_audit_is_of_its_day(filled, tmp_path):
    out = tmp_path / "map.geojson"
    exported(filled, out, audit(DAY).audit_id)

    assert list(geopandas.read_file(out)["verdict"]) == ["fail", "unknown"]


def test_a_former_finding_is_cited_as_its_pack_was_released(database, tmp_path):
    from fairnotice.rules.load import load_packs

    pack = load_packs("eu")[0]
    rule = pack.rules[0]
    said = {"rule": rule.id, "pack_id": pack.pack_id, "pack_version": pack.version, "force": Force(rule.force)}
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1)], NOON)
        facts.ensure_month(connection, DAY)
        for day, verdict in ((DAY, Verdict.FAIL), (NEXT, Verdict.PASS)):
            audits.begin(connection, audit(day), packs={pack.pack_id: pack.version})
            newer = Citation("A later text", "Article 99", verified=Verified.FULL_COPY)
            made = finding(1, verdict, **said, citation=newer, reasons=(Reason("notice_gone", "Gone."),))
            findings.put(connection, audit(day), ["made:001"], [Judged(made)])
    exported(database, tmp_path / "then.parquet", audit(DAY).audit_id)

    (row,) = geopandas.read_parquet(tmp_path / "then.parquet").to_dict("records")
    assert (row["verdict"], row["title"], row["citation"]) == ("fail", rule.title.en, str(pack.citation(rule)))


def test_what_an_inspector_decided_later_was_not_said_then(filled, tmp_path):
    """A decision changes what holds at once, and judges no window anew."""
    before = finding(2, Verdict.FAIL)
    with filled.transaction() as connection:
        findings.put(connection, audit(DAY), ["made:002"], [Judged(before)])
        (standing,) = findings.standings_of(connection, "made:002")
        day = NEXT + dt.timedelta(days=5)
        said = Overrule(Verdict.PASS, "Ines", "It hangs inside.", day, day, Basis.of(standing.finding))
        overruled, change = overrule(standing, said)
        decided = Decided(overruled, audit(DAY).audit_id)
        findings.decide(connection, decided, NewEvent(change, day, audit(DAY).audit_id))
    exported(filled, tmp_path / "now.csv")
    exported(filled, tmp_path / "then.csv", audit(DAY).audit_id)

    for name, verdict in (("now", "pass"), ("then", "fail")):
        rows = geopandas.read_file(tmp_path / f"{name}.csv")
        assert list(rows[rows["camera_id"] == "made:002"]["verdict"]) == [verdict], name


def test_an_empty_layer_can_be_opened(database, tmp_path):
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1)], NOON)
    exported(database, tmp_path / "map.gpkg")

    assert list(geopandas.read_file(tmp_path / "map.gpkg", layer="findings")["rule_id"]) == []


@pytest.mark.parametrize(
    ("name", "layers", "says"),
    [
        pytest.param("map.xls", (), "end the name in one of .gpkg", id="no format"),
        pytest.param("map.csv", ("cameras", "findings"), "holds one layer", id="two layers"),
    ],
)
def test_what_cannot_be_written_is_said(filled, tmp_path, name, layers, says):
    with pytest.raises(StoreError, match=says):
        exported(filled, tmp_path / name, layers=layers)
    assert list(tmp_path.iterdir()) == []


def test_an_audit_that_there_is_not_is_said(filled, tmp_path):
    with pytest.raises(StoreError, match=r"no audit 'made/never'; the newest are made/2026-03-03T00:00Z"):
        exported(filled, tmp_path / "map.csv", "made/never")


def test_a_pipe_or_a_device_is_not_replaced(filled, tmp_path):
    pipe = tmp_path / "cameras.gpkg"
    os.mkfifo(pipe)

    with pytest.raises(StoreError, match="no ordinary file"):
        exported(filled, pipe)
    assert pipe.is_fifo()


def test_a_file_is_replaced_only_by_a_whole_one(database, tmp_path):
    out = tmp_path / "map.csv"
    out.write_text("what was there")
    with pytest.raises(StoreError, match="nothing of scope"):
        exported(database, out)

    assert out.read_text() == "what was there"
    assert [path.name for path in tmp_path.iterdir()] == ["map.csv"]
