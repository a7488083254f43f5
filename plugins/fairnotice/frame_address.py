"""What a registry may write as a source of frames: a camera's own address, a make's short form, or a key of an archive.

Both who reads registries and who captures frames know these forms. Nothing here is resolved or contacted.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from fairnotice.domain import TIME_PLACEHOLDER

SPOKEN = ("http", "https", "rtsp", "rtsps")
"""Schemes of addresses at which a picture is asked for."""
ONVIF = ("onvif", "onvif+https")
"""``onvif://host[:port]``: the device itself says where its pictures are."""
ARCHIVE = "archive"
"""``archive:key``: a file below the one root that the installation names."""

STAMP = "%Y%m%dT%H%M%SZ"
"""How a moment stands in an address or a key."""

_MAKES = Path(__file__).with_name("makes.yaml")
_CHANNEL = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_KEY_PART = re.compile(r"(?:[^\x00-\x1f\x7f/\\:*?\"<>|\[\]]){1,200}")
_LONGEST_KEY = 1000


class Make(BaseModel):
    """Where cameras of one make give their pictures; ``makes.yaml`` says what each field is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    called: str
    still: str
    stream: str | None = None
    channel: str | None = None
    port: int | None = None
    stream_port: int | None = None
    note: str = ""
    source: str
    read: Literal["vendor", "code", "no"]


@functools.cache
def makes() -> dict[str, Make]:
    """Return the known makes by the scheme that stands for each."""
    return TypeAdapter(dict[str, Make]).validate_python(yaml.safe_load(_MAKES.read_text(encoding="utf-8")))


def make_of(address: str) -> str | None:
    """Return the make whose short form ``address`` is, or None where it is none's."""
    name = _scheme(address).partition("+")[0]
    return name if name in makes() else None


def expanded(address: str) -> str:
    """Return the address at which a camera of a make gives its picture; any other address as it is.

    Args:
        address: ``MAKE://host[:port][/channel]`` for a still over HTTP; ``MAKE+https://`` over HTTPS;
            ``MAKE+rtsp://`` or ``MAKE+rtsps://`` for a key frame of the stream.

    Raises:
        ValueError: It is a make's form and cannot be understood, with what to write.
    """
    name = make_of(address)
    if name is None:
        return address
    make, transport = makes()[name], _scheme(address).partition("+")[2] or "http"
    template = make.still if transport in ("http", "https") else make.stream
    if transport not in SPOKEN or template is None:
        known = ("https", "rtsp", "rtsps") if make.stream else ("https",)
        raise ValueError(f"{name}+{transport} is not known; write {name}:// or {name}+{', '.join(known)}")
    parts = urlsplit(address)
    channel = parts.path.strip("/") or make.channel
    if channel is None:
        raise ValueError(
            f"names no channel; write {name}://host/NAME, with the name that {make.called} has for the camera"
        )
    if not _CHANNEL.fullmatch(channel) or channel.strip(".") == "" or parts.query or parts.fragment:
        raise ValueError(f"is no address of this make; write {name}://host[:port][/channel]")
    usual = {"http": make.port, "rtsp": make.stream_port}.get(transport)
    place = f"{parts.netloc}:{usual}" if usual and parts.port is None else parts.netloc
    return f"{transport}://{place}{template.replace('{channel}', channel)}"


def at_moment(address: str, at: dt.datetime) -> str:
    """Return an address, or a key, with the moment ``at`` where the registry wrote ``{at}``."""
    return address.replace(TIME_PLACEHOLDER, at.astimezone(dt.UTC).strftime(STAMP))


def archive_key(address: str) -> str | None:
    """Return the key of ``archive:key``, or None where the address is no archive's.

    Raises:
        ValueError: The key could lead elsewhere than below the archive's root.
    """
    scheme, _, key = address.partition(":")
    if scheme.lower() != ARCHIVE:
        return None
    parts = key.split("/")
    if len(key) > _LONGEST_KEY or any(
        not _KEY_PART.fullmatch(part) or part.strip(". ") == "" or part != part.strip() for part in parts
    ):
        raise ValueError(
            'is no key of an archive; write archive:folder/name.jpg, names without .. and without any of :*?"<>|[]\\'
        )
    return key


def _scheme(address: str) -> str:
    return address.partition("://")[0].lower()
