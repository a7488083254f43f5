"""Networks of one registry source, and what a list of sources says."""

from __future__ import annotations

from fairnotice.domain import AuditMode
from fairnotice.store import cameras, sources
from fakes.world import NOON, camera


def test_networks_are_those_of_one_source_and_are_replaced(database):
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.register_source(connection, "town", AuditMode.SIMULATED)
        sources.allow_networks(connection, "made", ["10.20.0.0/16", "fd00::/8"])
        assert sources.networks(connection) == {"made": ("10.20.0.0/16", "fd00::/8"), "town": ()}

        sources.allow_networks(connection, "made", ["10.30.0.0/16"])
        assert sources.networks(connection)["made"] == ("10.30.0.0/16",)

        cameras.register_source(connection, "made", AuditMode.REGULAR)
        assert sources.networks(connection)["made"] == ("10.30.0.0/16",)

        sources.allow_networks(connection, "made", [])
        assert sources.networks(connection)["made"] == ()


def test_the_list_says_what_each_source_holds(database):
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1), camera(2), camera(3)], NOON)
        cameras.mark_gone(connection, ["made:002"], NOON)
        sources.allow_networks(connection, "made", ["10.20.0.0/16"])

        assert sources.listed(connection) == [
            sources.Source("made", AuditMode.REGULAR, 2, ("10.20.0.0/16",), imported_at=None)
        ]
