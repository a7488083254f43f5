"""A notice made for a site: what its rules ask for, the operator's words, and the site's own code."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from fairnotice.signage import notice_for, sign_pixels
from fairnotice.site_code import codes_in
from fairnotice.vision.qr import read_qr

pytestmark = pytest.mark.slow

WANTED = {
    "site_id": "made:quay",
    "texts": {"purpose": "Safety of visitors", "contact": "board@lindhaven.example", "rights": "Access, complaint"},
    "url": "https://lindhaven.example/cameras",
}

LONG = dict.fromkeys(("purpose", "contact", "rights", "retention", "legal_basis", "authority"), "word " * 110)


def wanted(office, **changes):
    return office.client.post("/api/operator/notice", json=WANTED | changes)


@pytest.mark.parametrize(("file", "start"), [("svg", b"<svg"), ("pdf", b"%PDF")])
def test_it_is_ready_to_print_and_private(office, file, start):
    office.sign_in()
    made = wanted(office, file=file)

    assert made.status_code == 200, made.text
    assert made.content.startswith(start)
    assert made.headers["cache-control"] == "no-store"
    assert f'notice-made-quay.{file}"' in made.headers["content-disposition"]


def test_it_bears_the_sites_code_and_the_same_one_again(office):
    office.sign_in()
    wanted(office)
    wanted(office, design="dtpr", paper="a3")

    (kept,) = office.asked("SELECT site_id, code FROM fairnotice.site_code")
    assert kept["site_id"] == "made:quay"
    assert codes_in(office.client.get("/api/operator?site=made:quay").json()["sites"][0]["notice"]["code"]) == (
        kept["code"],
    )
    spec = notice_for(["purpose"], "Board", "", "en", url=WANTED["url"], site_code=kept["code"])
    picture = cv2.cvtColor(np.ascontiguousarray(sign_pixels(spec, height_px=1000)), cv2.COLOR_BGRA2BGR)
    assert codes_in(read_qr(picture) or "") == (kept["code"],)


def test_what_the_registry_does_not_know_is_named(office):
    office.sign_in()

    assert wanted(office, texts={}, url="").headers["x-fairnotice-blank"].split(",")[:2] == ["purpose", "rights"]
    assert wanted(office).headers["x-fairnotice-blank"] == ""


REFUSED = [
    ({"site_id": "made:004"}, 404),
    ({"site_id": "made:none"}, 404),
    ({"language": "xx"}, 400),
    ({"also": ["en", "de", "fr"]}, 400),
    ({"url": "javascript:alert(1)"}, 400),
    ({"url": "https://a b"}, 400),
    ({"texts": {"purpose": "x" * 601}}, 400),
    ({"texts": {"secret": "x"}}, 400),
    ({"design": "round_sticker"}, 400),
    ({"paper": "a9"}, 400),
    ({"paper": "a5", "design": "dtpr", "texts": LONG}, 400),
]


def test_what_cannot_be_printed_is_said(office):
    office.sign_in()
    for changes, status in REFUSED:
        made = wanted(office, **changes)
        assert (made.status_code, bool(made.json()["reason"])) == (status, True), changes


def test_markup_in_a_text_is_printed_as_it_is(office):
    office.sign_in()

    assert b"<script" not in wanted(office, texts={"purpose": "<script>alert(1)</script>"}).content
