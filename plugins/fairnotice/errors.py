"""The errors that a caller can act on.

A message says what happened, where, and what to do about it; it never carries a secret.
Expected outcomes (a camera that does not answer, a file that cannot be parsed completely)
are typed values, not exceptions.
"""

import re


class FairnoticeError(Exception):
    """Root of every error that Fairnotice raises on purpose."""


class ConfigurationError(FairnoticeError):
    """A setting is missing or cannot be used."""


class RegistryError(FairnoticeError):
    """A registry as a whole cannot be read (a broken row is a rejected row, not an error)."""


class RulePackError(FairnoticeError):
    """A rule pack is not valid; the message names the file, the place in it and the remedy."""


class VisionError(FairnoticeError):
    """A picture or a model cannot be used."""


class RedactionError(VisionError):
    """A picture could not be redacted, so nothing of it may be stored."""


class SignageError(FairnoticeError):
    """A sign cannot be drawn."""


class StoreError(FairnoticeError):
    """The database or the evidence storage cannot be used."""


class StoreUnavailableError(StoreError):
    """The database cannot be reached; nothing was written."""


class DeliveryError(FairnoticeError):
    """A message could not be handed to its channel."""


_USERINFO = re.compile(r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*://)[^/\s@]*@")
_SECRET_PARAMETER = re.compile(
    r"(?i)\b(?P<key>[\w-]*(?:password|passwd|pwd|token|secret|api[_-]?key|signature|auth))"
    r"(?P<eq>\s*[=:]\s*)(?P<value>[^&\s,;\"']+)"
)


def without_secrets(text: str) -> str:
    """Remove user information of addresses and values of secret-looking parameters from ``text``."""
    text = _USERINFO.sub(r"\g<scheme>***@", text)
    return _SECRET_PARAMETER.sub(r"\g<key>\g<eq>***", text)
