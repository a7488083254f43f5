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


class PhotoError(VisionError):
    """A photo that somebody hands in cannot be taken; the message says why and what to do."""


class PhotoFormatError(PhotoError):
    """What was handed in is no photo of a format that is taken."""


class SignageError(FairnoticeError):
    """A sign cannot be drawn."""


class StoreError(FairnoticeError):
    """The database or the evidence storage cannot be used."""


class StoreUnavailableError(StoreError):
    """The database cannot be reached; nothing was written."""


class DecisionError(FairnoticeError):
    """An inspector's decision cannot be taken as it was given."""


class FindingChangedError(DecisionError):
    """A decision is about a finding that is no longer what it was: nothing was decided."""


class BusyError(FairnoticeError):
    """It cannot be done at this moment, and can in a little while."""


class ManifestError(FairnoticeError):
    """A signed manifest, or a file that belongs to it, cannot be read: nothing can be said of it."""


class DeliveryError(FairnoticeError):
    """A message could not be handed to its channel; it is tried again.

    Args:
        message: What happened, without secrets.
        retry_after_s: Seconds after which the receiver wants it again; None: as the sender sees fit.
        doubtful: Whether the receiver may have it all the same, since no answer came.
    """

    def __init__(self, message: str, *, retry_after_s: float | None = None, doubtful: bool = False) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
        self.doubtful = doubtful


class DeliveryRefusedError(DeliveryError):
    """The receiver refused a message for good: it is not tried again, and the authority hears of it."""


class ChannelDownError(DeliveryError):
    """A channel does not work at all: the other messages wait too."""


MASK = "***"

# These words name a secret where they stand alone: 'pass', but not 'compass' or 'passage'.
_WORDS = (
    r"pass|psw|pas|loginpas|pin|key|authorization|sig|credentials?|passphrase"
    r"|mot_?de_?passe|passwort|kennwort|contrase[nñ]a|密码"
)
_ENDINGS = r"password|passwd|pwd|token|secret|api[_-]?key|signature|auth"
_NAME = rf"(?:(?<![a-z])(?:{_WORDS})|(?:{_ENDINGS}))"
_SECRET_NAME = re.compile(rf"(?i){_NAME}(?![a-z])")
_JSON_ESCAPE = re.compile(r"\\u00([2-7][0-9a-fA-F])")
# A password may hold a quote, or, up to the last @ of the word, '/' and '@'. The second goes last, since it takes in
# what the first leaves.
_USER_INFORMATION = (re.compile(r"://[^/\s@]{0,500}@"), re.compile(r"://[^\s\"'<>]{0,500}@"))
_NAMED_VALUE = re.compile(rf"(?i)({_NAME}[_\d]{{0,4}}[\"']?\s*[=:]{{1,3}}\s*[\"']?(?:bearer |basic )?)[^\s\"'&;,]+")


def names_a_secret(name: str) -> bool:
    """Tell whether a column, key or URL parameter of this name holds a secret."""
    return _SECRET_NAME.search(re.sub(r"(?<=[a-z])(?=[A-Z])|[-\s]", "_", name)) is not None


def without_secrets(text: str) -> str:
    """Return ``text`` without user information of addresses and without values of secret-looking names.

    It knows plain text, URL parameters and JSON with its escapes, and takes time linear in a hostile text.
    """
    text = _JSON_ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text).replace("\\/", "/")
    for pattern in _USER_INFORMATION:
        text = pattern.sub(f"://{MASK}@", text)
    return _NAMED_VALUE.sub(rf"\1{MASK}", text)
