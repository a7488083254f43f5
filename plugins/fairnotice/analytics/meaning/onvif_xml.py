"""What a device says over ONVIF, live or saved: what it runs, what it could run, and what it puts out.

Names are those of the WSDL and XSD files of ONVIF: analytics service (ver20), media (ver10 and ver20),
metadata stream. A device that lists an element in its sample frame says that it is its output.
"""

from __future__ import annotations

from collections.abc import Iterator

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.node import CONTAINERS, Kind, Node, document_of
from fairnotice.analytics.documents.reading import Reading, joined
from fairnotice.analytics.meaning.tree import read_tree
from fairnotice.domain import Level

_FORMAT = "onvif"
_ENVELOPES = ("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/")
_OURS = ("http://www.onvif.org/", "http://docs.oasis-open.org/wsn/")
_OUTPUTS = frozenset({"SampleFrame", "Frame", "MetadataStream", "NotificationMessageContent"})
"""Elements that hold what a device puts out, wherever they stand."""
_PIECES_OF_OUTPUT = frozenset({"VideoAnalytics", "Event", "Object", "Appearance", "tt:HumanFace", "tt:HumanBody"})
_ONLY_COULD = ("Supported", "Options", "Compatible", "Capabilities", "Services")
"""Parts of the names of answers that say what could be."""
_AT_WORK = ("Config", "GetAnalyticsModules", "GetRules", "GetProfile", "GetAnalyticsEngine", "GetAnalyticsState")
"""Parts of the names of answers that say what is set up."""
_PIECES_AT_WORK = frozenset(
    {
        "AnalyticsModule",
        "Rule",
        "AnalyticsModules",
        "Rules",
        "Parameters",
        "AnalyticsEngineConfiguration",
        "RuleEngineConfiguration",
        "VideoAnalyticsConfiguration",
        "Configurations",
        "Configuration",
        "Profiles",
        "Profile",
        "MetadataConfiguration",
    }
)
_SWITCHABLE = frozenset({"AnalyticsModule", "Rule"})
_NAMED_BY_PEOPLE = frozenset(
    {
        "Configurations",
        "Profiles",
        "Profile",
        "VideoSourceConfiguration",
        "VideoEncoderConfiguration",
        "AudioSourceConfiguration",
        "AudioEncoderConfiguration",
        "PTZConfiguration",
        "MetadataConfiguration",
        "VideoSource",
        "VideoEncoder",
        "Audio",
        "Metadata",
        "PTZ",
    }
)
"""Elements whose name is what somebody calls a camera."""
_SIGNED = "CameraName"
_WATCHES_PLACES = ("Line", "Field", "Motion", "Region", "Loiter", "Count", "Tamper", "Polygon")
"""Parts of the types of rules and modules that watch a place, by whose name they are called."""
_FOREIGN = "foreign:"
_COMPLEXIONS = frozenset({"white", "black", "asian"})
"""Values of ONVIF's own element (humanface.xsd), but 'Other'."""
_LONGEST_REASON = 120


def is_onvif(root: Node) -> bool:
    """Tell whether a document is an answer, a configuration or output as ONVIF has it."""
    if root.namespace in _ENVELOPES:
        said = _messages(root)
        return not said or any(each.namespace.startswith(_OURS) or each.key == "Fault" for each in said)
    return root.namespace.startswith(_OURS)


def read_onvif(root: Node, doubt: str | None) -> Reading:
    """Read a SOAP message or a bare part of one.

    Args:
        root: The document.
        doubt: What is doubtful about its text.
    """
    messages = _messages(root) if root.namespace in _ENVELOPES else [root]
    fault = next((each for each in messages if each.key == "Fault"), None)
    if fault is not None:
        return Reading(_FORMAT, error=f"the device answered with a fault: {_reason(fault)}")
    if not messages:
        return Reading(_FORMAT, error="the message says nothing")
    parts: list[Reading] = []
    for message in messages:
        outputs: list[Node] = []
        rest = _without_outputs(message, outputs)
        parts += [read_tree(document_of(output), _FORMAT, level=Level.OBSERVED) for output in outputs]
        if rest is not None:
            parts.append(read_tree(document_of(rest), _FORMAT, level=_level(message.key)))
    return joined(_FORMAT, parts, doubt)


def _messages(envelope: Node) -> list[Node]:
    body = envelope.child("Body")
    return body.children if body is not None else []


def _level(name: str) -> Level:
    if any(part in name for part in _ONLY_COULD):
        return Level.CAPABILITY
    if name in _PIECES_OF_OUTPUT or name.startswith(("PullMessages", "Notify")):
        return Level.OBSERVED
    if name in _PIECES_AT_WORK or (name.startswith("Get") and any(part in name for part in _AT_WORK)):
        return Level.CONFIGURED
    return Level.CAPABILITY


def _without_outputs(node: Node, outputs: list[Node]) -> Node | None:
    """Return ``node`` with switches and names put in their place; move what a device puts out to ``outputs``."""
    node.key = _called(node)
    if node.kind not in CONTAINERS:
        return node
    if node.key in _OUTPUTS and node.namespace.startswith(_OURS):
        outputs.append(_as_output(node))
        return None
    if node.key in _PIECES_OF_OUTPUT and _level(node.key) is Level.OBSERVED:
        node = _as_output(node)
    node.children = [kept for child in node.children if (kept := _without_outputs(child, outputs)) is not None]
    if node.key in _NAMED_BY_PEOPLE or (node.key in _SWITCHABLE and _watches_a_place(node)):
        for child in node.children:
            child.key = _SIGNED if child.key == "Name" else child.key
    if node.key in _SWITCHABLE:
        node.children += _switches(node)
    return node


def _called(node: Node) -> str:
    """Return a key without what means something else in other formats.

    'AnalyticsModuleDescription' and 'NotificationMessage' hold no prose, and a stranger's complexion is not ONVIF's
    unless it has the same values.
    """
    key = node.key.removesuffix("Description") or node.key
    theirs = bool(node.namespace) and not node.namespace.startswith(_OURS)
    if key == "Complexion" and theirs and node.text.casefold() not in _COMPLEXIONS:
        return _FOREIGN + key
    return key.removesuffix("Message") + "MessageContent" if key.endswith("Message") else key


def _watches_a_place(module: Node) -> bool:
    kind = module.value("Type") or ""
    return "Face" not in kind and any(part in kind for part in _WATCHES_PLACES)


def _switches(module: Node) -> Iterator[Node]:
    """Yield the switch of a module or rule that is off: it stands among its parameters."""
    for parameters in module.children:
        if parameters.key == "Parameters" and keys.is_off(parameters):
            yield Node("Enabled", parameters.path, parameters.line, Kind.TRUTH, "false")


def _as_output(node: Node) -> Node:
    """Return what a device puts out: an element is put out whatever it says, be it false, none or nothing."""
    if node.kind in CONTAINERS:
        children = [_as_output(child) for child in node.children]
        return Node(_called(node), node.path, node.line, node.kind, children=children, namespace=node.namespace)
    if keys.is_off(node):
        return Node(_called(node), node.path, node.line, Kind.MAP, namespace=node.namespace)
    node.key = _called(node)
    return node


def _reason(fault: Node) -> str:
    """Return what a SOAP fault gives as its reason, in SOAP 1.1 and 1.2."""
    stack = [fault]
    texts: dict[str, str] = {}
    for _ in range(200):
        if not stack:
            break
        node = stack.pop()
        stack += node.children
        if node.kind not in CONTAINERS and node.text:
            texts.setdefault(node.key, node.text)
    found = next(
        (texts[key] for key in ("Text", "faultstring", "Value", "faultcode") if key in texts), "no reason given"
    )
    return found[:_LONGEST_REASON]
