"""Certificates of the farm, by an authority made on the fly: a good one, and those that a client must refuse."""

from __future__ import annotations

import datetime as dt
import ssl

import trustme  # of the development tools: only tests ask for TLS

NAMES = ("127.0.0.1", "camera.example")
KINDS = ("valid", "expired", "wrong_name", "self_signed")


class Certificates:
    """An authority and what it has signed."""

    def __init__(self) -> None:
        self._authority = trustme.CA()

    def trusting(self) -> ssl.SSLContext:
        """Return a client's context that trusts this authority and no other."""
        context = ssl.create_default_context(cadata=self._authority.cert_pem.bytes().decode())
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context

    def server(self, kind: str) -> ssl.SSLContext:
        """Return a server's context with a certificate of ``KINDS``, for 127.0.0.1 and camera.example."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if kind == "self_signed":
            alone = trustme.CA()
            with alone.private_key_pem.tempfile() as key, alone.cert_pem.tempfile() as certificate:
                context.load_cert_chain(certificate, key)
            return context
        names = ("somebody-elses.example",) if kind == "wrong_name" else NAMES
        now = dt.datetime.now(dt.UTC)
        until = now - dt.timedelta(days=1) if kind == "expired" else now + dt.timedelta(days=1)
        signed = self._authority.issue_cert(*names, not_before=now - dt.timedelta(days=2), not_after=until)
        signed.configure_cert(context)
        return context
