"""The calls that ask an ONVIF device what it is configured to infer, as data, and the messages that carry them.

Names, namespaces and arguments are those of ONVIF's WSDL files. A call that does not get something cannot be
written down here.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from xml.sax.saxutils import escape

from fairnotice.capture.login import Login

MEDIA_TYPE = "application/soap+xml"

_GET = re.compile(r"Get[A-Z][A-Za-z]+")
_WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"


class Service(StrEnum):
    """A service of a device, by its namespace."""

    DEVICE = "http://www.onvif.org/ver10/device/wsdl"
    MEDIA = "http://www.onvif.org/ver10/media/wsdl"
    MEDIA2 = "http://www.onvif.org/ver20/media/wsdl"
    ANALYTICS = "http://www.onvif.org/ver20/analytics/wsdl"
    ANALYTICS_DEVICE = "http://www.onvif.org/ver10/analyticsdevice/wsdl"
    """Of a device that analyses the pictures of others."""
    APPLICATIONS = "http://www.onvif.org/ver10/appmgmt/wsdl"

    @property
    def called(self) -> str:
        """What the service is called in a sentence."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True)
class Operation:
    """One call that only reads.

    Attributes:
        name: As the WSDL has it.
        service: Whose call it is.
        arguments: XML of its fixed arguments, in the service's namespace.
        token_of: The element that names what it is asked of, where it is asked of something.

    Raises:
        ValueError: The name is not that of a get-type call.
    """

    name: str
    service: Service
    arguments: str = ""
    token_of: str = "ConfigurationToken"  # noqa: S105 - the name of an element

    def __post_init__(self) -> None:
        if not _GET.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is not a call that only gets something")

    @property
    def action(self) -> str:
        """The SOAP action."""
        return f"{self.service}/{self.name}"


CLOCK = Operation("GetSystemDateAndTime", Service.DEVICE)
SERVICES = Operation("GetServices", Service.DEVICE, "<IncludeCapability>true</IncludeCapability>")
CAPABILITIES = Operation("GetCapabilities", Service.DEVICE, "<Category>All</Category>")
"""What named the services before there was GetServices; asked only where that is not answered."""

CONFIGURATIONS = (
    Operation("GetProfiles", Service.MEDIA),
    Operation("GetVideoAnalyticsConfigurations", Service.MEDIA),
    Operation("GetMetadataConfigurations", Service.MEDIA),
    # Without a type the profiles of media 2 come without their configurations.
    Operation("GetProfiles", Service.MEDIA2, "<Type>All</Type>"),
    Operation("GetAnalyticsConfigurations", Service.MEDIA2),
    Operation("GetMetadataConfigurations", Service.MEDIA2),
)
"""What names the analytics configurations, and what is sent on as metadata."""

ANALYTICS = (
    Operation("GetServiceCapabilities", Service.ANALYTICS),
    Operation("GetSupportedMetadata", Service.ANALYTICS),
    Operation("GetAnalyticsEngines", Service.ANALYTICS_DEVICE),
    Operation("GetAnalyticsEngineControls", Service.ANALYTICS_DEVICE),
    Operation("GetInstalledApps", Service.APPLICATIONS),
    Operation("GetAppsInfo", Service.APPLICATIONS),
)
"""What the device could do and what its output would look like, and the other ways in which it may analyse."""

OF_A_CONFIGURATION = (
    Operation("GetAnalyticsModules", Service.ANALYTICS),
    Operation("GetSupportedAnalyticsModules", Service.ANALYTICS),
    Operation("GetAnalyticsModuleOptions", Service.ANALYTICS),
    Operation("GetRules", Service.ANALYTICS),
    Operation("GetSupportedRules", Service.ANALYTICS),
    Operation("GetRuleOptions", Service.ANALYTICS),
)
"""What runs and what could run in one analytics configuration, asked by its token."""

PROFILES = {
    Service.MEDIA: Operation("GetProfiles", Service.MEDIA),
    Service.MEDIA2: Operation("GetProfiles", Service.MEDIA2, "<Type>VideoEncoder</Type>"),
}
"""What a device films in; media 1 first, which nearly all devices have."""

SNAPSHOT = {service: Operation("GetSnapshotUri", service, "", "ProfileToken") for service in PROFILES}
"""Where the still picture of a profile is."""

_SCHEMA = 'xmlns="http://www.onvif.org/ver10/schema"'
STREAM = {
    Service.MEDIA: Operation(
        "GetStreamUri",
        Service.MEDIA,
        f"<StreamSetup><Stream {_SCHEMA}>RTP-Unicast</Stream>"
        f"<Transport {_SCHEMA}><Protocol>RTSP</Protocol></Transport></StreamSetup>",
        "ProfileToken",
    ),
    Service.MEDIA2: Operation("GetStreamUri", Service.MEDIA2, "<Protocol>RTSP</Protocol>", "ProfileToken"),
}
"""Where the stream of a profile is, over RTSP and TCP."""


def envelope(operation: Operation, token: str | None = None, security: str = "") -> bytes:
    """Return the SOAP 1.2 message of a call.

    Args:
        operation: The call.
        token: Token of the configuration or profile that it is asked of; whatever it holds is escaped.
        security: XML of the security header, or nothing.
    """
    of = "" if token is None else f"<{operation.token_of}>{escape(token)}</{operation.token_of}>"
    header = f"<s:Header>{security}</s:Header>" if security else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">{header}<s:Body>'
        f'<{operation.name} xmlns="{operation.service}">{operation.arguments}{of}</{operation.name}>'
        "</s:Body></s:Envelope>"
    ).encode()


def headers(operation: Operation) -> dict[str, str]:
    """Return the HTTP headers of a call."""
    return {
        "Accept": f"{MEDIA_TYPE}, text/xml",
        # A compressed body could unfold into more than was counted.
        "Accept-Encoding": "identity",
        "Connection": "close",
        "Content-Type": f'{MEDIA_TYPE}; charset=utf-8; action="{operation.action}"',
        # SOAP 1.1 had it; some devices look here, and else for any word of the message that they know.
        "SOAPAction": f'"{operation.action}"',
        "User-Agent": "fairnotice (audit of camera notices)",
    }


def username_token(login: Login, nonce: bytes, created: dt.datetime) -> str:
    """Return the security header that proves to know a password without showing it.

    Source: OASIS Web Services Security UsernameToken Profile 1.0, section 3.1:
    Password_Digest = Base64(SHA-1(nonce + created + password)).

    Args:
        login: User name and password.
        nonce: Random bytes, never used again.
        created: The time by the device's own clock; one that is minutes off is refused.
    """
    stamp = created.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    digest = hashlib.sha1(nonce + stamp.encode() + login.password.encode())  # noqa: S324 - the profile names SHA-1
    return (
        f'<w:Security s:mustUnderstand="1" xmlns:w="{_WSS}wssecurity-secext-1.0.xsd"><w:UsernameToken>'
        f"<w:Username>{escape(login.user)}</w:Username>"
        f'<w:Password Type="{_WSS}username-token-profile-1.0#PasswordDigest">{_base64(digest.digest())}</w:Password>'
        f'<w:Nonce EncodingType="{_WSS}soap-message-security-1.0#Base64Binary">{_base64(nonce)}</w:Nonce>'
        f'<u:Created xmlns:u="{_WSS}wssecurity-utility-1.0.xsd">{stamp}</u:Created>'
        "</w:UsernameToken></w:Security>"
    )


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
