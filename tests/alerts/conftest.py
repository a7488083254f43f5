from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from fairnotice.store.database import Database
from ops.places import free_port


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    with Database(empty_database_url) as opened:
        yield opened


class Inbox(Message):
    """A real SMTP server's memory."""

    def __init__(self) -> None:
        super().__init__()
        self.received = []
        self.answer = ""
        """What it says instead of taking a message."""
        self.refusals = 0
        """How many messages it says so to; 0: to all."""
        self.unknown = set()
        """Addresses that it knows nobody at."""

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802 - aiosmtpd's name
        if address in self.unknown:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = self.answer
        if answer and self.refusals:
            self.refusals -= 1
            self.answer = answer if self.refusals else ""
        return answer or await super().handle_DATA(server, session, envelope)

    def handle_message(self, message):
        self.received.append(message)


@pytest.fixture
def inbox():
    handler = Inbox()
    port = free_port(20000, 29999)
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    handler.url = f"smtp://127.0.0.1:{port}"
    yield handler
    controller.stop()
