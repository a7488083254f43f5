"""Duties that no picture shows: what a declaration proves, and that silence proves nothing."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairnotice.domain import (
    Authorisation,
    Camera,
    Declarations,
    ExemptionClaim,
    Facts,
    Finding,
    Operator,
    OperatorKind,
    SiteClass,
    Verdict,
)
from fairnotice.registry.model import PROVING
from fairnotice.rules.judge import judge
from fairnotice.rules.pack import RulePack
from fairnotice.rules.purposes import is_specific
from rules.situations import AT, camera, codes, scan

OWN = tuple(sorted(PROVING))
"""Everything is the operator's own word."""
FACES = {"analytics": ["face_recognition"]}
ORDER = {"within_days": 30, "systems_before": "2025-04-01", "systems_before_within_days": 90}
BEFORE, AFTER = dt.date(2024, 6, 1), dt.date(2026, 3, 2)


def duty(requirement: str, verified: str = "full_copy", force: str = "law", **more: object) -> RulePack:
    """Return a pack with one document rule."""
    text = {"en": "Text", "zh": "文"}
    rule = {
        "id": "xx.law.duty", "title": text, "summary": text, "article": "art. 1", "force": force,
        "in_force": {"from": "2020-01-01"}, "check": "document", "requirement": requirement, "remedy": text,
        "verified": verified, **more,
    }  # fmt: skip
    return RulePack.model_validate(
        {
            "pack_id": "xx.law", "version": "1", "instrument": {"title": "Law", "title_en": "Law"},
            "jurisdictions": ["CN"], "rules": [rule], "source_copies": [{"where": "A copy", "what": "art. 1"}],
        }
    )  # fmt: skip


PURPOSE = duty("purpose")
NECESSITY = duty("necessity")
BASIS = duty("face_recognition_basis", applies_if=FACES)
ALTERNATIVE = duty("alternative", applies_if=FACES)
ROOMS = duty("no_image_collection")
FILING = duty("filing", filing=ORDER)
MANY_FACES = duty("filing", filing={"within_working_days": 30, "stored_faces": 100_000}, applies_if=FACES)
FACES_IN_PUBLIC = duty(
    "filing", filing={"within_working_days": 30, "stored_faces": 10_000, "in_public_places": True}, applies_if=FACES
)
SOME_PLACES = duty("filing", filing=ORDER, applies_if={"site_classes": ["station"], "site_classes_unclear": ["shop"]})
AUTHORISATION = duty("authorisation")
LEAST = duty("retention", retention={"at_least_days": 30})
MOST = duty("retention", retention={"at_most_days": 31})
ASSESSMENT = duty("impact_assessment")
SOUND = duty("no_audio")
ALL = {
    "purpose": PURPOSE, "necessity": NECESSITY, "basis": BASIS, "alternative": ALTERNATIVE, "rooms": ROOMS,
    "filing": FILING, "many faces": MANY_FACES, "faces in public": FACES_IN_PUBLIC, "some places": SOME_PLACES,
    "authorisation": AUTHORISATION, "least": LEAST, "most": MOST, "assessment": ASSESSMENT, "sound": SOUND,
}  # fmt: skip


def known(**said: object) -> Camera:
    """Return a camera of which the operator's own registry says ``said``."""
    inner = {name: said.pop(name) for name in list(said) if name in Declarations.__dataclass_fields__}
    return camera(declared=Declarations(**({"attested": OWN} | inner)), **said)


def filed(number: str = "F-1", expires: dt.date | None = None, on: dt.date | None = None) -> tuple[Authorisation, ...]:
    return (Authorisation("filing", number, expires, on),)


def granted(number: str = "A-1", expires: dt.date | None = None) -> tuple[Authorisation, ...]:
    return (Authorisation("authorisation", number, expires),)


def found(pack: RulePack, of: Camera, **more: object) -> Finding:
    (finding,) = judge(Facts(of, **more), pack, AT)
    return finding


RECOGNISES = {"face_recognition": True}
CASES = [
    # purpose
    (PURPOSE, {"purpose": "Keep the tram tracks free at the crossing"}, "pass", "purpose_declared"),
    (PURPOSE, {"purpose": "安全"}, "review", "purpose_not_specific"),
    (PURPOSE, {"purpose": "Security purposes."}, "review", "purpose_not_specific"),
    (PURPOSE, {"purpose": "---"}, "review", "purpose_not_specific"),
    (PURPOSE, {}, "unknown", "not_declared"),
    # necessity
    (NECESSITY, {"necessity": "Three falls on the stairs in a year"}, "review", "necessity_to_be_weighed"),
    (NECESSITY, {"necessity": ""}, "review", "necessity_not_stated"),
    (NECESSITY, {}, "unknown", "not_declared"),
    # what allows face recognition
    (BASIS, {**RECOGNISES, "legal_authorisation": "Police act, section 9"}, "pass", "authorisation_named"),
    (BASIS, {**RECOGNISES, "consent": "Signed at the desk"}, "pass", "consent_declared"),
    (BASIS, {**RECOGNISES, "consent": "Signed", "legal_authorisation": ""}, "pass", "consent_declared"),
    (BASIS, {**RECOGNISES, "consent": "", "legal_authorisation": ""}, "fail", "no_basis"),
    (BASIS, {**RECOGNISES, "consent": ""}, "review", "basis_in_doubt"),
    (BASIS, {**RECOGNISES, "legal_authorisation": ""}, "review", "basis_in_doubt"),
    (BASIS, RECOGNISES, "unknown", "not_declared"),
    (BASIS, {"consent": ""}, "unknown", "not_declared"),
    (BASIS, {"face_recognition": False, "consent": "", "legal_authorisation": ""}, "not_applicable", "declared_absent"),
    (BASIS, {"analytics": ("face recognition",), "consent": ""}, "review", "basis_in_doubt"),
    (BASIS, {"analytics": ("face recognition",), "face_recognition": False}, "unknown", "not_declared"),
    # another way than one's face
    (ALTERNATIVE, {**RECOGNISES, "alternative": "A card"}, "pass", "alternative_declared"),
    (ALTERNATIVE, {**RECOGNISES, "alternative": ""}, "review", "no_alternative"),
    (ALTERNATIVE, RECOGNISES, "unknown", "not_declared"),
    (ALTERNATIVE, {"face_recognition": False}, "not_applicable", "declared_absent"),
    # private rooms
    (ROOMS, {"site_class": SiteClass.PRIVATE_ROOM}, "fail", "private_room"),
    (ROOMS, {"site_class": SiteClass.HOTEL}, "not_applicable", "other_places"),
    (ROOMS, {"site_class": SiteClass.OTHER}, "unknown", "not_declared"),
    (ROOMS, {}, "unknown", "not_declared"),
    # filing
    (FILING, {"authorisations": filed(on=AFTER), "in_service_since": AFTER}, "pass", "filing_named"),
    (FILING, {"authorisations": filed()}, "pass", "filing_named"),
    (FILING, {"authorisations": filed(on=AFTER), "in_service_since": BEFORE}, "pass", "filing_named"),
    (FILING, {"authorisations": filed(""), "in_service_since": BEFORE}, "fail", "not_filed"),
    (FILING, {"authorisations": filed(""), "in_service_since": AFTER}, "fail", "not_filed"),
    (FILING, {"authorisations": filed("")}, "review", "not_filed"),
    (FILING, {"authorisations": filed(""), "in_service_since": dt.date(2026, 5, 2)}, "not_applicable", "not_due"),
    (FILING, {"authorisations": filed(expires=dt.date(2026, 5, 1))}, "review", "filing_expired"),
    (FILING, {"authorisations": filed(expires=AT)}, "pass", "filing_named"),
    (FILING, {"authorisations": filed(on=dt.date(2026, 6, 5))}, "unknown", "not_declared"),
    (FILING, {"in_service_since": BEFORE}, "unknown", "not_declared"),
    (FILING, {"authorisations": granted(), "in_service_since": BEFORE}, "unknown", "not_declared"),
    # filing of some places only
    (SOME_PLACES, {"site_class": SiteClass.STATION, "authorisations": filed("")}, "review", "not_filed"),
    (SOME_PLACES, {"site_class": SiteClass.HOTEL, "authorisations": filed("")}, "not_applicable", "other_places"),
    (SOME_PLACES, {"site_class": SiteClass.SHOP, "authorisations": filed("")}, "unknown", "not_declared"),
    (SOME_PLACES, {"authorisations": filed("")}, "unknown", "not_declared"),
    # filing of stored faces
    (MANY_FACES, {**RECOGNISES, "stored_faces": 99_999}, "not_applicable", "below_threshold"),
    (MANY_FACES, {**RECOGNISES, "stored_faces": 100_000}, "unknown", "not_declared"),
    (MANY_FACES, {**RECOGNISES, "stored_faces": 100_000, "authorisations": filed("")}, "review", "not_filed"),
    (MANY_FACES, {**RECOGNISES, "stored_faces": 100_000, "authorisations": filed()}, "review", "filed_with_whom"),
    (MANY_FACES, {**RECOGNISES, "authorisations": filed("")}, "unknown", "not_declared"),
    (MANY_FACES, {"face_recognition": False, "authorisations": filed("")}, "not_applicable", "declared_absent"),
    (FACES_IN_PUBLIC, {**RECOGNISES, "stored_faces": 5, "authorisations": filed("")}, "review", "not_filed"),
    (FACES_IN_PUBLIC, RECOGNISES, "unknown", "not_declared"),
    # authorisation
    (AUTHORISATION, {"authorisations": granted(expires=AT)}, "pass", "authorisation_named"),
    (AUTHORISATION, {"authorisations": granted(expires=dt.date(2026, 5, 30))}, "review", "authorisation_expired"),
    (AUTHORISATION, {"authorisations": granted("")}, "fail", "no_authorisation"),
    (AUTHORISATION, {"authorisations": filed()}, "unknown", "not_declared"),
    # retention
    (LEAST, {"retention_days": 30}, "pass", "retention_declared"),
    (LEAST, {"retention_days": 29}, "fail", "kept_too_short"),
    (LEAST, {"retention_days": 0}, "review", "nothing_kept"),
    (LEAST, {}, "unknown", "not_declared"),
    (MOST, {"retention_days": 31}, "pass", "retention_declared"),
    (MOST, {"retention_days": 0}, "pass", "retention_declared"),
    (MOST, {"retention_days": 32}, "fail", "kept_too_long"),
    (MOST, {}, "unknown", "not_declared"),
    # impact assessment
    (ASSESSMENT, {"impact_assessment": "IA-7"}, "pass", "assessment_named"),
    (ASSESSMENT, {"impact_assessment": ""}, "fail", "no_assessment"),
    (ASSESSMENT, {}, "unknown", "not_declared"),
    # sound
    (SOUND, {"audio": False}, "pass", "no_sound"),
    (SOUND, {"audio": True}, "fail", "takes_sound"),
    (SOUND, {}, "unknown", "not_declared"),
]


@pytest.mark.parametrize(
    ("pack", "said", "verdict", "code"),
    CASES,
    ids=[f"{next(n for n, p in ALL.items() if p is c[0])}: {', '.join(c[1]) or 'silence'}: {c[3]}" for c in CASES],
)
def test_what_a_declaration_comes_to(pack, said, verdict, code):
    finding = found(pack, known(**said))
    assert (finding.verdict, codes(finding)[0]) == (verdict, code)
    assert (finding.proof == "declared") == (verdict in ("pass", "fail"))
    if verdict in ("review", "unknown"):
        assert finding.reasons[0].settles


FAILING = [case for case in CASES if case[2] == "fail"]
LESS = [
    ("a fetched feed, or a column of another name", {}, lambda c: replace(c, declared=replace(c.declared, attested=())),
     "not_its_own_word"),
    ("nobody read the text", {"verified": "secondary"}, lambda c: c, "text_not_read"),
    ("a draft", {"force": "draft"}, lambda c: c, "no_force"),
    ("an operator that nobody knows", {}, lambda c: replace(c, operator=None), "operator_unknown"),
    ("another country, as declared", {}, lambda c: replace(c, jurisdiction_declared="DE"), "jurisdiction_disputed"),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "text", "change", "code"), LESS, ids=[case[0] for case in LESS])
@pytest.mark.parametrize(("pack", "said"), [case[:2] for case in FAILING], ids=[case[3] for case in FAILING])
def test_only_the_operators_own_word_under_a_text_that_was_read_accuses(pack, said, situation, text, change, code):
    rule = pack.rules[0].model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"check": "document"}
    fields = {k: v for k, v in rule.items() if k in ("requirement", "filing", "retention", "applies_if")}
    finding = found(duty(**{**fields, **text}), change(known(**said)))
    assert finding.verdict == "review"
    assert code in codes(finding)
    assert finding.proof is None


def test_a_claimed_exemption_makes_a_person_look():
    text = {"en": "another law sets the days", "zh": "另有规定"}
    exemption = {"id": "xx.law.other", "text": text, "question": text, "operator_kinds": []}
    pack = duty("retention", retention={"at_least_days": 30}, exemptions=[exemption])
    claim = ExemptionClaim("xx.law.other", "Harbour", dt.date(2026, 1, 1))
    short = known(retention_days=7)
    assert found(pack, short).verdict == "fail"
    claimed = found(pack, short, claims=(claim,))
    assert (claimed.verdict, codes(claimed)) == ("review", ["kept_too_short", "exemption_claimed"])


@pytest.mark.parametrize(
    ("in_use_since", "due"),
    [
        (dt.date(2025, 3, 31), "2025-06-30"),
        (dt.date(2025, 4, 1), "2025-05-01"),
        (dt.date(2026, 2, 28), "2026-03-30"),
    ],
)
def test_days_for_filing_are_counted_from_the_first_day_of_use_or_from_the_law_for_older_systems(in_use_since, due):
    finding = found(FILING, known(authorisations=filed(""), in_service_since=in_use_since))
    assert f"to be filed by {due}" in finding.reasons[0].text
    late = found(FILING, known(authorisations=filed(on=AFTER), in_service_since=in_use_since))
    assert ("That was late" in late.reasons[0].text) == (dt.date.fromisoformat(due) < AFTER)


SPECIFIC = ["Theft from the bicycle stands", "Safety of people on the stairs", "保护文物免遭破坏", "Lageraufsicht"]
FITS_ANY = ["", " ", "Security", "SAFETY!", "for your  safety", "Video surveillance (CCTV)", "安全。", "1"]


@pytest.mark.parametrize(
    ("purpose", "expected"), [*((text, True) for text in SPECIFIC), *((text, False) for text in FITS_ANY)]
)
def test_a_purpose_that_would_fit_any_camera_is_not_specific(purpose, expected):
    assert is_specific(purpose) is expected


SILENT = st.builds(
    lambda kind, since, place: camera(
        operator=Operator("o", "O", kind),
        in_service_since=since,
        site_class=place,
        declared=Declarations(attested=OWN),
    ),
    st.sampled_from(OperatorKind),
    st.none() | st.dates(dt.date(2000, 1, 1), AT),
    st.sampled_from([kind for kind in SiteClass if kind is not SiteClass.PRIVATE_ROOM]),
)


@given(SILENT, st.sampled_from(sorted(ALL)), st.booleans())
@settings(max_examples=200, deadline=None)
def test_no_declaration_neither_passes_nor_fails(of, name, scanned):
    finding = found(ALL[name], of, scans=(scan(),) if scanned else ())
    assert finding.verdict in (Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)
    if finding.verdict is Verdict.UNKNOWN:
        assert codes(finding)[0] == "not_declared"
