"""Headers that keep a browser from loading, running or leaking anything that is not ours."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def content_policy(style_url: str | None) -> str:
    """Return the Content-Security-Policy of the page.

    MapLibre starts its worker from a blob and draws images from blobs; nothing else is allowed in.
    A style that the authority chose may load from its own origin.

    Args:
        style_url: Address of the base map's style, if one is set.
    """
    parts = urlsplit(style_url or "")
    chosen = f" {parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "worker-src 'self' blob:",
            "style-src 'self'",
            f"img-src 'self' data: blob:{chosen}",
            f"connect-src 'self'{chosen}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
        )
    )


def tls_host(public_url: str | None) -> str:
    """Return the host of an address that speaks TLS, else nothing."""
    parts = urlsplit(public_url or "")
    return (parts.hostname or "") if parts.scheme == "https" else ""


class SecurityHeaders:
    """Adds the headers to every answer that does not set them itself.

    What `api/` answers says who asks or what they may see, so that no browser keeps it on a disk; only answers that
    carry a version of the data say otherwise themselves.

    Args:
        app: The application inside.
        policy: Its Content-Security-Policy.
        tls_host: The name under which a proxy before it speaks TLS: browsers are told to come there by TLS alone.
    """

    def __init__(self, app: ASGIApp, policy: str, tls_host: str = "") -> None:
        self._app = app
        self._tls_host = tls_host
        self._headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
            "Cache-Control": "no-cache",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add what its answer lacks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        own = {"Cache-Control": "no-store"} if path.startswith("/api/") else {}
        if self._tls_host and Headers(scope=scope).get("host", "").partition(":")[0].lower() == self._tls_host:
            own["Strict-Transport-Security"] = "max-age=31536000"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**self._headers, **own}.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
