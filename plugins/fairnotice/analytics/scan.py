"""Read one file of a camera's configuration, whatever it is, and say what it configures.

Every file is untrusted: sizes are capped, nothing is executed, unpickled or followed out of its folder,
and what cannot be read is an incomplete scan with the reason, never an exception.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from fairnotice.analytics.compose_profiles import chosen
from fairnotice.analytics.documents.keys import is_of_an_image, role
from fairnotice.analytics.documents.reading import MOST_TEXT_BYTES, LabelList, Reading, Reference
from fairnotice.analytics.folders import DirectoryFolder, Folder, NoFileError, UnreadableError, beside, mounted
from fairnotice.analytics.formats import MOST_MODEL_BYTES, read
from fairnotice.analytics.meaning.mentions import (
    evidence_level,
    excerpt,
    lower,
    presentable,
    reading_mentions,
    strongest,
)
from fairnotice.analytics.meaning.prompt_text import read_prompt
from fairnotice.analytics.switched_off import Scanned
from fairnotice.analytics.words.vocabulary import vocabulary
from fairnotice.domain import AnalyticsScan, Camera, ClassifierMention, DeclaredModel, Level

FAULTS: tuple[type[Exception], ...] = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
"""What a fault of this program raises once an untrusted file finds it: that file has no answer then, others have."""
_CHUNK = 1024 * 1024
_MOST_REFERENCES = 50
_DEEPEST = 3
"""A pipeline's file names a model's file, which names the labels."""
_NUMBER = re.compile(r"^\s*(?:(?:class|label|category|cls|id|output|类别|类)[ _-]*)?\d+\s*$", re.IGNORECASE)
_LABELS_OF_FRIGATE = "labelmap_path"
_OF_NUMBERS = (("ids",), ("id",))
_EMPTY = hashlib.sha256(b"").hexdigest()


def scan_file(data: bytes, *, device_id: str, source: str, enabled: bool = True) -> AnalyticsScan:
    """Read one label map, model or configuration by itself; files that it names are not at hand.

    Args:
        data: Its bytes.
        device_id: The device that it belongs to.
        source: Its path, as findings will name it; the ending tells the format where bytes do not.
        enabled: Whether the model runs; what is switched off is a capability at most.
    """
    digest = hashlib.sha256(data).hexdigest()
    most = Level.OBSERVED if enabled else Level.CAPABILITY
    try:
        reading = read(BytesIO(data), len(data), _file_name(source))
        return _result(reading, digest, device_id, source, source, most, None)
    except FAULTS as error:
        return _failed(device_id, source, error)


def scan_in(folder: Folder, name: str, *, device_id: str, most: Level = Level.OBSERVED) -> AnalyticsScan:
    """Read one file of a folder, with the label files that it names.

    Args:
        folder: Where it lies.
        name: Its name in there.
        device_id: The device that it belongs to.
        most: What anything in it can prove at most.
    """
    return scan_and_follow(folder, name, device_id=device_id, most=most).scan


def scan_and_follow(
    folder: Folder, name: str, *, device_id: str, shown: str = "", most: Level = Level.OBSERVED
) -> Scanned:
    """Read one file of a folder as `scan_in` does, and tell which other files of the folder it names.

    Args:
        folder: Where it lies.
        name: Its name in there.
        device_id: The device that it belongs to.
        shown: What results put before names of this folder.
        most: What anything in it can prove at most.
    """
    source = presentable(shown + name)
    try:
        with folder.open(name) as (stream, size):
            if size > MOST_MODEL_BYTES:
                return Scanned(unread(device_id, source, f"it is larger than {MOST_MODEL_BYTES} bytes"))
            digest = _digest(stream, size)
            reading = read(stream, size, _file_name(name), chosen(folder, name))
        scan = _result(reading, digest, device_id, source, name, most, folder)
        return Scanned(
            scan, tuple(_named(reading, name, shown)), reading.loads, reading.runs, reading.waits, reading.asks
        )
    except UnreadableError as error:
        return Scanned(unread(device_id, source, str(error)))
    except FAULTS as error:
        return Scanned(_failed(device_id, source, error))


def _named(reading: Reading, name: str, shown: str) -> Iterator[tuple[str, Level]]:
    for reference in reading.references[:_MOST_REFERENCES]:
        with contextlib.suppress(UnreadableError):
            yield presentable(shown + beside(name, reference.name)), reference.level


def read_declared(camera: Camera, folder: Path | None) -> list[AnalyticsScan]:
    """Read the label maps that the registry names for a camera's models.

    A path that leads out of ``folder``, by '..' or by a link, is refused; a file that is missing
    or too large gives an incomplete scan that says so.

    Args:
        camera: The camera; ``models`` holds the paths.
        folder: Where paths start from; None: no folder of configurations is set.
    """
    wanted = [model for model in camera.models if model.enabled or model.labels_path is not None]
    at_work = {model.labels_path for model in wanted if model.enabled}
    once: dict[str, DeclaredModel] = {}
    for model in wanted:
        # A map that several models share is read once, as the strongest of them uses it.
        key = model.name if model.labels_path is None else model.labels_path
        once.setdefault(key, replace(model, enabled=model.labels_path in at_work))
    return [_read_model(camera, model, folder) for model in once.values()]


def unread(device_id: str, source: str, error: str) -> AnalyticsScan:
    """Return the scan of a source that could not be opened."""
    return AnalyticsScan(device_id, presentable(source), _EMPTY, "unread", complete=False, error=excerpt(error))


def _failed(device_id: str, source: str, error: Exception) -> AnalyticsScan:
    """Return the scan of a file that found a fault of this program; where, in words that hold nothing of the file."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame is not None else "?"
    told = f"this program failed on it ({type(error).__name__} at {place}); report that with the file"
    return unread(device_id, source, told)


def _read_model(camera: Camera, model: DeclaredModel, folder: Path | None) -> AnalyticsScan:
    if model.labels_path is None:
        return unread(camera.camera_id, f"model {excerpt(model.name)}", "no label map is declared for this model")
    if folder is None:
        return unread(camera.camera_id, model.labels_path, "no folder of configurations is set")
    most = evidence_level(model.enabled)
    return scan_in(DirectoryFolder(folder), model.labels_path, device_id=camera.camera_id, most=most)


def _file_name(source: str) -> str:
    return PurePosixPath(source.replace("\\", "/")).name


def _digest(stream: BinaryIO, size: int) -> str:
    digest = hashlib.sha256()
    left = size
    while left > 0 and (chunk := stream.read(min(_CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    stream.seek(0)
    return digest.hexdigest()


def _result(
    reading: Reading, digest: str, device_id: str, source: str, name: str, most: Level, folder: Folder | None
) -> AnalyticsScan:
    own = reading_mentions(reading, _file_name(source), vocabulary(), most)
    referred, problem = _referred(reading, name, most, folder, 1)
    error = reading.error or problem or _says_nothing(reading)
    return AnalyticsScan(
        device_id=device_id,
        source=source,
        content_sha256=digest,
        format=reading.format,
        complete=error is None,
        mentions=strongest([*own, *referred]) if referred else own,
        error=excerpt(error) if error else None,
    )


def _says_nothing(reading: Reading) -> str | None:
    """Say so if the labels are mere numbers: what they stand for is written elsewhere."""
    for each in reading.lists:
        names = reading.format == "label_map" or _names_classes(each)
        listed = names and not each.only_sets and len(each.labels) > 1
        if listed and all(_NUMBER.match(label.text) for label in each.labels):
            return "its labels are numbers, which do not say what is told apart"
    return None


def _names_classes(labels: LabelList) -> bool:
    said = role(labels.company[-1] if labels.company else "")
    # Numbers of classes to be looked at are no names of classes.
    return said.holds_labels and said.words[-1:] not in _OF_NUMBERS


def _referred(
    reading: Reading, name: str, most: Level, folder: Folder | None, depth: int
) -> tuple[list[ClassifierMention], str | None]:
    """Return what the files say that a configuration names, and why not all of them were read."""
    found: list[ClassifierMention] = []
    problem = None
    if len(reading.references) > _MOST_REFERENCES:
        problem = f"it names more than {_MOST_REFERENCES} files"
    for reference in reading.references[:_MOST_REFERENCES]:
        mentions, refusal = _follow(reference, name, lower(most, reference.level), folder, depth)
        if reference.beside and refusal:
            problem = problem or reading.unsaid
            continue
        found += [
            replace(each, path=f"{reference.path} -> {excerpt(reference.name)}: {each.path}") for each in mentions
        ]
        if refusal and problem is None:
            kind = "a prompt" if reference.instructs else "a label file"
            problem = f"it refers to {kind} ({reference.name}) that was not read with it: {refusal}"
    return found, problem


def _opened(
    folder: Folder, name: str, reference: Reference, until: contextlib.ExitStack
) -> tuple[str, BinaryIO, int] | None:
    """Return the file that is meant, with its name; None if it lies in a program's image, and its labels are known."""
    for each in mounted(name, reference.name):
        with contextlib.suppress(NoFileError):
            return each, *until.enter_context(folder.open(each))
    if reference.path.endswith(_LABELS_OF_FRIGATE) and is_of_an_image(reference.name):
        return None
    wanted = beside(name, reference.name)
    return wanted, *until.enter_context(folder.open(wanted))


def _follow(
    reference: Reference, name: str, most: Level, folder: Folder | None, depth: int
) -> tuple[list[ClassifierMention], str | None]:
    if folder is None:
        return [], "only one file was handed in"
    try:
        with contextlib.ExitStack() as until:
            opened = _opened(folder, name, reference, until)
            if opened is None:
                return [], None
            wanted, stream, size = opened
            told = reference.instructs and size <= MOST_TEXT_BYTES
            reading = read_prompt(stream.read(size)) if told else read(stream, size, _file_name(wanted))
    except UnreadableError as error:
        return [], str(error)
    if reference.beside and not any(_names_classes(each) for each in reading.lists):
        return [], "it names no classes"
    lists = tuple(replace(each, company=(*each.company, *reference.company)) for each in reading.lists)
    own = reading_mentions(replace(reading, lists=lists), _file_name(wanted), vocabulary(), most)
    if depth >= _DEEPEST:
        return list(own), "it names further files" if reading.references else reading.error
    further, problem = _referred(reading, wanted, most, folder, depth + 1)
    return [*own, *further], reading.error or problem
