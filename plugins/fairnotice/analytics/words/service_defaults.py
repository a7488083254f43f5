"""The services whose documented default sorts people, as data: how each is known, asked and switched on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from fairnotice.analytics.words.vocabulary import Id, vocabulary
from fairnotice.errors import ConfigurationError

SERVICES = Path(__file__).with_name("services.yaml")
_PART = r"(?:[-_./ ]?(?:api|cpu|gpu|image|server|service|tag|version|worker))*"
_NUMBER = r"v?(?!\d+(?:\.\d+){3})\d+\.\d"
NUMBER = re.compile(_NUMBER)
"""How the number of a version begins."""
_VERSION = rf"{_PART}[\"']?(?:\s?(?:===?|[:=@])\s?[\"']?(?:==)?| ){_NUMBER}"
"""One version: not the least or a compatible one, nor a host's port or address, nor another number of the service."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Service(_Strict):
    id: Id
    name: str = Field(min_length=4, description="A shorter name would stand in other words.")
    default: str
    source: str = Field(min_length=1)

    @property
    def meanings(self) -> tuple[str, ...]:
        """What its findings are called."""
        return (self.default,)


class CalledService(_Service):
    """A service that sorts people when a call does not say what it wants."""

    endpoints: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    publisher: str = Field(
        "", description="Whose images are the service itself: of another's nobody knows the default."
    )
    asks: str
    pictures: frozenset[str]
    own: frozenset[str] = frozenset()
    unknown: str

    @property
    def meanings(self) -> tuple[str, ...]:
        """What its findings are called."""
        return (self.default, self.unknown)


class SwitchedService(_Service):
    """A service that sorts people when a switch is on."""

    switches: tuple[str, ...] = Field(min_length=1)


class _Document(_Strict):
    calls: tuple[CalledService, ...]
    switches: tuple[SwitchedService, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        every: tuple[_Service, ...] = (*self.calls, *self.switches)
        if len({each.id for each in every}) != len(every):
            raise ValueError("two services share an id")
        unnamed = [words for each in every for words in each.meanings if not vocabulary().telling(words)]
        if unnamed:
            raise ValueError(f"not in vocabulary.yaml: {', '.join(unnamed)}")
        return self


@dataclass(frozen=True, slots=True)
class Calls:
    """A called service, ready to be looked for."""

    service: CalledService
    named: re.Pattern[str]
    versioned: re.Pattern[str]
    image: re.Pattern[str]
    """An image of it that is started, with its version."""
    called: re.Pattern[str]
    """An address or a function."""
    within: re.Pattern[str]
    """A call that holds its parameters itself: a function, or a picture's parameter in a command."""
    listed: re.Pattern[str]
    """A function's call with what is wanted as a list, which is its only group."""
    set: re.Pattern[str]
    """A setting of the service that names what is wanted: ``DEEPFACE_ACTIONS=age``."""


@dataclass(frozen=True, slots=True)
class Switches:
    """A switched service, ready to be looked for."""

    service: SwitchedService
    named: re.Pattern[str]
    versioned: re.Pattern[str]
    switch: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Services:
    """All of them."""

    calls: tuple[Calls, ...]
    switches: tuple[Switches, ...]
    present: re.Pattern[bytes]
    """What a file must hold for its services to be looked at."""
    switch: re.Pattern[str]
    """Any of their switches."""


@lru_cache(maxsize=2)
def services(path: Path = SERVICES) -> Services:
    """Return the services in ``path``.

    Raises:
        ConfigurationError: The file is not a valid list of services.
    """
    try:
        document = _Document.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"])
        raise ConfigurationError(f"{path.name}, {place}: {problem['msg']}. Correct the list of services") from None
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path.name}: not a readable YAML file. Correct the list of services") from error
    words = [word for each in document.calls for word in (each.name, *each.endpoints)]
    words += [word for each in document.switches for word in (each.name, *each.switches)]
    return Services(
        tuple(_calls(each) for each in document.calls),
        tuple(
            Switches(
                each,
                _pattern(re.escape(each.name)),
                _pattern(re.escape(each.name) + rf"(?:{_VERSION})"),
                _pattern(_any(each.switches)),
            )
            for each in document.switches
        ),
        re.compile(_any(words).encode(), re.IGNORECASE),
        _pattern(_any(word for each in document.switches for word in each.switches)),
    )


def _calls(service: CalledService) -> Calls:
    function = rf"(?:{_any(service.functions)})\s?\(" if service.functions else r"(?!)"
    endpoint = rf"(?:{_any(service.endpoints)})/?(?:[?#\s\"']|$)" if service.endpoints else r"(?!)"
    return Calls(
        service,
        _pattern(re.escape(service.name)),
        _pattern(re.escape(service.name) + rf"(?:{_VERSION})"),
        _pattern(rf"^(?:docker\.io/)?(?:{re.escape(service.publisher)}/)?{re.escape(service.name)}:{_NUMBER}"),
        _pattern(f"{endpoint}|{function}"),
        _pattern(rf"{function}|(?-i:\b(?:{_any(service.pictures)})\b)"),
        _pattern(rf"{function}[^()]{{0,400}}?\b{re.escape(service.asks)}\s?=\s?[\[(]([^\])]{{1,200}})[\])]"),
        _pattern(rf"{re.escape(service.name)}[\w.-]*[_.-]{re.escape(service.asks)}[\"']?\s?[=:]\s?[^\s\"']"),
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in words)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
