"""OpenVINO's intermediate representation: the labels and names that a model's XML carries, without its weights.

``rt_info/model_info/labels`` is what the model API writes: labels apart by spaces, spaces within one as
underscores, or apart by commas (https://docs.openvino.ai, model API). Layers are a graph of computations
and name nothing but inputs and outputs.
"""

from __future__ import annotations

from dataclasses import replace

from fairnotice.analytics.documents.node import CONTAINERS, Kind, Node
from fairnotice.analytics.documents.reading import MOST_LABELS, Label, LabelList, Reading, Reference, Scope, joined
from fairnotice.analytics.meaning.tree import read_tree

_FORMAT = "openvino"
_LABELS = ("labels", "label_names", "label_map", "class_names", "classes", "names", "label")
_ENDS = frozenset({"Parameter", "Result"})
_MOST_NAMES = 2_000
_BESIDE = "metadata.yaml"
"""What ultralytics puts beside a model that it exports to OpenVINO: docs.ultralytics.com/integrations/openvino."""
_UNSAID = "the model carries no names of what it tells apart"


def is_openvino(root: Node) -> bool:
    """Tell whether a document is a model of OpenVINO."""
    return root.key == "net" and root.child("layers") is not None


def read_openvino(root: Node, doubt: str | None) -> Reading:
    """Read the labels, the description and the names of inputs and outputs of a model.

    Args:
        root: The document.
        doubt: What is doubtful about its text.
    """
    info = root.child("rt_info")
    scope = Scope()
    lists: list[LabelList] = []
    if info is not None:
        _take_labels(info, lists, scope)
    names = [*_names(root), *([info] if info is not None else [])]
    read = read_tree(Node("", "/net", root.line, children=names), _FORMAT)
    scope.texts.extend(read.beginning.texts)
    told = any(each.labels for each in lists)
    reading = joined(_FORMAT, [Reading(_FORMAT, tuple(lists)), read], doubt)
    if told:
        return reading
    beside = Reference(_BESIDE, "/net", root.line, company=("names",), beside=True)
    return replace(reading, references=(*reading.references, beside), unsaid=_UNSAID)


def _take_labels(node: Node, lists: list[LabelList], scope: Scope) -> None:
    """Move the labels under ``node`` to ``lists``: apart by spaces, unlike in most other formats."""
    kept = []
    for child in node.children:
        value = child.child("value") if child.kind is Kind.MAP else child
        if child.key in _LABELS and value is not None and value.kind not in CONTAINERS:
            words = value.text.split("," if "," in value.text else None)[:MOST_LABELS]
            texts = [text for word in words if (text := word.replace("_", " ").strip())]
            labels = tuple(Label(text, value.path, value.line) for text in texts)
            lists.append(LabelList(labels, (child.key,), scope))
            continue
        if child.kind in CONTAINERS:
            _take_labels(child, lists, scope)
        kept.append(child)
    node.children = kept


def _names(root: Node) -> list[Node]:
    """Return the names of the model and of what goes in and out of it."""
    found = [child for child in root.children if child.key == "name"]
    layers = root.child("layers")
    for layer in layers.children[:_MOST_NAMES] if layers is not None else []:
        ends = layer.value("type") in _ENDS
        found += [child for child in layer.children if ends and child.key == "name"]
        output = layer.child("output")
        ports = [] if output is None else [output, *output.children]
        found += [name for port in ports for name in port.children if name.key == "names"]
    return found[:_MOST_NAMES]
