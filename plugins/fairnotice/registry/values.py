"""One value of a registry's row: what it may look like, and what to write instead.

Each function takes a raw value (text from CSV, any JSON value) and returns the value of the domain,
or raises ``ValueError`` with what is wrong and the remedy. ``None`` goes in where nothing is given.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

from fairnotice import frame_address
from fairnotice.domain import OperatorKind, SiteClass
from fairnotice.registry.encoding import MARK
from fairnotice.registry.masking import holds_a_secret, shown

SECRET = "secret"  # noqa: S105 - the type of an error, not a password
"""Type of the error for a row that carries a secret; such a row is always rejected."""

_ABSENT = frozenset({"", "null", "n/a", "#n/a", "\\n"})
_COMPASS = ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"]
_DECIMAL_COMMA = re.compile(r"[-+]?\d{1,3},\d+")
_COUNT = re.compile(r"[0-9]{1,12}")
_LIST_SEPARATOR = re.compile(r"[|;,\n]")
_SPACE = re.compile(r"\s")
_LINE_BREAKS = re.compile(r"[\r\n\t\x0b\x0c\x85\u2028\u2029]+")
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_EMAIL = re.compile(r"[^@\s\"'<>(),;:\\]{1,64}@[^@\s\"'<>(),;:\\/]{1,190}\.[^@\s\"'<>(),;:\\/.]{2,63}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,8})*")
_ISO_ALIASES = {"UK": "GB", "EL": "GR"}
_CREDENTIAL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_./-]{0,99}")
_OPERATOR_KINDS = {
    "government": OperatorKind.PUBLIC,
    "municipal": OperatorKind.PUBLIC,
    "police": OperatorKind.LAW_ENFORCEMENT,
    "business": OperatorKind.PRIVATE,
    "company": OperatorKind.PRIVATE,
    "commercial": OperatorKind.PRIVATE,
    "home": OperatorKind.HOUSEHOLD,
}

_SITE_CLASSES = {
    "entrance_of_a_residence": SiteClass.RESIDENCE_ENTRANCE,
    "entrance_of_a_business": SiteClass.BUSINESS_ENTRANCE,
    "till": SiteClass.PAYMENT,
    "checkout": SiteClass.PAYMENT,
    "cash_desk": SiteClass.PAYMENT,
    "hotel_lobby": SiteClass.HOTEL,
    "railway_station": SiteClass.STATION,
    "bus_station": SiteClass.STATION,
    "街道": SiteClass.STREET,
    "道路": SiteClass.STREET,
    "广场": SiteClass.SQUARE,
    "车站": SiteClass.STATION,
    "火车站": SiteClass.STATION,
    "地铁站": SiteClass.STATION,
    "商店": SiteClass.SHOP,
    "商场": SiteClass.SHOP,
    "银行": SiteClass.BANK,
    "宾馆": SiteClass.HOTEL,
    "酒店": SiteClass.HOTEL,
    "旅馆": SiteClass.HOTEL,
    "学校": SiteClass.SCHOOL,
    "停车场": SiteClass.PARKING,
    "住宅入口": SiteClass.RESIDENCE_ENTRANCE,
    "小区出入口": SiteClass.RESIDENCE_ENTRANCE,
    "单位入口": SiteClass.BUSINESS_ENTRANCE,
    "单位出入口": SiteClass.BUSINESS_ENTRANCE,
    "收银台": SiteClass.PAYMENT,
    "支付": SiteClass.PAYMENT,
    "政务服务大厅": SiteClass.PUBLIC_BUILDING,
    "其他": SiteClass.OTHER,
}

Choice = TypeVar("Choice", bound=StrEnum)


def absent(value: object) -> bool:
    """Tell whether a cell says nothing."""
    return value is None or (isinstance(value, str) and value.strip().casefold() in _ABSENT)


def words(longest: int) -> Callable[[object], str | None]:
    """Return the reader of a text of at most ``longest`` characters."""

    def read(value: object) -> str | None:
        if absent(value):
            return None
        if isinstance(value, bool | Mapping | list):
            raise ValueError(f"{shown(value)} is not a text; write it as one")
        text = str(value).strip()
        if MARK in text:
            raise ValueError("holds bytes that are not in the file's encoding; save the file as UTF-8")
        if not text.isprintable():
            # Line breaks inside a cell are common and harmless; the rest cannot be stored or safely shown.
            text = _LINE_BREAKS.sub(" ", text)
            if _UNUSABLE.search(text):
                raise ValueError("holds control characters; remove them")
        if len(text) > longest:
            raise ValueError(f"{shown(text)} has {len(text)} characters; shorten it to {longest}")
        return text

    return read


def number(value: object) -> float | None:
    """Read a finite number; a decimal comma is understood."""
    if absent(value):
        return None
    if isinstance(value, bool | Mapping | list):
        raise ValueError(f"{shown(value)} is not a number; write digits, such as 12.5")
    text = str(value).strip().rstrip("°").strip()
    if _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    try:
        # float() also takes 1_000 and digits of other scripts, which are more likely slips here.
        found = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        raise ValueError(f"{shown(value)} is not a number; write digits, such as 12.5") from None
    if not math.isfinite(found):
        raise ValueError(f"{shown(value)} is not a finite number; write digits, such as 12.5")
    return found


def degrees_of(axis: str, limit: float) -> Callable[[object], float]:
    """Return the reader of a latitude (limit 90) or longitude (limit 180)."""

    def read(value: object) -> float:
        found = number(value)
        if found is None:
            raise ValueError(f"missing; give the {axis} in decimal degrees of WGS 84, such as 12.3456")
        if abs(found) > limit:
            hint = "give decimal degrees of WGS 84, not metres of a national grid"
            if axis == "latitude" and abs(found) <= 180:
                hint = "latitude and longitude look swapped; exchange them in the registry"
            raise ValueError(f"{shown(value)} is outside -{limit:g} to {limit:g}; {hint}")
        return found

    return read


def azimuth(value: object) -> float | None:
    """Read a direction in degrees clockwise from north, 0 <= azimuth < 360, or a compass word."""
    if isinstance(value, str) and value.strip().upper() in _COMPASS:
        return _COMPASS.index(value.strip().upper()) * 22.5
    try:
        found = number(value)
    except ValueError:
        found = math.nan
    if found is not None and not 0 <= found <= 360:
        raise ValueError(
            f"{shown(value)} is not within 0 to 360; give degrees clockwise from north or a word such as NNE"
        )
    return None if found is None else found % 360.0


def field_of_view(value: object) -> float | None:
    """Read a horizontal angle of view in degrees, 0 < angle <= 360."""
    found = number(value)
    if found is not None and not 0 < found <= 360:
        raise ValueError(f"{shown(value)} is not within 0 to 360; give the horizontal angle of view in degrees")
    return found


def whole_days(value: object) -> int | None:
    """Read a number of days, 0 to 36,500."""
    found = number(value)
    if found is not None and (found != int(found) or not 0 <= found <= 36_500):
        raise ValueError(f"{shown(value)} is not a whole number of days; write one, such as 30")
    return None if found is None else int(found)


def count(value: object) -> int | None:
    """Read a number of things, 0 or more; ``10,000`` is refused, since it is ten in some countries."""
    if absent(value):
        return None
    text = str(value).strip()
    if not _COUNT.fullmatch(text):
        raise ValueError(f"{shown(value)} is not a whole number; write it without separators, such as 12000")
    return int(text)


def day(value: object) -> dt.date | None:
    """Read an ISO 8601 day; the day of a time is taken as written."""
    if absent(value):
        return None
    if isinstance(value, dt.date):
        return value
    text = str(value).strip()
    try:
        found = dt.date.fromisoformat(re.sub(r"[T ]\d\d:.*$", "", text).replace("/", "-"))
    except ValueError:
        raise ValueError(f"{shown(value)} is not a date; write it as 2024-05-31") from None
    if not 1900 <= found.year <= 2200:
        raise ValueError(f"{shown(value)} is not within 1900 to 2200; write it as 2024-05-31")
    return found


def choice(options: type[Choice], synonyms: Mapping[str, Choice]) -> Callable[[object], Choice | None]:
    """Return the reader of one word out of an enumeration."""

    def read(value: object) -> Choice | None:
        if absent(value):
            return None
        key = re.sub(r"[\s-]+", "_", str(value).strip().casefold())
        if key in synonyms:
            return synonyms[key]
        try:
            return options(key)
        except ValueError:
            raise ValueError(f"{shown(value)} is not known; use one of: {', '.join(options)}") from None

    return read


operator_kind = choice(OperatorKind, _OPERATOR_KINDS)
site_class = choice(SiteClass, _SITE_CLASSES)


def listed(value: object) -> tuple[str, ...] | None:
    """Read a list of words, separated by ``|``, ``;`` or ``,`` in CSV; ``none`` is the empty list."""
    if absent(value):
        return None
    if isinstance(value, str):
        parts = [] if value.strip().casefold() in {"none", "[]"} else _LIST_SEPARATOR.split(value)
    elif isinstance(value, list):
        parts = value
    else:
        raise ValueError(f"{shown(value)} is not a list; separate the entries by |")
    read = words(200)
    return tuple(text for part in parts if (text := read(part)))


def emails(value: object) -> tuple[str, ...]:
    """Read addresses of e-mail."""
    found = listed(value) or ()
    for address in found:
        if not _EMAIL.fullmatch(address):
            raise ValueError(f"{shown(address)} is not an e-mail address; write one such as office@example.org")
    return found


def web_address(schemes: frozenset[str], what: str, named: str = "") -> Callable[[object], str | None]:
    """Return the reader of an address of these schemes; one that carries a secret is refused.

    Args:
        schemes: In lower case.
        what: What such an address is.
        named: The schemes in words, where listing them says less.
    """

    def read(value: object) -> str | None:
        text = words(2000)(value)
        if text is None:
            return None
        try:
            parts = urlsplit(text)
            secret, host, _ = holds_a_secret(text), parts.hostname, parts.port
        except ValueError:
            raise ValueError("is not an address (value not shown); write a complete one with scheme and host") from None
        # A password with '/', '?' or '#' in it hides from the parser; an honest address writes @ as %40.
        if secret or "@" in text:
            raise PydanticCustomError(
                SECRET,
                "holds a user name, password or key (value not shown); take it out of the registry, keep it in the "
                "secrets back end and name its entry in the column credential",
            )
        if parts.scheme.lower() not in schemes or not host or _SPACE.search(text):
            raise ValueError(f"{shown(text)} is not {what}; use {named or ', '.join(sorted(schemes))} with a host")
        return text

    return read


def frame_url(value: object) -> str | None:
    """Read a source of frames: an address, a make's short form (``hikvision://host/101``) or a key of the archive."""
    text = words(2000)(value)
    if text is None:
        return None
    try:
        if frame_address.archive_key(text) is not None:
            return text
    except ValueError as error:
        raise ValueError(f"{shown(text)} {error}") from None
    address = _frame_address(text)
    try:
        frame_address.expanded(text)
    except ValueError as error:
        raise ValueError(f"{shown(text)} {error}") from None
    return address


def _frame_address(text: str) -> str | None:
    makes, spoken = tuple(frame_address.makes()), frame_address.SPOKEN
    schemes = {*spoken, *frame_address.ONVIF, *makes, *(f"{make}+{each}" for make in makes for each in spoken)}
    named = f"{', '.join(spoken)}, {', '.join(frame_address.ONVIF)} or a make ({', '.join(makes)})"
    return web_address(frozenset(schemes), "an address that frames can come from", named)(text)


device_url = web_address(frozenset({"http", "https", *frame_address.ONVIF}), "the address of a device's ONVIF service")
webhook = web_address(frozenset({"https", "http"}), "the address of a web hook")


def credential(value: object) -> str | None:
    """Read the name of an entry of the secrets back end."""
    text = words(200)(value)
    if text is not None and not _CREDENTIAL_NAME.fullmatch(text):
        raise PydanticCustomError(
            SECRET,
            "is not a name (value not shown); name the entry of the secrets back end, letters, digits and _ . / - only",
        )
    return text


def language(value: object) -> str | None:
    """Read a BCP 47 tag."""
    text = words(35)(value)
    if text is not None and not _LANGUAGE.fullmatch(text):
        raise ValueError(f"{shown(text)} is not a language tag; write one such as de or zh-Hans")
    return text


def jurisdiction(value: object) -> str | None:
    """Read an ISO 3166-1 or 3166-2 code."""
    text = words(100)(value)
    if text is None:
        return None
    code = _ISO_ALIASES.get(text.upper(), text.upper())
    if not _JURISDICTION.fullmatch(code):
        raise ValueError(f"{shown(text)} is not a country code; write an ISO 3166 code such as DE or US-IL")
    return code
