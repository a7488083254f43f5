"""A network's file and the JSON beside it that describes it: read together, and only if they belong together."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fairnotice.errors import ConfigurationError


class Description(BaseModel):
    """What every such JSON says."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    classes: tuple[str, ...] = Field(min_length=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


Kind = TypeVar("Kind", bound=Description)


def read_description(path: Path, kind: type[Kind], *, if_missing: str) -> Kind:
    """Read the description of a network's file, and check that it is of that file.

    Args:
        path: The network; its description has the same name with ``.json``.
        kind: What is described.
        if_missing: What the absence of a file means and what to do, after 'FILE is missing'.

    Raises:
        ConfigurationError: If one of both is missing, cannot be read, or is not of the other's version.
    """
    beside = path.with_suffix(".json")
    try:
        described = kind.model_validate(json.loads(beside.read_text(encoding="utf-8")))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError as error:
        raise ConfigurationError(f"{Path(str(error.filename)).name} is missing {if_missing}") from error
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ConfigurationError(f"{beside.name} cannot be read: {error}") from error
    except ValidationError as error:
        raise ConfigurationError(f"{beside.name}: {complaint(error)}") from error
    if digest != described.sha256:
        raise ConfigurationError(f"{path.name} is not the file that {beside.name} describes; get both of one version")
    return described


def complaint(error: ValidationError) -> str:
    """Say where in a file the first thing that is wrong stands, and what it is."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "the file"
    return f"{place}: {first['msg']}"
