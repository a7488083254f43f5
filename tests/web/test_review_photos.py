"""A visit with photos, from the street: what is sent, what is seen, and what it becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from fairnotice.domain import NoticeStatus
from fairnotice.store import answers, facts
from fakes.phone import photo
from fakes.scenes import draw_scene
from web.conftest import Served
from web.desk_world import NOTICE, RULE, Desk, app_of, fill, place_of

pytestmark = pytest.mark.slow

QUAY = "made/quay"
SCENE = draw_scene(3, 1280, 720)
NOW = dt.datetime.now(dt.UTC)
HERE = photo(SCENE, taken=NOW, place=place_of(2))
ELSEWHERE = photo(draw_scene(5, 1280, 720), taken=NOW, place=place_of(6000))


@pytest.fixture
def desk(empty_database_url: str, tmp_path) -> Iterator[Desk]:
    app, resources = app_of(empty_database_url, tmp_path, NOTICE)
    fill(resources.database, resources.settings)
    with resources.database, Served(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield Desk(client, resources, empty_database_url)


def _send(desk: Desk, file: bytes, site: str = QUAY, media_type: str = "image/jpeg") -> httpx.Response:
    return desk.post("/api/review/photos", params={"site": site}, content=file, headers={"Content-Type": media_type})


def _visit(desk: Desk, **changes: object) -> httpx.Response:
    said = {"site_id": QUAY, "on": NOW.date().isoformat(), "found": True, "looked_at_entrances": True}
    return desk.post("/api/review/visits", json=said | changes)


def _visits(desk: Desk) -> list[tuple]:
    return desk.rows("SELECT site_id, notice_found, elements FROM fairnotice.site_visit ORDER BY site_id")


def test_a_photo_is_looked_at_at_once(desk):
    seen = _send(desk, HERE).json()
    assert (seen["outcome"], seen["time"], seen["place"], seen["state"]) == ("notice", "agrees", "agrees", "waiting")
    assert seen["elements"] == {"controller": "present", "purpose": "present", "contact": "absent"}
    (notice,) = seen["notices"]
    assert notice["box"] == pytest.approx([100 / 1280, 100 / 720, 500 / 1280, 600 / 720])
    picture = desk.client.get(f"/evidence/{seen['evidence_sha256']}")
    assert picture.headers["content-type"] == "image/png"


def test_a_visit_with_a_photo_says_what_the_photo_shows_and_no_more(desk):
    seen = _send(desk, HERE).json()
    done = _visit(desk, photos=[seen["photo_id"]], missing=["contact"])

    assert done.status_code == 201
    expected = {"controller": "present", "purpose": "present", "contact": "absent"}
    assert _visits(desk) == [(QUAY, True, expected)]
    assert desk.rows("SELECT state FROM fairnotice.site_photo") == [("accepted",)]
    # What a photo does not show it does not prove to be missing.
    other = _send(desk, photo(draw_scene(4, 1280, 720)), "made:004").json()
    _visit(desk, site_id="made:004", photos=[other["photo_id"]])
    assert _visits(desk)[1] == ("made:004", True, {"controller": "present", "purpose": "present"})


def test_a_visit_counts_for_every_camera_of_the_site(desk):
    _visit(desk)
    with desk.resources.database.transaction() as connection:
        from fairnotice.store import cameras

        members = cameras.of_ids(connection, ["made:002", "made:003", "made:004"])
        found = facts.gather(connection, members, at=NOW.date(), window_days=30, recall=None)
        assert [len(each.visits) for each in found] == [1, 1, 0]


def test_a_photo_from_elsewhere_is_not_counted_and_waits_for_another_inspector(desk):
    seen = _send(desk, ELSEWHERE).json()
    done = _visit(desk, photos=[seen["photo_id"]]).json()

    assert seen["doubts"] == ["taken_elsewhere"]
    assert [each["photo_id"] for each in done["doubtful"]] == [seen["photo_id"]]
    assert _visits(desk) == [(QUAY, True, {})]
    assert [item["kind"] for item in desk.queue() if item["site_id"] == QUAY] == ["photo"]
    own = desk.post(f"/api/review/photos/{seen['photo_id']}", json={"state": "accepted", "reason": "it is there"})
    assert (own.status_code, "another inspector" in own.json()["reason"]) == (422, True)
    desk.post(f"/api/review/photos/{seen['photo_id']}", json={"state": "rejected", "reason": "elsewhere"})
    assert [item["kind"] for item in desk.queue() if item["site_id"] == QUAY] == ["not_seen"]


def test_a_photo_that_was_used_for_another_site_is_for_review(desk):
    _send(desk, HERE)
    again = _send(desk, photo(SCENE[::2, ::2]), "made:004").json()
    assert (again["doubts"], again["reused_from"]) == (["used_for_another_site"], [QUAY])


@pytest.mark.parametrize(
    ("changes", "status", "word"),
    [
        ({"on": "2099-01-01"}, 422, "not come yet"),
        ({"site_id": "made/nowhere"}, 404, "no site"),
        ({"found": False, "looked_at_entrances": False}, 422, "every entrance"),
        ({"found": False, "missing": ["contact"]}, 422, "lacks nothing"),
        ({"missing": ["charm"]}, 400, "missing"),
        ({"photos": ["x"]}, 400, "photos"),
        ({"photos": ["00000000-0000-0000-0000-000000000000"]}, 422, "no such photo"),
    ],
)
def test_a_visit_that_makes_no_sense_is_refused(desk, changes, status, word):
    answer = _visit(desk, **changes)
    assert (answer.status_code, word in answer.json()["reason"]) == (status, True), answer.text
    assert _visits(desk) == []


def test_a_visit_cannot_say_other_than_its_photos_show(desk):
    seen = _send(desk, HERE).json()
    none = _visit(desk, found=False, photos=[seen["photo_id"]])
    lacking = _visit(desk, photos=[seen["photo_id"]], missing=["purpose"])
    assert [none.status_code, lacking.status_code] == [422, 422]
    assert "shows a notice" in none.json()["reason"]
    assert "purpose" in lacking.json()["reason"]
    assert desk.rows("SELECT state FROM fairnotice.site_photo") == [("waiting",)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE fairnotice.site_photo SET kind = 'reply' RETURNING 1",
        "UPDATE fairnotice.site_photo SET handed_in_by = 'a caretaker' RETURNING 1",
    ],
)
def test_a_visit_takes_no_photo_of_somebody_else(desk, change):
    seen = _send(desk, HERE).json()
    desk.rows(change)
    answer = _visit(desk, photos=[seen["photo_id"]])
    assert (answer.status_code, "somebody else" in answer.json()["reason"]) == (422, True)
    assert _visits(desk) == []
    assert desk.rows("SELECT state FROM fairnotice.site_photo") == [("waiting",)]


@pytest.mark.parametrize(
    ("file", "media_type", "site", "status"),
    [
        (b"no photo", "image/jpeg", QUAY, 415),
        (HERE[:9000], "image/jpeg", QUAY, 422),
        (HERE, "text/html", QUAY, 415),
        (HERE, "image/jpeg", "made/nowhere", 404),
        (b"x" * (26 << 20), "image/jpeg", QUAY, 413),
        (b"", "image/jpeg", QUAY, 400),
    ],
    ids=["text", "half a photo", "a page", "no such site", "too large", "empty"],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_kept(desk, file, media_type, site, status, tmp_path):
    answer = _send(desk, file, site, media_type)
    assert answer.status_code == status
    assert answer.json()["reason"]
    assert desk.rows("SELECT count(*) FROM fairnotice.site_photo") == [(0,)]
    assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []


def test_a_verified_photo_of_an_operator_is_a_look_at_its_site(desk):
    seen = _send(desk, HERE).json()
    with desk.resources.database.transaction() as connection:
        made = answers.NewReply(
            "op-1", "photo", "a caretaker", NOW, (("made:002", RULE), ("made:003", RULE)), site_id=QUAY,
            photo_id=seen["photo_id"],
        )  # fmt: skip
        reply_id = answers.add_reply(connection, made)
    first = desk.queue()[0]
    assert (first["kind"], first["site_id"], first["cameras"]) == ("reply", QUAY, 2)
    assert [each["reply_id"] for each in desk.finding(2)["replies"]] == [reply_id]

    answer = desk.post(f"/api/review/replies/{reply_id}", json={"state": "verified", "reason": "it is up"})
    assert answer.json() == {"state": "verified"}
    assert _visits(desk) == [(QUAY, True, {"controller": "present", "purpose": "present"})]
    assert [item["kind"] for item in desk.queue() if item["site_id"] == QUAY] == ["not_seen"]
    again = desk.post(f"/api/review/replies/{reply_id}", json={"state": "rejected", "reason": "no"})
    assert again.status_code == 422


def test_a_photo_without_a_notice_proves_none(desk):
    desk.resources.inspector.notices = (replace(NOTICE, status=NoticeStatus.REJECTED),)
    seen = _send(desk, HERE).json()
    assert seen["outcome"] == "nothing"
    answer = desk.post(f"/api/review/photos/{seen['photo_id']}", json={"state": "accepted", "reason": "x"})
    assert (answer.status_code, "no notice was recognised" in answer.json()["reason"]) == (422, True)
    assert _visit(desk, found=False, photos=[seen["photo_id"]]).status_code == 201
    assert _visits(desk) == [(QUAY, False, {})]
