"""What an audit published: write it to files, and verify it, here or where there is no database."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairnotice.errors import FairnoticeError, ManifestError
from fairnotice.settings import settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from fairnotice.pipeline.verifying import Verification

_AuditId = Annotated[str, typer.Argument(metavar="AUDIT", help="For example demo/2026-03-06T00:00Z.")]


def add_to(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command("export-manifest")(export_manifest)
    app.command()(verify)


def export_manifest(
    audit_id: _AuditId,
    out: Annotated[Path, typer.Option("-o", help="File for the signed manifest.")],
    events: Annotated[Path | None, typer.Option(help="File for the chained events, one a line.")] = None,
    findings: Annotated[Path | None, typer.Option(help="File for what holds, one a line.")] = None,
    words: Annotated[
        bool,
        typer.Option("--words/--no-words", help="With the events' reasons, names and notes."),
    ] = False,
) -> None:
    """Write what an audit published, for `fairnotice verify`."""
    from fairnotice.pipeline.publishing import Files, export
    from fairnotice.pipeline.resources import resources
    from fairnotice.store.replacing import require_replaceable

    # Written beside and renamed, so that what stood there before is replaced by a whole file or not at all.
    parts = {path: path.with_name(f"{path.name}.part") for path in (out, events, findings) if path}
    for path in parts:
        require_replaceable(path)
    try:
        with contextlib.ExitStack() as stack, resources() as opened:
            file = {path: stack.enter_context(part.open("wb")) for path, part in parts.items()}
            told, held = file[events] if events else None, file[findings] if findings else None
            export(opened, audit_id, Files(file[out], told, held, with_words=words))
        for path, part in parts.items():
            part.replace(path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    typer.echo(f"written to {', '.join(map(str, parts))}")


def verify(
    manifest: Annotated[Path | None, typer.Argument(help="As `fairnotice export-manifest` wrote it.")] = None,
    key: Annotated[Path | None, typer.Option(help="The authority's public key; else this installation's.")] = None,
    events: Annotated[Path | None, typer.Option(help="The events that belong to it.")] = None,
    findings: Annotated[Path | None, typer.Option(help="The list of findings that belongs to it.")] = None,
    database: Annotated[str | None, typer.Option(metavar="AUDIT", help="Verify an audit where it lies.")] = None,
    show_key: Annotated[bool, typer.Option("--show-key", help="Print this installation's public key.")] = False,
) -> None:
    """Say whether what an audit published is still what it was.

    Files are verified without a database and without a network. Exit status: 0 all that was given holds, 1 something
    does not, 2 it cannot be told.
    """
    if sum((manifest is not None, database is not None, show_key)) != 1:
        raise typer.BadParameter("give a manifest's file, or --database AUDIT, or --show-key")
    try:
        if show_key:
            _show_key()
        elif database is not None:
            _verify_stored(database)
        elif manifest is not None:
            _verify_files(manifest, key, events, findings)
    except FairnoticeError as error:
        typer.echo(f"fairnotice: {error}", err=True)
        raise typer.Exit(2) from None


def _show_key() -> None:
    from fairnotice.pipeline.signing import fingerprint, public_pem, signing_key

    public = signing_key(settings().home).public_key()
    typer.echo(public_pem(public), nl=False)
    typer.echo(f"fingerprint: {fingerprint(public)}", err=True)


def _verify_stored(audit_id: str) -> None:
    from fairnotice.pipeline.publishing import verify_stored
    from fairnotice.pipeline.resources import resources

    with resources() as opened:
        _tell(audit_id, verify_stored(opened, audit_id))


def _verify_files(manifest: Path, key: Path | None, events: Path | None, findings: Path | None) -> None:
    from fairnotice.pipeline import verifying

    found = verifying.Verification()
    published = verifying.read_manifest(_read(manifest, verifying.MAX_MANIFEST_BYTES + 1))
    verifying.check_signature(found, published, _public_key(key))
    if events is not None:
        verifying.check_events(found, published, verifying.read_events(_lines(events, verifying.MAX_LINE_BYTES)))
    if findings is not None:
        verifying.check_findings(found, published, verifying.read_findings(_lines(findings, verifying.MAX_LINE_BYTES)))
    _tell(published.manifest.audit_id, found)


def _public_key(path: Path | None) -> Ed25519PublicKey | None:
    from fairnotice.pipeline.signing import installed_public_key, read_public_key

    if path is None:
        return installed_public_key(settings().home)
    key = read_public_key(_read(path, 10_000))
    if key is None:
        raise ManifestError(f"{path}: not an Ed25519 public key in PEM, as `fairnotice verify --show-key` prints it")
    return key


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise ManifestError(f"{path}: {error.strerror}") from None


def _lines(path: Path, most: int) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while line := file.readline(most):
                yield line
    except OSError as error:
        raise ManifestError(f"{path}: {error.strerror}") from None


def _tell(audit_id: str, found: Verification) -> None:
    typer.echo(f"Audit {audit_id}")
    for word, said in (("holds", found.holds), ("BROKEN", found.broken), ("open", found.open)):
        for each in said:
            typer.echo(f"  {word:<7} {each}")
    if found.exit_code:
        raise typer.Exit(found.exit_code)
