"""The code of each site: made when it is first asked for, and the same ever after."""

from __future__ import annotations

from collections.abc import Iterable

from fairnotice.site_code import new_code
from fairnotice.store.database import Connection, queries, rows


def code_of_site(connection: Connection, site_id: str) -> str:
    """Return the code of a site, and make one if it has none.

    Args:
        connection: A transaction that may write.
        site_id: As `Camera.site_id`.
    """
    while True:
        code = queries("site_codes").code_of_site(connection, site_id=site_id)
        if code is not None:
            return str(code)
        queries("site_codes").add_code(connection, site_id=site_id, code=new_code())


def site_of_code(connection: Connection, code: str) -> str | None:
    """Return the site that a code is printed for; None: it is nobody's."""
    site_id = queries("site_codes").site_of_code(connection, code=code)
    return None if site_id is None else str(site_id)


def codes_of_sites(connection: Connection, site_ids: Iterable[str]) -> dict[str, str]:
    """Return the codes of those sites that have one, by site."""
    found = queries("site_codes").codes_of_sites(connection, site_ids=sorted(set(site_ids)))
    return {row["site_id"]: row["code"] for row in rows(found)}
