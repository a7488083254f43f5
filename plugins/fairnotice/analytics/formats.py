"""Which reader a file belongs to: by its bytes where they tell, else by its name.

A name is the owner's word and bytes are the file's own: an ONNX model called ``labels.txt`` is read
as a model, and a text of an unknown ending as what it looks like.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO

from fairnotice.analytics.compose_profiles import compose_tree
from fairnotice.analytics.documents import embedded_files
from fairnotice.analytics.documents.http_message import REPLY, log_tree, request_tree
from fairnotice.analytics.documents.ini_tree import ini_tree
from fairnotice.analytics.documents.json_tree import json_tree
from fairnotice.analytics.documents.label_map import read_label_map
from fairnotice.analytics.documents.node import Node
from fairnotice.analytics.documents.pbtxt_tree import pbtxt_tree
from fairnotice.analytics.documents.python_source import as_far_as_certain, python_tree
from fairnotice.analytics.documents.reading import MOST_TEXT_BYTES, Reading
from fairnotice.analytics.documents.requirements import read_requirements
from fairnotice.analytics.documents.shell_script import SHEBANG, shell_tree, windows_tree
from fairnotice.analytics.documents.yaml_tree import yaml_tree
from fairnotice.analytics.meaning import dahua_rules, node_red, prompt_text, services, triton_config
from fairnotice.analytics.meaning.tree import read_tree
from fairnotice.analytics.model_files.onnx_metadata import looks_like_onnx, read_onnx
from fairnotice.analytics.model_files.safetensors_header import looks_like_safetensors, read_safetensors
from fairnotice.analytics.model_files.tensorrt_header import looks_like_tensorrt, read_tensorrt
from fairnotice.analytics.model_files.tflite_metadata import looks_like_tflite, read_tflite
from fairnotice.analytics.model_files.torch_file import looks_like_torch, read_torch
from fairnotice.analytics.xml_documents import read_xml
from fairnotice.domain import Level

MOST_MODEL_BYTES = 2 * 1024 * 1024 * 1024
_LABELS = frozenset({".txt", ".labels", ".names", ".label", ".lst", ".csv", ""})
_OPAQUE = frozenset(
    {
        ".h5", ".hdf5", ".keras", ".bin", ".pb", ".onnx_data", ".weights", ".caffemodel", ".mlmodel", ".uff", ".rknn",
        ".kmodel", ".hef", ".dlc", ".mnn", ".nb", ".npz", ".npy",
    }
)  # fmt: skip
"""Models whose labels lie in files beside them, or that only their maker's tools read; their name still counts."""
_HEAD = 4096

ReadText = Callable[[bytes], Reading]
ReadModel = Callable[[BinaryIO, int], Reading]
TreeOf = Callable[[bytes], tuple[Node | None, str | None]]

_MODELS_BY_BYTES: tuple[tuple[Callable[[bytes], bool], ReadModel], ...] = (
    (looks_like_tflite, read_tflite),
    (looks_like_torch, read_torch),
    (looks_like_safetensors, read_safetensors),
    (looks_like_tensorrt, read_tensorrt),
)
_MODELS_BY_NAME: dict[str, ReadModel] = {
    ".onnx": read_onnx,
    ".tflite": read_tflite,
    ".lite": read_tflite,
    ".safetensors": read_safetensors,
    **dict.fromkeys((".engine", ".plan", ".trt"), read_tensorrt),
    **dict.fromkeys((".pt", ".pth", ".ckpt", ".torchscript", ".pkl", ".pickle", ".joblib"), read_torch),
}


def read(stream: BinaryIO, size: int, name: str, profiles: frozenset[str] = frozenset()) -> Reading:
    """Read one file by the reader that it belongs to.

    Args:
        stream: The file from its beginning; must be seekable.
        size: Its length in bytes; nothing beyond is believed.
        name: Its name without folders.
        profiles: Of a file of docker compose, the profiles that are switched on beside it.
    """
    suffix = _ending(name)
    head = stream.read(_HEAD)
    stream.seek(0)
    read_model = _reader_of_model(head, suffix)
    if read_model is not None:
        return read_model(stream, size)
    if suffix in _OPAQUE:
        return Reading("opaque", error=f"'{suffix}' files are not opened; hand in the label map beside it")
    if size > MOST_TEXT_BYTES:
        return Reading("opaque", error=f"larger than {MOST_TEXT_BYTES} bytes")
    if profiles:
        return _tree("yaml", partial(compose_tree, profiles=profiles))(stream.read(size))
    reader = _reader_of_text(head, suffix, name)
    return reader(stream.read(size)) if reader else Reading("unknown", error=f"'{suffix}' files are not read yet")


def _ending(name: str) -> str:
    """Return what a name's end says of a file: ``.env.production`` are settings, and ``app.log.1`` is a log."""
    path = PurePosixPath(name.lower())
    if path.name == ".env" or (path.stem == ".env" and not (path.suffix in _BY_SUFFIX or path.suffix in _LABELS)):
        return ".env"
    if path.name.partition(".")[0] in _LOGS and not path.suffix.strip(".0123456789"):
        return ".log"
    return PurePosixPath(path.stem).suffix if path.suffix and not path.suffix.strip(".0123456789") else path.suffix


def _reader_of_model(head: bytes, suffix: str) -> ReadModel | None:
    for looks_like, reader in _MODELS_BY_BYTES:
        if looks_like(head):
            return reader
    # ONNX begins with two bytes that other models may begin with too, but no text does.
    if suffix not in _MODELS_BY_NAME and suffix not in _OPAQUE and looks_like_onnx(head):
        return read_onnx
    return _MODELS_BY_NAME.get(suffix)


def _is_log(begins: str) -> bool:
    """Tell whether each line with which a text begins begins with a time."""
    lines = begins.splitlines()
    whole = lines if len(begins) < _HEAD else lines[:-1]
    return len(whole) > 1 and all(_TIME.match(line) for line in whole if line.strip())


def _reader_of_text(head: bytes, suffix: str, name: str) -> ReadText | None:
    if suffix in _MAY_BE_SCRIPTS and SHEBANG.match(head):
        return _SCRIPT
    if suffix in prompt_text.ENDINGS and prompt_text.is_called_a_prompt(name):
        return prompt_text.read_prompt
    encoding = "utf-16" if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    begins = _COMMENTS.sub("", head.decode(encoding, "ignore"), 1)
    if suffix not in _BY_NAME_ALONE:
        for pattern, reader in _BY_CONTENT:
            if pattern.match(begins):
                return reader
    if suffix in _MAY_BE_LOGS and _is_log(begins):
        return _LOG
    if suffix in _LABELS:
        return partial(_lines, name=name)
    return _BY_SUFFIX.get(suffix)


def _tree(format_: str, tree_of: TreeOf, also: Callable[[Reading, Node], Reading] | None = None) -> ReadText:
    """Return a reader of trees; ``also`` adds to its reading what only this format's trees say."""

    def read_text(data: bytes) -> Reading:
        root, problem = tree_of(data)
        if root is None:
            return Reading(format_, error=problem)
        if embedded_files.PRESENT.search(data):
            problem = embedded_files.unfold(root) or problem
        if node_red.PRESENT.search(data):
            node_red.read_flows(root)
        reading = read_tree(root, format_, levels=_OUTPUTS, error=problem)
        if b"load-model" in data:
            reading = replace(reading, loads=triton_config.loaded(data))
        if also is not None:
            reading = also(reading, root)
        if dahua_rules.PRESENT.search(data):
            reading = dahua_rules.with_dahua_rules(reading, root)
        return services.with_services(reading, root) if services.are_named(data) else reading

    return read_text


def _lines(data: bytes, name: str) -> Reading:
    packages = read_requirements(data)
    if packages is not None:
        return packages
    if name.lower().endswith(".csv") and prompt_text.asks(data):
        return _QUESTIONS(data)
    prose = prompt_text.read_prose(data, name)
    if prose is not None:
        return prose
    reading = read_label_map(data)
    return _SETTINGS(data) if reading.format == "settings" else reading


def _refused(data: bytes) -> Reading:
    del data
    return Reading("refusal", error="it is the refusal of a device, not its configuration")


_OUTPUTS = dict.fromkeys((REPLY, "faceobject", "facelistobject", "personobject", "personlistobject"), Level.OBSERVED)
"""Keys under which stands what a device or a service said of people: its answers, and GA/T 1400's objects."""
_COMMENTS = re.compile(r"(?:\s*+(?:[#;][^\n]*+(?:\n|$)|//[^\n]*+(?:\n|$)))*+\s*+")
_QUESTIONS = _tree("csv", prompt_text.questions_tree)
_JSON, _YAML, _SETTINGS = _tree("json", json_tree), _tree("yaml", yaml_tree), _tree("ini", ini_tree)
_PBTXT, _REQUEST, _LOG = (
    _tree("pbtxt", pbtxt_tree, triton_config.with_open_outputs),
    _tree("http", request_tree),
    _tree("log", log_tree),
)
_SCRIPT, _PYTHON = _tree("shell", shell_tree), _tree("python", python_tree, as_far_as_certain)
_BY_CONTENT: tuple[tuple[re.Pattern[str], ReadText], ...] = (
    (re.compile(r"\[(?!\d)\w[\w .:/-]{0,80}\][ \t]*+(?:[#;][^\n]*+)?\r?\n"), _SETTINGS),
    # A stream of events as Dahua's devices send it: parts of settings.
    (re.compile(r"--\S{1,80}+\r?\nContent-"), _SETTINGS),
    (re.compile(r"(?:GET|POST|PUT|PATCH|DELETE) \S++ HTTP/|HTTP/[\d.]+ \d"), _REQUEST),
    (re.compile(r"Error\s++(?:Bad Request|Unauthorized|Not Implemented|Invalid)"), _refused),
    (re.compile(r"(?:table|caps)\.\w"), _SETTINGS),
    (re.compile(r"(?:name|platform|backend)\s*+:\s*+\"[^\"\n]*+\"\s*+\n\s*+\w++\s*+[:\[{]"), _PBTXT),
    (re.compile(r"[{\[]"), _JSON),
    (re.compile(r"item\s*+\{"), read_label_map),
    (re.compile(r"<(?:[?!]|[A-Za-z_](?=.*?(?:</|/>)))", re.DOTALL), read_xml),
)
"""What the first characters behind comments tell, the first that fits."""
_BY_SUFFIX: dict[str, ReadText] = {
    **dict.fromkeys((".json", ".jsonl", ".ndjson", ".jsonc"), _JSON),
    **dict.fromkeys((".yaml", ".yml"), _YAML),
    **dict.fromkeys((".ini", ".conf", ".cfg", ".config", ".properties", ".env", ".toml", ".cnf"), _SETTINGS),
    **dict.fromkeys((".xml", ".xsd", ".wsdl"), read_xml),
    **dict.fromkeys((".pbtxt", ".prototxt", ".textproto"), _PBTXT),
    **dict.fromkeys((".http", ".req"), _REQUEST),
    ".log": _LOG,
    **dict.fromkeys((".sh", ".bash"), _SCRIPT),
    **dict.fromkeys((".ps1", ".bat", ".cmd"), _tree("shell", windows_tree)),
    ".py": _PYTHON,
}
_LOGS = ("syslog", "messages")
_MAY_BE_LOGS = frozenset({"", ".txt"})
_TIME = re.compile(r"(?:[A-Z][a-z]{2} [ \d]\d |\d{4}[-/]\d\d[-/]\d\d[T ])\d\d:\d\d:\d\d.{10}")
"""As syslog and most libraries write it, and something that happened then."""
_MAY_BE_SCRIPTS = frozenset({"", ".sh", ".bash"})
_BY_NAME_ALONE = frozenset(
    {".yaml", ".yml", ".json", ".jsonl", ".log", ".http", ".env", ".toml", ".ini", ".sh", ".bash", ".py"}
)
"""Endings whose formats may begin with anything."""
