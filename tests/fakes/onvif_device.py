"""An ONVIF device with analytics on a free port of this machine, that can be made to fail in many ways.

with OnvifDevice(login_by="token") as device:
    ask(DeviceService(device.url, basis, "yard"), ...)
    assert device.operations == [...]
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from xml.etree import ElementTree as ET

from fakes.farm_faults import DIGEST_CHALLENGE, PASSWORD, USER, Request, digest_holds

SERVICES = tuple(
    f"http://www.onvif.org/{name}/wsdl"
    for name in (
        "ver10/device",
        "ver10/media",
        "ver20/media",
        "ver20/analytics",
        "ver10/analyticsdevice",
        "ver10/appmgmt",
    )
)
DEVICE, MEDIA, MEDIA2, ANALYTICS, ANALYTICS_DEVICE, APPLICATIONS = SERVICES
CONFIGURATION = "VAC & <1>"
"""Token of its analytics configuration; such tokens are seldom, and must not break a message."""
_MOST_SKEW = dt.timedelta(minutes=5)

Behaviour = Callable[["_Handler"], None]


def message(body: str) -> bytes:
    """Return a SOAP 1.2 message with prefixes that no other device uses."""
    namespaces = (
        f'xmlns:d="{DEVICE}" xmlns:m="{MEDIA}" xmlns:m2="{MEDIA2}" xmlns:a="{ANALYTICS}" '
        f'xmlns:engines="{ANALYTICS_DEVICE}" xmlns:apps="{APPLICATIONS}" '
        'xmlns:schema="http://www.onvif.org/ver10/schema" xmlns:acme="urn:acme:analytics"'
    )
    envelope = "http://www.w3.org/2003/05/soap-envelope"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><x:Envelope xmlns:x="{envelope}" {namespaces}>'
        f"<x:Body>{body}</x:Body></x:Envelope>"
    ).encode()


def fault(code: str, reason: str = "") -> bytes:
    """Return a SOAP 1.2 fault with a code of ONVIF's."""
    return message(
        f"<x:Fault><x:Code><x:Value>x:Sender</x:Value><x:Subcode><x:Value>ter:{code}</x:Value></x:Subcode></x:Code>"
        f'<x:Reason><x:Text xml:lang="en">{reason}</x:Text></x:Reason></x:Fault>'
    )


def sending(body: bytes, status: int = 200, *headers: tuple[str, str]) -> Behaviour:
    """Answer with a body as it is."""

    def send(handler: _Handler) -> None:
        handler.send_response(status)
        for name, value in (("Content-Type", "application/soap+xml"), ("Content-Length", str(len(body))), *headers):
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return send


def silent(handler: _Handler) -> None:
    """Say nothing until the other side gives up."""
    handler.rfile.read(1)


def dripping(handler: _Handler) -> None:
    """Send a byte at a time, for ever."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.device.stopping.wait(0.05):
        handler.wfile.write(b" ")


def endless(handler: _Handler) -> None:
    """Send as fast as the other side reads, for ever."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.device.stopping.is_set():
        handler.wfile.write(b"<a/>" * 16_384)


class OnvifDevice:
    """A running device.

    Args:
        login_by: How it wants callers to prove themselves: ``token`` (WS-Security), ``http_digest``,
            ``either``, or None for an open device.
        for_all: Whether it wants that even of who asks for its time or its services.
        ahead: How far its clock is ahead of ours.
        behaving: By the name of an operation: what it does instead of answering.
        services: The services that it names, each by its namespace; None: all of them, at this very device.
        configurations: Tokens of its analytics configurations.

    Attributes:
        port: The port that it listens on.
        operations: Names of the calls that reached it, in their order, refused ones too.
        requests: Head and body of each, as they came.
        refused_logins: How often it was shown a login that it refused.
    """

    def __init__(
        self,
        *,
        login_by: str | None = None,
        for_all: bool = False,
        ahead: dt.timedelta = dt.timedelta(),
        behaving: Mapping[str, Behaviour] | None = None,
        services: Mapping[str, str] | None = None,
        configurations: tuple[str, ...] = (CONFIGURATION,),
    ) -> None:
        self.login_by = login_by
        self.for_all = for_all
        self.ahead = ahead
        self.behaving = dict(behaving or {})
        self.configurations = configurations
        self.operations: list[str] = []
        self.requests: list[str] = []
        self.refused_logins = 0
        self.stopping = threading.Event()
        self._nonces: set[str] = set()
        handler = type("Handler", (_Handler,), {"device": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        own = f"http://127.0.0.1:{self.port}/onvif/"
        self.services = services or {each: f"{own}{number}" for number, each in enumerate(SERVICES)}
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """The short form of its address."""
        return f"onvif://127.0.0.1:{self.port}"

    def now(self) -> dt.datetime:
        """Return the time by its own clock."""
        return dt.datetime.now(dt.UTC) + self.ahead

    def admits(self, operation: str, request: Request, token: ET.Element | None) -> bool:
        """Tell whether the caller may ask for ``operation``; a login that is refused is counted."""
        public = operation in ("GetSystemDateAndTime", "GetServices") and not self.for_all
        if self.login_by is None or (public and token is None and "authorization" not in request.headers):
            return True
        by_token = self.login_by != "http_digest" and token is not None and self._token_holds(token)
        if by_token or (self.login_by != "token" and digest_holds(request)):
            return True
        self.refused_logins += token is not None or "authorization" in request.headers
        return False

    def _token_holds(self, token: ET.Element) -> bool:
        """Check a token as the UsernameToken Profile 1.0 has it, with a fresh time and a nonce never seen."""
        texts = {element.tag.rpartition("}")[2]: element.text or "" for element in token.iter()}
        created = dt.datetime.fromisoformat(texts["Created"])
        whole = base64.b64decode(texts["Nonce"]) + texts["Created"].encode() + PASSWORD.encode()
        digest = base64.b64encode(hashlib.sha1(whole, usedforsecurity=False).digest()).decode()
        fresh = abs(created - self.now()) < _MOST_SKEW and texts["Nonce"] not in self._nonces
        self._nonces.add(texts["Nonce"])
        return fresh and (texts["Username"], texts["Password"]) == (USER, digest)


class _Handler(BaseHTTPRequestHandler):
    device: OnvifDevice

    def log_message(self, *arguments: object) -> None:
        return

    def date_time_string(self, timestamp: float | None = None) -> str:
        # A device that tells its clock to everybody may well have a web server without one.
        return super().date_time_string(self.device.now().timestamp() if self.device.for_all else 0)

    def do_GET(self) -> None:
        self.device.operations.append("GET")
        self.device.requests.append(f"{self.path}\n{self.headers}\n")
        self.device.behaving.get("GET", lambda handler: handler.send_error(405))(self)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        root = ET.fromstring(body)  # noqa: S314 - of our own client
        call = root.find("{*}Body")[0]
        name = call.tag.rpartition("}")[2]
        self.device.operations.append(name)
        self.device.requests.append(f"{self.path}\n{self.headers}\n{body.decode()}")
        request = Request("POST", self.path, self.request_version, {k.lower(): v for k, v in self.headers.items()})
        try:
            if not self.device.admits(name, request, root.find("{*}Header//{*}UsernameToken")):
                self._refuse()
            elif behaviour := self.device.behaving.get(name):
                behaviour(self)
            else:
                sending(_answer(self.device, call))(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _refuse(self) -> None:
        challenge = [] if self.device.login_by == "token" else [("WWW-Authenticate", DIGEST_CHALLENGE)]
        sending(fault("NotAuthorized", "Sender not authorized"), 401 if challenge else 400, *challenge)(self)


def _answer(device: OnvifDevice, call: ET.Element) -> bytes:
    namespace, _, name = call.tag[1:].partition("}")
    token = call.findtext("{*}ConfigurationToken")
    if namespace == ANALYTICS and token is not None and token not in device.configurations:
        return fault("NoConfig")
    body = _BODIES.get((namespace, name))
    return fault("ActionNotSupported") if body is None else message(body(device))


def _time(device: OnvifDevice) -> str:
    now = device.now()
    return (
        "<d:GetSystemDateAndTimeResponse><d:SystemDateAndTime><schema:UTCDateTime>"
        f"<schema:Time><schema:Hour>{now.hour}</schema:Hour><schema:Minute>{now.minute}</schema:Minute>"
        f"<schema:Second>{now.second}</schema:Second></schema:Time>"
        f"<schema:Date><schema:Year>{now.year}</schema:Year><schema:Month>{now.month}</schema:Month>"
        f"<schema:Day>{now.day}</schema:Day></schema:Date>"
        "</schema:UTCDateTime></d:SystemDateAndTime></d:GetSystemDateAndTimeResponse>"
    )


def _services(device: OnvifDevice) -> str:
    entries = "".join(
        f"<d:Service><d:Namespace>{namespace}</d:Namespace><d:XAddr>{address}</d:XAddr></d:Service>"
        for namespace, address in device.services.items()
    )
    return f"<d:GetServicesResponse>{entries}</d:GetServicesResponse>"


def _capabilities(device: OnvifDevice) -> str:
    def entry(title: str, namespace: str) -> str:
        address = device.services.get(namespace)
        return f"<schema:{title}><schema:XAddr>{address}</schema:XAddr></schema:{title}>" if address else ""

    extension = f"<schema:Extension>{entry('AnalyticsDevice', ANALYTICS_DEVICE)}</schema:Extension>"
    entries = entry("Analytics", ANALYTICS) + entry("Media", MEDIA) + extension
    return f"<d:GetCapabilitiesResponse><d:Capabilities>{entries}</d:Capabilities></d:GetCapabilitiesResponse>"


def _configurations(response: str, element: str) -> Callable[[OnvifDevice], str]:
    def listed(device: OnvifDevice) -> str:
        tokens = [token.replace("&", "&amp;").replace("<", "&lt;") for token in device.configurations]
        entries = "".join(f'<{element} token="{token}"/>' for token in tokens)
        return f"<{response}>{entries}</{response}>"

    return listed


def _fixed(response: str, content: str = "") -> Callable[[OnvifDevice], str]:
    return lambda device: f"<{response}>{content}</{response}>"


_MODULE = (
    '<a:AnalyticsModule Name="Faces" Type="acme:FaceAttributes"><schema:Parameters>'
    '<schema:SimpleItem Name="EthnicityRecognition" Value="true"/></schema:Parameters></a:AnalyticsModule>'
)
_SAMPLE = (
    '<a:AnalyticsModule Type="acme:FaceAttributes"><a:SampleFrame UtcTime="2026-01-01T00:00:00Z">'
    '<schema:Object ObjectId="1"><schema:Appearance><acme:Ethnicity>a value</acme:Ethnicity></schema:Appearance>'
    "</schema:Object></a:SampleFrame></a:AnalyticsModule>"
)
_BODIES: dict[tuple[str, str], Callable[[OnvifDevice], str]] = {
    (DEVICE, "GetSystemDateAndTime"): _time,
    (DEVICE, "GetServices"): _services,
    (DEVICE, "GetCapabilities"): _capabilities,
    (MEDIA, "GetProfiles"): _fixed("m:GetProfilesResponse"),
    (MEDIA, "GetVideoAnalyticsConfigurations"): _configurations(
        "m:GetVideoAnalyticsConfigurationsResponse", "m:Configurations"
    ),
    (MEDIA, "GetMetadataConfigurations"): _fixed(
        "m:GetMetadataConfigurationsResponse", '<m:Configurations token="not one of analytics"/>'
    ),
    (MEDIA2, "GetProfiles"): _fixed("m2:GetProfilesResponse"),
    (MEDIA2, "GetAnalyticsConfigurations"): _configurations(
        "m2:GetAnalyticsConfigurationsResponse", "m2:Configurations"
    ),
    (MEDIA2, "GetMetadataConfigurations"): _fixed("m2:GetMetadataConfigurationsResponse"),
    (ANALYTICS, "GetServiceCapabilities"): _fixed(
        "a:GetServiceCapabilitiesResponse", '<a:Capabilities SupportedMetadata="true"/>'
    ),
    (ANALYTICS, "GetSupportedMetadata"): _fixed("a:GetSupportedMetadataResponse", _SAMPLE),
    (ANALYTICS, "GetAnalyticsModules"): _fixed("a:GetAnalyticsModulesResponse", _MODULE),
    (ANALYTICS, "GetSupportedAnalyticsModules"): _fixed("a:GetSupportedAnalyticsModulesResponse"),
    (ANALYTICS, "GetAnalyticsModuleOptions"): _fixed("a:GetAnalyticsModuleOptionsResponse"),
    (ANALYTICS, "GetRules"): _fixed("a:GetRulesResponse"),
    (ANALYTICS, "GetRuleOptions"): _fixed("a:GetRuleOptionsResponse"),
    (ANALYTICS_DEVICE, "GetAnalyticsEngines"): _fixed("engines:GetAnalyticsEnginesResponse"),
    (ANALYTICS_DEVICE, "GetAnalyticsEngineControls"): _fixed("engines:GetAnalyticsEngineControlsResponse"),
    (APPLICATIONS, "GetInstalledApps"): _fixed("apps:GetInstalledAppsResponse"),
    (APPLICATIONS, "GetAppsInfo"): _fixed("apps:GetAppsInfoResponse"),
    (ANALYTICS, "GetSupportedRules"): _fixed("a:GetSupportedRulesResponse"),
}
