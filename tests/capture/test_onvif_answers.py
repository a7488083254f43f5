"""Whatever a device sends, there is an answer and no exception; and calls can only get."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fairnotice.capture import onvif_calls
from fairnotice.capture.onvif_answers import Outcome, addresses, configuration_tokens, device_time, understand
from fairnotice.capture.onvif_calls import Operation, Service, envelope
from fairnotice.capture.soap_xml import content, parse
from fakes.onvif_device import message

OPERATIONS = (
    onvif_calls.CLOCK,
    onvif_calls.SERVICES,
    onvif_calls.CAPABILITIES,
    *onvif_calls.CONFIGURATIONS,
    *onvif_calls.ANALYTICS,
    *onvif_calls.OF_A_CONFIGURATION,
)
NAMES = """x:Fault x:Code x:Value x:Text d:Service d:Namespace d:XAddr schema:UTCDateTime schema:Date schema:Year
m:Configurations a:GetRulesResponse d:GetServicesResponse"""
TT = 'xmlns="http://www.onvif.org/ver10/schema"'


@pytest.mark.parametrize("name", ["SetRules", "CreateRules", "DeleteRules", "Get", "GetRules/><SetX", "Getrules"])
def test_a_call_that_does_not_get_something_cannot_be_written_down(name: str) -> None:
    with pytest.raises(ValueError, match="only gets"):
        Operation(name, Service.ANALYTICS)


@given(st.sampled_from(OPERATIONS), st.text(st.characters(min_codepoint=32, codec="utf-8"), max_size=60))
@example(onvif_calls.OF_A_CONFIGURATION[0], "</ConfigurationToken><SetRules/>")
def test_whatever_a_token_holds_a_message_carries_the_one_call(operation: Operation, token: str) -> None:
    said = content(parse(envelope(operation, token)))
    assert said is not None
    assert said.tag == f"{{{operation.service}}}{operation.name}"
    assert said.findtext(f"{{{operation.service}}}ConfigurationToken", "") == token


def _pieces() -> st.SearchStrategy[bytes]:
    names = st.sampled_from(NAMES.split())
    texts = st.sampled_from(["ter:NotAuthorized", "GetRules not supported", "²", "99999999999", "-1", "\u202e", ""])
    trees = st.recursive(
        texts, lambda inner: st.builds(lambda name, parts: f"<{name}>{''.join(parts)}</{name}>", names, st.lists(inner))
    )
    return st.one_of(st.binary(max_size=300), trees.map(message))


@given(st.sampled_from(OPERATIONS), st.integers(100, 599), _pieces())
@example(onvif_calls.CLOCK, 200, message("<x:Fault/>"))
def test_any_bytes_are_understood_as_something(operation: Operation, status: int, body: bytes) -> None:
    reply = understand(operation, status, body)
    assert (reply.outcome is Outcome.ANSWERED) == bool(reply.document) == (reply.content is not None)
    if reply.content is not None:
        device_time(reply.content)
        addresses(reply.content)
        list(configuration_tokens(reply.content))


@pytest.mark.parametrize(
    "date",
    [
        "<Year>2026</Year><Month>13</Month><Day>1</Day>",
        "<Year>0</Year><Month>1</Month><Day>1</Day>",
        "<Year>20260000000000000</Year><Month>1</Month><Day>1</Day>",
        "<Year>MMXXVI</Year><Month>1</Month><Day>1</Day>",
        "",
    ],
)
def test_a_time_that_cannot_be_is_none(date: str) -> None:
    clock = "<Time><Hour>1</Hour><Minute>2</Minute><Second>3</Second></Time>"
    told = parse(f"<a><UTCDateTime {TT}>{clock}<Date>{date}</Date></UTCDateTime></a>".encode())
    assert device_time(told) is None


def test_namespaces_are_resolved_whatever_the_prefixes() -> None:
    # The same prefix as everybody's, bound to something else.
    body = message("<x/>").replace(b"<x/>", b'<a:GetRulesResponse xmlns:a="urn:other"/>')
    assert understand(Operation("GetRules", Service.ANALYTICS), 200, body).outcome is Outcome.UNEXPECTED
