"""Why something false was said, as far as the truth tells."""

from __future__ import annotations

from fairnotice.domain import Finding, OperatorKind

from .devices import Device
from .site import Site, Visit


def accused(site: Site, c: int, night: int, finding: Finding) -> tuple[str, bool]:
    """Return what misled an accusation on the notice, and whether it was right of the day that its proof is of."""
    registered = site.views[c].camera.operator
    if not site.bound and (registered is None or registered.kind is not OperatorKind.HOUSEHOLD):
        return "household registered as a company", False
    if finding.proof == "site_visit":
        right = _newest_visit(site, night).right
        return ("put up since the visit", True) if right else ("notice overlooked on a visit", False)
    return _not_seen(site, c, night), False


def misread(device: Device) -> str:
    """Return what misled what is said of a configuration."""
    return "switched off since" if device.kind == "prohibited" else f"configuration of kind '{device.kind}' misread"


def passed(site: Site, c: int, night: int, finding: Finding) -> str:
    """Return what misled an acquittal."""
    if finding.proof == "site_visit":
        return "taken down since the visit" if _newest_visit(site, night).right else "visit or photo was wrong"
    if any(view.frozen is not None and not view.frozen[1] for view in site.views):
        return "frozen picture not noticed"
    if any(any(sign.hangs[: night + 1]) for sign in site.signs if sign.views):
        return "seen within the window, gone since"
    return "look-alike taken for a notice"


def _newest_visit(site: Site, night: int) -> Visit:
    heard = (visit for visit in site.visits if visit.known_from <= night)
    return max(heard, key=lambda visit: visit.visit.visited_on)


def _not_seen(site: Site, c: int, night: int) -> str:
    """Return why a notice that hangs was not seen where one was known."""
    view = site.views[c]
    here = [sign for sign in site.signs if c in sign.views and sign.hangs[night]]
    if view.frozen is not None and night >= view.frozen[0] and not view.frozen[1]:
        return "frozen picture not noticed"
    if view.turn is not None and night >= view.turn.night and here:
        return "turned camera not noticed"
    if any(night in sign.covered[c] for sign in here):
        return "notice covered for several nights"
    if here:
        return "notice missed by the detector"
    if any(c in sign.views for sign in site.signs):
        return "taken down here, another hangs elsewhere"
    return "wrongly declared position" if view.wrongly_declared else "look-alike confirmed, then gone"
