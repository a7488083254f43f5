"""A photo or an export that an operator sends is looked at at once, and claims a fix without changing a verdict."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from fairnotice.domain import Notice, NoticeStatus
from fairnotice.pipeline.resources import Resources
from fairnotice.settings import Settings
from fairnotice.site_code import new_code, printed
from fairnotice.store.site_codes import code_of_site
from fairnotice.vision import inspect as vision_inspect
from fairnotice.web import desk_tools
from fakes.disk_watch import watched
from fakes.phone import photo
from fakes.scenes import draw_scene
from web.operator.conftest import CLASSIFIER

pytestmark = pytest.mark.slow

SCENE = draw_scene(3, 1280, 720)
SAID = {"controller": "present", "purpose": "present", "rights": "absent"}
READ = Notice(
    (100, 100, 400, 500), 0.9, NoticeStatus.CONFIRMED, "its words", probability=0.9, text="CCTV", elements=SAID
)


class _NoPlates:
    model_version = "no-plates"

    def detect(self, pixels, *, thorough=False):
        return []


class _Seeing:
    """Sees what the test says, in any photo."""

    def __init__(self, *notices):
        self.notices = notices

    def inspect(self, frame, **how):
        seen = vision_inspect.Inspector(_NoPlates(), None).inspect(frame, **(how | {"thorough": False}))
        return replace(seen, notices=self.notices)


@pytest.fixture
def shown(office, tmp_path):
    """The office with a model that sees what the test says."""

    def shows(*notices):
        using = Resources(Settings(home=tmp_path), office.database, office.storage)
        using.__dict__.update(inspector=_Seeing(*notices), people=None)
        office.client.app.state.answers_resources = using
        return office

    return shows


def send(office, site="made:quay", file=None, **how):
    data = file if file is not None else photo(SCENE, "JPEG")
    headers = {"Content-Type": "image/jpeg"}
    return office.client.post("/api/operator/photos", params={"site": site, **how}, content=data, headers=headers)


def test_what_was_recognised_and_what_is_missing_is_said_at_once(shown):
    office = shown(READ)
    office.sign_in()
    answer = send(office)

    assert answer.status_code == 200, answer.text
    seen = answer.json()["seen"]
    assert seen["outcome"] == "notice"
    assert seen["text"] == [{"text": "CCTV", "language": None}]
    assert "rights" in seen["missing"]
    assert seen["code"] == "none"
    states = office.asked("SELECT camera_id, answer FROM fairnotice.finding_answer ORDER BY 1")
    assert [tuple(each.values()) for each in states] == [("made:001", "fix_claimed"), ("made:002", "fix_claimed")]
    assert office.asked("SELECT count(*) AS n FROM fairnotice.finding WHERE verdict = 'pass'") == [{"n": 1}]


def test_the_redacted_picture_is_shown_to_whoever_sent_it(shown):
    office = shown(READ)
    office.sign_in()
    send(office)
    (reply,) = office.client.get("/api/operator").json()["replies"]

    assert office.client.get(f"/api/operator/evidence/{reply['evidence'][0]}").status_code == 200
    assert reply["cameras"] == 2


def test_where_nothing_was_recognised_nothing_is_claimed_unless_asked(shown):
    office = shown()
    office.sign_in()
    first = send(office).json()
    assert (first["reply_id"], first["seen"]["outcome"]) == (None, first["seen"]["outcome"])
    assert first["seen"]["outcome"] in ("nothing", "unusable")
    assert office.asked("SELECT 1 FROM fairnotice.reply") == office.asked("SELECT 1 FROM fairnotice.site_photo") == []

    assert send(office, keep=True).json()["reply_id"]
    assert len(office.asked("SELECT 1 FROM fairnotice.reply_waiting")) == 1


def test_the_sites_own_code_is_recognised_and_another_ones_is_for_an_inspector(shown):
    office = shown(READ)
    office.sign_in()
    with office.database.transaction() as connection:
        own = code_of_site(connection, "made:quay")
    for text, code, because in (
        (printed(own), "own", []),
        (printed(new_code()), "other", ["other_site_code"]),
    ):
        shown(replace(READ, text=f"CCTV {text}"))
        answer = send(office, file=photo(draw_scene(len(because) + 20, 1280, 720), "JPEG")).json()
        assert (answer["seen"]["code"], answer["review_because"]) == (code, because)


def test_a_picture_that_was_used_for_another_site_is_for_an_inspector(shown):
    office = shown(READ)
    office.sign_in()
    assert send(office).json()["review_because"] == []
    again = send(office, site="made:005", file=photo(SCENE, "PNG")).json()

    assert "used_for_another_site" in again["review_because"]
    verdicts = office.asked("SELECT verdict FROM fairnotice.finding WHERE camera_id = 'made:005'")
    assert verdicts == [{"verdict": "unknown"}]


def test_what_an_inspector_decides_about_the_photo_holds_for_the_reply(shown):
    office = shown(READ)
    office.sign_in()
    send(office)
    with office.database.transaction() as connection:
        connection.execute(
            "UPDATE fairnotice.site_photo"
            " SET state = 'rejected', decided_by = 'Ada', decided_at = now(), reason = 'Inside.'"
        )

    assert office.asked("SELECT answer FROM fairnotice.finding_answer LIMIT 1") == [{"answer": "fix_rejected"}]
    (reply,) = office.client.get("/api/operator").json()["replies"]
    assert (reply["state"], reply["decision_note"]) == ("rejected", "Inside.")
    assert "Inside." in send(office).json()["reason"]


def test_what_is_no_photo_of_an_own_site_is_refused(shown):
    office = shown(READ)
    office.sign_in()
    for file, site, status in (
        (b"", "made:quay", 400),
        (b"GIF89a", "made:quay", 415),
        (None, "made:004", 404),
        (None, "made:003", 404),
    ):
        answer = send(office, site=site, file=file)
        assert (answer.status_code, bool(answer.json()["reason"])) == (status, True), (site, status)
    assert office.asked("SELECT 1 FROM fairnotice.site_photo") == []


def export(office, data, name="labels.txt", camera="made:001", **how):
    params = {"camera": camera, "name": name, **how}
    headers = {"Content-Type": "application/octet-stream"}
    return office.client.post("/api/operator/configurations", params=params, content=data, headers=headers)


def test_an_export_without_the_classifier_claims_the_fix(office):
    office.sign_in()
    answer = export(office, b"person\ncar\nbicycle\n")

    assert answer.status_code == 200, answer.text
    assert (answer.json()["review_because"], answer.json()["seen"]["read"]) == ([], 1)
    states = office.asked("SELECT camera_id, rule_id, answer FROM fairnotice.finding_answer")
    assert [tuple(each.values()) for each in states] == [("made:001", CLASSIFIER, "fix_claimed")]
    assert office.asked("SELECT 1 FROM fairnotice.analytics_scan") == [], "what is said to be read is no fact"


def test_an_export_that_still_sorts_people_claims_nothing_and_says_where(office):
    office.sign_in()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("cfg/labels.txt", "person\nethnicity\n")
    answer = export(office, packed.getvalue(), "export.zip").json()

    assert (answer["reply_id"], answer["review_because"]) == (None, ["still_configured"])
    (scan,) = answer["seen"]["scans"]
    assert scan["source"] == "export.zip!cfg/labels.txt"
    assert scan["mentions"][0]["term"] == "ethnicity"
    assert office.asked("SELECT 1 FROM fairnotice.reply") == []


def test_an_export_for_what_is_not_asked_is_refused(office):
    office.sign_in()
    for data, camera, status in (
        (b"x", "made:004", 404),
        (b"x", "made:002", 404),
        (b"x", "none", 404),
        (b"", "made:001", 400),
    ):
        answer = export(office, data, camera=camera)
        assert (answer.status_code, bool(answer.json()["reason"])) == (status, True), camera


def test_neither_photo_nor_export_touches_a_disk(shown, tmp_path):
    office = shown(READ)
    office.sign_in()
    file = photo(SCENE, "JPEG")
    with watched(tmp_path / "watched") as watch:
        assert send(office, file=file).status_code == 200
        assert export(office, b"person\nsecret-word-of-the-file\n").status_code == 200

    assert watch.strangers(tmp_path / "evidence") == []
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert kept
    assert not any(file[200:400] in each or b"secret-word-of-the-file" in each for each in kept)


def test_more_photos_than_this_machine_can_look_at_are_put_off(shown, monkeypatch):
    office = shown(READ)
    office.sign_in()
    monkeypatch.setattr(desk_tools, "_LOOK_WAITS_S", 0.05)
    with desk_tools.looking(), desk_tools.looking():
        refused = send(office)
    assert (refused.status_code, office.asked("SELECT 1 FROM fairnotice.site_photo")) == (503, [])
    assert send(office).status_code == 200
