"""Ask an ONVIF device what it is configured to infer: get-type calls only, to one address, within one deadline.

What comes back are documents for a reader of saved ONVIF XML; nothing is interpreted here but what is
needed to go on: the device's clock, where its services are, and the names of its configurations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from fairnotice.capture.credentials import Credentials, login_of
from fairnotice.capture.limits import CaptureError
from fairnotice.capture.onvif_answers import (
    DeviceAnswer,
    Outcome,
    Reply,
    addresses,
    configuration_tokens,
    device_time,
    outcome_of,
)
from fairnotice.capture.onvif_calls import (
    ANALYTICS,
    CAPABILITIES,
    CLOCK,
    CONFIGURATIONS,
    OF_A_CONFIGURATION,
    SERVICES,
    Operation,
    Service,
)
from fairnotice.capture.onvif_line import Clock, DeviceLimits, Line
from fairnotice.capture.policy import CapturePolicy, Target, check_basis, target_of
from fairnotice.domain import CaptureFault, DeviceService
from fairnotice.errors import without_secrets
from fairnotice.frame_address import ONVIF

_DEVICE_PATH = "/onvif/device_service"
_LONGEST_TOKEN = 256
"""Characters; ONVIF's own limit is 64."""
_NOBODY_THERE = (Outcome.UNREACHABLE, Outcome.TIMEOUT, Outcome.POLICY)


def ask(
    service: DeviceService,
    *,
    policy: CapturePolicy,
    limits: DeviceLimits,
    clock: Clock,
    credentials: Credentials | None = None,
) -> tuple[DeviceAnswer, ...]:
    """Ask a device for its analytics configuration; every failure is an answer, and nothing is raised.

    The device is contacted at one address only, which the policy let through: of the addresses that it
    gives for its services only the paths are used, so that it can lead us nowhere else. Redirects are not
    followed. Safe to call from many threads at once. Nothing is written to a disk or a log.

    Args:
        service: The device, with an access basis for ``configuration``.
        policy: Where this installation may connect to.
        limits: Seconds and bytes that it may take.
        clock: Tells the real time, for the access basis and for signing by the device's clock.
        credentials: Looks up the entry that ``service.credential`` names; who may be shown it, the entry says.

    Returns:
        An answer for each call, in the order of the calls. A device that cannot be reached, or may not be
        asked, gives one answer that says so.
    """
    try:
        check_basis(service.access_basis, "configuration", clock().date())
        target = device_service(service.url, policy)
        line = Line(target, policy, login_of(service.credential, credentials, target), limits, clock)
    except CaptureError as error:
        return (_answer(CLOCK, Reply(outcome_of(error.fault), without_secrets(error.detail))),)
    return tuple(_conversation(line, policy, limits))


def device_service(url: str, policy: CapturePolicy) -> Target:
    """Return where a device's own service is; ``onvif://host`` stands for the path that most devices have.

    Raises:
        CaptureError: ``policy``.
    """
    scheme, _, place = url.partition("://")
    if scheme.lower() in ONVIF:
        place = place.rstrip("/")
        transport = scheme.lower().partition("+")[2] or "http"
        url = f"{transport}://{place}" if "/" in place else f"{transport}://{place}{_DEVICE_PATH}"
    target = target_of(url, policy)
    if target.scheme not in ("http", "https"):
        raise CaptureError(CaptureFault.POLICY, f"ONVIF is spoken over HTTP, not over {target.scheme}")
    return target


def _conversation(line: Line, policy: CapturePolicy, limits: DeviceLimits) -> Iterator[DeviceAnswer]:
    reply = line.call(CLOCK)
    yield _answer(CLOCK, reply)
    if reply.outcome in _NOBODY_THERE:
        return  # every other call would wait for the same
    if reply.content is not None and (told := device_time(reply.content)) is not None:
        line.set_clock(told)
    reply = line.call(SERVICES)
    yield _answer(SERVICES, reply)
    if reply.content is None:
        reply = line.call(CAPABILITIES)
        yield _answer(CAPABILITIES, reply)
    # An answer that names no service at all does not say that there is none: it lacks the one that gave it.
    places = addresses(reply.content) if reply.content is not None else {}
    tokens: dict[str, None] = {}
    answered, missing = False, False
    for operation in CONFIGURATIONS:
        reply = call_at(places, line, policy, operation)
        answer = _answer(operation, reply)
        yield answer
        if reply.content is not None:
            tokens |= dict.fromkeys(configuration_tokens(reply.content))
        answered, missing = answered or reply.content is not None, missing or not answer.settled
    for operation in ANALYTICS:
        yield _answer(operation, call_at(places, line, policy, operation))
    yield from _of_configurations(places, line, policy, limits, tokens, known=answered and not missing)


def _of_configurations(
    places: Mapping[Service, str],
    line: Line,
    policy: CapturePolicy,
    limits: DeviceLimits,
    tokens: Mapping[str, None],
    *,
    known: bool,
) -> Iterator[DeviceAnswer]:
    """Ask for the modules and rules of each analytics configuration.

    Args:
        places: Where the services are.
        line: The way to the device.
        policy: What an address may look like.
        limits: How many configurations are asked for.
        tokens: Of the configurations, in their order.
        known: Whether these are all of them for certain.
    """
    asked = [token for token in islice(tokens, limits.max_configurations) if len(token) <= _LONGEST_TOKEN]
    for token in asked:
        for operation in OF_A_CONFIGURATION:
            yield _answer(operation, call_at(places, line, policy, operation, token), token)
    if left := len(tokens) - len(asked):
        for operation in OF_A_CONFIGURATION:
            reason = f"{left} of {len(tokens)} analytics configurations are beyond what is asked of one device"
            yield _answer(operation, Reply(Outcome.NOT_ASKED, reason))
    if not tokens:
        for operation in OF_A_CONFIGURATION:
            yield _answer(operation, _without_configuration(places, known=known))


def _without_configuration(places: Mapping[Service, str], *, known: bool) -> Reply:
    if places and Service.ANALYTICS not in places:
        return _not_named(Service.ANALYTICS)
    if known:
        return Reply(Outcome.NOT_SUPPORTED, "the device has no analytics configuration")
    return Reply(Outcome.NOT_ASKED, "not known which analytics configurations the device has")


def _not_named(service: Service) -> Reply:
    return Reply(Outcome.NOT_SUPPORTED, f"the device names no {service.called} service")


def call_at(
    places: Mapping[Service, str], line: Line, policy: CapturePolicy, operation: Operation, token: str | None = None
) -> Reply:
    """Carry a call to the path that the device gave for the call's service."""
    if not places:
        return Reply(Outcome.NOT_ASKED, "the device did not say where its services are")
    if operation.service not in places:
        return _not_named(operation.service)
    try:
        named = target_of(places[operation.service], policy)
    except CaptureError as error:
        reason = f"where its {operation.service.called} service is: {without_secrets(error.detail)}"
        return Reply(outcome_of(error.fault), reason)
    return line.call(operation, named.url.raw_path, token)


def _answer(operation: Operation, reply: Reply, token: str | None = None) -> DeviceAnswer:
    return DeviceAnswer(operation.name, operation.service, reply.outcome, reply.document, token, reply.detail)
