"""XML of any kind, read by what its outermost element says that it is."""

from __future__ import annotations

from fairnotice.analytics.documents.node import document_of
from fairnotice.analytics.documents.reading import Reading
from fairnotice.analytics.documents.xml_tree import xml_tree
from fairnotice.analytics.meaning.isapi_xml import is_isapi, read_isapi
from fairnotice.analytics.meaning.onvif_xml import is_onvif, read_onvif
from fairnotice.analytics.meaning.openvino_xml import is_openvino, read_openvino
from fairnotice.analytics.meaning.services import are_named, with_services
from fairnotice.analytics.meaning.tree import read_tree
from fairnotice.domain import Level

_SCHEMAS = ("http://www.w3.org/2001/XMLSchema", "http://schemas.xmlsoap.org/wsdl/", "http://www.w3.org/ns/wsdl")


def read_xml(data: bytes) -> Reading:
    """Read an XML document: ONVIF, ISAPI, a model of OpenVINO, a schema, or settings of any kind."""
    root, problem = xml_tree(data)
    if root is None:
        return Reading("xml", error=problem)
    if root.namespace in _SCHEMAS:
        # A schema says what a format can carry, not what any device does.
        return read_tree(document_of(root), "xsd", level=Level.CARRIER, error=problem)
    for belongs, read in ((is_onvif, read_onvif), (is_isapi, read_isapi), (is_openvino, read_openvino)):
        if belongs(root):
            return read(root, problem)
    reading = read_tree(document_of(root), "xml", error=problem)
    return with_services(reading, root) if are_named(data) else reading
