"""Read a registry in any known format: bytes or a file in, cameras and rejected rows out."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from fairnotice.domain import AccessBasis, Camera, Operator
from fairnotice.errors import RegistryError
from fairnotice.registry import masking
from fairnotice.registry.encoding import detect
from fairnotice.registry.feed import RegistryFeed, RejectedRow, RowError, SourceRow
from fairnotice.registry.formats import Opened, open_registry
from fairnotice.registry.jurisdiction import Jurisdictions
from fairnotice.registry.mapped import Mapped
from fairnotice.registry.model import CameraRow, faulty_fields, reasons
from fairnotice.registry.swapped import swapped_rows

MOST_RAW_KEPT = 10_000
"""Rejected rows whose text is kept; a feed of rubbish must not fill the memory."""
MOST_REPEATED_IDS = 0.05
"""Share of rows above which a guessed id that repeats for different cameras is none."""

_SOURCE = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


def read_registry(
    data: bytes | Path,
    *,
    source: str,
    format: str | None = None,  # noqa: A002 - the word that people use, as in the option --format
    access_basis: AccessBasis | None = None,
    trust_grants: bool = True,
    encoding: str | None = None,
    jurisdictions: Jurisdictions | None = None,
) -> RegistryFeed:
    """Read a registry.

    Args:
        data: the file's content, or its path (read in pieces; memory grows with the cameras only).
        source: the registry's short name, first part of every camera id: ``a-z``, digits, ``. _ -``.
        format: ``csv``, ``geojson``, ``osm``, ``tfl`` or ``json``; told from the content if None.
        access_basis: on what basis cameras of this source may be contacted; public feeds give none.
        trust_grants: whether access bases and verified contacts that rows name count. Pass False for
            what was fetched from strangers: a feed must not be able to authorise itself.
        encoding: of the file; told from the content if None.
        jurisdictions: areas by which places get their jurisdiction; the world map if None.

    Raises:
        RegistryError: if nothing of the file can be read; the message says why and what to do.
    """
    if not _SOURCE.fullmatch(source):
        raise RegistryError(
            f"registry: source {masking.shown(source)} is not usable; use up to 63 of a-z, digits, '.', '_' and '-'"
        )
    try:
        encoding = encoding or detect(data)
        opened = open_registry(data, format, encoding)
        reading = _Reading(source, opened, access_basis, trust_grants=trust_grants)
        reading.take_all()
        if no_id := reading.guess_that_is_no_id():
            opened = open_registry(data, format, encoding)
            opened.warnings.append(f"{no_id} repeats for different cameras and was not taken for an id")
            reading = _Reading(source, opened, access_basis, trust_grants=trust_grants, no_id=no_id)
            reading.take_all()
        late = reading.locate(jurisdictions or Jurisdictions.load())
        if late:
            reading.reject_late(late, open_registry(data, format, encoding))
    except OSError as error:
        raise RegistryError(f"registry {source}: cannot read {data!r:.200}: {error.strerror}; check the path") from None
    except (LookupError, UnicodeError) as error:
        if isinstance(error, LookupError) and not str(error).startswith(("unknown encoding", "'")):
            raise
        raise RegistryError(f"registry {source}: cannot be read as {encoding}: {error}; give its encoding") from None
    return reading.feed(encoding)


class _Reading:
    """What has been read so far."""

    def __init__(
        self, source: str, opened: Opened, access_basis: AccessBasis | None, *, trust_grants: bool, no_id: str = ""
    ) -> None:
        self._source = source
        self._opened = opened
        self._no_id = no_id
        self._repeated_guesses: Counter[str] = Counter()
        self._access_basis = access_basis
        self._trust_grants = trust_grants
        self._cameras: list[Camera] = []
        self._rows: list[tuple[int, int]] = []
        self._by_id: dict[str, int] = {}
        self._operators: dict[str, Operator] = {}
        self._rejected: list[RejectedRow] = []
        self._left_out: Counter[str] = Counter()
        self._differing_operators: Counter[str] = Counter()
        self._disagreements: list[str] = []
        self._merged = self._derived = self._passed_over = 0

    def take_all(self) -> None:
        """Add all rows."""
        for row in self._opened.rows():
            self.take(row)

    def guess_that_is_no_id(self) -> str:
        """Return the heading that was taken for the id although it repeats for different cameras."""
        heading, count = next(iter(self._repeated_guesses.most_common(1)), ("", 0))
        return heading if count > MOST_REPEATED_IDS * (len(self._cameras) + count) else ""

    def take(self, row: SourceRow) -> None:
        """Add a row's camera, or the row to the rejected ones."""
        if row.fields is None:
            self._reject(row, row.fault)
            return
        mapped: Mapped | None = None
        try:
            mapped = self._opened.format.camera_fields(row.fields)
            if mapped is None:
                self._passed_over += 1
                return
            if self._no_id and mapped.guessed_id == self._no_id:
                fields = {key: value for key, value in mapped.fields.items() if key != "source_id"}
                mapped = dataclasses.replace(mapped, fields=fields, guessed_id="")
            camera_row = self._validated(mapped)
        except RowError as error:
            self._reject(row, str(error), mapped)
            return
        own_words = frozenset(mapped.fields) - mapped.lenient
        if not self._add(row, camera_row, own_words) and mapped.guessed_id:
            self._repeated_guesses[mapped.guessed_id] += 1

    def _validated(self, mapped: Mapped) -> CameraRow:
        fields = {"source": self._source} | {key: value for key, value in mapped.fields.items() if value is not None}
        try:
            found = CameraRow.model_validate(fields)
        except ValidationError as error:
            faulty = faulty_fields(error)
            if faulty is None or not faulty <= mapped.lenient:
                raise RowError(reasons(error)) from None
            self._left_out.update(faulty)
            kept = {key: value for key, value in mapped.fields.items() if key not in faulty}
            return self._validated(dataclasses.replace(mapped, fields=kept))
        self._left_out.update(mapped.notes)
        return found

    def _add(self, row: SourceRow, camera_row: CameraRow, own_words: frozenset[str]) -> bool:
        """Add a camera; reject the row and return False where its id is a different camera's."""
        camera = camera_row.to_camera(
            access_basis=self._access_basis, trust_grants=self._trust_grants, own_words=own_words
        )
        if camera.operator is not None:
            # One object per operator: a feed of a million cameras names a few hundred.
            known = self._operators.setdefault(camera.operator.operator_id, camera.operator)
            if known == camera.operator:
                camera = dataclasses.replace(camera, operator=known)
            else:
                self._differing_operators[known.operator_id] += 1
        earlier = self._by_id.get(camera.source_id)
        if earlier is None:
            self._by_id[camera.source_id] = len(self._cameras)
            self._cameras.append(camera)
            self._rows.append((row.index, row.line))
            self._derived += camera_row.source_id is None
        elif self._cameras[earlier] == camera:
            self._merged += 1
        else:
            index, line = self._rows[earlier]
            self._reject(
                row,
                f"source_id: {masking.shown(camera.source_id)} is already the different camera of row {index} "
                f"(line {line}); give each camera an id of its own",
                source_id=camera.source_id,
            )
            return False
        return True

    def _reject(self, row: SourceRow, reason: str, mapped: Mapped | None = None, source_id: str | None = None) -> None:
        if mapped is not None:
            source_id = _own_id(mapped)
        raw = masking.kept(row.fields, row.text) if len(self._rejected) < MOST_RAW_KEPT else ""
        self._rejected.append(RejectedRow(row.index, row.line, reason, raw, source_id))

    def locate(self, jurisdictions: Jurisdictions) -> dict[int, str]:
        """Give every camera its jurisdiction; return those whose coordinates look exchanged."""
        derived = jurisdictions.locate_many([camera.point for camera in self._cameras])
        for number, (camera, code) in enumerate(zip(self._cameras, derived, strict=True)):
            code, disagreement = jurisdictions.compare(camera.point, code, camera.jurisdiction_declared)
            if code is not None:
                self._cameras[number] = dataclasses.replace(camera, jurisdiction=code)
            if disagreement:
                self._disagreements.append(f"{camera.camera_id}: {disagreement}")
        return swapped_rows(self._cameras, jurisdictions)

    def reject_late(self, late: dict[int, str], again: Opened) -> None:
        """Move cameras to the rejected rows; their texts are read a second time, since none was kept."""
        by_index = {self._rows[number][0]: number for number in late}
        for row in again.rows():
            if row.index in by_index:
                number = by_index[row.index]
                self._reject(row, late[number], source_id=self._cameras[number].source_id)
        gone = {self._cameras[number].camera_id for number in late}
        self._cameras = [camera for camera in self._cameras if camera.camera_id not in gone]
        self._disagreements = [text for text in self._disagreements if text.partition(": ")[0] not in gone]
        self._rejected.sort(key=lambda row: row.index)

    def feed(self, encoding: str) -> RegistryFeed:
        """Return the result."""
        incomplete_because = self._opened.incomplete_because()
        return RegistryFeed(
            source=self._source,
            format=self._opened.format.name,
            encoding=encoding,
            cameras=tuple(self._cameras),
            rejected=tuple(self._rejected),
            complete=not incomplete_because,
            incomplete_because=incomplete_because,
            merged_duplicates=self._merged,
            derived_ids=self._derived,
            passed_over=self._passed_over,
            disagreements=tuple(self._disagreements),
            warnings=(*self._opened.warnings, *self._warnings()),
        )

    def _warnings(self) -> Iterator[str]:
        for name, count in sorted(self._left_out.items()):
            yield f"{count} values of {name} could not be used and were left out"
        if self._differing_operators:
            named = ", ".join(masking.shown(name) for name in list(self._differing_operators)[:5])
            yield f"{len(self._differing_operators)} operators are described differently in several rows: {named}"


def _own_id(mapped: Mapped) -> str | None:
    """Return a rejected row's id in the form that its camera would have."""
    given = mapped.fields.get("source_id")
    return str(given).strip()[:200] or None if isinstance(given, str | int) else None
