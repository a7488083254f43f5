"""A provider of OpenID Connect that says what a test wants it to say, true or not."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "fairnotice", "a secret of the client"


class OpenIDProvider:
    """Answers at a loopback address; ``claims`` and the hooks change what it says."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, parameters={"kid": "first", "use": "sig"})
        self.signs_with = self.key
        self.claims: dict[str, Any] = {"email": "Ada@City.example", "email_verified": True}
        self.changed: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
        """What is said in the end instead of what is right."""
        self.token: Callable[[str], str] = lambda token: token
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], bool]] = {}
        """By path: takes over an answer, and says whether it did."""
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> OpenIDProvider:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def let_in(self, address: str) -> str:
        """Do what a browser and a person would do at the provider; return where the browser is sent back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def _exchange(self, given: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(given.get("code", ""), None)
        login = base64.b64encode(f"{CLIENT}:{quote(SECRET)}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        if asked is None or authorization != f"Basic {login}":
            return 400, {"error": "invalid_grant"}
        if asked["code_challenge"] != challenge.rstrip(b"=").decode() or asked["redirect_uri"] != given["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        right = {
            "iss": self.issuer, "aud": CLIENT, "sub": "4711", "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            **self.claims,
        }  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": self.signs_with.kid}, self.changed(right), self.signs_with)
        return 200, {"access_token": "an access token", "token_type": "Bearer", "id_token": self.token(token)}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                provider.asked.append(path)
                if (other := provider.answers.get(path)) is not None and other(self):
                    return
                issuer = provider.issuer
                said: dict[str, Any] = {
                    "/.well-known/openid-configuration": {
                        "issuer": issuer,
                        "authorization_endpoint": f"{issuer}/authorize",
                        "token_endpoint": f"{issuer}/token",
                        "jwks_uri": f"{issuer}/keys",
                        "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                    },
                    "/keys": {"keys": [provider.key.as_dict(private=False)]},
                }
                self.say(200 if path in said else 404, said.get(path, {}))

            def do_POST(self) -> None:
                provider.asked.append(self.path)
                body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 65536)).decode()
                if (other := provider.answers.get(self.path)) is not None and other(self):
                    return
                given = {name: values[0] for name, values in parse_qs(body).items()}
                self.say(*provider._exchange(given, self.headers.get("Authorization", "")))

            def say(self, status: int, document: dict[str, Any]) -> None:
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
