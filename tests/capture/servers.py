"""Servers that the camera farm has no use for."""

from __future__ import annotations

import datetime as dt
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class _Quiet(BaseHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        return


class _Serving:
    """A server on a free port of this machine, while it is entered."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class LoginCatcher(_Serving):
    """Asks every caller for a login and notes what it gets."""

    def __init__(self) -> None:
        self.requests = 0
        self.logins: list[str] = []
        catcher = self

        class Handler(_Quiet):
            def do_GET(self) -> None:
                catcher.requests += 1
                if login := self.headers.get("Authorization"):
                    catcher.logins.append(login)
                self.send_response(401)
                self.send_header("WWW-Authenticate", "Basic")
                self.end_headers()

        super().__init__(Handler)


class OldPicture(_Serving):
    """Serves one picture that it says was made a day before it is sent."""

    def __init__(self, picture: bytes) -> None:
        class Handler(_Quiet):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "image/jpeg")
                self.send_header("Last-Modified", self.date_time_string(time.time() - 86_400))
                self.end_headers()
                self.wfile.write(picture)

        super().__init__(Handler)


def self_signed_certificate(folder: Path) -> Path:
    """Write a certificate for 127.0.0.1 and its key into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "certificate.pem"
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file
