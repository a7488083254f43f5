"""Why nothing can be said of a camera's notice: no frame came, none was usable, or nothing known is in view."""

from __future__ import annotations

from fairnotice.domain import CaptureFault
from fairnotice.rules import references
from fairnotice.rules.looks import dominating_fault, usable
from fairnotice.rules.outcome import SETTLED_BY_PHOTO, Outcome, unknown
from fairnotice.rules.positions import of_this_view
from fairnotice.rules.references import Used, step
from fairnotice.rules.scene import Scene

_WHY_NO_FRAME = {
    "unreachable": ("the camera could not be reached", "The camera's address, or its return to service."),
    "refused": ("the camera refused the connection", "Leave to connect, or the right address."),
    "auth": ("the camera asked for a login that the audit does not have", "Credentials from whoever runs it."),
    "tls": ("the camera's certificate was not accepted", "A valid certificate."),
    "timeout": ("the camera did not answer in time", "A camera that answers within the deadline."),
    "not_an_image": ("what the camera sent was not a picture", "The right address of its picture."),
    "truncated": ("the camera's pictures broke off", "A stable connection."),
    "too_large": ("the camera's pictures are larger than the audit accepts", "A smaller picture."),
    "stale": ("the camera sent old pictures, by its server's own clock", "A live picture: the upload may hang."),
    "frozen": ("the camera sent the same picture again", "A live picture: the camera or its server may hang."),
    "dark": ("the frames were too dark", "Frames by daylight."),
    "overexposed": ("the frames were too bright", "A frame with less light in the lens, or a photo of the notice."),
    "blurred": ("the frames were blurred", "A sharp picture, or a photo of the notice at the entrance."),
    "blocked": ("the lens was covered", "A clean lens, or a photo of the notice at the entrance."),
    "moved": (
        "the camera's view differs from the one that the audit knows",
        "A person who looks at the camera: confirm the move with `fairnotice move`, or have it turned back.",
    ),
    "low_resolution": ("the frames are too small to show a notice", SETTLED_BY_PHOTO),
    "maintenance": ("nobody was to contact the camera", "The end of the maintenance."),
    "policy": ("the audit's network policy does not allow contact", "An allowance for the camera's network."),
    "not_authorised": ("nobody has allowed the audit to contact the camera", "An access basis in the registry."),
    "error": ("the audit itself failed on the camera", "A look at the log of the night: the camera is not to blame."),
}


def cannot_tell(scene: Scene) -> Outcome:
    """Say why nothing can be said; the reason that dominates stands first."""
    if any(usable(o) for o in scene.looks.own):
        return _seen_but_settling_nothing(scene)
    camera = scene.facts.camera
    declared = tuple(
        step(
            "position_not_looked_at",
            "A notice position is declared, but no usable frame shows it.",
            rests_on=references.position(position),
        )
        for position in camera.notice_positions[:1]
    )
    if camera.frame_source is None:
        text = "The registry names no source of frames for this camera."
        said = references.declared("frame_source", None)
        return unknown("no_frame_source", text, SETTLED_BY_PHOTO, *declared, rests_on=said)
    basis = camera.frame_source.access_basis
    if basis is None or not basis.covers("frames", scene.at):
        text = "Nobody has allowed the audit to contact this camera, or the leave has ended."
        settles = "An access basis in the registry, or a photo of the notice."
        said = references.declared("access_basis", basis and f"{', '.join(basis.scope)} until {basis.until}")
        return unknown("not_authorised", text, settles, *declared, rests_on=said)
    code = dominating_fault(scene.looks.own)
    if code is None:
        text = f"No frame of this camera was taken in the {scene.policy.window_days} days up to {scene.at}."
        return unknown("too_few_frames", text, SETTLED_BY_PHOTO, *declared)
    why, settles = _WHY_NO_FRAME.get(code, (f"the frames could not be used ({code})", SETTLED_BY_PHOTO))
    if code == CaptureFault.MAINTENANCE:
        kept_away = [each.failure for each in scene.looks.own if each.failure and each.failure.fault == code]
        why = f"{why} ({kept_away[-1].detail})"
    came = references.frames_by_what_came(scene.looks.own)
    return unknown(code, f"No usable frame: {why}.", settles, *declared, rests_on=came)


def _seen_but_settling_nothing(scene: Scene) -> Outcome:
    camera = scene.facts.camera
    looked = references.frames([o for o in scene.looks.own if usable(o)], "nothing_seen")
    moved_on = scene.facts.moved_on.get(camera.camera_id)
    if camera.notice_positions and not any(of_this_view(each, moved_on) for each in camera.notice_positions):
        text = f"The notice positions were recorded before the camera was moved ({moved_on}) and no longer count."
        settles = "The notice's position in the new view, or a photo of it."
        return unknown("position_before_move", text, settles, rests_on=_positions(scene) + looked)
    if camera.notice_positions:
        text = "The declared notice position was not seen well enough to say whether the notice is there."
        return unknown("position_not_settled", text, SETTLED_BY_PHOTO, rests_on=_positions(scene) + looked)
    text = "No notice is in this camera's view; most notices stand outside it, so this proves nothing."
    return unknown("not_seen_in_view", text, SETTLED_BY_PHOTO, rests_on=looked)


def _positions(scene: Scene) -> Used:
    return references.position(scene.facts.camera.notice_positions[0])
