"""What puts it right when no frame came, by the kind of failure: one line for whoever looks after the camera."""

from __future__ import annotations

from fairnotice.domain import CaptureFault

REMEDIES: dict[CaptureFault, str] = {
    CaptureFault.UNREACHABLE: (
        "Check that the camera has power and network, that host name and port are right, "
        "and that a firewall lets this machine through."
    ),
    CaptureFault.REFUSED: (
        "Something answers there, but not with this: check port and path; docs/cameras.md has the addresses by make."
    ),
    CaptureFault.AUTH: (
        "Name the credential (docs/credentials.md), check its user name and password, and that the account may see "
        "live pictures. Wait before the next try: some cameras lock accounts."
    ),
    CaptureFault.TLS: (
        "Give the camera a certificate that is valid, names its host, and is signed by an authority that this "
        "machine trusts; check that the port speaks TLS."
    ),
    CaptureFault.TIMEOUT: (
        "Ask for a smaller picture (a substream), see whether too many others watch this camera, "
        "or give it more time with FAIRNOTICE_DEADLINE_S."
    ),
    CaptureFault.NOT_AN_IMAGE: (
        "The address leads to something else than a picture, such as a login page: check the path; "
        "docs/cameras.md has the addresses by make."
    ),
    CaptureFault.TRUNCATED: (
        "Try again; if it stays so, look at the line to the camera, at how many watch it, and at its firmware."
    ),
    CaptureFault.TOO_LARGE: (
        "Ask for a smaller picture (a substream, fewer pixels), or raise FAIRNOTICE_MAX_BYTES or FAIRNOTICE_MAX_PIXELS."
    ),
    CaptureFault.STALE: (
        "Whoever serves the picture has an old one: have them renew it, or ask the camera itself; "
        "if the picture is new, set the clock of its server."
    ),
    CaptureFault.FROZEN: "The picture is the same as long ago: restart the camera or whatever serves its picture.",
    CaptureFault.DARK: "Nothing can be seen: look again by daylight, and check the lens cover and the exposure.",
    CaptureFault.MAINTENANCE: "Wait until it is over, or lift it: fairnotice maintenance list, then lift.",
    CaptureFault.POLICY: (
        "If the address is right and private, allow its network: for its source alone by `fairnotice import "
        "--networks`, for all by FAIRNOTICE_ALLOWED_NETWORKS. Name the address that a redirect leads to. Keep logins "
        "out of addresses, and say in a login's entry who may be shown it."
    ),
    CaptureFault.NOT_AUTHORISED: (
        "Ask whoever runs the camera, and write down who allowed it: --access-granted-by when importing, "
        "--basis when probing."
    ),
    CaptureFault.ERROR: (
        "The camera is not to blame: give this machine what it lacks by these words (network, name server, memory, "
        "open files, a credential), or see the log for what went wrong here, and report it."
    ),
}
"""One line for each fault, in English; for screens in other languages, the fault itself is what they translate."""
