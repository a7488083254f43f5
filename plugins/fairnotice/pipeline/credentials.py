"""Where logins of cameras come from: a folder of files, as systemd and containers hand secrets to a service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from fairnotice.capture.credentials import FIELDS, Credential, Credentials, credential_of
from fairnotice.errors import ConfigurationError
from fairnotice.settings import Settings

_MOST_BYTES = 64 * 1024


def secrets_backend(settings: Settings, own: Credentials | None = None) -> Credentials | None:
    """Return the look-up of credentials, or None where there is none.

    Args:
        settings: Which folder to look in.
        own: A look-up that is asked first, such as that of a scheduler with secrets of its own.

    Raises:
        ConfigurationError: The folder that the settings name is not there.
    """
    folder = settings.credentials
    if folder is None:
        return own
    if not folder.is_dir():
        raise ConfigurationError(
            f"FAIRNOTICE_CREDENTIALS: {folder} is not a folder; name the one in which each credential is a file"
        )

    def look_up(name: str) -> Credential | None:
        found = own(name) if own is not None else None
        return found if found is not None else _from_file(folder, name)

    return look_up


def _from_file(folder: Path, name: str) -> Credential | None:
    """Read the file of this name; what it holds reaches no message."""
    try:
        # Containers mount secrets as links within the folder; a registry's name must not lead out of it.
        file = (folder / name).resolve()
        if not file.is_relative_to(folder.resolve()) or not file.is_file():
            return None
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ConfigurationError(f"its file cannot be read: {error.strerror}") from None
    if len(content) > _MOST_BYTES:
        raise ConfigurationError(f"its file is larger than {_MOST_BYTES} bytes")
    return credential_of(_fields(content))


def _fields(content: bytes) -> dict[str, Any]:
    try:
        # All values are texts to this loader: a password may look like a number or a date. It makes no objects.
        fields = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark is not None else ""
        raise ConfigurationError(f"its file is not YAML{where}; put values in quotes") from None
    if not isinstance(fields, dict) or not set(fields) <= set(FIELDS):
        raise ConfigurationError(f"its file holds something else than {', '.join(FIELDS)}")
    return fields
