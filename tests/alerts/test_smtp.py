"""A real mail server's answers, and what they mean for a message."""

import ssl
from email.message import EmailMessage

import pytest
import trustme
from aiosmtpd.controller import Controller

from fairnotice.alerts.smtp import Smtp
from fairnotice.errors import ChannelDownError, DeliveryError, DeliveryRefusedError
from ops.places import free_port

TO = ["board@lindhaven.example"]


class Server:
    """Keeps what it took, counts connections, and answers as it is told to."""

    def __init__(self):
        self.taken, self.connections = [], 0
        self.answers = {}

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 - aiosmtpd's name
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802
        if answer := self.answers.get("RCPT"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.answers.get("DATA") == "hang up":
            server.transport.abort()
            self.taken.append(envelope)
            return "250 OK"
        if answer := self.answers.get("DATA"):
            return answer
        self.taken.append(envelope)
        return "250 OK"


@pytest.fixture
def serve():
    running = []

    def start(**options):
        handler = Server()
        port = free_port(20000, 29999)
        controller = Controller(handler, hostname="127.0.0.1", port=port, **options)
        controller.start()
        running.append(controller)
        handler.url = f"smtp://127.0.0.1:{port}"
        handler.controller = controller
        return handler

    yield start
    for controller in running:
        controller.stop()


def message(number=1):
    made = EmailMessage()
    made["Message-ID"] = f"<{number}@fairnotice>"
    made["From"] = "office@city.example"
    made.set_content("text")
    return made


def test_many_messages_need_one_connection(serve):
    server = serve()
    way = Smtp(server.url)
    for number in range(20):
        way.send(message(number), TO)
    way.close()

    assert (len(server.taken), server.connections) == (20, 1)


@pytest.mark.parametrize(
    ("at", "answer", "expected"),
    [
        ("RCPT", "451 try later", DeliveryError),
        ("RCPT", "550 no such user <board@lindhaven.example>", DeliveryRefusedError),
        ("DATA", "452 disk full", DeliveryError),
        ("DATA", "554 we take no mail from you", DeliveryRefusedError),
    ],
)
def test_what_an_answer_means(serve, at, answer, expected):
    server = serve()
    server.answers[at] = answer
    way = Smtp(server.url)
    with pytest.raises(DeliveryError) as raised:
        way.send(message(), TO)
    assert type(raised.value) is expected
    assert not raised.value.doubtful
    assert answer[:3] in str(raised.value)
    assert "lindhaven" not in str(raised.value)

    server.answers.clear()
    way.send(message(), TO)  # the connection, or a new one, goes on
    way.close()
    assert len(server.taken) == 1


def test_a_server_that_hangs_up_before_its_answer_may_have_taken_it(serve):
    server = serve()
    server.answers["DATA"] = "hang up"
    way = Smtp(server.url)
    with pytest.raises(DeliveryError) as raised:
        way.send(message(), TO)
    assert raised.value.doubtful
    server.answers.clear()
    way.send(message(), TO)
    way.close()


def test_a_server_that_is_not_there_is_a_way_that_is_down():
    with pytest.raises(ChannelDownError):
        Smtp("smtp://127.0.0.1:1").send(message(), TO)


def test_a_connection_that_the_server_closed_meanwhile_is_opened_anew(serve):
    server = serve()
    way = Smtp(server.url)
    way.send(message(1), TO)
    way._server.sock.close()
    way.send(message(2), TO)
    way.close()

    assert len(server.taken) == 2


def test_a_server_without_tls_is_refused_where_tls_is_required(serve):
    server = serve()
    with pytest.raises(ChannelDownError, match="offers no TLS"):
        Smtp(server.url, tls_required=True).send(message(), TO)
    assert server.taken == []


def test_mail_goes_encrypted_where_the_server_can(serve, monkeypatch):
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    monkeypatch.setattr(ssl, "create_default_context", lambda *_, **__: trusting)
    server = serve(tls_context=context, require_starttls=True)
    way = Smtp(server.url, tls_required=True)
    way.send(message(), TO)
    way.close()

    assert len(server.taken) == 1


def test_a_server_whose_certificate_nobody_vouches_for_is_not_trusted(serve):
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = serve(tls_context=context)
    with pytest.raises(ChannelDownError, match="certificate"):
        Smtp(server.url).send(message(), TO)
    assert server.taken == []
