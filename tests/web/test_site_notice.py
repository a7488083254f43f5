"""The notice of a site, for an inspector to print."""

from __future__ import annotations

import pytest

from fairnotice.web.identity import Role
from web.test_review import as_viewer, desk  # noqa: F401 - fixtures


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_inspector_prints_the_notice_of_a_site(desk, language):  # noqa: F811
    answer = desk.client.get("/api/review/notice", params={"site": "made/quay", "language": language})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_a_site_that_nobody_knows_or_a_language_that_is_none_is_refused_with_a_reason(desk):  # noqa: F811
    for asked, status in (({"site": "nowhere"}, 404), ({"site": "made/quay", "language": "\x00"}, 400)):
        answer = desk.client.get("/api/review/notice", params=asked)
        assert answer.status_code == status, answer.text
        assert answer.json()["reason"]


def test_the_notice_of_another_district_is_answered_as_one_that_is_not_there(desk, as_viewer):  # noqa: F811
    as_viewer(Role.INSPECTOR, ("north",))
    assert desk.client.get("/api/review/notice", params={"site": "made/quay"}).status_code == 404
