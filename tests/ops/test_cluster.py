"""The private cluster, through its own command and with a real server."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ops.cluster_memory import MIB, memory, shared_buffers
from own_cluster import Installation

pytestmark = [pytest.mark.database, pytest.mark.slow]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("home"))
    made("start")
    yield made
    made("remove")


@pytest.fixture(autouse=True)
def _running(cluster: Installation) -> None:
    cluster("start")


def test_a_second_start_changes_nothing(cluster: Installation) -> None:
    pid, url = cluster.pid, cluster.url

    cluster("start")

    assert (cluster.pid, cluster.url) == (pid, url)


def test_the_server_runs_with_what_the_machine_gives_it(cluster: Installation) -> None:
    configured = (cluster.data / "fairnotice.conf").read_text()
    assert re.search(r"^shared_preload_libraries = 'postgis-\d+'$", configured, re.MULTILINE)
    with psycopg.connect(cluster.url) as connection:
        (kept,) = connection.execute(
            "SELECT setting::bigint * 8192 FROM pg_settings WHERE name = 'shared_buffers'"
        ).fetchone() or (0,)
    assert kept // MIB == shared_buffers(memory()) // MIB


def test_what_was_written_survives_a_killed_server(cluster: Installation) -> None:
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 7 AS number")
    os.kill(cluster.pid, signal.SIGKILL)

    cluster("start")

    with psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_a_port_that_somebody_took_is_left_to_them(cluster: Installation) -> None:
    port = psycopg.conninfo.conninfo_to_dict(cluster.url)["port"]
    cluster("stop")
    with socket.create_server(("127.0.0.1", int(str(port)))):
        cluster("start")

    assert psycopg.conninfo.conninfo_to_dict(cluster.url)["port"] != port
    psycopg.connect(cluster.url).close()


def test_a_pid_file_whose_process_is_another_program_now_is_no_obstacle(cluster: Installation) -> None:
    owner = cluster.data.stat()
    cluster("stop")
    # PostgreSQL itself gives up only if the process belongs to its own user, as after a reboot.
    sleeper = subprocess.Popen(
        ["/usr/bin/sleep", "60"], **({"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {})
    )
    pid_file = cluster.data / "postmaster.pid"
    pid_file.write_text(f"{sleeper.pid}\n{cluster.data}\n1700000000\n20000\n\n127.0.0.1\n1 1\nready\n")
    os.chown(pid_file, owner.st_uid, owner.st_gid)
    try:
        cluster("status", status=3)
        cluster("start")
        assert cluster.pid != sleeper.pid
    finally:
        sleeper.kill()
        sleeper.wait()


def test_a_start_that_was_killed_while_making_the_data_is_made_anew(tmp_path: Path) -> None:
    broken = Installation(tmp_path / "home")
    broken("start")
    try:
        broken("stop")
        broken.data.rename(broken.data.with_name("data.new"))
        (broken.data.with_name("data.new") / "PG_VERSION").unlink()
        for made in broken.data.parent.glob("databases-*"):
            made.unlink()

        broken("start")

        psycopg.connect(broken.url).close()
    finally:
        broken("remove")
    assert not (broken.home / "postgres").exists()


def test_data_without_its_passwords_is_not_touched(cluster: Installation) -> None:
    cluster("stop")
    password = cluster.home / "secrets" / "postgres-fairnotice"
    away = password.rename(password.with_name("away"))
    try:
        assert "put them back" in cluster("start", status=1)
        assert not password.exists()
    finally:
        away.rename(password)


def test_only_this_machine_and_only_with_the_password(cluster: Installation) -> None:
    with psycopg.connect(cluster.url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        port = connection.info.port
    assert not [folder for folder in ("/tmp", "/run/postgresql") if Path(folder, f".s.PGSQL.{port}").exists()]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(re.sub(r":[^:@/]+@", ":wrong@", cluster.url))
    private = [cluster.home / "database-url", *(cluster.home / "secrets").iterdir()]
    assert {oct(path.stat().st_mode & 0o777) for path in private} == {"0o600"}


def test_the_owner_of_the_data_is_no_superuser_and_has_postgis(cluster: Installation) -> None:
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        role = connection.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
        assert role == (False, True)
        connection.execute("CREATE DATABASE another")
        try:
            with psycopg.connect(cluster.url.rpartition("/")[0] + "/another") as other:
                assert other.execute("SELECT st_astext(st_point(1, 2))").fetchone() == ("POINT(1 2)",)
        finally:
            connection.execute("DROP DATABASE another")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as somebody else")
def test_started_by_root_the_server_is_nobody_who_matters(cluster: Installation) -> None:
    assert cluster.data.owner() == "postgres"
    assert Path(f"/proc/{cluster.pid}").owner() == "postgres"


def test_the_address_is_never_on_a_command_line(cluster: Installation) -> None:
    password = (cluster.home / "secrets" / "postgres-fairnotice").read_text()

    said = cluster("status") + cluster("start") + cluster("psql", "-tAc", "SELECT current_user")

    assert "fairnotice" in said
    assert password not in said
