import pytest

from fairnotice.alerts.causes import alerts_for, back_to_normal
from fairnotice.domain import AuditMode, Verdict
from fairnotice.rules.standing import Cause, Change, Transition
from fakes.world import audit, camera, finding

CAMERAS = {"made:001": camera(1)}


def told(change="new", verdict=Verdict.FAIL, mode=AuditMode.REGULAR, release_off=()):
    changed = Transition(finding(verdict=verdict), Change(change), None, Cause.FACTS)
    return [(alert.kind, alert.status) for alert in alerts_for(audit(mode=mode), [changed], CAMERAS, release_off)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [("finding", "held")]),
        ({"change": "worse"}, [("finding", "held")]),
        ({"change": "reopened"}, [("finding", "held")]),
        ({"change": "overruled"}, [("finding", "held")]),  # an inspector says that it fails
        ({"change": "overruled", "verdict": Verdict.PASS}, []),
        ({"change": "confirmed"}, []),  # it was told when it began
        ({"release_off": ("eu.gdpr.notice",)}, [("finding", "ready")]),
        ({"release_off": ("another.rule",)}, [("finding", "held")]),
        ({"mode": AuditMode.SIMULATED}, [("finding", "held")]),
        ({"mode": AuditMode.EXERCISE}, []),  # an exercise tells nobody
        ({"verdict": Verdict.REVIEW}, []),  # a doubt is not an accusation
        ({"verdict": Verdict.UNKNOWN}, []),
        ({"change": "better", "verdict": Verdict.PASS}, []),
        ({"change": "withdrawn"}, []),
    ],
)
def test_only_a_new_or_worse_failure_is_told(options, expected):
    assert told(**options) == expected


def test_the_cause_is_the_same_when_the_run_is_repeated():
    change = Transition(finding(), Change.NEW, None, Cause.FIRST_JUDGED)
    first, second = (alerts_for(audit(), [change], CAMERAS) for _ in range(2))

    assert [alert.cause for alert in first] == [alert.cause for alert in second]
    assert len({alert.cause for alert in first}) == len(first)


def test_back_to_normal_goes_to_the_operator_at_once():
    alert = back_to_normal(audit(), finding(verdict=Verdict.PASS), camera(1))

    assert (alert.kind, alert.status, alert.operator_id) == ("resolved", "ready", "op-1")
