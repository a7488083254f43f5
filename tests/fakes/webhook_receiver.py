"""A receiver as an operator would write one: it verifies each request before it believes a word.

``python -m fakes.webhook_receiver --secret whsec_...`` listens on loopback and prints what came and was genuine.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

Answer = tuple[int, dict[str, str], bytes]
_MOST = 2 * 1024 * 1024


class Receiver:
    """Keeps what was genuine, once for each id, and answers as it is told to."""

    def __init__(self, secret: str = "") -> None:
        self.secret = secret
        self.taken: dict[str, Any] = {}
        """What came and was genuine, by its id: a repeat changes nothing."""
        self.attempts: list[dict[str, str]] = []
        """Headers of every request, genuine or not."""
        self.answer: Callable[[int], Answer | None] = lambda _: None
        """From the number of the attempt to another answer than the usual one."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/hooks/fairnotice"

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def receive(self, headers: dict[str, str], body: bytes) -> Answer | None:
        """Verify one request, and take it; None: hang up without a word."""
        self.attempts.append(headers)
        other = self.answer(len(self.attempts))
        if other is not None:
            return other
        try:
            event = Webhook(self.secret).verify(body, headers)
        except WebhookVerificationError as error:
            return 401, {}, str(error).encode()
        self.taken.setdefault(headers["webhook-id"], event)
        return 204, {}, b""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = min(int(self.headers.get("Content-Length", 0)), _MOST)
                body = self.rfile.read(length)
                answer = receiver.receive({k.lower(): v for k, v in self.headers.items()}, body)
                if answer is None:
                    self.close_connection = True
                    return
                status, headers, said = answer
                self.send_response(status)
                for name, value in {"Content-Length": str(len(said)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def main() -> None:
    """Listen, and print what is genuine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--secret", required=True)
    with Receiver(parser.parse_args().secret) as receiver:
        sys.stdout.write(f"listening at {receiver.url}\n")
        sys.stdout.flush()
        shown: set[str] = set()
        while True:
            threading.Event().wait(0.5)
            for event_id in set(receiver.taken) - shown:
                shown.add(event_id)
                sys.stdout.write(json.dumps({event_id: receiver.taken[event_id]}, ensure_ascii=False, indent=1) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
