"""What the packs make of declared duties: who is bound, where, and how hard each text may be."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairnotice.domain import (
    Authorisation,
    Camera,
    Declarations,
    Facts,
    Force,
    Operator,
    OperatorKind,
    SiteClass,
    Verdict,
    Verified,
)
from fairnotice.registry.model import PROVING
from fairnotice.rules.judge import judge
from fairnotice.rules.pack import CheckKind
from rules.situations import AT, PACKS, camera, codes, one

PUBLIC, PRIVATE, HOUSEHOLD = OperatorKind.PUBLIC, OperatorKind.PRIVATE, OperatorKind.HOUSEHOLD
NOT_FILED, FILED = (Authorisation("filing", ""),), (Authorisation("filing", "F-1", None, dt.date(2025, 6, 20)),)
LONG_AGO = dt.date(2024, 6, 1)


def town(kind: OperatorKind, place: SiteClass, where: str = "CN", **said: object) -> Camera:
    """Return a camera in use for long, of which the operator's own registry says ``said``."""
    inner = {name: said.pop(name) for name in list(said) if name in Declarations.__dataclass_fields__}
    declared = Declarations(**({"attested": tuple(sorted(PROVING)), "face_recognition": False} | inner))
    changes = {"operator": Operator("o", "O", kind), "site_class": place, "jurisdiction": where, "declared": declared}
    return camera(**({"in_service_since": LONG_AGO} | changes | said))


FACES = {"face_recognition": True}
CASES = [
    # State Council Order 799, read in full
    ("cn.order-799.filing", town(PUBLIC, SiteClass.STREET, authorisations=NOT_FILED), "fail", "not_filed"),
    ("cn.order-799.filing", town(PUBLIC, SiteClass.STREET, authorisations=FILED), "pass", "filing_named"),
    ("cn.order-799.filing", town(PUBLIC, SiteClass.STREET), "unknown", "not_declared"),
    ("cn.order-799.filing", town(PRIVATE, SiteClass.STATION, authorisations=NOT_FILED), "review", "not_filed"),
    ("cn.order-799.filing", town(PUBLIC, SiteClass.HOTEL, authorisations=NOT_FILED), "unknown", "not_declared"),
    (
        "cn.order-799.filing",
        town(PUBLIC, SiteClass.RESIDENCE_ENTRANCE, authorisations=NOT_FILED),
        "not_applicable",
        "other_places",
    ),
    ("cn.order-799.filing", town(HOUSEHOLD, SiteClass.STREET), "not_applicable", "other_operators"),
    ("cn.order-799.retention", town(PUBLIC, SiteClass.SQUARE, retention_days=29), "fail", "kept_too_short"),
    ("cn.order-799.retention", town(PUBLIC, SiteClass.SQUARE, retention_days=30), "pass", "retention_declared"),
    ("cn.order-799.retention", town(PRIVATE, SiteClass.SQUARE, retention_days=29), "review", "kept_too_short"),
    ("cn.order-799.private-rooms", town(PRIVATE, SiteClass.PRIVATE_ROOM), "fail", "private_room"),
    ("cn.order-799.private-rooms", town(PRIVATE, SiteClass.HOTEL), "not_applicable", "other_places"),
    # Personal Information Protection Law, read in full
    (
        "cn.pipl.impact-assessment",
        town(PUBLIC, SiteClass.STREET, **FACES, impact_assessment=""),
        "fail",
        "no_assessment",
    ),
    (
        "cn.pipl.impact-assessment",
        town(PUBLIC, SiteClass.STREET, impact_assessment=""),
        "not_applicable",
        "declared_absent",
    ),
    # the draft of 2023, and the measures of 2025 as reports tell them
    (
        "cn.draft-2023.basis",
        town(PUBLIC, SiteClass.STREET, **FACES, consent="", legal_authorisation=""),
        "review",
        "no_basis",
    ),
    ("cn.draft-2023.private-rooms", town(PRIVATE, SiteClass.PRIVATE_ROOM), "review", "private_room"),
    (
        "cn.draft-2023.necessity",
        town(PUBLIC, SiteClass.BANK, **FACES, necessity="Theft"),
        "review",
        "necessity_to_be_weighed",
    ),
    ("cn.draft-2023.purpose", town(PUBLIC, SiteClass.BANK, **FACES, purpose="安全"), "review", "purpose_not_specific"),
    (
        "cn.draft-2023.alternative",
        town(PUBLIC, SiteClass.PAYMENT, **FACES, alternative="Card"),
        "pass",
        "alternative_declared",
    ),
    (
        "cn.draft-2023.filing",
        town(PUBLIC, SiteClass.STATION, **FACES, stored_faces=3, authorisations=NOT_FILED),
        "review",
        "not_filed",
    ),
    (
        "cn.frt-measures-2025.filing",
        town(PUBLIC, SiteClass.STATION, **FACES, stored_faces=10_001, authorisations=NOT_FILED),
        "not_applicable",
        "below_threshold",
    ),
    (
        "cn.frt-measures-2025.filing",
        town(PUBLIC, SiteClass.STATION, **FACES, stored_faces=100_000, authorisations=NOT_FILED),
        "review",
        "not_filed",
    ),
    # elsewhere
    (
        "eu.gdpr.impact-assessment",
        town(PUBLIC, SiteClass.STREET, "DE", impact_assessment=""),
        "review",
        "no_assessment",
    ),
    ("eu.gdpr.purpose", town(PUBLIC, SiteClass.STREET, "DE", purpose="Security"), "review", "purpose_not_specific"),
    (
        "fr.csi.authorisation",
        town(
            PUBLIC, SiteClass.STREET, "FR", authorisations=(Authorisation("authorisation", "A", dt.date(2026, 1, 1)),)
        ),
        "review",
        "authorisation_expired",
    ),
    ("fr.csi.retention", town(PUBLIC, SiteClass.STREET, "FR", retention_days=60), "review", "kept_too_long"),
    ("es.lopdgdd.retention", town(PRIVATE, SiteClass.SHOP, "ES", retention_days=60), "review", "kept_too_long"),
    ("es.lopdgdd.retention", town(PRIVATE, SiteClass.SHOP, "ES", retention_days=31), "pass", "retention_declared"),
    ("kr.pipa.sound", town(PRIVATE, SiteClass.SHOP, "KR", audio=True), "review", "takes_sound"),
    ("kr.pipa.private-rooms", town(PRIVATE, SiteClass.PRIVATE_ROOM, "KR"), "review", "private_room"),
]


@pytest.mark.parametrize(("rule", "of", "verdict", "code"), CASES, ids=[f"{c[0]}: {c[2]}, {c[3]}" for c in CASES])
def test_what_each_pack_makes_of_declared_duties(rule, of, verdict, code):
    finding = one(Facts(of), rule)
    assert (finding.verdict, codes(finding)[0]) == (verdict, code)


SAID = st.none() | st.sampled_from(["", "stated"])
DECLARED = st.builds(
    Declarations,
    necessity=SAID,
    face_recognition=st.none() | st.booleans(),
    consent=SAID,
    legal_authorisation=SAID,
    alternative=SAID,
    stored_faces=st.none() | st.sampled_from([0, 10_001, 100_000]),
    impact_assessment=SAID,
    audio=st.none() | st.booleans(),
    attested=st.sets(st.sampled_from(sorted(PROVING))).map(lambda names: tuple(sorted(names))),
)
CAMERAS = st.builds(
    lambda where, kind, place, declared, number, days, purpose: camera(
        jurisdiction=where,
        operator=Operator("o", "O", kind),
        site_class=place,
        declared=declared,
        authorisations=()
        if number is None
        else (Authorisation("filing", number), Authorisation("authorisation", number)),
        retention_days=days,
        purpose=purpose,
        in_service_since=LONG_AGO,
    ),
    st.sampled_from(sorted({pack.jurisdictions[0] for pack in PACKS.values()})),
    st.sampled_from(OperatorKind),
    st.sampled_from(SiteClass),
    DECLARED,
    st.none() | st.sampled_from(["", "N-1"]),
    st.none() | st.sampled_from([0, 7, 30, 31, 90]),
    st.none() | st.sampled_from(["security", "Theft from the stands"]),
)


@given(CAMERAS)
@settings(max_examples=300, deadline=None)
def test_no_duty_is_found_failing_but_by_the_operators_own_word_under_a_text_that_was_read(of):
    for pack in PACKS.values():
        checks = {rule.id: rule.check for rule in pack.rules}
        for finding in judge(Facts(of), pack, AT):
            if checks[finding.rule_id] is CheckKind.DOCUMENT and finding.verdict is Verdict.FAIL:
                assert of.declared.attested
                assert finding.proof == "declared"
                assert finding.force is Force.LAW
                assert finding.citation.verified in (Verified.OFFICIAL, Verified.FULL_COPY)
                assert of.operator.kind not in (OperatorKind.UNKNOWN, OperatorKind.HOUSEHOLD)
