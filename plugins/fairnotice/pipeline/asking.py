"""A device to its documents: what it says over ONVIF of its analytics, for the scan to read."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from fairnotice.capture.credentials import Credential, Credentials, place_of
from fairnotice.capture.login import Login
from fairnotice.capture.onvif import ask
from fairnotice.capture.onvif_answers import DeviceAnswer, Outcome
from fairnotice.capture.onvif_calls import CLOCK
from fairnotice.capture.onvif_line import DeviceLimits
from fairnotice.capture.policy import CapturePolicy
from fairnotice.domain import AccessBasis, DeviceService
from fairnotice.errors import ConfigurationError, FairnoticeError
from fairnotice.settings import Settings

_LOG = logging.getLogger(__name__)
_NAMED_ON_THE_LINE = "the address that was given"


def ask_device(
    service: DeviceService,
    settings: Settings,
    clock: Callable[[], dt.datetime],
    credentials: Credentials | None = None,
    policy: CapturePolicy | None = None,
) -> tuple[DeviceAnswer, ...]:
    """Ask a device what it is configured to infer, within this installation's limits.

    Args:
        service: The device; without an access basis for ``configuration`` it is not contacted.
        settings: How long it may take.
        clock: Tells the real time.
        credentials: Looks up the entry that ``service.credential`` names.
        policy: Where it may be; None: where the settings allow it.

    Returns:
        An answer for each call, documents and failures alike. The device was read completely if all of
        them are ``settled``; whatever is not stands for something that may carry a classifier.
    """
    try:
        return ask(
            service,
            policy=policy or CapturePolicy.of(settings),
            limits=DeviceLimits(deadline_s=settings.device_deadline_s, call_s=settings.deadline_s),
            clock=clock,
            credentials=credentials,
        )
    except FairnoticeError:
        raise
    except Exception as error:
        # One device must not end the scan of all others. What failed may have been made of its answer: not repeated.
        _LOG.error("asking a device failed here: %s", type(error).__name__)
        failed = f"the audit itself failed on it ({type(error).__name__})"
        return (DeviceAnswer(CLOCK.name, CLOCK.service, Outcome.UNEXPECTED, detail=failed),)


def device_at(address: str, basis: AccessBasis) -> tuple[DeviceService, str | None]:
    """Return the device at an address such as ``onvif://user@host:port``, and the user to log in as.

    Where a user is named, it names a credential, whatever it is called: hand `ask_device` what
    `given_on_the_line` makes of it.

    Args:
        address: Where the device is; it must hold no password, since other users of the machine could see it.
        basis: Who allowed it to be asked.

    Raises:
        ConfigurationError: The address cannot be read, or holds a password.
    """
    try:
        parts = urlsplit(address)
        user, password = parts.username, parts.password
    except ValueError:
        raise ConfigurationError("the device's address cannot be read; write onvif://user@host:port") from None
    if password is not None:
        raise ConfigurationError(
            "the device's address holds a password; leave it out, and set FAIRNOTICE_ONVIF_PASSWORD instead"
        )
    url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return DeviceService(url, basis, _NAMED_ON_THE_LINE if user else None), unquote(user) if user else None


def given_on_the_line(service: DeviceService, user: str | None, password: str) -> Credentials | None:
    """Return the look-up of a login that a person gave for one device: it is shown to nobody else.

    Args:
        service: The device, as `device_at` gives it.
        user: Its user; None: no login was given.
        password: Its password.

    Raises:
        ConfigurationError: The address names no host.
    """
    if user is None:
        return None
    given = Credential(Login(user, password), (place_of(urlsplit(service.url).netloc),))
    return lambda _name: given
