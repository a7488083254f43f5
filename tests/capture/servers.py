"""Servers that the camera farm has no use for."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


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


class NotedPicture(_Serving):
    """Serves one picture to everybody, and notes each request's path and login."""

    def __init__(self, picture: bytes) -> None:
        self.paths: list[str] = []
        self.logins: list[str | None] = []
        server = self

        class Handler(_Quiet):
            def do_GET(self) -> None:
                server.paths.append(self.path)
                server.logins.append(self.headers.get("Authorization"))
                self.send_response(200)
                self.send_header("Content-Type", "image/jpeg")
                self.end_headers()
                self.wfile.write(picture)

        super().__init__(Handler)


class Frigate(_Serving):
    """A Frigate server with one camera, ``yard``, that serves a picture whether or not the camera gives it frames."""

    def __init__(self, picture: bytes, *, stats: str, offline: bool = False) -> None:
        self.paths: list[str] = []
        server = self

        class Handler(_Quiet):
            def do_GET(self) -> None:
                server.paths.append(self.path)
                is_stats = self.path == "/api/stats"
                self.send_response(200)
                self.send_header("Content-Type", "application/json" if is_stats else "image/jpeg")
                if offline and not is_stats:
                    self.send_header("X-Frigate-Offline", "true")
                self.end_headers()
                self.wfile.write(stats.encode() if is_stats else picture)

        super().__init__(Handler)


class Echo(_Serving):
    """Asks for a login and sends what it is shown back, decoded, in a place of its answer.

    Args:
        place: A header with ``{}`` where the login stands, or the beginning of a body.
        body: What follows the headers, with ``{}`` likewise.
        status: Of the answer.
    """

    def __init__(self, place: str, body: str = "", status: int = 200) -> None:
        class Handler(_Quiet):
            def do_GET(self) -> None:
                scheme, _, shown = self.headers.get("Authorization", "").partition(" ")
                if scheme != "Basic":
                    self.send_response(401)
                    self.send_header("WWW-Authenticate", "Basic")
                    self.end_headers()
                    return
                password = base64.b64decode(shown).decode().partition(":")[2]
                self.send_response(status)
                name, _, value = place.partition(": ")
                self.send_header(name, value.format(password))
                self.end_headers()
                self.wfile.write(body.format(password).encode())

        super().__init__(Handler)


class Files(_Serving):
    """Serves what it is given by path, and notes which paths were asked for, and which of them with a login.

    Args:
        files: From a path to (media type, body).
    """

    def __init__(self, files: dict[str, tuple[str, bytes]]) -> None:
        self.asked: list[str] = []
        self.logins: list[str] = []
        server = self

        class Handler(_Quiet):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                server.asked.append(path)
                if self.headers.get("Authorization"):
                    server.logins.append(path)
                media_type, body = files.get(path, ("text/plain", b""))
                self.send_response(200 if path in files else 404)
                self.send_header("Content-Type", media_type)
                self.end_headers()
                self.wfile.write(body)

        super().__init__(Handler)

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"


class DrippingHandshake:
    """Takes connections and answers each with a TLS record of which one byte comes now and then, and no end."""

    def __enter__(self) -> Self:
        self._ended = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            connection, _ = self._server.accept()
            with connection:
                connection.sendall(b"\x16\x03\x03\x3f\xff")
                while not self._ended.wait(0.05):
                    connection.sendall(b"\x02")
