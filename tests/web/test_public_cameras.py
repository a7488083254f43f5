"""Single cameras for everybody, where the authority publishes them: no home, no operator, no breach unconfirmed."""

from __future__ import annotations

from typing import Any

import httpx
import psycopg
import pytest

from fairnotice import settings as settings_module
from fairnotice.store.evidence import EvidenceStore
from fairnotice.store.migrations import migrate
from fairnotice.web.app import create_app
from web.browsing import Watched
from web.conftest import Served

pytestmark = pytest.mark.slow
FILL = """
    INSERT INTO fairnotice.registry_source VALUES ('quay', 'regular'), ('drill', 'exercise');
    INSERT INTO fairnotice.operator VALUES
    ('harbour', 'Harbour Office', 'public', '{}'), ('home', 'Ann Gull', 'household', '{}');
    INSERT INTO fairnotice.audit (audit_id, window_start, mode, scope, packs)
    VALUES ('night', now(), 'regular', 'all', '[]');
    INSERT INTO fairnotice.camera
    (camera_id, source, source_id, site_id, site_declared, site_class, geom, record, operator_id, name)
    SELECT
        source || ':' || n, source, n, n, false, site_class,
        st_setsrid(st_makepoint(-38.123456 - row_number() OVER () / 100.0, 31.5), 4326), '{}', operator_id,
        'secret ' || n
    FROM (
        VALUES
        ('quay', 'confirmed', 'street', 'harbour'), ('quay', 'unconfirmed', 'square', 'harbour'),
        ('quay', 'overruled', 'square', 'harbour'), ('quay', 'expired', 'square', 'harbour'),
        ('quay', 'former', 'square', 'harbour'),
        ('quay', 'good', 'station', NULL), ('quay', 'household', 'street', 'home'),
        ('quay', 'entrance', 'residence_entrance', 'harbour'), ('quay', 'room', 'private_room', 'harbour'),
        ('quay', 'nobody knows', 'unknown', NULL), ('drill', 'drill', 'street', 'harbour')
    ) AS given (source, n, site_class, operator_id);
    INSERT INTO fairnotice.finding
    (camera_id, rule_id, force, verdict, pack_id, pack_version, title, severity, confidence, reasons, citation, since,
    judged_on, audit_id)
    SELECT 'quay:' || n, 'r', 'law', verdict, 'p', '1', 'A notice', 'high', 1, '[]', '{}', '2026-03-04', '2026-03-06',
        'night'
    FROM (
        VALUES ('confirmed', 'fail'), ('unconfirmed', 'fail'), ('overruled', 'pass'), ('expired', 'fail'),
        ('former', 'fail'), ('good', 'pass'), ('household', 'fail'), ('entrance', 'fail')
    ) AS given (n, verdict);
    INSERT INTO fairnotice.review (camera_id, rule_id, decision, verdict, reason, inspector, decided_at, until)
    SELECT 'quay:' || n, 'r', 'confirm', 'fail', 'seen', 'Ines', decided_at::timestamptz, until::date
    FROM (
        VALUES ('confirmed', '2026-03-07', NULL), ('overruled', '2026-03-07', NULL),
        ('expired', '2026-03-07', '2026-03-08'), ('former', '2026-02-01', NULL), ('household', '2026-03-07', NULL)
    ) AS given (n, decided_at, until);
"""


@pytest.fixture(scope="module")
def published(new_database, tmp_path_factory):
    url = new_database()
    migrate(url)
    with psycopg.connect(url, autocommit=True) as change:
        change.execute(FILL)
    with pytest.MonkeyPatch.context() as patch:
        # Where others reach the map nobody is taken for the person at this machine.
        patch.setenv("FAIRNOTICE_PUBLIC_URL", "https://cameras.example/")
        patch.setenv("FAIRNOTICE_PUBLIC_VIEW", "true")
        patch.setenv("FAIRNOTICE_PUBLIC_CAMERAS", "true")
        settings_module.settings.cache_clear()
        with Served(create_app(url, EvidenceStore(str(tmp_path_factory.mktemp("evidence"))))) as address:
            yield address


@pytest.fixture
def as_set(monkeypatch):
    def change(**values: str) -> None:
        for name, value in {"PUBLIC_VIEW": "true", "PUBLIC_CAMERAS": "true", **values}.items():
            monkeypatch.setenv(f"FAIRNOTICE_{name}", value)
        monkeypatch.setenv("FAIRNOTICE_PUBLIC_URL", "https://cameras.example/")
        settings_module.settings.cache_clear()

    change()
    return change


@pytest.fixture
def client(published, as_set):
    with httpx.Client(base_url=published, timeout=20) as made:
        yield made


def told(client: httpx.Client, **query: Any) -> dict[str, str]:
    found = client.get("api/public/cameras", params=query).json()
    return {each["id"]: each["properties"]["told"] for each in found["features"]}


def test_a_breach_is_told_while_an_inspector_has_confirmed_it(client):
    assert told(client) == {
        "quay:confirmed": "breach",
        "quay:expired": "looked_into",
        "quay:former": "looked_into",
        "quay:good": "pass",
        "quay:overruled": "pass",
        "quay:unconfirmed": "looked_into",
    }


def test_nothing_else_of_a_camera_is_told(client):
    answer = client.get("api/public/cameras")
    (confirmed, *_) = answer.json()["features"]

    assert confirmed["properties"] == {
        "site_class": "street",
        "told": "breach",
        "rules": [{"rule_id": "r", "title": "A notice", "since": "2026-03-04"}],
    }
    assert confirmed["geometry"] == {"type": "Point", "coordinates": [-38.1335, 31.5]}
    for hidden in ("Ann Gull", "Harbour", "secret", "Ines", "drill"):
        assert hidden not in answer.text


def test_pages_follow_one_another(client):
    first = client.get("api/public/cameras", params={"limit": 4}).json()
    rest = client.get("api/public/cameras", params={"limit": 4, "after": first["next"]}).json()

    assert len(first["features"]) == 4
    assert {each["id"] for each in [*first["features"], *rest["features"]]} == set(told(client))
    assert "next" not in rest


@pytest.mark.parametrize(
    ("values", "status"), [({"PUBLIC_CAMERAS": "false"}, 404), ({"PUBLIC_VIEW": "false"}, 401)], ids=["counts", "none"]
)
def test_they_are_told_only_where_the_authority_says_so(client, as_set, values, status):
    as_set(**values)

    assert client.get("api/public/cameras").status_code == status


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 5001}, {"after": "a\0"}, {"after": "x" * 1001}])
def test_what_cannot_be_asked_is_refused(client, query):
    assert client.get("api/public/cameras", params=query).status_code == 400


def test_every_other_way_to_a_camera_stays_shut(client):
    for path in ("api/cameras", "api/summary", "ogc/collections/cameras/items", "tiles/0/0/0.mvt"):
        assert client.get(path).status_code == 401


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "zh"])
def test_everybody_sees_them_on_a_map_and_as_a_list(browser: Any, published: str, as_set: Any, language: str) -> None:
    watched = Watched(browser, viewport={"width": 390, "height": 800}, locale="en-GB")
    page = watched.page
    page.goto(f"{published}/?lang={language}")
    page.wait_for_selector("#map[data-state=idle]")
    page.click("#single > details > summary")

    assert page.locator("#cameras tbody tr").count() == 6
    assert ("confirmed by an inspector" if language == "en" else "检查员确认") in page.inner_text(
        "#cameras tbody tr:first-child"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.is_hidden("#problem")
    assert not watched.complaints
    assert not watched.outside(published)
    page.close()
