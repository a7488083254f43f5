"""A network that is allowed for one source is not allowed for the cameras of another."""

from __future__ import annotations

import datetime as dt

import pytest

from fairnotice.domain import AuditMode, CaptureFailure, CaptureFault, Frame
from fairnotice.errors import ConfigurationError
from fairnotice.pipeline import importing
from fairnotice.pipeline.egress import policies
from fairnotice.settings import Settings
from fairnotice.store import sources

FEED = "source_id,latitude,longitude,frame_url\n1,51.5,-0.1,{url}\n"
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def bring(opened, source: str, url: str, networks: str | None, **more) -> None:
    content = FEED.format(url=url).encode()
    feed = importing.parse_feed(opened, content, source, "csv", None, trust_grants=True)
    importing.import_feed(
        opened, feed, content, source=source, mode=AuditMode.REGULAR, at=NOW, networks=networks, **more
    )


def test_only_the_cameras_of_a_source_reach_its_networks(opened, farm):
    from capture.asking import ask

    url = farm.url("still")
    bring(opened, "ours", url, "127.0.0.1/32")
    bring(opened, "theirs", url, None)
    with opened.database.transaction() as connection:
        policy_of = policies(connection, Settings())
    got = {source: ask(url, policy=policy_of(source)) for source in ("ours", "theirs", "unheard-of")}
    assert isinstance(got["ours"], Frame)
    for other in ("theirs", "unheard-of"):
        assert isinstance(got[other], CaptureFailure)
        assert got[other].fault is CaptureFault.POLICY


def test_networks_stay_until_an_import_names_others(opened):
    def named() -> tuple[str, ...]:
        with opened.database.transaction() as connection:
            return sources.networks(connection).get("ours", ())

    url = "http://10.20.3.4/still.jpg"
    bring(opened, "ours", url, "10.20.0.0/16, fd00::/8", dry_run=True)
    assert named() == ()
    bring(opened, "ours", url, "10.20.0.0/16, fd00::/8")
    bring(opened, "ours", url, None)
    assert named() == ("10.20.0.0/16", "fd00::/8")
    bring(opened, "ours", url, "")
    assert named() == ()


def test_a_network_that_cannot_be_read_stops_the_import(opened):
    with pytest.raises(ConfigurationError, match="the networks of this source"):
        bring(opened, "ours", "http://10.20.3.4/", "10.20.0.1/16")


def test_a_registry_has_no_column_for_networks(opened):
    content = b"source_id,latitude,longitude,networks\n1,51.5,-0.1,10.0.0.0/8\n"
    feed = importing.parse_feed(opened, content, "ours", "csv", None, trust_grants=True)
    importing.import_feed(opened, feed, content, source="ours", mode=AuditMode.REGULAR, at=NOW)
    with opened.database.transaction() as connection:
        assert sources.networks(connection) == {"ours": ()}
