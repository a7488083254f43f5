"""A configured classifier fails; what is weaker asks; what was not read is unknown."""

import datetime as dt
from dataclasses import replace

import pytest

from fairnotice.domain import (
    Declarations,
    DeclaredModel,
    ExemptionClaim,
    Facts,
    Level,
    Operator,
    OperatorKind,
    Verdict,
)
from rules.situations import camera, codes, mention, one, scan

AI_ACT = "eu.ai-act.categorisation"
DRAFT = "cn.draft-2023.categories"
REGISTRY = scan(source="registry")
MODEL = DeclaredModel("net", "labels.txt")


def eu(**changes):
    return camera(jurisdiction="DE", **({"analytics": ("face detection",), "models": (MODEL,)} | changes))


CASES = [
    ("race, configured", scan(mention("race")), "fail", "classifier_configured"),
    ("race, observed", scan(mention("race", Level.OBSERVED)), "fail", "classifier_configured"),
    ("religion, configured", scan(mention("religion")), "fail", "classifier_configured"),
    ("race, not certain enough", scan(mention("race", confidence=0.89)), "review", "uncertain_term"),
    ("race, a capability", scan(mention("race", Level.CAPABILITY)), "review", "capability_only"),
    ("race, a carrier only", scan(mention("race", Level.CARRIER)), "pass", "declared_clean"),
    ("ethnicity is not among the words", scan(mention("ethnicity")), "review", "related_attribute"),
    ("a garment", scan(mention("religious_dress")), "review", "related_attribute"),
    ("a proxy", scan(mention("race_proxy")), "review", "related_attribute"),
    ("something that the rule does not name", scan(mention("health")), "pass", "declared_clean"),
    ("clean", scan(), "pass", "declared_clean"),
    ("not read to the end", scan(complete=False), "unknown", "partial_configuration"),
    ("found though not read to the end", scan(mention("race"), complete=False), "fail", "classifier_configured"),
]


@pytest.mark.parametrize(("situation", "labels", "verdict", "code"), CASES, ids=[case[0] for case in CASES])
def test_ai_act(situation, labels, verdict, code):
    finding = one(Facts(eu(), scans=(REGISTRY, labels)), AI_ACT)
    assert (finding.verdict, codes(finding)[0]) == (verdict, code)


def test_a_fail_names_the_place_and_the_certainty():
    finding = one(Facts(eu(), scans=(REGISTRY, scan(mention("race")))), AI_ACT)
    assert finding.proof == "configured"
    assert finding.confidence == 0.97
    assert "labels.txt, names/0, line 3" in finding.reasons[0].text
    assert finding.is_breach_of_law


def test_what_several_files_of_a_device_say_is_said_once():
    scans = (REGISTRY, scan(mention("race")), scan(mention("race"), source="app.yaml"))
    (reason,) = one(Facts(eu(), scans=scans), AI_ACT).reasons
    assert "and 1 more place)" in reason.text


@pytest.mark.parametrize(
    ("kind", "verdict", "code"),
    [
        ("private", "fail", None),
        ("public", "fail", None),
        ("law_enforcement", "review", "exemption_not_asked"),
        ("unknown", "review", "exemption_not_asked"),
        ("household", "not_applicable", "other_operators"),
    ],
)
def test_ai_act_by_operator(kind, verdict, code):
    facts = Facts(eu(operator=Operator("o", "O", OperatorKind(kind))), scans=(REGISTRY, scan(mention("race"))))
    finding = one(facts, AI_ACT)
    assert finding.verdict == verdict
    assert code is None or code in codes(finding)
    if verdict == "review":
        assert any("law enforcement" in reason.settles for reason in finding.reasons)


@pytest.mark.parametrize(
    ("claimed", "until", "verdict"),
    [(1, None, "review"), (1, 31, "review"), (1, 30, "fail"), (32, None, "fail")],
)
def test_a_claimed_exemption_asks_while_it_lasts(claimed, until, verdict):

    first = dt.date(2026, 4, 30)
    claim = ExemptionClaim(
        "eu.ai-act.dataset-labelling",
        "the operator",
        first + dt.timedelta(days=claimed),
        first + dt.timedelta(days=until) if until else None,
    )
    finding = one(Facts(eu(), scans=(REGISTRY, scan(mention("race"))), claims=(claim,)), AI_ACT)
    assert finding.verdict == verdict
    assert ("exemption_claimed" in codes(finding)) == (verdict == "review")


def test_a_claim_of_another_rule_changes_nothing():

    claim = ExemptionClaim("cn.draft-2023.consent", "the operator", dt.date(2026, 1, 1))
    assert one(Facts(eu(), scans=(REGISTRY, scan(mention("race"))), claims=(claim,)), AI_ACT).verdict is Verdict.FAIL


@pytest.mark.parametrize("category", ["race", "ethnicity", "religion", "health", "social_class"])
def test_the_draft_asks_with_its_four_exemptions_and_never_accuses(category):
    facts = Facts(camera(analytics=(), models=(MODEL,)), scans=(REGISTRY, scan(mention(category))))
    finding = one(facts, DRAFT)
    assert finding.verdict is Verdict.REVIEW
    assert codes(finding).count("exemption_not_asked") == 4
    assert "contrary to the 2023 draft (never in force)" in finding.reasons[-1].text
    assert not finding.is_breach_of_law


def test_the_uk_asks_about_special_categories():
    facts = Facts(
        camera(jurisdiction="GB", analytics=(), models=(MODEL,)), scans=(REGISTRY, scan(mention("ethnicity")))
    )
    assert one(facts, "uk.uk-gdpr.special-categories").verdict is Verdict.REVIEW


UNREAD = [
    ("nothing known", {"analytics": None, "models": ()}, (), "no_configuration"),
    (
        "a scan that says that nothing is declared",
        {"analytics": None, "models": ()},
        (scan(source="registry", complete=False),),
        "no_configuration",
    ),
    ("a clean file, but no declaration", {"analytics": None}, (scan(),), "partial_configuration"),
    ("a declaration, but the model was not read", {}, (REGISTRY,), "partial_configuration"),
    ("a model without a label map", {"models": (DeclaredModel("net"),)}, (REGISTRY,), "partial_configuration"),
    ("a declaration that was not read", {}, (scan(),), "partial_configuration"),
    (
        "words that may be anything",
        {"analytics": ("Merkmalsanalyse",)},
        (REGISTRY, scan()),
        "declared_in_unknown_words",
    ),
    (
        "a classifier of what is not said",
        {"analytics": ("biometric categorisation",)},
        (REGISTRY, scan()),
        "declared_in_unknown_words",
    ),
]


@pytest.mark.parametrize(("situation", "changes", "scans", "code"), UNREAD, ids=[case[0] for case in UNREAD])
def test_what_was_not_read_is_unknown(situation, changes, scans, code):
    finding = one(Facts(eu(**changes), scans=scans), AI_ACT)
    assert (finding.verdict, codes(finding)[0]) == ("unknown", code)


def test_no_analytics_declared_passes_on_the_declaration_alone():
    finding = one(Facts(eu(analytics=(), models=()), scans=(REGISTRY,)), AI_ACT)
    assert finding.verdict is Verdict.PASS
    assert "rests on the operator's declaration" in finding.reasons[0].text


def test_a_disabled_model_need_not_be_read():
    models = (DeclaredModel("net", "labels.txt", enabled=False),)
    assert one(Facts(eu(models=models), scans=(REGISTRY,)), AI_ACT).verdict is Verdict.PASS


def test_before_february_2025_the_prohibition_is_not_applied():

    facts = Facts(eu(), scans=(REGISTRY, scan(mention("race"))))
    assert one(facts, AI_ACT, at=dt.date(2025, 2, 1)).verdict is Verdict.NOT_APPLICABLE
    assert one(facts, AI_ACT, at=dt.date(2025, 2, 2)).verdict is Verdict.FAIL


def test_a_disabled_model_whose_map_cannot_be_read_leaves_no_gap():
    models = (DeclaredModel("net", "labels.txt", enabled=False),)
    scans = (REGISTRY, scan(complete=False))
    assert one(Facts(eu(models=models), scans=scans), AI_ACT).verdict is Verdict.PASS
    running = (*models, DeclaredModel("same map", "labels.txt"))
    assert one(Facts(eu(models=running), scans=scans), AI_ACT).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("now", "before", "verdict", "code"),
    [
        ((), (mention("race"),), "review", "configured_before"),
        ((mention("race", Level.CAPABILITY),), (mention("race"),), "review", "configured_before"),
        ((mention("race"),), (mention("race"),), "fail", "classifier_configured"),
        ((), (mention("race", Level.CAPABILITY),), "pass", "declared_clean"),
        ((), (mention("race", confidence=0.6),), "pass", "declared_clean"),
        ((), (), "pass", "declared_clean"),
    ],
)
def test_a_classifier_that_one_reading_no_longer_shows_is_neither_there_nor_gone(now, before, verdict, code):
    former = replace(scan(*before), content_sha256="another", read_on=dt.date(2026, 5, 30))
    finding = one(Facts(eu(), scans=(REGISTRY, scan(*now)), scans_before=(former,)), AI_ACT)
    assert (finding.verdict, codes(finding)[0]) == (verdict, code)
    if code == "configured_before":
        assert "2026-05-30" in finding.reasons[0].text
        assert len(finding.reasons) > 1


@pytest.mark.parametrize(
    ("path", "own", "verdict", "code"),
    [
        ("analytics/0", ("analytics",), "fail", "classifier_configured"),
        ("models/0/name", ("models",), "fail", "classifier_configured"),
        ("analytics/0", (), "review", "not_its_own_word"),
        ("analytics/0", ("models",), "review", "not_its_own_word"),
    ],
)
def test_a_registrys_words_accuse_in_the_operators_own_registry_only(path, own, verdict, code):
    named = scan(replace(mention("race"), path=path), source="registry")
    finding = one(Facts(eu(declared=Declarations(attested=own)), scans=(named,)), AI_ACT)
    assert (finding.verdict, codes(finding)[0]) == (verdict, code)
