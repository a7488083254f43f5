from fairnotice.domain import CaptureFailure, CaptureFault
from fairnotice.pipeline.lockout import MOST_REFUSALS, RefusedLogins


def test_a_login_that_is_not_to_be_had_here_is_no_refusal_of_the_host() -> None:
    logins = RefusedLogins()
    for _ in range(MOST_REFUSALS):
        logins.note("cam:80", "yard", CaptureFailure(CaptureFault.AUTH, "not in the back end", asked=False))
    assert logins.why_not("cam:80", "yard") is None


def test_a_host_that_refused_a_login_several_times_is_shown_it_no_more() -> None:
    logins = RefusedLogins()
    for _ in range(MOST_REFUSALS):
        logins.note("cam:80", "yard", CaptureFailure(CaptureFault.AUTH, "401"))
    assert logins.why_not("cam:80", "yard") is not None
    assert logins.why_not("cam:80", "gate") is None
