from fairnotice.domain import AccessBasis, CaptureFailure, CaptureFault, FrameSource
from fairnotice.pipeline.lockout import MOST_REFUSALS, RefusedLogins
from fakes.world import camera


def showing(credential: str, url: str = "http://cam/still.jpg"):
    return camera(frame_source=FrameSource(url, AccessBasis("the harbour board"), credential))


def test_a_login_that_is_not_to_be_had_here_is_no_refusal_of_the_host() -> None:
    logins = RefusedLogins()
    for _ in range(MOST_REFUSALS):
        logins.note(showing("yard"), CaptureFailure(CaptureFault.AUTH, "not in the back end", asked=False))
    assert not logins.refuses(showing("yard"))


def test_a_host_that_refused_a_login_several_times_is_shown_it_no_more() -> None:
    logins = RefusedLogins()
    for _ in range(MOST_REFUSALS):
        logins.note(showing("yard"), CaptureFailure(CaptureFault.AUTH, "401"))
    assert logins.refuses(showing("yard"))
    assert logins.refuses(showing("yard", "rtsp://cam:8554/stream"))
    assert not logins.refuses(showing("gate"))
