"""The verdict of one file by its evidence alone: who is accused, who is asked, what stays open."""

import pytest

from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.verdict import by_evidence, highest_level
from fairnotice.domain import AnalyticsScan, ClassifierMention, Level, Verdict

CASES = [
    ("race at work", ("race", Level.CONFIGURED, 0.97), True, Verdict.FAIL),
    ("seen in the output", ("ethnicity", Level.OBSERVED, 0.95), True, Verdict.FAIL),
    ("at work, the rest unread", ("religion", Level.CONFIGURED, 0.95), False, Verdict.FAIL),
    ("merely able to", ("race", Level.CAPABILITY, 0.99), True, Verdict.REVIEW),
    ("a word that is not certain", ("race", Level.CONFIGURED, 0.6), True, Verdict.REVIEW),
    ("religious dress", ("religious_dress", Level.CONFIGURED, 0.95), True, Verdict.REVIEW),
    ("a proxy", ("race_proxy", Level.OBSERVED, 0.95), True, Verdict.REVIEW),
    ("another attribute, which no pack named", ("health", Level.CONFIGURED, 0.95), True, Verdict.PASS),
    ("a format that could carry it", ("race", Level.CARRIER, 0.1), True, Verdict.PASS),
    ("a carrier, the rest unread", ("race", Level.CARRIER, 0.1), False, Verdict.UNKNOWN),
    ("nothing", None, True, Verdict.PASS),
    ("nothing, not read to the end", None, False, Verdict.UNKNOWN),
]


@pytest.mark.parametrize(("case", "found", "complete", "verdict"), CASES, ids=[case[0] for case in CASES])
def test_the_verdict_follows_from_the_evidence(case, found, complete, verdict):
    mentions = ()
    if found is not None:
        category, level, confidence = found
        mentions = (ClassifierMention("/x", 1, "x", category, level, confidence, "x"),)
    scan = AnalyticsScan("d", "f", "0" * 64, "json", complete, mentions, None if complete else "cut off")
    conclusion = by_evidence(scan)
    assert conclusion.verdict is verdict
    if verdict is Verdict.UNKNOWN:
        assert conclusion.reasons == ("cut off",)


def test_a_review_says_what_would_settle_it():
    scan = scan_file(b"outputs: {race: false, age: true}\nface: x\n", device_id="d", source="a.yaml")
    conclusion = by_evidence(scan)
    assert conclusion.verdict is Verdict.REVIEW
    assert conclusion.reasons


def test_the_level_is_that_of_the_strongest_proof():
    assert highest_level(()) is Level.NONE
