"""A digest as an e-mail: headers, plain text, HTML with its map, and the list where there is one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from fairnotice.alerts.plain_text import one_line
from fairnotice.alerts.words import words
from fairnotice.store.digests import Composed

_MAP_ID = "map"


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a message goes to, or comes from."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """Everything of a message but what it says."""

    message_id: uuid.UUID
    sender: Party
    to: Sequence[Party]
    at: dt.datetime
    kept_local: str = ""
    """Why it does not leave this machine; empty: it does."""


def as_email(envelope: Envelope, composed: Composed) -> EmailMessage:
    """Make the e-mail of a digest.

    Its Message-ID is the digest's id, so that whoever gets it twice can tell. It says that a program sent it (RFC
    3834), so that no other program answers, and which list it belongs to (RFC 2919), so that it can be filed.
    """
    message = EmailMessage()
    domain = envelope.sender.address.rpartition("@")[2] or "localhost"
    message["Subject"] = one_line(composed.subject)
    message["From"] = _address(envelope.sender)
    message["To"] = [_address(party) for party in envelope.to]
    message["Date"] = format_datetime(envelope.at)
    message["Message-ID"] = f"<{envelope.message_id}@fairnotice>"
    message["List-Id"] = f"Fairnotice digests <digests.fairnotice.{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = composed.language
    if envelope.kept_local:
        message["X-Fairnotice-Kept-Local"] = one_line(envelope.kept_local)
    message.set_content(composed.plain, cte="quoted-printable")
    message.add_alternative(composed.html, subtype="html", cte="quoted-printable")
    if composed.map_png is not None:
        html = message.get_payload()[1]  # type: ignore[index]
        html.add_related(  # type: ignore[union-attr]
            composed.map_png, "image", "png", cid=f"<{_MAP_ID}>", filename="map.png", disposition="inline"
        )
    if composed.listing is not None:
        name = words(composed.language)("listing.name")
        # With a mark at its beginning, by which spreadsheets know that it is UTF-8.
        message.add_attachment(b"\xef\xbb\xbf" + composed.listing.encode(), "text", "csv", filename=name)
    return message


def _address(party: Party) -> Address:
    user, _, domain = one_line(party.address).rpartition("@")
    return Address(display_name=one_line(party.name), username=user, domain=domain)
