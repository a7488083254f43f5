"""Notifiers for any DAG: the local mailbox, the installation's mail server, a registered webhook, the authority.

``on_failure_callback=[AuthorityNotifier()]`` tells the authority once that a run failed. Airflow loads this file
wherever it reads a DAG, so nothing of the library is imported before something is told.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseNotifier

if TYPE_CHECKING:
    from airflow.sdk import Context

    from fairnotice.alerts.notes import Note
    from fairnotice.settings import Settings


class _Notifier(BaseNotifier):
    """Writes a note of a run, and sends it as its subclass does.

    Args:
        subject: Of the note, a template; none: which DAG's run is in which state.
        text: Of the note, a template; none: the run, the task and the reason, as far as Airflow tells them.
    """

    template_fields: Sequence[str] = ("subject", "text")

    def __init__(self, subject: str | None = None, text: str | None = None) -> None:
        super().__init__()
        self.subject = subject
        self.text = text

    def notify(self, context: Context) -> None:
        """Tell it now."""
        from fairnotice.settings import settings

        self.send(self.note(context), settings())

    def render_template_fields(self, context: Context, jinja_env: Any = None) -> None:
        """Fill in the templates, also where Airflow hands over the DAG as it stored it, as `dag.test` does."""
        if jinja_env is None and not hasattr(context.get("dag"), "get_template_env"):
            jinja_env = self.get_template_env(dag=None)
        super().render_template_fields(context, jinja_env)

    async def async_notify(self, context: Context) -> None:
        """Tell it from the triggerer, which must not wait."""
        await asyncio.to_thread(self.notify, context)

    def note(self, context: Mapping[str, Any]) -> Note:
        """Write the note: the same run in the same state is the same occasion."""
        from fairnotice.alerts.notes import Note

        run = context.get("dag_run")
        dag_id = getattr(run, "dag_id", None) or getattr(context.get("dag"), "dag_id", "a DAG")
        run_id = getattr(run, "run_id", None) or context.get("run_id") or ""
        state = str(getattr(run, "state", None) or "failed")
        subject = self.subject or f"Fairnotice: {dag_id} {state}"
        occasion = f"{dag_id}|{run_id}|{state}|{self.subject or ''}"
        return Note(occasion, subject, self.text or _in_words(dag_id, run_id, state, context))

    def send(self, note: Note, settings: Settings) -> None:
        """Hand the note over."""
        raise NotImplementedError


class MailboxNotifier(_Notifier):
    """Puts a note into the local mailbox (`make mail`)."""

    def send(self, note: Note, settings: Settings) -> None:
        """Put it there."""
        from fairnotice.alerts.notes import by_mailbox

        by_mailbox(note, settings)


class MailNotifier(_Notifier):
    """Sends a note by the installation's mail server.

    Args:
        to: Addresses; none: those of the authority.
        subject: As for the others.
        text: As for the others.
    """

    def __init__(self, to: Sequence[str] = (), subject: str | None = None, text: str | None = None) -> None:
        super().__init__(subject, text)
        self.to = tuple(to)

    def send(self, note: Note, settings: Settings) -> None:
        """Send it."""
        from fairnotice.alerts.channels import authority_addresses
        from fairnotice.alerts.notes import by_mail

        by_mail(note, settings, self.to or authority_addresses(settings))


class WebhookNotifier(_Notifier):
    """Sends a note to one registered webhook.

    Args:
        endpoint_id: Its number (`fairnotice webhooks list`).
        subject: As for the others.
        text: As for the others.
    """

    def __init__(self, endpoint_id: int, subject: str | None = None, text: str | None = None) -> None:
        super().__init__(subject, text)
        self.endpoint_id = endpoint_id

    def send(self, note: Note, settings: Settings) -> None:
        """Send it."""
        from fairnotice.alerts.notes import by_webhook
        from fairnotice.errors import ConfigurationError

        endpoint = next((each for each in _endpoints(settings) if each.endpoint_id == self.endpoint_id), None)
        if endpoint is None:
            raise ConfigurationError(f"there is no webhook {self.endpoint_id} in use: `fairnotice webhooks list`")
        by_webhook(note, settings, endpoint, dt.datetime.now(dt.UTC))


class AppriseNotifier(_Notifier):
    """Sends a note to the services of a connection of Airflow's Apprise provider: a chat, a pager, a telephone.

    Args:
        connection: Id of the connection.
        subject: As for the others.
        text: As for the others.
    """

    def __init__(
        self, connection: str = "apprise_default", subject: str | None = None, text: str | None = None
    ) -> None:
        super().__init__(subject, text)
        self.connection = connection

    def send(self, note: Note, settings: Settings) -> None:
        """Send it, and say where a service did not take it, which the provider itself keeps to itself."""
        import apprise
        from airflow.providers.apprise.hooks.apprise import AppriseHook

        from fairnotice.errors import DeliveryError

        hook, services = AppriseHook(self.connection), apprise.Apprise()
        hook.set_config_from_conn(hook.get_connection(self.connection), services)
        if not services.notify(body=note.text, title=note.subject):
            raise DeliveryError(f"not every service of the Airflow connection {self.connection!r} took the note")


class AuthorityNotifier(_Notifier):
    """Tells the authority by every way that is set up: its webhooks, mail and Apprise, else the local mailbox."""

    def send(self, note: Note, settings: Settings) -> None:
        """Send it by all of them; one that does not work leaves it in the mailbox."""
        from fairnotice.alerts.channels import authority_addresses
        from fairnotice.alerts.notes import by_mail, by_mailbox, by_webhook
        from fairnotice.errors import FairnoticeError, without_secrets

        to, missed = authority_addresses(settings), False
        try:
            if settings.smtp_url is not None and to:
                by_mail(note, settings, to)
            else:
                missed = True
        except FairnoticeError as error:
            missed = True
            self.log.warning("the authority was not told by mail: %s", error)
        try:
            for endpoint in _endpoints(settings):
                if endpoint.operator_id is None:
                    by_webhook(note, settings, endpoint, dt.datetime.now(dt.UTC))
        except FairnoticeError as error:
            missed = True
            self.log.warning("the authority was not told by a webhook: %s", error)
        try:
            if settings.apprise_connection:
                AppriseNotifier(settings.apprise_connection).send(note, settings)
        except Exception as error:
            # Whatever a service or its connection does, the others are told.
            missed = True
            self.log.warning("the authority was not told by Apprise: %s", without_secrets(str(error)))
        if missed:
            by_mailbox(note, settings)


def _endpoints(settings: Settings) -> list[Any]:
    from fairnotice.store import webhooks
    from fairnotice.store.database import Database, database_url

    with Database(database_url(settings), size=1) as database, database.transaction() as connection:
        return webhooks.active(connection)


def _in_words(dag_id: str, run_id: str, state: str, context: Mapping[str, Any]) -> str:
    task = context.get("task_instance") or context.get("ti")
    lines = [f"The run {run_id or '(unnamed)'} of the DAG {dag_id}: {state}."]
    if task is not None:
        lines.append(f"Task: {task.task_id}.")
    for name in ("reason", "exception"):
        if context.get(name):
            lines.append(f"{name.capitalize()}: {str(context[name])[:500]}")
    lines.append("Airflow's page shows its log; `fairnotice freshness` says what is late because of it.")
    return "\n".join(lines) + "\n"
