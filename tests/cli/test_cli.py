from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from fairnotice import cli
from fairnotice.settings import settings

pytestmark = pytest.mark.slow

TOWN_ROW = "source_id,latitude,longitude,name\nquay,25.0,-40.0,Quay\nbroken,95,-40,Nowhere\n"


@pytest.fixture
def fairnotice(empty_database_url, tmp_path, monkeypatch):
    """Run the command line against an empty database and a home of its own."""
    monkeypatch.setenv("FAIRNOTICE_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("FAIRNOTICE_HOME", str(tmp_path / "home"))
    settings.cache_clear()

    def run(*arguments: str):
        return CliRunner().invoke(cli.app, [str(each) for each in arguments])

    yield run
    settings.cache_clear()


def test_every_command_has_a_help_text(fairnotice):
    shown = fairnotice("--help").stdout
    for command in (
        "migrate",
        "import",
        "sources",
        "audit",
        "summary",
        "inspect",
        "probe",
        "scan",
        "notice",
        "explain",
        "judge",
        "release",
        "overrule",
        "confirm",
        "verify",
        "export-manifest",
        "move",
        "claim",
        "purge",
        "export",
        "export-labels",
        "plan",
        "maintenance",
        "serve",
    ):
        assert command in shown


def test_a_dry_run_shows_the_difference_and_writes_nothing(fairnotice, tmp_path):
    feed = tmp_path / "cameras.csv"
    feed.write_text(TOWN_ROW)

    dry = fairnotice("import", feed, "--source", "quays", "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "1 new" in dry.stdout
    assert "1 rejected" in dry.stdout
    assert "nothing was written" in dry.stdout
    assert "1 new" in fairnotice("import", feed, "--source", "quays").stdout
    assert "1 unchanged" in fairnotice("import", feed, "--source", "quays").stdout


def test_networks_of_one_source_are_named_at_import_and_listed(fairnotice, tmp_path):
    feed = tmp_path / "cameras.csv"
    feed.write_text(TOWN_ROW)

    wrong = fairnotice("import", feed, "--source", "quays", "--networks", "10.20.0.1/16")
    assert "10.20.0.0/16" in str(wrong.exception)
    fairnotice("import", feed, "--source", "quays", "--networks", "10.20.0.0/16")
    assert "quays: 1 cameras, regular" in (shown := fairnotice("sources").stdout)
    assert "private networks of its own: 10.20.0.0/16" in shown


def test_an_import_tells_airflow_where_it_must_be_light(fairnotice, tmp_path):
    feed, places = tmp_path / "cameras.csv", tmp_path / "home" / "places.json"
    feed.write_text(TOWN_ROW + "mole,26.47,-38.01,Mole\nfar,60,25.123,Far\n")
    fairnotice("import", feed, "--source", "quays", "--dry-run")
    assert not places.exists()
    fairnotice("import", feed, "--source", "quays")

    assert json.loads(places.read_text()) == [[-40.0, 25.0, -38.0, 26.5], [25.1, 60.0, 25.2, 60.0]]


def test_a_rejected_row_is_kept_with_its_reason(fairnotice, tmp_path, empty_database_url):
    import psycopg

    feed = tmp_path / "cameras.csv"
    feed.write_text(TOWN_ROW)
    fairnotice("import", feed, "--source", "quays")

    with psycopg.connect(empty_database_url) as connection:
        rows = connection.execute("SELECT position, reason, raw FROM fairnotice.rejected_row").fetchall()
    assert len(rows) == 1
    assert "latitude" in rows[0][1]
    assert "Nowhere" in rows[0][2]


@pytest.mark.slow
def test_an_audit_says_how_far_its_looks_are(fairnotice, tmp_path):
    feed = tmp_path / "cameras.csv"
    feed.write_text(TOWN_ROW)
    fairnotice("import", feed, "--source", "quays")
    done = fairnotice("audit", "quays")

    assert done.exit_code == 0, done.output
    assert "1 looks done, 0 left; 1 brought no frame" in done.stderr
    assert "batch 1 of 1" in done.stderr


def test_a_missing_file_is_a_sentence(fairnotice, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["fairnotice", "import", "nowhere.csv", "--source", "quays"])
    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 1
    assert "nowhere.csv: No such file" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_a_sentence(fairnotice, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("sys.argv", ["fairnotice", "judge", "-o", str(tmp_path / "nowhere" / "table.csv")])
    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 1
    assert "nowhere/table.csv: No such file or directory" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("visit", "quays/quay", "--on", "2026-03-01", "--by", " ", "--not-found"), "give a name"),
        (("visit", "quays/quay", "--on", "2999-03-01", "--by", "R. Sato", "--not-found"), "has not come yet"),
        (("release", "quays:quay", "xx.law.notice", "--inspector", "", "--reason", "seen"), "give --inspector"),
        (("release", "quays:quay", "xx.law.notice", "--inspector", "R. Sato", "--reason", " "), "and --reason"),
    ],
)
def test_nobody_accuses_without_a_name(fairnotice, arguments, said):
    refused = fairnotice(*arguments)

    assert refused.exit_code != 0
    assert said in str(refused.exception)


@pytest.mark.parametrize(("ending", "start"), [("pdf", b"%PDF"), ("svg", b"<svg"), ("png", b"\x89PNG")])
def test_an_operator_prints_a_notice(fairnotice, tmp_path, ending, start):
    out = tmp_path / f"notice.{ending}"
    done = fairnotice("notice", "--operator", "Lindhaven Harbour Board", "-o", out, "--format", ending)

    assert done.exit_code == 0, done.output
    assert out.read_bytes().lstrip().startswith(start)


def test_nothing_held_is_said(fairnotice):
    assert "nothing waits" in fairnotice("held").stdout


def test_the_summary_says_which_cameras_give_no_picture(fairnotice, tmp_path, empty_database_url):
    import psycopg

    feed = tmp_path / "cameras.csv"
    feed.write_text(TOWN_ROW)
    fairnotice("import", feed, "--source", "quays")
    assert "No picture" not in fairnotice("summary", "quays").stdout
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(
            """INSERT INTO fairnotice.camera_health
            (camera_id, asked_at, failing_since, fault, detail, failures_in_a_row, seconds)
            VALUES ('quays:quay', '2026-03-02 06:00Z', '2026-03-01 18:30Z', 'not_an_image', 'a page', 2, 1)"""
        )
    told = fairnotice("summary", "quays").stdout
    assert "No picture comes now from 1 of them, the first since 2026-03-01 18:30 UTC: 1 not an image" in told


def test_the_summary_without_a_scope_is_of_the_whole_registry_and_modes_are_never_added_up(fairnotice, tmp_path):
    feed = tmp_path / "cameras.csv"
    feed.write_text(TOWN_ROW)
    assert "no camera is registered" in str(fairnotice("summary").exception)
    fairnotice("import", feed, "--source", "invented", "--mode", "simulated")
    assert "Coverage: 0 of 1 cameras" in fairnotice("summary").stdout
    assert "scopes with cameras: invented" in str(fairnotice("summary", "all").exception)
    fairnotice("import", feed, "--source", "quays")
    told = fairnotice("summary").stdout
    assert told.index("== all") < told.index("== invented")
    assert fairnotice("summary", "quays").stdout.count("Coverage:") == 1


def test_a_move_is_written_down_once_and_only_for_a_known_camera(fairnotice, tmp_path, empty_database_url):
    import psycopg

    feed = tmp_path / "cameras.csv"
    feed.write_text(TOWN_ROW)
    fairnotice("import", feed, "--source", "quays")

    first = fairnotice("move", "quays:quay", "--confirmed-by", "R. Sato", "--on", "2026-03-01")
    assert first.exit_code == 0, first.output
    assert "positions from before 2026-03-01 no longer count" in first.stdout
    assert (
        "nothing changed" in fairnotice("move", "quays:quay", "--confirmed-by", "R. Sato", "--on", "2026-03-01").stdout
    )
    with psycopg.connect(empty_database_url) as connection:
        moves = connection.execute(
            "SELECT camera_id, moved_on::text, confirmed_by FROM fairnotice.camera_move"
        ).fetchall()
    assert moves == [("quays:quay", "2026-03-01", "R. Sato")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("quays:nowhere", "--confirmed-by", "R. Sato"), "no camera 'quays:nowhere'"),
        (("quays:quay", "--confirmed-by", "R. Sato", "--on", "2999-01-01"), "has not come yet"),
        (("quays:quay", "--confirmed-by", " "), "give a name"),
    ],
)
def test_a_move_that_cannot_be_is_a_sentence(fairnotice, arguments, said):
    refused = fairnotice("move", *arguments)

    assert refused.exit_code != 0
    assert said in str(refused.exception)


CLAIMED = "source_id,latitude,longitude,exemption_claims\n" + "".join(
    f"{name},25.0,-40.0,{exemption} by Harbour police on 2026-03-01\n"
    for name, exemption in (("quay", "cn.draft-2023.emergency"), ("mole", "xx.other.reason"))
)


def test_exemptions_are_claimed_by_the_registry_and_by_hand(fairnotice, tmp_path, empty_database_url):
    import psycopg

    feed = tmp_path / "cameras.csv"
    feed.write_text(CLAIMED)
    imported = fairnotice("import", feed, "--source", "quays")
    assert "no applied rule pack knows: 'xx.other.reason'" in imported.stdout
    by_hand = ("claim", "quays:quay", "cn.draft-2023.consent", "--by", "Quay office", "--on", "2026-03-02")
    assert "the next audit asks about it" in fairnotice(*by_hand).stdout
    assert "nothing changed" in fairnotice(*by_hand).stdout
    assert "written down;" in fairnotice(*by_hand, "--until", "2026-03-31").stdout

    with psycopg.connect(empty_database_url) as connection:
        claims = connection.execute(
            "SELECT camera_id, exemption, claimed_by, claimed_on::text, until::text"
            " FROM fairnotice.exemption_claim ORDER BY 1, 2"
        ).fetchall()
    assert claims == [
        ("quays:mole", "xx.other.reason", "Harbour police", "2026-03-01", None),
        ("quays:quay", "cn.draft-2023.consent", "Quay office", "2026-03-02", "2026-03-31"),
        ("quays:quay", "cn.draft-2023.emergency", "Harbour police", "2026-03-01", None),
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"exemption": "cn.draft-2023.boredom"}, "use one of\n  cn.draft-2023.consent: each person"),
        ({"camera": "quays:nowhere"}, "no camera 'quays:nowhere'"),
        ({"--by": " "}, "give a name"),
        ({"--on": "2999-01-01"}, "has not come yet"),
        ({"--until": "2026-02-01"}, "before it begins"),
    ],
)
def test_a_claim_that_cannot_be_is_a_sentence(fairnotice, changed, said):
    given = {"camera": "quays:quay", "exemption": "cn.draft-2023.consent", "--by": "Quay", "--on": "2026-03-01"}
    given |= changed
    options = [text for name, value in given.items() if name.startswith("--") for text in (name, value)]
    refused = fairnotice("claim", given["camera"], given["exemption"], *options)

    assert refused.exit_code != 0
    assert said in str(refused.exception)
