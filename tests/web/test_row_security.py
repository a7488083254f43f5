"""Who may see which rows: asked of the database alone, then of the application that asks it."""

from __future__ import annotations

import datetime as dt

import httpx
import psycopg
import pytest

from fairnotice.store.accounts import add_account
from fairnotice.store.database import Database
from fairnotice.store.evidence import EvidenceStore
from fairnotice.store.migrations import migrate
from fairnotice.web import door
from fairnotice.web.app import create_app
from fairnotice.web.identity import CSRF_HEADER, PUBLIC, Role, Viewer
from fairnotice.web.reader import Reader
from web import kestrel
from web.conftest import Served

pytestmark = pytest.mark.slow
GOOD = "seven green kites"
SECURED = (
    "camera", "camera_shown", "finding", "finding_event", "observation", "camera_health", "analytics_reading",
    "analytics_scan", "alert", "review", "site_visit", "exemption_claim", "evidence", "map_cell", "review_item",
)  # fmt: skip
OPERATORS_OWN = ("camera", "camera_shown", "finding", "observation", "camera_health", "evidence", "operator")


@pytest.fixture(scope="module")
def town(new_database, tmp_path_factory):
    url = new_database()
    migrate(url)
    storage = EvidenceStore(str(tmp_path_factory.mktemp("evidence")))
    evidence = kestrel.build(url, storage)
    with psycopg.connect(url, autocommit=True) as change:
        # So that the districts' cameras can be told apart: one district has one operator's cameras, or another's.
        districts = [row[0] for row in change.execute("SELECT DISTINCT district_id FROM fairnotice.camera ORDER BY 1")]
    return url, storage, evidence, [each for each in districts if each]


@pytest.fixture(scope="module")
def reader(town):
    opened = Reader(town[0])
    yield opened
    opened.close()


def count(reader, viewer, table, where="true"):
    with reader.connection(viewer) as connection:
        found = connection.execute(f"SELECT count(*) AS n FROM fairnotice.{table} WHERE {where}")  # noqa: S608
        return found.fetchone()["n"]


SUPERVISOR = Viewer(Role.SUPERVISOR, "Ada")


@pytest.mark.parametrize("table", SECURED)
def test_the_database_shows_a_supervisor_every_row(reader, table):
    with reader.connection() as connection:
        everything = connection.execute(f"SELECT count(*) AS n FROM fairnotice.{table}").fetchone()["n"]  # noqa: S608
    assert count(reader, SUPERVISOR, table) == everything
    assert count(reader, Viewer(Role.INSPECTOR, "Ines"), table) == everything


@pytest.mark.parametrize("table", SECURED)
def test_the_database_shows_an_inspector_nothing_of_a_district_that_is_not_theirs(reader, table):
    assert count(reader, Viewer(Role.INSPECTOR, "Ines", districts=("nowhere",)), table) == 0


def test_the_database_shows_an_inspector_the_cameras_of_their_districts_and_what_belongs_to_them(reader, town):
    district = town[3][0]
    mine = Viewer(Role.INSPECTOR, "Ines", districts=(district,))
    there = f"district_id = '{district}'"
    assert 0 < count(reader, mine, "camera") == count(reader, SUPERVISOR, "camera", there)
    assert count(reader, mine, "camera") < count(reader, SUPERVISOR, "camera")
    of_theirs = f"camera_id IN (SELECT camera_id FROM fairnotice.camera WHERE {there})"  # noqa: S608
    for table in ("finding", "observation", "camera_shown", "finding_event"):
        assert count(reader, mine, table) == count(reader, SUPERVISOR, table, of_theirs)


@pytest.mark.parametrize("table", OPERATORS_OWN)
def test_the_database_shows_an_operator_nothing_of_anothers(reader, table):
    assert count(reader, Viewer(Role.OPERATOR, "x", operator_id="nobody's"), table) == 0


def test_the_database_shows_an_operator_its_own_cameras(reader):
    mine = Viewer(Role.OPERATOR, "Quay", operator_id="harbour")
    assert 0 < count(reader, mine, "camera") == count(reader, SUPERVISOR, "camera", "operator_id = 'harbour'")
    assert count(reader, mine, "operator") == 1


@pytest.mark.parametrize("table", ["review", "site_visit", "account", "account_session", "view_log", "digest_or_so"])
def test_what_is_not_an_operators_business_cannot_even_be_asked_for(reader, table):
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable)):
        count(reader, Viewer(Role.OPERATOR, "Quay", operator_id="harbour"), table)


@pytest.mark.parametrize("table", [*SECURED, "account", "operator", "district"])
def test_the_public_cannot_ask_for_any_table(reader, table):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        count(reader, PUBLIC, table)


@pytest.mark.parametrize("table", ["account", "account_session", "view_log", "answer_link", "answer_session"])
def test_secrets_of_sessions_are_out_of_reach_for_whoever_looks_at_the_map(reader, table):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        count(reader, SUPERVISOR, table)


@pytest.mark.parametrize(
    "name", ["x'; RESET ROLE; --", "{harbour}", '"', "\\", "west,{", "', true), set_config('role', 'none"]
)
def test_what_an_identity_is_called_never_widens_it(reader, name):
    assert count(reader, Viewer(Role.INSPECTOR, name, districts=(name,)), "camera") == 0
    assert count(reader, Viewer(Role.OPERATOR, name, operator_id=name), "camera") == 0


def test_whoever_writes_for_a_viewer_writes_with_no_more_than_their_rights(reader):
    with pytest.raises(psycopg.errors.InsufficientPrivilege), reader.writing(SUPERVISOR) as connection:
        connection.execute("DELETE FROM fairnotice.finding")


def test_every_table_that_names_a_camera_is_secured_or_out_of_reach(reader):
    with reader.connection() as connection:
        open_ones = connection.execute(
            """SELECT class.relname FROM pg_class AS class
            INNER JOIN pg_attribute AS part ON class.oid = part.attrelid
            WHERE class.relnamespace = 'fairnotice'::regnamespace AND class.relkind IN ('r', 'p')
            AND NOT class.relispartition AND part.attname IN ('camera_id', 'device_id', 'site_id', 'operator_id')
            AND NOT class.relrowsecurity AND class.relname NOT IN ('site_code')
            AND (has_table_privilege('fairnotice_inspector', class.oid, 'SELECT')
            OR has_table_privilege('fairnotice_operator', class.oid, 'SELECT')
            OR has_table_privilege('fairnotice_public', class.oid, 'SELECT'))"""
        ).fetchall()
    assert open_ones == []


# --- the application ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def office(town):
    url, storage, *_ = town
    with pytest.MonkeyPatch.context() as patch:
        from argon2 import PasswordHasher

        from fairnotice.store import accounts

        cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr(accounts, "_hasher", lambda: cheap)
        with Database(url) as database, database.transaction() as connection:
            for login, role, more in (
                ("ada", "supervisor", {}),
                ("ines", "inspector", {"districts": [town[3][0]]}),
                ("quay", "operator", {"operator_id": "harbour"}),
                ("hal", "operator", {"operator_id": "hostile"}),
            ):
                add_account(
                    connection, login=login, name=login.title(), role=role, password=GOOD, created_by="me", **more
                )
        with Served(create_app(url, storage)) as address:
            yield address


@pytest.fixture
def as_(office):
    opened = []

    def sign_in(login):
        door._KNOCKS.storage.reset()
        client = httpx.Client(base_url=office, timeout=20)
        opened.append(client)
        said = client.post("api/login", json={"login": login, "password": GOOD}, headers={CSRF_HEADER: "page"})
        assert said.status_code == 200
        return client

    yield sign_in
    for client in opened:
        client.close()


def shown(client):
    return {each["id"] for each in client.get("api/cameras").json()["features"]}


def test_each_sees_their_own_cameras_in_list_and_counts(as_, town):
    every, client = shown(as_("ada")), as_("ines")
    mine = shown(client)
    assert mine < every
    assert sum(client.get("api/summary").json()["verdicts"].values()) == len(mine)


@pytest.mark.parametrize("path", ["api/cameras", "api/summary", "tiles/0/0/0.mvt", "api/cameras/kestrel:2"])
def test_the_map_with_what_nobody_released_yet_is_not_for_operators_who_have_pages_of_their_own(as_, path):
    client = as_("quay")
    assert client.get(path).status_code == 403
    led = client.get("")
    assert (led.status_code, led.headers["location"]) == (303, "operator/")


def test_a_camera_that_is_not_ones_own_is_answered_as_one_that_is_not_there(as_):
    every, client = shown(as_("ada")), as_("ines")
    others = every - shown(client)
    assert others
    for camera_id in [*others, "kestrel:none"]:
        answer = client.get(f"api/cameras/{camera_id}")
        assert (answer.status_code, answer.json()["reason"]) == (404, f"there is no camera {camera_id!r}")


def test_a_message_is_shown_where_all_that_it_tells_lies_in_the_own_districts(as_, town):
    supervisor, client = as_("ada"), as_("ines")
    mine = shown(client)
    own, other = min(mine), min(shown(supervisor) - mine)
    put = """
        WITH made AS (
            INSERT INTO fairnotice.digest
            (audience, operator_id, mode, at_once, composed_at, language, subject, plain, html)
            VALUES ('operator', 'harbour', 'regular', false, now(), 'en', %(name)s, 'text', 'html') RETURNING digest_id
        )
        INSERT INTO fairnotice.alert (cause, kind, camera_id, operator_id, status, payload, digest_id)
        SELECT %(name)s || camera_id, 'finding', camera_id, 'harbour', 'ready', '{}', digest_id
        FROM made, unnest(%(cameras)s::text []) AS camera_id
        RETURNING digest_id
    """
    with psycopg.connect(town[0], autocommit=True) as change:
        told = {
            name: change.execute(put, {"name": name, "cameras": cameras}).fetchone()[0]
            for name, cameras in (("own", [own]), ("mixed", [own, other]), ("other", [other]))
        }
    try:
        assert {name: supervisor.get(f"api/messages/{each}").status_code for name, each in told.items()} == {
            "own": 200, "mixed": 200, "other": 200,
        }  # fmt: skip
        assert {name: client.get(f"api/messages/{each}").status_code for name, each in told.items()} == {
            "own": 200, "mixed": 404, "other": 404,
        }  # fmt: skip
    finally:
        with psycopg.connect(town[0], autocommit=True) as change:
            change.execute("DELETE FROM fairnotice.alert WHERE digest_id = ANY (%s)", [list(told.values())])
            change.execute("DELETE FROM fairnotice.digest WHERE digest_id = ANY (%s)", [list(told.values())])


def test_an_inspector_mutes_and_speaks_up_for_cameras_of_the_own_districts_only(as_):
    supervisor, client = as_("ada"), as_("ines")
    mine = shown(client)
    own, other = min(mine), min(shown(supervisor) - mine)

    def mute(whose, camera_id):
        until = (dt.datetime.now(dt.UTC) + dt.timedelta(days=9)).isoformat()
        body = {"subject": "camera", "subject_id": camera_id, "until": until, "reason": "rebuilt"}
        headers = {CSRF_HEADER: whose.get("api/me").json()["csrf"]}
        return whose.post("api/messages/mutes", json=body, headers=headers), headers

    assert mute(client, other)[0].status_code == 404
    answer, headers = mute(client, own)
    assert answer.status_code == 201
    by_supervisor = mute(supervisor, other)[0].json()["mute_id"]
    assert client.delete(f"api/messages/mutes/{by_supervisor}", headers=headers).status_code == 404
    assert client.delete(f"api/messages/mutes/{answer.json()['mute_id']}", headers=headers).status_code == 204


def test_evidence_of_another_is_answered_as_evidence_that_is_not_there(as_, town):
    with psycopg.connect(town[0]) as books:
        own = {
            sha256
            for (sha256,) in books.execute(
                "SELECT unnest(evidence) FROM fairnotice.finding INNER JOIN fairnotice.camera USING (camera_id) "
                "WHERE district_id = %(own)s UNION SELECT evidence_sha256 FROM fairnotice.observation "
                "INNER JOIN fairnotice.camera USING (camera_id) WHERE district_id = %(own)s",
                {"own": town[3][0]},
            )
        }
    supervisor, client = as_("ada"), as_("ines")
    kept = [each for each in town[2].values() if supervisor.get(f"evidence/{each}").status_code == 200]
    others = [each for each in kept if each not in own]
    assert kept
    assert {client.get(f"evidence/{each}").status_code for each in others} <= {404}
    assert {client.get(f"evidence/{each}").status_code for each in set(kept) - set(others)} <= {200}


def test_tiles_hold_no_camera_of_another(as_):
    every, client = as_("ada"), as_("ines")
    others = shown(every) - shown(client)
    everything, mine = (each.get("tiles/0/0/0.mvt").content for each in (every, client))
    assert all(camera_id.encode() in everything for camera_id in others)
    assert not any(camera_id.encode() in mine for camera_id in others)


def test_another_districts_cameras_cannot_be_asked_for_by_a_filter(as_):
    refused = as_("ines").get("api/cameras", params={"district": "elsewhere"})
    assert (refused.status_code, "none of yours" in refused.json()["reason"]) == (400, True)


@pytest.mark.parametrize("path", ["api/districts", "ogc/collections/cameras/items", "api/views"])
def test_what_is_for_inspectors_an_operator_does_not_get(as_, path):
    assert as_("quay").get(path).status_code == 403


def test_what_another_saw_is_never_taken_from_a_shared_browsers_memory(as_):
    etag = as_("ada").get("api/cameras").headers["etag"]
    assert as_("ines").get("api/cameras", headers={"If-None-Match": etag}).status_code == 200


def test_who_looked_at_a_card_is_written_down(as_):
    supervisor, client = as_("ada"), as_("ines")
    camera_id = min(shown(client))
    assert client.get(f"api/cameras/{camera_id}").status_code == 200
    newest = supervisor.get("api/views", params={"about": camera_id}).json()[0]
    assert (newest["viewer"], newest["role"], newest["what"]) == ("Ines", "inspector", "card")


def test_the_public_gets_counts_only_where_they_are_published_and_of_enough_cameras(office, monkeypatch):
    with httpx.Client(base_url=office) as client:
        assert client.get("api/public/districts").status_code == 401
        monkeypatch.setattr("fairnotice.web.public.public_view", lambda: True)
        found = client.get("api/public/districts").json()
        assert all(each["cameras"] >= 5 for each in found["districts"])
        assert client.get("api/cameras").status_code == 401


def test_a_district_is_published_once_it_has_five_cameras(empty_database_url):
    with psycopg.connect(empty_database_url, autocommit=True) as change:
        change.execute("INSERT INTO fairnotice.registry_source VALUES ('quay', 'regular')")
        for name, east in (("west", 0), ("east", 1)):
            change.execute(
                "INSERT INTO fairnotice.district (district_id, name, source, geom) VALUES (%s, %s, 's', "
                "st_multi(st_makeenvelope(%s, 0, %s, 1, 4326)))",
                [name, name, east, east + 1],
            )
        change.execute(
            "INSERT INTO fairnotice.camera (camera_id, source, source_id, site_id, site_declared, site_class, geom, "
            "record) SELECT 'quay:' || n, 'quay', n, n, false, 'street', "
            "st_setsrid(st_makepoint(CASE WHEN n <= 5 THEN 0.5 ELSE 1.5 END, 0.5), 4326), '{}' "
            "FROM generate_series(1, 9) AS n"
        )
    reader = Reader(empty_database_url)
    with reader.connection(PUBLIC) as connection:
        found = connection.execute("SELECT district_id, unknown FROM fairnotice.public_districts(1)").fetchall()
    reader.close()
    assert found == [{"district_id": "west", "unknown": 5}]
