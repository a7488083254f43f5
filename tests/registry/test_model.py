from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest
from pydantic import ValidationError

from fairnotice.domain import (
    AccessBasis,
    Authorisation,
    Camera,
    Contact,
    Declarations,
    DeclaredModel,
    ExemptionClaim,
    FrameSource,
    NoticePosition,
    Operator,
    OperatorKind,
    Point,
    SiteClass,
)
from fairnotice.registry.model import CameraRow, reasons

FULL: dict[str, Any] = {
    "source_id": "gate-1",
    "latitude": "25.01",
    "longitude": "-39.98",
    "name": "Gate 1",
    "azimuth": "NNE",
    "field_of_view": "70°",
    "operator_id": "harbour",
    "operator": "Harbour Office",
    "operator_kind": "government",
    "operator_email": "office@harbour.example | desk@harbour.example",
    "operator_webhook": "https://hooks.harbour.example/notices",
    "operator_verified_on": "2026-01-15",
    "operator_language": "zh-Hans",
    "site_id": "gate",
    "site_class": "public building",
    "in_service_since": "2025-06-01",
    "filing_number": "F-1",
    "filed_on": "2025-06-20",
    "filing_expires_on": "2027-06-01",
    "authorisation_number": "A-1",
    "frame_url": "https://pictures.example/gate-1/{at}.jpg",
    "credential": "harbour_cameras",
    "access_granted_by": "City council",
    "access_scope": "frames|configuration",
    "access_until": "2026-12-31",
    "notice_positions": "0.4 0.3 0.5 0.6 2025-06-01 | 0.1 0.1 0.2 0.2",
    "purpose": "Safety",
    "legal_basis": "Article 1",
    "analytics": "counting|loitering",
    "models": "counter=gate/labels.txt | plain",
    "retention_days": "30",
    "necessity": "Two accidents a year at the crossing",
    "face_recognition": "no",
    "consent": "none",
    "legal_authorisation": "Police act, section 9",
    "alternative": "A card",
    "stored_faces": "1200",
    "impact_assessment": "IA-7 of 2025-05-01",
    "audio": "是",
    "exemption_claims": "xx.a.fire by Brigade on 2026-03-01 until 2026-03-31 | xx.a.ask by Quay on 2026-01-01",
    "jurisdiction": "uk",
}


def row(**changed: Any) -> CameraRow:
    return CameraRow.model_validate({"source": "city", "latitude": 25.0, "longitude": -40.0} | changed)


def fault(**changed: Any) -> str:
    with pytest.raises(ValidationError) as raised:
        row(**changed)
    return reasons(raised.value)


def test_every_field_reaches_the_camera() -> None:
    assert row(**FULL).to_camera() == Camera(
        camera_id="city:gate-1",
        source="city",
        source_id="gate-1",
        point=Point(lon=-39.98, lat=25.01),
        name="Gate 1",
        azimuth=22.5,
        field_of_view=70.0,
        operator=Operator(
            operator_id="city/harbour",
            name="Harbour Office",
            kind=OperatorKind.PUBLIC,
            contacts=(
                Contact("email", "office@harbour.example", dt.date(2026, 1, 15)),
                Contact("email", "desk@harbour.example", dt.date(2026, 1, 15)),
                Contact("webhook", "https://hooks.harbour.example/notices", dt.date(2026, 1, 15)),
            ),
            language="zh-Hans",
        ),
        site_id="city/gate",
        site_declared=True,
        site_class=SiteClass.PUBLIC_BUILDING,
        in_service_since=dt.date(2025, 6, 1),
        authorisations=(
            Authorisation("filing", "F-1", dt.date(2027, 6, 1), dt.date(2025, 6, 20)),
            Authorisation("authorisation", "A-1", None),
        ),
        frame_source=FrameSource(
            "https://pictures.example/gate-1/{at}.jpg",
            AccessBasis("City council", ("frames", "configuration"), dt.date(2026, 12, 31)),
            "harbour_cameras",
        ),
        notice_positions=(
            NoticePosition((0.4, 0.3, 0.5, 0.6), "declared", dt.date(2025, 6, 1)),
            NoticePosition((0.1, 0.1, 0.2, 0.2), "declared", None),
        ),
        purpose="Safety",
        legal_basis="Article 1",
        analytics=("counting", "loitering"),
        models=(DeclaredModel("counter", "gate/labels.txt"), DeclaredModel("plain")),
        retention_days=30,
        declared=Declarations(
            necessity="Two accidents a year at the crossing",
            face_recognition=False,
            consent="",
            legal_authorisation="Police act, section 9",
            alternative="A card",
            stored_faces=1200,
            impact_assessment="IA-7 of 2025-05-01",
            audio=True,
        ),
        claims=(
            ExemptionClaim("xx.a.fire", "Brigade", dt.date(2026, 3, 1), dt.date(2026, 3, 31)),
            ExemptionClaim("xx.a.ask", "Quay", dt.date(2026, 1, 1)),
        ),
        jurisdiction_declared="GB",
    )


def test_a_bare_row_is_its_own_undeclared_site() -> None:
    camera = row(source_id="7").to_camera()
    assert (camera.site_id, camera.site_declared) == ("city:7", False)
    assert camera.operator is None
    assert camera.frame_source is None
    assert camera.analytics is None


def test_a_declared_site_never_takes_the_id_of_a_camera_or_of_another_source() -> None:
    sites = {
        row(source_id="7").to_camera().site_id,
        row(source_id="8", site_id="7").to_camera().site_id,
        row(source_id="8", site_id="7", source="county").to_camera().site_id,
    }
    assert len(sites) == 3


@pytest.mark.parametrize(
    ("value", "expected", "remark"),
    [
        (None, None, "says nothing"),
        ("", None, "an empty cell says nothing"),
        ("none", (), "says that there is none"),
        ([], (), "the same in JSON"),
        ("faces;plates", ("faces", "plates"), "a list"),
        (["faces"], ("faces",), "a list in JSON"),
    ],
)
def test_no_analytics_and_nothing_said_are_different(value: object, expected: object, remark: str) -> None:
    assert row(analytics=value).analytics == expected, remark


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0.0), (360, 0.0), ("360", 0.0), ("N", 0.0), ("nnw", 337.5), ("WSW", 247.5), ("12,5", 12.5), ("90°", 90.0),
        ("", None), (None, None),
    ],
)  # fmt: skip
def test_directions_are_degrees_clockwise_from_north(value: object, expected: float | None) -> None:
    assert row(azimuth=value).azimuth == expected


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("azimuth", 361, "'361' is not within 0 to 360"),
        ("azimuth", -1, "'-1' is not within"),
        ("azimuth", "northbound", "a word such as NNE"),
        ("azimuth", float("nan"), "not within"),
        ("azimuth", True, "not within"),
        ("field_of_view", 0, "horizontal angle"),
        ("latitude", "abc", "'abc' is not a number; write digits"),
        ("latitude", "", "missing; give the latitude in decimal degrees"),
        ("latitude", None, "missing"),
        ("latitude", "NaN", "not a finite number"),
        ("latitude", float("inf"), "not a finite number"),
        ("latitude", 91, "latitude and longitude look swapped"),
        ("latitude", 529090, "national grid"),
        ("longitude", -180.5, "outside -180 to 180"),
        ("longitude", "1_0", "not a finite number"),
        ("operator_kind", "spy", "use one of: public, private"),
        ("operator_email", "nobody", "not an e-mail address"),
        ("operator_email", "a@b.example\r\nBcc: c@d.example", "not an e-mail address"),
        ("operator_webhook", "ftp://hooks.example", "use http, https"),
        ("operator_language", "Deutsch!", "language tag"),
        ("site_class", "lair", "use one of: street"),
        ("in_service_since", "31/05/2024", "write it as 2024-05-31"),
        ("in_service_since", "0001-01-01", "within 1900 to 2200"),
        ("retention_days", "1 month", "not a number"),
        ("retention_days", 2.5, "whole number of days"),
        ("face_recognition", "sometimes", "write one of them, or leave it empty"),
        ("stored_faces", "-3", "not a whole number"),
        ("stored_faces", "10,000", "without separators"),
        ("exemption_claims", "emergency", "write which exemption, by whom and on which day"),
        ("exemption_claims", "x.y by Quay on 2026-02-30", "is not a date"),
        ("exemption_claims", "x.y by Quay on 2026-03-01 until 2026-02-01", "ends before it begins"),
        ("exemption_claims", "x.y by A on 2026-03-01 | x.y by B on 2026-03-01", "keep one of them"),
        ("exemption_claims", [{"exemption": "x.y", "on": "2026-03-01"}], "by whom"),
        ("jurisdiction", "Germany", "ISO 3166 code"),
        ("frame_url", "file:///etc/passwd", "use http, https, rtsp, rtsps"),
        ("frame_url", "pictures.example/1.jpg", "use http, https, rtsp, rtsps"),
        ("frame_url", "hikvisoin://192.0.2.7/101", "hikvision"),
        ("frame_url", "hikvision+ftp://192.0.2.7/101", "use http"),
        ("frame_url", "hikvision://192.0.2.7/101/../x", "hikvision://host[:port][/channel]"),
        ("frame_url", "frigate://nvr.example", "frigate://host/NAME"),
        ("frame_url", "archive:../secret.jpg", "archive:folder/name.jpg"),
        ("frame_url", "archive:/etc/passwd", "archive:folder/name.jpg"),
        ("frame_url", "archive:s3://bucket/name.jpg", "archive:folder/name.jpg"),
        ("notice_positions", "0.5 0.3 0.4 0.6", "fractions of the frame"),
        ("notice_positions", [[0, 0, 640, 480]], "fractions of the frame"),
        ("notice_positions", "[[0.1, 0.1", "not a list in JSON"),
        ("notice_positions", [{"box": None}], "fractions of the frame"),
        ("models", "m=../../etc/passwd", "is not a path below"),
        ("models", "m=/etc/passwd", "is not a path below"),
        ("models", "m=https://elsewhere.example/labels", "is not a path below"),
        ("models", [{"name": "m", "enabled": "no"}], "true or false"),
        ("access_scope", "everything", "use: frames, configuration"),
        ("name", "a\x00b", "control characters"),
        ("name", "a\ud800b", "control characters"),
        ("name", "a\u202eb", "control characters"),
        ("name", "x" * 301, "shorten it to 300"),
        ("name", {"en": "Gate"}, "is not a text"),
    ],
)
def test_a_wrong_value_is_named_with_its_remedy(field: str, value: object, says: str) -> None:
    text = fault(**{field: value})
    assert text.startswith(f"{field}: ")
    assert says in text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"latitude": 0, "longitude": 0}, "0, 0 is no place"),
        ({"latitude": "0.0004", "longitude": "-0.0002"}, "0, 0 is no place"),
        ({"access_until": "2026-12-31"}, "access_granted_by: missing"),
        ({"filing_expires_on": "2026-12-31"}, "filing_number: missing"),
        ({"filed_on": "2026-12-31", "filing_number": "none"}, "filing_number: missing while filed_on"),
    ],
)
def test_fields_must_hang_together(changed: dict[str, Any], says: str) -> None:
    assert says in fault(**changed)


def test_a_missing_coordinate_is_named() -> None:
    with pytest.raises(ValidationError) as raised:
        CameraRow.model_validate({"source": "city", "longitude": 1})
    assert reasons(raised.value).startswith("latitude: missing; give it in decimal degrees")


@pytest.mark.parametrize(
    "url",
    [
        "rtsp://admin:hunter2@10.0.0.5/live",
        "rtsp://admin@10.0.0.5/live",
        "rtsp://admin:hun/ter2@10.0.0.5/live",
        "rtsp://admin:1234/hunter2@10.0.0.5/live",
        "rtsp://admin:hunter2?@10.0.0.5/live",
        "rtsp://admin:12#hunter2@10.0.0.5/live",
        "http://cam.example/snap.cgi?user=admin&pass=hunter2",
        "http://cam.example/snap.cgi?loginuse=admin&loginpas=hunter2",
        "http://cam.example/snap.jpg?accessToken=hunter2",
    ],
)
def test_a_secret_in_an_address_rejects_the_row_and_is_not_repeated(url: str) -> None:
    text = fault(frame_url=url)
    assert "hunter2" not in text
    assert "value not shown" in text


def test_a_credential_is_a_name() -> None:
    assert row(credential="city/cameras-2").credential == "city/cameras-2"
    text = fault(credential="admin:hunter2")
    assert text.startswith("credential: is not a name")
    assert "hunter2" not in text


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({}, True),
        ({"purpose": "Safety"}, True),
        ({"latitude": 25.00000001}, True),
        ({"latitude": 25.001}, False),
        ({"name": "Gate 2"}, False),
        ({"azimuth": 180}, False),
    ],
)
def test_a_derived_id_follows_name_place_and_direction(changed: dict[str, Any], same: bool) -> None:
    base = row(name="Gate").to_camera()
    other = row(**{"name": "Gate"} | changed).to_camera()
    assert base.source_id.startswith("at-")
    assert (other.camera_id == base.camera_id) is same


@pytest.mark.parametrize(
    ("value", "expected", "remark"),
    [
        (None, None, "says nothing"),
        ("", None, "an empty cell says nothing"),
        ("unknown", None, "says nothing either"),
        ("None", None, "what programs write for a missing value"),
        ("nan", None, "the same"),
        ("none", "", "says that there is none"),
        ("Keine", "", "the same in German"),
        ("无", "", "the same in Chinese"),
        (False, "", "the same in JSON"),
        (True, "yes", "says that there is some"),
        ("nonetheless", "nonetheless", "a longer word is a text"),
    ],
)
def test_no_consent_and_nothing_said_are_different(value: object, expected: str | None, remark: str) -> None:
    assert row(consent=value).to_camera().declared.consent == expected, remark


@pytest.mark.parametrize(
    ("value", "expected"), [("", None), ("?", None), ("YES", True), ("Nein", False), (False, False)]
)
def test_yes_no_and_nothing_said_are_three_answers(value: object, expected: object) -> None:
    assert row(audio=value).to_camera().declared.audio is expected


@pytest.mark.parametrize(
    ("text", "site_class"),
    [
        ("hotel", SiteClass.HOTEL), ("payment", SiteClass.PAYMENT), ("Checkout", SiteClass.PAYMENT),
        ("收银台", SiteClass.PAYMENT), ("住宅入口", SiteClass.RESIDENCE_ENTRANCE), ("bus station", SiteClass.STATION),
    ],
)  # fmt: skip
def test_places_are_known_by_the_words_that_registries_use(text: str, site_class: SiteClass) -> None:
    assert row(site_class=text).to_camera().site_class is site_class


def test_a_value_speaks_against_its_operator_only_in_its_own_registry_and_under_our_own_heading() -> None:
    given = row(retention_days=7, filing_number="none", site_class="hotel", name="Lobby", analytics="people counting")
    assert given.to_camera().declared.attested == ()
    assert given.to_camera(own_words=given.model_fields_set).declared.attested == (
        "analytics",
        "filing_number",
        "retention_days",
        "site_class",
    )
    assert given.to_camera(own_words=given.model_fields_set, trust_grants=False).declared.attested == ()


def test_a_feed_cannot_authorise_itself_nor_exempt_itself() -> None:
    camera = row(**FULL).to_camera(trust_grants=False)
    assert camera.claims == ()
    assert camera.frame_source is not None
    assert camera.frame_source.access_basis is None
    assert camera.operator is not None
    assert {contact.verified_on for contact in camera.operator.contacts} == {None}


def test_the_importers_basis_holds_where_a_row_has_none() -> None:
    basis = AccessBasis("Regional authority")
    bare = row(frame_url="https://pictures.example/1.jpg").to_camera(access_basis=basis)
    own = row(**FULL).to_camera(access_basis=basis)
    untrusted = row(**FULL).to_camera(access_basis=basis, trust_grants=False)
    given = [camera.frame_source and camera.frame_source.access_basis for camera in (bare, own, untrusted)]
    assert [basis and basis.granted_by for basis in given] == [
        "Regional authority",
        "City council",
        "Regional authority",
    ]


@pytest.mark.parametrize(
    ("changed", "operator_id"),
    [
        ({"operator": "Stadtwerke Süd"}, "city/stadtwerke-süd"),
        ({"operator_kind": "household"}, "city/unnamed-household"),
        ({"operator_email": "a@b.example"}, "city/reached-" + hashlib.sha256(b"a@b.example").hexdigest()[:12]),
    ],
)
def test_operators_without_an_id_get_one(changed: dict[str, Any], operator_id: str) -> None:
    operator = row(**changed).to_camera().operator
    assert operator is not None
    assert operator.operator_id == operator_id
