"""A frame from an ONVIF device: it is asked where its still picture is, and where its stream, and that is fetched.

Source: ONVIF Media Service Specification (media 1) and Media 2 Service Specification: GetProfiles, GetSnapshotUri,
GetStreamUri.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import httpx

from fairnotice.capture.limits import Budget, CaptureError
from fairnotice.capture.login import Login
from fairnotice.capture.onvif import call_at, device_service
from fairnotice.capture.onvif_answers import Outcome, Reply, addresses, device_time, media_profiles, media_uri
from fairnotice.capture.onvif_calls import CAPABILITIES, CLOCK, PROFILES, SERVICES, SNAPSHOT, STREAM, Operation, Service
from fairnotice.capture.onvif_line import DeviceLimits, Line
from fairnotice.capture.policy import CapturePolicy, Target, target_of
from fairnotice.capture.trace import Step
from fairnotice.domain import CaptureFault, Pixels

_CALL_S = 5.0
_MOST_BYTES = 1024 * 1024
_FAULTS = {
    Outcome.AUTH: CaptureFault.AUTH,
    Outcome.TIMEOUT: CaptureFault.TIMEOUT,
    Outcome.TOO_LARGE: CaptureFault.TOO_LARGE,
    Outcome.POLICY: CaptureFault.POLICY,
    Outcome.UNREACHABLE: CaptureFault.UNREACHABLE,
    Outcome.NOT_XML: CaptureFault.NOT_AN_IMAGE,
    Outcome.UNEXPECTED: CaptureFault.NOT_AN_IMAGE,
}
_NOBODY_THERE = (Outcome.UNREACHABLE, Outcome.TIMEOUT, Outcome.POLICY)
# A login that was refused for the still is not shown once more for the stream, and time that is up is up.
_STREAM_MAY_DO = frozenset(
    {
        CaptureFault.REFUSED,
        CaptureFault.NOT_AN_IMAGE,
        CaptureFault.TRUNCATED,
        CaptureFault.UNREACHABLE,
        CaptureFault.POLICY,
        CaptureFault.STALE,
        CaptureFault.TLS,
    }
)


@dataclass(frozen=True, slots=True)
class _Device:
    line: Line
    target: Target
    policy: CapturePolicy
    places: Mapping[Service, str]

    def ask(self, operation: Operation, token: str | None = None) -> Reply:
        return call_at(self.places, self.line, self.policy, operation, token)


def fetch(
    address: str,
    policy: CapturePolicy,
    login_at: Callable[[Target], Login | None],
    fetch_from: Callable[[Target], Pixels],
    budget: Budget,
    at: dt.datetime,
) -> Pixels:
    """Fetch one frame of an ONVIF device.

    Of the addresses that a device gives, the path is used, and the port where it names the host that the registry
    names: a device behind an address translation tells its inside address, and none may lead us elsewhere.

    Args:
        address: ``onvif://host[:port][/path of the device service]``.
        policy: Where this installation may connect to.
        login_at: Looks up the login for an address of the device.
        fetch_from: Fetches a frame from an address over HTTP or RTSP.
        budget: What this grab may spend.
        at: The real time, by which a message is signed where the device tells no time of its own.

    Raises:
        CaptureError: With the fault that stands for what happened.
    """
    target = device_service(address, policy)
    budget.note(Step.POLICY, f"ONVIF is spoken here; going to {target.place}")
    device = _introduced(target, policy, login_at(target), budget, at)
    failure: CaptureError | None = None
    for place in _places_of_frames(device, budget):
        try:
            return fetch_from(place) if isinstance(place, Target) else _raise(place)
        except CaptureError as error:
            if error.fault not in _STREAM_MAY_DO:
                raise
            # What the still's address said tells more than that there is no stream either.
            failure = failure or error
            budget.note(Step.ASK, f"no frame there: {error.detail}")
    raise failure or CaptureError(CaptureFault.REFUSED, f"{target.place} names neither a still picture nor a stream")


def _introduced(target: Target, policy: CapturePolicy, login: Login | None, budget: Budget, at: dt.datetime) -> _Device:
    """Ask for the device's time and where its services are."""
    limits = DeviceLimits(
        deadline_s=budget.remaining(f"the calls to {target.place}"),
        call_s=_CALL_S,
        max_bytes=_MOST_BYTES,
        max_total_bytes=4 * _MOST_BYTES,
    )
    line = Line(target, policy, login, limits, lambda: at + dt.timedelta(seconds=budget.elapsed_s))
    reply = line.call(CLOCK)
    if reply.outcome in _NOBODY_THERE:
        raise _failure(CLOCK, target, reply)
    if reply.content is not None and (told := device_time(reply.content)) is not None:
        line.set_clock(told)
        budget.note(Step.ASK, lambda: f"its clock says {told:%Y-%m-%dT%H:%M:%SZ}")
    reply = line.call(SERVICES)
    if reply.content is None:
        reply = line.call(CAPABILITIES)
    if reply.content is None:
        raise _failure(CAPABILITIES, target, reply)
    return _Device(line, target, policy, addresses(reply.content))


def _places_of_frames(device: _Device, budget: Budget) -> Iterator[Target | CaptureError]:
    """Yield where frames are, the still picture first; or why an address is not to be had."""
    profiles: dict[Service, str] = {}
    for service, operation in PROFILES.items():
        if service not in device.places:
            continue
        reply = device.ask(operation)
        found = media_profiles(reply.content) if reply.content is not None else []
        if reply.content is None:
            yield _failure(operation, device.target, reply)
        elif found:
            profiles[service] = found[0].token
            budget.note(Step.ASK, f"{service.called}: {len(found)} profiles, the largest {found[0].in_words}")
    for operations in (SNAPSHOT, STREAM):
        for service, token in profiles.items():
            operation = operations[service]
            reply = device.ask(operation, token)
            uri = media_uri(reply.content) if reply.content is not None else None
            if uri is None:
                yield _failure(operation, device.target, reply)
                continue
            try:
                place = _same_host(uri, device)
            except CaptureError as error:
                yield error
                continue
            budget.note(Step.ASK, f"{operation.name} of {service.called}: it is at {place.place}")
            yield place


def _same_host(uri: str, device: _Device) -> Target:
    """Return the address that a device gave, on the host that the registry names.

    Raises:
        CaptureError: ``policy``, as for any address.
    """
    try:
        # Some devices write a login into it; ours is looked up, and bound to its host.
        url = httpx.URL(uri.strip()).copy_with(userinfo=b"")
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        detail = f"{device.target.place} gives an address that cannot be read"
        raise CaptureError(CaptureFault.POLICY, detail) from error
    named = target_of(url, device.policy)
    if named.host == device.target.host:
        return named
    if named.scheme in ("http", "https"):
        here = url.copy_with(scheme=device.target.scheme, host=device.target.host, port=device.target.port)
    else:
        here = url.copy_with(host=device.target.host)
    return target_of(here, device.policy)


def _failure(operation: Operation, target: Target, reply: Reply) -> CaptureError:
    fault = CaptureFault.ERROR if reply.failed_here else _FAULTS.get(reply.outcome, CaptureFault.REFUSED)
    why = reply.detail or reply.outcome.replace("_", " ")
    return CaptureError(fault, f"{operation.name} of {target.place}: {why}")


def _raise(error: CaptureError) -> Pixels:
    raise error
