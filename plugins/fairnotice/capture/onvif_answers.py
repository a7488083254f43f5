"""What a device said to one call: its document, or a typed reason why there is none. Pure decisions over bytes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from xml.etree.ElementTree import Element

from fairnotice.capture.onvif_calls import Operation, Service
from fairnotice.capture.soap_xml import XmlError, content, local_name, parse
from fairnotice.domain import CaptureFault

_TT = "{http://www.onvif.org/ver10/schema}"
_LONGEST_TOKEN = 256
"""Characters; ONVIF's own limit is 64."""
_CODE = re.compile(r"(?:[A-Za-z][\w.-]{0,39}:)?([A-Za-z]{1,40})")
_NOT_SUPPORTED = frozenset({"ActionNotSupported", "UnknownAction"})
_AUTH = frozenset(
    {
        "NotAuthorized",
        "FailedAuthentication",
        "FailedCheck",
        "InvalidSecurity",
        "InvalidSecurityToken",
        "UnsupportedSecurityToken",
        "SecurityTokenUnavailable",
        "SenderNotAuthorized",
    }
)
# The words of servers that know no code for it. That a call is missing counts only where they name the call itself.
_MISSING = ("not implemented", "not supported")
_UNKNOWN_CALLER = ("not authorized", "unauthorized", "authentication", "wsse")


# GetCapabilities is older than media 2 and applications.
_AMONG_CAPABILITIES = (
    (("Media",), Service.MEDIA),
    (("Analytics",), Service.ANALYTICS),
    (("Extension", "AnalyticsDevice"), Service.ANALYTICS_DEVICE),
)


class Outcome(StrEnum):
    """What became of one call."""

    ANSWERED = "answered"
    NOT_SUPPORTED = "not_supported"
    """The device says that it has no such call, service or configuration."""
    AUTH = "auth"
    """It wants a login, or refuses the one that was shown."""
    FAULT = "fault"
    """It answered with another fault."""
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    NOT_XML = "not_xml"
    """Not XML, or XML that is not read: a DOCTYPE, too many levels."""
    UNEXPECTED = "unexpected"
    """In HTTP and perhaps in XML, but not the answer to this call."""
    POLICY = "policy"
    """It leads to where this installation does not connect."""
    NOT_AUTHORISED = "not_authorised"
    """Nobody allowed the device to be asked."""
    NOT_ASKED = "not_asked"
    """What has to be known before it can be asked did not come."""


_OUTCOMES = {
    CaptureFault.AUTH: Outcome.AUTH,
    CaptureFault.TIMEOUT: Outcome.TIMEOUT,
    CaptureFault.TOO_LARGE: Outcome.TOO_LARGE,
    CaptureFault.NOT_AN_IMAGE: Outcome.UNEXPECTED,
    CaptureFault.POLICY: Outcome.POLICY,
    CaptureFault.NOT_AUTHORISED: Outcome.NOT_AUTHORISED,
}


@dataclass(frozen=True, slots=True)
class DeviceAnswer:
    """One call and what became of it.

    ``document`` holds the device's bytes as they came, where it answered, and nothing otherwise. They
    are XML without a DOCTYPE, and untrusted in all else.
    """

    operation: str
    service: Service
    outcome: Outcome
    document: bytes = field(default=b"", repr=False)
    configuration: str | None = None
    """Token of the analytics configuration that was asked for."""
    detail: str = ""
    """Why there is no document, in words without secrets."""

    @property
    def settled(self) -> bool:
        """Whether nothing is left open: the device answered, or said that it has no such thing."""
        return self.outcome in (Outcome.ANSWERED, Outcome.NOT_SUPPORTED)


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP response to a call, understood."""

    outcome: Outcome
    detail: str = ""
    document: bytes = field(default=b"", repr=False)
    content: Element | None = field(default=None, repr=False)
    wants_digest: bool = False
    """Whether it is a challenge of HTTP's digest authentication."""
    failed_here: bool = False
    """Whether there is none because this machine failed, for which the device is not to blame."""


def outcome_of(fault: CaptureFault) -> Outcome:
    """Return the outcome that stands for a connection's fault."""
    return _OUTCOMES.get(fault, Outcome.UNREACHABLE)


def understand(operation: Operation, status: int, body: bytes, *, wants_digest: bool = False) -> Reply:
    """Say what an HTTP response means as the answer to ``operation``.

    Args:
        operation: What was asked.
        status: The HTTP status.
        body: All of its body.
        wants_digest: Whether it carries a challenge of HTTP's digest authentication.
    """
    if 300 <= status < 400:
        return Reply(Outcome.POLICY, f"HTTP status {status}: it sends the call elsewhere, which is not followed")
    body = body.lstrip(b" \t\r\n")  # some devices send an empty line before the declaration
    try:
        root = parse(body)
    except XmlError as error:
        if status in (401, 403, 407):
            return Reply(Outcome.AUTH, f"HTTP status {status}", wants_digest=wants_digest)
        return Reply(Outcome.NOT_XML, f"HTTP status {status}: {error}")
    said = content(root)
    if said is not None and local_name(said) == "Fault":
        reply = _fault(operation, said)
        # A status that refuses is believed before a code that says nothing of it.
        refused = status in (401, 403, 407) and reply.outcome is Outcome.FAULT
        return Reply(Outcome.AUTH if refused else reply.outcome, reply.detail, wants_digest=wants_digest)
    if status in (401, 403, 407):
        return Reply(Outcome.AUTH, f"HTTP status {status}", wants_digest=wants_digest)
    if said is None:
        return Reply(Outcome.UNEXPECTED, f"HTTP status {status}: not a SOAP message")
    if status != 200 or said.tag != f"{{{operation.service}}}{operation.name}Response":
        return Reply(Outcome.UNEXPECTED, f"HTTP status {status}: not the answer to this call")
    return Reply(Outcome.ANSWERED, document=body, content=said)


def _fault(operation: Operation, fault: Element) -> Reply:
    """Read a fault of SOAP 1.1 or 1.2; of the device's own words nothing but its codes is kept."""
    codes, reasons = [], []
    for element in fault.iter():
        name, text = local_name(element), (element.text or "").strip()
        if name in ("Value", "faultcode") and (code := _CODE.fullmatch(text)):
            codes.append(code.group(1))
        elif name in ("Text", "faultstring"):
            reasons.append(text.lower())
    detail = f"fault {'/'.join(codes[:4]) or 'without a code'}"
    if _NOT_SUPPORTED.intersection(codes):
        return Reply(Outcome.NOT_SUPPORTED, detail)
    if _AUTH.intersection(codes):
        return Reply(Outcome.AUTH, detail)
    if any(words in reason for reason in reasons for words in _UNKNOWN_CALLER):
        return Reply(Outcome.AUTH, f"{detail}: not authorised")
    named = [reason for reason in reasons if operation.name.lower() in reason]
    if any(words in reason for reason in named for words in _MISSING):
        return Reply(Outcome.NOT_SUPPORTED, f"{detail}: not implemented")
    return Reply(Outcome.FAULT, detail)


# --- what one answer says about how to go on ----------------------------------------------------------


def device_time(answer: Element) -> dt.datetime | None:
    """Return the time of a GetSystemDateAndTime answer, or None where it tells none that can be."""
    utc = answer.find(f".//{_TT}UTCDateTime")
    if utc is None:
        return None
    places = ("Date/Year", "Date/Month", "Date/Day", "Time/Hour", "Time/Minute", "Time/Second")
    try:
        year, month, day, hour, minute, second = (
            int(utc.findtext("/".join(_TT + name for name in place.split("/")), "")[:8]) for place in places
        )
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
    except ValueError:
        return None


def addresses(answer: Element) -> dict[Service, str]:
    """Return the addresses that a GetServices or GetCapabilities answer gives for the services asked here.

    They are whatever the device wrote: untrusted.
    """
    device = f"{{{Service.DEVICE}}}"
    named = {
        entry.findtext(f"{device}Namespace", "").strip().rstrip("/"): entry.findtext(f"{device}XAddr", "").strip()
        for entry in answer.iter(f"{device}Service")
    }
    for place, service in _AMONG_CAPABILITIES:
        path = "/".join((f"{device}Capabilities", *(_TT + name for name in place), f"{_TT}XAddr"))
        if address := answer.findtext(path, "").strip():
            named[service] = address
    return {service: named[service] for service in Service if service in named}


@dataclass(frozen=True, slots=True)
class MediaProfile:
    """One way in which a device films.

    Attributes:
        token: Its name in calls.
        width: Of its pictures, in px; 0 where it does not say.
        height: Likewise.
    """

    token: str
    width: int = 0
    height: int = 0

    @property
    def in_words(self) -> str:
        """Its size for people."""
        return f"{self.width} x {self.height} px" if self.width else "of unknown size"


def media_profiles(answer: Element) -> list[MediaProfile]:
    """Return the profiles of an answer of either media service, the one with most pixels first.

    At most 64 are read; a token that is longer than any device's is left out.
    """
    found = []
    for profile in islice((each for each in answer if local_name(each) == "Profiles"), 64):
        token = profile.get("token", "")
        if 0 < len(token) <= _LONGEST_TOKEN:
            sizes = [_size(each) for each in profile.iter(f"{_TT}Resolution")]
            found.append(MediaProfile(token, *max(sizes, default=(0, 0), key=lambda size: size[0] * size[1])))
    return sorted(found, key=lambda profile: -profile.width * profile.height)


def _size(resolution: Element) -> tuple[int, int]:
    try:
        width, height = (int(resolution.findtext(f"{_TT}{side}", "")[:8]) for side in ("Width", "Height"))
    except ValueError:
        return 0, 0
    return max(width, 0), max(height, 0)


def media_uri(answer: Element) -> str | None:
    """Return the address of a GetSnapshotUri or GetStreamUri answer, as the device wrote it: untrusted."""
    return next((each.text.strip() for each in answer.iter() if local_name(each) == "Uri" and each.text), None)


def configuration_tokens(answer: Element) -> Iterator[str]:
    """Yield the tokens of analytics configurations in an answer of either media service."""
    wanted = {f"{_TT}VideoAnalyticsConfiguration", f"{{{Service.MEDIA2}}}Analytics"}
    if "AnalyticsConfigurations" in local_name(answer):
        wanted |= {f"{{{service}}}Configurations" for service in (Service.MEDIA, Service.MEDIA2)}
    for element in answer.iter():
        if element.tag in wanted and (token := element.get("token")):
            yield token
