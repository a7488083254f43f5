"""An operator sees what it was told of its own cameras, and nothing of anybody else's."""

from __future__ import annotations

import pytest

from fairnotice.store.answers import NewReply, add_reply
from fakes.world import NOON
from web.operator.conftest import CLASSIFIER, NOTICE

pytestmark = pytest.mark.slow


def by_site(shown):
    return {site["site_id"]: site for site in shown["sites"]}


def test_what_was_told_stands_under_its_site_once_for_many_cameras(office):
    sites = by_site(office.sign_in())

    quay = sites["made:quay"]
    assert {(group["rule_id"], len(group["cameras"])) for group in quay["to_fix"]} == {(NOTICE, 2), (CLASSIFIER, 1)}
    notice = next(group for group in quay["to_fix"] if group["rule_id"] == NOTICE)
    assert notice["title"]["en"] == "A notice announces the camera"
    assert notice["title"]["zh"]
    assert notice["remedy"]["en"] == "Put the notice up again."
    assert notice["citation"]["instrument"] == "Regulation (EU) 2016/679"
    assert (notice["force"], notice["breach_of_law"], notice["since"]) == ("law", True, "2026-03-02")
    assert notice["reasoning"]["steps"][0]["text"]["en"].startswith("The notice that stood here")
    assert notice["answered_by"] == "photo"
    assert quay["photo_settles"] == 2
    assert next(g for g in quay["to_fix"] if g["rule_id"] == CLASSIFIER)["answered_by"] == "configuration"


def test_what_waits_for_an_inspector_is_not_shown(office):
    site = by_site(office.sign_in())["made:003"]

    assert (site["to_fix"], site["to_ask"], site["failing"]) == ([], [], 0)


def test_what_nobody_can_tell_is_a_question_and_no_failing(office):
    site = by_site(office.sign_in())["made:005"]

    assert site["to_fix"] == []
    assert [(group["rule_id"], group["verdict"]) for group in site["to_ask"]] == [(NOTICE, "unknown")]
    assert site["photo_settles"] == 1


def test_an_outage_is_asked_of_nobody(office):
    with office.database.transaction() as connection:
        connection.execute(
            "UPDATE fairnotice.finding SET reasons = jsonb_set(reasons, '{0,code}', '\"unreachable\"')"
            " WHERE camera_id = 'made:005'"
        )

    assert by_site(office.sign_in())["made:005"]["to_ask"] == []


def test_no_word_of_another_operator_is_sent(office):
    with office.database.transaction() as connection:
        add_reply(connection, NewReply("op-2", "dispute", "link 9", NOON, (("made:004", NOTICE),), note="trams only"))
    first = office.client.get("/api/operator")
    office.sign_in()
    text = office.client.get("/api/operator").text

    assert first.status_code == 401
    for word in ("made:004", "Tramways", "op-2", "trams only", "Quay 4"):
        assert word not in text
    # And asking for it by its name is no other answer than asking for what is not there.
    assert office.client.get("/api/operator", params={"site": "made:004"}).json()["sites"] == []
    assert office.client.get("/api/operator", params={"site": "made:none"}).json()["sites"] == []


def test_the_other_operator_sees_its_own_only(office):
    shown = office.sign_in(operator_id="op-2")

    assert list(by_site(shown)) == ["made:004"]
    assert shown["operator"] == "Lindhaven Tramways"


def test_evidence_is_shown_to_whom_it_is_about(office):
    (picture,) = office.asked("SELECT sha256 FROM fairnotice.evidence")
    address = f"/api/operator/evidence/{picture['sha256']}"
    office.sign_in()
    mine = office.client.get(address)
    assert (mine.status_code, mine.content, mine.headers["cache-control"]) == (200, b"redacted", "no-store")
    assert "sandbox" in mine.headers["content-security-policy"]
    (seen,) = office.asked("SELECT viewer, role, ids FROM fairnotice.view_log")
    assert (seen["role"], seen["ids"]) == ("operator", [picture["sha256"]])

    office.sign_in(operator_id="op-2")
    not_mine, not_there = office.client.get(address), office.client.get(f"/api/operator/evidence/{'0' * 64}")
    assert not_mine.status_code == not_there.status_code == 404
    assert not_mine.text.replace(picture["sha256"][:12], "") == not_there.text.replace("0" * 12, "")


def test_a_request_for_a_photo_shows_its_site_alone(office):
    shown = office.sign_in(purpose="photo_request", site_id="made:005")

    assert list(by_site(shown)) == ["made:005"]
    assert (shown["purpose"], shown["site_id"]) == ("photo_request", "made:005")
    assert office.client.get("/api/operator", params={"site": "made:quay"}).status_code == 404
    (picture,) = office.asked("SELECT sha256 FROM fairnotice.evidence")
    assert office.client.get(f"/api/operator/evidence/{picture['sha256']}").status_code == 404
    said = {"kind": "acknowledge", "site_id": "made:quay", "rule_id": NOTICE}
    assert office.client.post("/api/operator/replies", json=said).status_code == 404
    assert office.client.post("/api/operator/notice", json={"site_id": "made:quay"}).status_code == 404
    assert office.client.post("/api/operator/photos", params={"site": "made:quay"}, content=b"x").status_code == 404


def test_an_exercise_shows_nothing(office):
    with office.database.transaction() as connection:
        connection.execute("UPDATE fairnotice.registry_source SET mode = 'exercise'")

    assert office.sign_in()["sites"] == []


def test_what_is_put_right_or_gone_is_no_longer_shown(office):
    with office.database.transaction() as connection:
        connection.execute("UPDATE fairnotice.finding SET verdict = 'pass' WHERE camera_id = 'made:001'")
        connection.execute("UPDATE fairnotice.camera SET gone_since = now() WHERE camera_id = 'made:005'")
    sites = by_site(office.sign_in())

    assert "made:005" not in sites
    assert [[c["camera_id"] for c in group["cameras"]] for group in sites["made:quay"]["to_fix"]] == [["made:002"]]


def test_odd_questions_are_refused_with_a_reason(office):
    office.sign_in()
    for query in ("skip=-1", "skip=x", "site=%00", "site=" + "x" * 400):
        answer = office.client.get(f"/api/operator?{query}")
        assert (answer.status_code, bool(answer.json()["reason"])) == (400, True), query


def test_an_account_of_an_operator_opens_the_same_page(office):
    from fairnotice.web.identity import Role, Viewer

    viewer = Viewer(Role.OPERATOR, "Bo", operator_id="op-2", csrf="bos-own")

    async def as_bo(scope, receive, send):
        if scope["type"] == "http":
            scope["fairnotice.viewer"] = viewer
        await office.client.app(scope, receive, send)

    from fastapi.testclient import TestClient

    bo = TestClient(as_bo, base_url="https://fairnotice.example")
    shown = bo.get("/api/operator").json()
    assert (list(by_site(shown)), shown["csrf"]) == (["made:004"], "bos-own")
    said = {"kind": "acknowledge", "site_id": "made:004", "rule_id": NOTICE}
    assert bo.post("/api/operator/replies", json=said, headers={"X-Fairnotice-CSRF": "another"}).status_code == 403
    assert bo.post("/api/operator/replies", json=said, headers={"X-Fairnotice-CSRF": "bos-own"}).status_code == 200
    assert office.asked("SELECT said_by FROM fairnotice.reply") == [{"said_by": "Bo"}]
