"""Tell the authority that a night was missed: without Airflow, and where need be without the database.

What was told lies in a file of the installation's home, so that it is known where the database is what failed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import json
import os
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from fairnotice.alerts.channels import local_mailbox
from fairnotice.alerts.freshness import Check, Freshness, State
from fairnotice.alerts.smtp import Smtp
from fairnotice.errors import DeliveryError
from fairnotice.settings import Settings

_NAMESPACE = uuid.UUID("6f1d0a52-6c0e-4f5b-9a39-0c1f5f8f7c11")
_ALARMING = (State.LATE, State.UNKNOWN, State.WARNING)


@dataclass(frozen=True, slots=True)
class Told:
    """What one look led to."""

    begun: tuple[Check, ...]
    """What was told now for the first time."""
    over: tuple[str, ...]
    """Names of the checks of which it was told that they are in order again."""
    channel: str = ""
    """By what it left; empty: there was nothing to tell."""


def tell(found: Freshness, settings: Settings) -> Told:
    """Tell what is late and was not told yet, and what is in order again; each occasion once.

    Two that do so at the same time wait for one another. One that is killed before it has written down what it told
    tells it again with the same Message-ID.

    Raises:
        DeliveryError: The mail server did not take it. It lies in the local mailbox, and the next look tries again.
    """
    folder = settings.home / "watch"
    with _locked(folder):
        before = _read(folder / "told.json")
        now = _occasions(found)
        begun = tuple(
            check for check in found.troubles if check.occasion not in before.get(check.name, ()) and _alarms(check)
        )
        # Where nothing could be looked at, nothing is known to be in order.
        blind = "database" in now
        over = tuple(sorted(name for name in before if name not in now and not blind))
        kept = {name: before[name] for name in before if name not in now and blind}
        channel = ""
        if begun or over:
            channel = _send(_message(found, begun, over, before, settings), settings)
        _write(folder / "told.json", kept | {name: sorted(told) for name, told in now.items()})
    return Told(begun, over, channel)


def _alarms(check: Check) -> bool:
    return check.state in _ALARMING


def _occasions(found: Freshness) -> dict[str, set[str]]:
    occasions: dict[str, set[str]] = {}
    for check in found.troubles:
        if _alarms(check):
            occasions.setdefault(check.name, set()).add(check.occasion)
    return occasions


def _message(
    found: Freshness, begun: Sequence[Check], over: Sequence[str], before: dict[str, list[str]], settings: Settings
) -> EmailMessage:
    occasions = [f"{check.name} {check.occasion}" for check in begun]
    occasions += [f"{name} over {each}" for name in over for each in before[name]]
    message = EmailMessage()
    message["Message-ID"] = f"<{uuid.uuid5(_NAMESPACE, '|'.join(sorted(occasions)))}@fairnotice>"
    message["X-Fairnotice-Kind"] = "alarm"
    message["From"] = settings.alert_sender
    message["To"] = settings.authority_email or "authority@localhost"
    message["Subject"] = _subject(found, begun)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_text(found, begun, over))
    return message


def _subject(found: Freshness, begun: Sequence[Check]) -> str:
    if not begun:
        return "Fairnotice: in order again"
    worst = "late" if any(check.state is not State.WARNING for check in begun) else "to look at"
    return (
        f"Fairnotice: {', '.join(dict.fromkeys(check.name for check in begun))} {worst} ({found.checked_at:%Y-%m-%d})"
    )


def _text(found: Freshness, begun: Sequence[Check], over: Sequence[str]) -> str:
    lines = ["This is Fairnotice's alarm. It does not depend on Airflow.", ""]
    lines += [f"* {check.in_words()}\n" for check in begun]
    lines += [f"* {name}: in order again\n" for name in over]
    still = [check for check in found.troubles if check not in begun]
    if still:
        lines += ["Told before, and still so:", "", *(f"* {check.in_words()}\n" for check in still)]
    data = f"The map shows data of {found.data_of}." if found.data_of else "No audit is known here that has ended."
    lines += [
        data,
        f"Looked at {found.checked_at:%Y-%m-%d %H:%M} UTC; `fairnotice freshness` says how it stands now.",
        "",
    ]
    return "\n".join(lines)


def _send(message: EmailMessage, settings: Settings) -> str:
    mailbox = local_mailbox(settings)
    if settings.smtp_url is None or not settings.authority_email:
        mailbox.put(message)
        return mailbox.name
    server = Smtp(settings.smtp_url.get_secret_value(), tls_required=settings.smtp_tls_required)
    try:
        server.send(message, [each.strip() for each in settings.authority_email.split(",") if each.strip()])
    except DeliveryError:
        mailbox.put(message)
        raise
    finally:
        server.close()
    return server.name


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _read(path: Path) -> dict[str, list[str]]:
    """Return what was told; a file that cannot be read is as good as none: better told twice than never."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): [str(each) for each in told] for name, told in read.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _write(path: Path, told: dict[str, list[str]]) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(told, indent=1), encoding="utf-8")
    draft.replace(path)


def note_look(settings: Settings, now: dt.datetime) -> None:
    """Write down that somebody looked, for whoever watches the watch."""
    folder = settings.home / "watch"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "looked").write_text(now.isoformat(), encoding="utf-8")


def last_look(settings: Settings) -> dt.datetime | None:
    """Return when somebody looked last; None: never."""
    try:
        return dt.datetime.fromisoformat((settings.home / "watch" / "looked").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
