"""Look at configurations at hand: one file, or those of a whole network."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from fairnotice.domain import AccessBasis, OperatorKind, Verdict
from fairnotice.errors import FairnoticeError

if TYPE_CHECKING:
    from fairnotice.analytics.verdict import Conclusion
    from fairnotice.domain import AnalyticsScan

_EXIT = {Verdict.FAIL: 1, Verdict.REVIEW: 3, Verdict.UNKNOWN: 4}


class ScanFormat(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSONL = "jsonl"
    SARIF = "sarif"


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command()(scan)


def scan(
    sources: Annotated[
        list[str], typer.Argument(help="Files, folders or archives of configurations, or onvif://[user@]host[:port].")
    ],
    output_format: Annotated[ScanFormat, typer.Option("--format", help="table, jsonl or SARIF 2.1.0.")] = (
        ScanFormat.TABLE
    ),
    pack: Annotated[str, typer.Option(help="Judge by these rule packs (cn, eu, uk.uk-gdpr, ...).")] = "",
    as_of: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day whose rules count; default: today.")
    ] = None,
    operator: Annotated[OperatorKind, typer.Option(help="Who runs the devices; decides which exemptions to ask.")] = (
        OperatorKind.UNKNOWN
    ),
    since: Annotated[
        Path | None, typer.Option(help="JSON lines of an earlier scan: says what is new, gone or changed.")
    ] = None,
    access_basis: Annotated[
        str, typer.Option(help="Who allowed this device to be asked; without it no device is contacted.")
    ] = "",
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0: one per core.")] = 0,
) -> None:
    """Say which configurations sort people by race, ethnicity or religion, and prove it with the line.

    Nothing is run, loaded or unpickled, and no picture is looked at. A device is only asked by calls
    that get something, with the password in FAIRNOTICE_ONVIF_PASSWORD or typed when asked for; private
    networks must be named in FAIRNOTICE_ALLOWED_NETWORKS. Exit code: 0 all read and clean, 1 a classifier
    is configured or observed, 3 a person must look, 4 something could not be read, 2 wrong usage. A clean
    file says nothing of what was not handed in.
    """
    from fairnotice.analytics.changes import Earlier
    from fairnotice.cli.scan_report import writer_of

    conclude = _judge(pack, as_of, operator)
    earlier = Earlier.read(since) if since is not None else None
    writer = writer_of(output_format.value, sys.stdout, earlier)
    worst = 0
    order = [0, 4, 3, 1]
    for found in _scans(sources, access_basis, workers):
        conclusion = conclude(found)
        writer.add(found, conclusion)
        worst = max(worst, _EXIT.get(conclusion.verdict, 0), key=order.index)
    writer.close()
    raise typer.Exit(worst)


def _judge(pack: str, as_of: dt.datetime | None, operator: OperatorKind) -> Callable[[AnalyticsScan], Conclusion]:
    from fairnotice.analytics.verdict import by_evidence, under_packs
    from fairnotice.rules.load import load_packs

    if not pack:
        return by_evidence
    packs = load_packs(pack)
    day = as_of.date() if as_of else dt.datetime.now(dt.UTC).date()
    return lambda found: under_packs(found, packs, day, operator)


def _scans(sources: list[str], access_basis: str, workers: int) -> Iterator[AnalyticsScan]:
    from fairnotice.analytics.network import count_files, scan_network

    paths = [Path(source) for source in sources if "://" not in source]
    for path in paths:
        if not path.exists():
            raise FairnoticeError(f"{path}: there is no such file or folder. Give a file, a folder or an archive")
    for address in (source for source in sources if "://" in source):
        yield from _device(address, access_basis)
    shown = sys.stderr.isatty()
    total = sum(count_files(path) for path in paths) if shown else 0
    with typer.progressbar(length=total, label="Reading configurations", file=sys.stderr, hidden=not shown) as bar:
        for path in paths:
            prefix = f"{path}/" if len(sources) > 1 else ""
            yield from scan_network(path, prefix=prefix, workers=workers, tell=bar.update)


def _device(address: str, access_basis: str) -> Iterator[AnalyticsScan]:
    from fairnotice.pipeline.asking import ask_device, device_at, given_on_the_line
    from fairnotice.pipeline.scanning import device_scans
    from fairnotice.settings import settings

    if not access_basis:
        raise typer.BadParameter("a device is asked only with --access-basis: say who allowed it")
    service, user = device_at(address, AccessBasis(access_basis, ("configuration",)))
    given = settings().onvif_password
    password = given.get_secret_value() if given is not None else None
    if user is not None and password is None:
        password = typer.prompt(f"Password of {user}", hide_input=True, err=True)
    credentials = given_on_the_line(service, user, password or "")
    answers = ask_device(service, settings(), lambda: dt.datetime.now(dt.UTC), credentials)
    yield from device_scans(answers, urlsplit(service.url).netloc)
