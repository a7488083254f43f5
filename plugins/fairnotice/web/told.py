"""What a camera's operator was told, and what it answered, for the card."""

from __future__ import annotations

from typing import Any

from psycopg.rows import DictRow

from fairnotice.web.reader import Connection, queries, rows

_MOST = 40


def told_of(connection: Connection, camera: DictRow) -> dict[str, list[dict[str, Any]]]:
    """Return messages about a camera and replies to them, each newest first.

    What a message said stands with the finding; where it went is nobody's business here.

    Args:
        connection: Of the viewer: the database shows an operator no others' messages.
        camera: Its ``camera_id``, ``site_id`` and ``operator_id``.
    """
    asked = {name: camera[name] for name in ("camera_id", "site_id", "operator_id")}
    alerts = rows(queries("told").alerts(connection, **asked, most=_MOST))
    replies = rows(queries("told").replies(connection, **asked, most=_MOST))
    named = list({sha256 for reply in replies for sha256 in reply["evidence"]})
    kinds = {row["sha256"]: row for row in rows(queries("card").evidence_kinds(connection, sha256s=named))}
    for reply in replies:
        reply["evidence"] = [kinds[sha256] for sha256 in reply["evidence"] if sha256 in kinds]
    return {"alerts": alerts, "replies": replies}
