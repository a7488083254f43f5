"""Webhooks by the Standard Webhooks specification (https://www.standardwebhooks.com): signed, to a pinned address.

An endpoint is an address that somebody registered, and its name server can say anything: it is resolved once, only a
checked address of it is connected to, no redirect is followed, and little is read of what it answers.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import json
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
from standardwebhooks import Webhook

from fairnotice.capture.dial import resolve
from fairnotice.capture.http_wire import sent
from fairnotice.capture.limits import Budget, CaptureError, CaptureLimits
from fairnotice.capture.policy import CapturePolicy, Target, target_of
from fairnotice.domain import CaptureFault
from fairnotice.errors import (
    ChannelDownError,
    ConfigurationError,
    DeliveryError,
    DeliveryRefusedError,
    without_secrets,
)
from fairnotice.settings import Settings
from fairnotice.store.outbox import Alert
from fairnotice.store.webhooks import Endpoint, Opened, unseal

DEADLINE_S = 15.0
"""Wall-clock limit of one request, from the look-up of the name to the last byte that is read."""
MAX_BODY = 1024 * 1024
_MOST_READ = 64 * 1024
_SHOWN = 200
_SHORTEST_SECRET = 6
_LONGEST_WAIT_S = 2 * 24 * 3600.0
_NOT_SENT = frozenset({CaptureFault.POLICY, CaptureFault.REFUSED, CaptureFault.TLS})
"""Faults after which the receiver certainly has nothing."""
_DOWN = frozenset({CaptureFault.UNREACHABLE, CaptureFault.REFUSED, CaptureFault.TIMEOUT})
"""Faults of a place and not of a message: whatever else goes there waits too."""
_TOLD = (
    "camera",
    "site",
    "lon",
    "lat",
    "title",
    "citation",
    "force",
    "breach_of_law",
    "confidence",
    "reasons",
    "remedy",
)


class EndpointGoneError(DeliveryRefusedError):
    """The receiver says that the endpoint is no more (410): nothing is sent to it again."""

    def __init__(self, message: str, endpoint_id: int) -> None:
        super().__init__(message)
        self.endpoint_id = endpoint_id


@dataclass(frozen=True, slots=True)
class Event:
    """What is sent: its id is the same however often it is handed over."""

    event_id: str
    body: bytes


def digest_event(
    digest_id: str,
    *,
    audience: str,
    operator_id: str | None,
    language: str,
    subject: str,
    text: str,
    composed_at: dt.datetime,
    alerts: tuple[Alert, ...],
) -> Event:
    """Write a digest as JSON; `schema` says how it looks.

    Raises:
        DeliveryRefusedError: It is larger than any receiver should be asked to take.
    """
    told = [
        {
            "alert_id": str(alert.alert_id),
            "kind": alert.kind,
            "camera_id": alert.camera_id,
            "rule_id": alert.rule_id,
            "site_id": alert.site_id,
            **{name: alert.payload[name] for name in _TOLD if name in alert.payload},
        }
        for alert in alerts
    ]
    data = {
        "digest_id": digest_id,
        "audience": audience,
        "operator_id": operator_id,
        "language": language,
        "subject": subject,
        "text": text,
        "alerts": told,
    }
    return _event(digest_id, "fairnotice.digest", composed_at, data)


def check_event(event_id: str, now: dt.datetime) -> Event:
    """Write what `fairnotice webhooks test` sends: it accuses nobody."""
    return _event(
        event_id, "fairnotice.test", now, {"text": "This is a test of Fairnotice's webhook. Nothing is wrong."}
    )


def note_event(event_id: str, now: dt.datetime, *, subject: str, text: str) -> Event:
    """Write a note to the authority: that a run failed, or whatever a DAG tells."""
    return _event(event_id, "fairnotice.note", now, {"subject": subject, "text": text})


def _event(event_id: str, kind: str, at: dt.datetime, data: dict[str, Any]) -> Event:
    whole = {"type": kind, "timestamp": at.astimezone(dt.UTC).isoformat(), "data": data}
    body = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
    if len(body) > MAX_BODY:
        raise DeliveryRefusedError(f"the message has {len(body)} bytes, more than {MAX_BODY} are not sent to a webhook")
    return Event(event_id, body)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of what is sent."""
    read: dict[str, Any] = json.loads((files("fairnotice.alerts") / "webhook.schema.json").read_text("utf-8"))
    return read


def policy_of(settings: Settings) -> CapturePolicy:
    """Return where webhooks may go: https at public addresses, besides networks that the authority named for them."""
    policy = CapturePolicy.with_networks(settings.webhook_networks)
    schemes = ("https", "http") if policy.allowed_networks else ("https",)
    return replace(policy, schemes=schemes, max_redirects=0)


def target_for(url: str, settings: Settings) -> Target:
    """Check an address as far as that goes without asking for it.

    Raises:
        ConfigurationError: It may not be used, with the reason.
    """
    try:
        return target_of(url, policy_of(settings))
    except CaptureError as error:
        raise ConfigurationError(f"this address cannot be a webhook: {error}. It is https://host/path") from None


def headers_of(event: Event, secrets: list[str], now: dt.datetime) -> dict[str, str]:
    """Sign an event by every secret that is valid now."""
    text = event.body.decode()
    signatures = [Webhook(secret).sign(event.event_id, now, text) for secret in secrets]
    return {
        "webhook-id": event.event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
        "Content-Type": "application/json",
        "User-Agent": "fairnotice",
        # What is read of the answer must not unfold into more than was counted.
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def post(endpoint: Endpoint, event: Event, settings: Settings, now: dt.datetime) -> None:
    """Hand one event over.

    Args:
        endpoint: To whom.
        event: What.
        settings: Of this installation.
        now: Time of this attempt, which is signed with it.

    Raises:
        EndpointGoneError: 410.
        ChannelDownError: Nobody answers there, or not in time.
        DeliveryError: Any other answer than 2xx, or a connection that broke. Of both: ``doubtful`` where it may have
            arrived all the same.
        ConfigurationError: This installation cannot sign for the endpoint.
    """
    opened = unseal(settings.home, endpoint)
    policy = policy_of(settings)
    budget = Budget(CaptureLimits(deadline_s=DEADLINE_S, max_bytes=_MOST_READ))
    try:
        target = target_of(opened.url, policy)
        addresses = resolve(target, policy, budget)
        if target.scheme == "http" and not all(
            any(address in network for network in policy.allowed_networks) for address in addresses
        ):
            raise DeliveryError(
                f"webhook {endpoint.endpoint_id}: only https is spoken outside FAIRNOTICE_WEBHOOK_NETWORKS"
            )
        request = httpx.Request(
            "POST", target.url, headers=headers_of(event, opened.signing(now), now), content=event.body
        )
        with sent(request, target, addresses, budget) as response:
            _judge(endpoint, opened, response, now)
    except CaptureError as error:
        kind = ChannelDownError if error.fault in _DOWN else DeliveryError
        raise kind(
            f"webhook {endpoint.endpoint_id}: {_masked(str(error), opened)}", doubtful=error.fault not in _NOT_SENT
        ) from None


def _judge(endpoint: Endpoint, opened: Opened, response: httpx.Response, now: dt.datetime) -> None:
    status = response.status_code
    if response.is_success:
        return
    said = f"webhook {endpoint.endpoint_id} ({endpoint.place}) answered {status}"
    if status == httpx.codes.GONE:
        raise EndpointGoneError(f"{said}: it is gone, and used no more", endpoint.endpoint_id)
    if response.is_redirect:
        raise DeliveryError(f"{said}: redirects are not followed; register the final address")
    excerpt = _excerpt(response, opened)
    told = f"{said}: {excerpt}" if excerpt else said
    wait = _retry_after(response, now) if status in (429, 503) else None
    raise DeliveryError(told, retry_after_s=wait)


def _retry_after(response: httpx.Response, now: dt.datetime) -> float | None:
    """Read Retry-After (RFC 9110, 10.2.3): seconds or a date."""
    given = response.headers.get("retry-after", "").strip()
    if given.isdecimal():
        return min(float(given[:9]), _LONGEST_WAIT_S)
    try:
        at = email.utils.parsedate_to_datetime(given)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return min(max((at - now).total_seconds(), 0.0), _LONGEST_WAIT_S)


def _excerpt(response: httpx.Response, opened: Opened) -> str:
    """Return the first words of an answer without secrets; a receiver may echo what it was sent."""
    read = b""
    try:
        for chunk in response.iter_raw():
            read += chunk
            if len(read) >= 4 * _SHOWN:
                break
    except CaptureError:
        return ""
    return _masked(read[: 4 * _SHOWN].decode(errors="replace"), opened)


def _masked(text: str, opened: Opened) -> str:
    for secret in sorted({*_of_address(opened.url), *(each for each, _ in opened.secrets)}, key=len, reverse=True):
        text = text.replace(secret, "***").replace(secret.removeprefix("whsec_"), "***")
    text = text.replace("FAIRNOTICE_ALLOWED_NETWORKS", "FAIRNOTICE_WEBHOOK_NETWORKS")
    printable = "".join(sign if sign.isprintable() else " " for sign in without_secrets(text))
    return " ".join(printable.split())[:_SHOWN]


def _of_address(url: str) -> set[str]:
    """Return what of an address may be its secret, as a receiver may repeat it: a page of errors names the path."""
    parts = urlsplit(url)
    pieces = [piece for piece in parts.path.split("/") if len(piece) >= _SHORTEST_SECRET]
    given = [value for _, value in parse_qsl(parts.query) if len(value) >= _SHORTEST_SECRET]
    return {each for piece in (url, parts.query, *pieces, *given) if piece for each in (piece, unquote(piece))}
