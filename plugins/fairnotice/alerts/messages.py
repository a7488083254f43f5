"""What a message says: from a row of the outbox to an e-mail, in plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fairnotice.domain import AuditMode, Force
from fairnotice.store.outbox import Alert

FORCE_IN_WORDS: Mapping[Force, str] = {
    Force.LAW: "law in force",
    Force.STATUTORY_CODE: "statutory code",
    Force.GUIDANCE: "guidance of an authority; not law by itself",
    Force.STANDARD: "technical standard; not law by itself",
    Force.DRAFT: "draft, not in force",
    Force.SUPERSEDED_DRAFT: "draft that was never in force",
    Force.REPEALED: "no longer in force",
    Force.POLICY: "policy chosen by the authority; not a breach of law",
}

_SUBJECTS = {
    "finding": "Not kept: {title} - {camera}",
    "resolved": "In order now: {title} - {camera}",
    "release_request": "Messages wait for an inspector's release",
}


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a message goes to, or comes from."""

    name: str
    address: str


@cache
def _templates() -> Environment:
    # Messages are plain text: escaping for HTML would garble names. Values never become template code.
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def compose(alert: Alert, *, sender: Party, recipient: Party, held: Sequence[Mapping[str, Any]] = ()) -> EmailMessage:
    """Write the e-mail of one alert.

    Args:
        alert: Row of the outbox.
        sender: The authority.
        recipient: The operator, or the inspectors.
        held: For a release request, the payloads of what waits, each with ``camera_id`` and ``rule_id``.

    Returns:
        A message whose Message-ID is the alert's id, so that a repeat can be recognised.
    """
    simulated = alert.payload.get("mode") == AuditMode.SIMULATED.value
    values = {
        **alert.payload,
        "simulated": simulated,
        "operator": recipient.name,
        "authority": sender.name,
        "held": held,
    }
    if "force" in alert.payload:
        values["force_in_words"] = FORCE_IN_WORDS[Force(alert.payload["force"])]
    message = EmailMessage()
    subject = _SUBJECTS[alert.kind].format_map(values)
    message["Subject"] = _one_line(f"[SIMULATED] {subject}" if simulated else subject)
    message["From"] = _address(sender)
    message["To"] = _address(recipient)
    message["Message-ID"] = f"<{alert.alert_id}@fairnotice>"
    message["X-Fairnotice-Kind"] = alert.kind
    message.set_content(_templates().get_template(f"{alert.kind}.txt").render(values))
    return message


def _one_line(text: str) -> str:
    """A header is one line, whatever a registry put into a name."""
    return " ".join(text.split())


def _address(party: Party) -> Address:
    user, _, domain = party.address.rpartition("@")
    return Address(display_name=_one_line(party.name), username=user, domain=domain)
