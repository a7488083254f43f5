"""A mail server: one connection for many messages, and what its answers mean."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from fairnotice.errors import (
    ChannelDownError,
    ConfigurationError,
    DeliveryError,
    DeliveryRefusedError,
    without_secrets,
)

_TIMEOUT_S = 30.0
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")
_OK = 250
_LASTING = 500
"""From this code on, a server's answer is for good (RFC 5321, 4.2.1)."""


class Smtp:
    """A mail server.

    Args:
        url: ``smtp://user:password@host:port`` or ``smtps://...``.
        tls_required: Whether a server that offers no TLS is refused. A login is never shown to one that is not on this
            machine.
    """

    name = "smtp"

    def __init__(self, url: str, *, tls_required: bool = False) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ConfigurationError("FAIRNOTICE_SMTP_URL must look like smtp://user:password@host:port")
        self._host = parts.hostname
        self._implicit = parts.scheme == "smtps"
        self._port = port or (465 if self._implicit else 25)
        self._login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        self._tls_required = tls_required
        self._server: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, to: Sequence[str]) -> None:
        """Hand a message over.

        Raises:
            DeliveryRefusedError: The server refused it for good.
            ChannelDownError: The server cannot be used.
            DeliveryError: It did not take it this time; ``doubtful`` if the connection broke before its answer.
        """
        server = self._connected()
        try:
            refused = server.send_message(message, to_addrs=list(to))
        except smtplib.SMTPRecipientsRefused as error:
            raise self._judged(error.recipients) from None
        except smtplib.SMTPResponseException as error:
            self._forget_unless_alive()
            raise self._answered(error.smtp_code, error.smtp_error) from None
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise DeliveryError(self._said(error), doubtful=True) from None
        if refused:
            # Others took it: to send it again would tell them twice.
            raise DeliveryRefusedError(f"the mail server {self._host} refused some addresses: {self._codes(refused)}")

    def close(self) -> None:
        """Say goodbye to the server, if it still listens."""
        if self._server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server.close()
            self._server = None

    def _connected(self) -> smtplib.SMTP:
        if self._server is not None:
            try:
                if self._server.noop()[0] == _OK:
                    return self._server
            except (OSError, smtplib.SMTPException):
                pass
            self.close()
        try:
            self._server = self._opened()
        except smtplib.SMTPAuthenticationError as error:
            raise ChannelDownError(f"the mail server {self._host} refused the login ({error.smtp_code})") from None
        except (OSError, smtplib.SMTPException) as error:
            raise ChannelDownError(self._said(error)) from None
        return self._server

    def _opened(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._implicit:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=_TIMEOUT_S, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=_TIMEOUT_S)
        try:
            server.ehlo()
            if not self._implicit:
                self._start_tls(server, context)
            if self._login:
                server.login(*self._login)
        except BaseException:
            server.close()
            raise
        return server

    def _start_tls(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        if server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif self._tls_required:
            raise ChannelDownError(
                f"the mail server {self._host} offers no TLS, which FAIRNOTICE_SMTP_TLS_REQUIRED asks for"
            )
        elif self._login and self._host not in ("127.0.0.1", "::1", "localhost"):
            raise ChannelDownError(
                f"the mail server {self._host} offers no TLS, and a login is not shown to it without"
            )

    def _forget_unless_alive(self) -> None:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if self._server is not None and self._server.rset()[0] == _OK:
                return
        self.close()

    def _judged(self, recipients: dict[str, tuple[int, bytes]]) -> DeliveryError:
        lasting = all(code >= _LASTING for code, _ in recipients.values())
        text = f"the mail server {self._host} refused the address: {self._codes(recipients)}"
        return DeliveryRefusedError(text) if lasting else DeliveryError(text)

    def _answered(self, code: int, said: bytes | str) -> DeliveryError:
        sentence = f"the mail server {self._host} did not take it: {code} {_shown(said)}"
        return DeliveryRefusedError(sentence) if code >= _LASTING else DeliveryError(sentence)

    def _said(self, error: Exception) -> str:
        return f"the mail server {self._host} did not take it: {_shown(str(error))}"

    def _codes(self, recipients: dict[str, tuple[int, bytes]]) -> str:
        return "; ".join(f"{code} {_shown(said)}" for code, said in recipients.values())


def _shown(said: bytes | str) -> str:
    """Return a server's words without addresses: errors are kept, and addresses are looked up when sending."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return _ADDRESS.sub("(address)", without_secrets(" ".join(text.split())))[:200]
