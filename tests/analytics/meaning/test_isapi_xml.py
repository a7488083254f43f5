"""ISAPI: settings with switches, capabilities with choices, alerts with what was seen, libraries with their tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.hostile import inputs
from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.verdict import by_evidence, highest_level
from fairnotice.domain import AnalyticsScan


def scan(text: str) -> AnalyticsScan:
    return scan_file(text.encode(), device_id="d", source="answer.xml")


def document(root: str, inside: str, namespace: str = "http://www.hikvision.com/ver20/XMLSchema") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} version="2.0" xmlns="{namespace}">{inside}</{root}>'


def alert(inside: str) -> str:
    face = f"<Face><age><value>27</value></age><gender><value>female</value></gender>{inside}</Face>"
    return document("EventNotificationAlert", f"<eventType>faceCapture</eventType><FaceList>{face}</FaceList>")


def snap(inside: str) -> str:
    inside = f"<enabled>true</enabled><FaceAttribute>{inside}</FaceAttribute>"
    return document("FaceSnap", inside, "http://www.isapi.org/ver20/XMLSchema")


def tag(name: str, value: str, enable: str = "true") -> str:
    inside = f"<id>1</id><enable>{enable}</enable><name>{name}</name><value>{value}</value>"
    listed = f"<PersonInfoExtendList><PersonInfoExtend>{inside}</PersonInfoExtend></PersonInfoExtendList>"
    return document("FDLibBaseCfg", f"<name>list 1</name>{listed}")


def described(description: str, value: str) -> str:
    inside = f"<Property><description>{description}</description><value>{value}</value></Property>"
    return alert(
        f"<PropertyList>{inside}<Property><description>hair</description><value>long</value></Property></PropertyList>"
    )


def channel(name: str) -> str:
    return document("VideoInputChannelList", f"<VideoInputChannel><id>1</id><name>{name}</name></VideoInputChannel>")


SAID = [
    ("ethnicity is switched on", snap("<age>true</age><ethnic>true</ethnic>"), "configured", "fail"),
    ("it is switched off", snap("<enabled>true</enabled><age>true</age><race>false</race>"), "capability", "review"),
    ("all of it is off", snap("<enabled>false</enabled><age>true</age><race>true</race>"), "capability", "review"),
    ("a choice that there is", snap('<age>true</age><race opt="true,false">true</race>'), "capability", "review"),
    ("choices of a capability", document("FaceSnapCap", '<race opt="asian,white,black"/>'), "capability", "review"),
    ("a race that was seen", alert("<race><value>asian</value></race>"), "observed", "fail"),
    ("a people that was seen", alert("<nation>维吾尔族</nation>"), "observed", "fail"),
    ("a nation by number", alert("<nation>5</nation>"), "observed", "review"),
    ("a plate's nation", document("EventNotificationAlert", "<ANPR><nation>FR</nation></ANPR>"), "none", "pass"),
    ("a property that is described", described("种族", "白种人"), "observed", "fail"),
    ("a property of clothes", described("coat", "black"), "none", "pass"),
    ("people tagged by their people", tag("民族", "维吾尔族"), "configured", "fail"),
    ("a tag that is off", tag("民族", "维吾尔族", "false"), "capability", "review"),
    ("an address as a tag", tag("地址", "民族路12号"), "none", "pass"),
    ("a scarf", alert("<scarf>yes</scarf><hat>no</hat>"), "none", "pass"),
    ("a channel's name", channel("Mosque gate"), "none", "pass"),
    ("a channel's name that speaks of people", channel("Muslim women entrance"), "carrier", "pass"),
    ("an overlay", document("VideoOverlay", "<TextOverlay><displayText>Muslim prayer</displayText></TextOverlay>"),
     "carrier", "pass"),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "text", "level", "verdict"), SAID, ids=[case[0] for case in SAID])
def test_what_is_said_is_what_it_proves(situation, text, level, verdict):
    found = scan(text)
    assert (found.complete, found.error, found.format) == (True, None, "isapi")
    assert (highest_level(found.mentions).value, by_evidence(found).verdict.value) == (level, verdict)


def test_a_prefix_changes_nothing():
    plain = alert("<race>asian</race>")
    prefixed = plain.replace("</", "</h:").replace("<", "<h:").replace("<h:/h:", "</h:").replace("<h:?", "<?")
    prefixed = prefixed.replace("xmlns=", "xmlns:h=")
    assert "<h:race>asian</h:race>" in prefixed
    assert [(m.path, m.level, m.category) for m in scan(prefixed).mentions] == [
        (m.path, m.level, m.category) for m in scan(plain).mentions
    ]


def test_a_refusal_is_no_configuration():
    found = scan(document("ResponseStatus", "<statusCode>4</statusCode><statusString>Invalid Operation</statusString>"))
    assert not found.complete
    assert "Invalid Operation" in (found.error or "")


TAGS = st.sampled_from(["enabled", "race", "nation", "Face", "Property", "description", "value", "name", "FaceCap"])
NODES = st.recursive(
    st.sampled_from(["true", "false", "", "asian"]),
    lambda inner: st.tuples(TAGS, st.sampled_from(["", ' opt="a,b"', ' min="1"']), st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]}{made[1]}>{''.join(made[2])}</{made[0]}>"
    ),
    max_leaves=20,
)


@given(NODES, st.sampled_from(["EventNotificationAlert", "FaceSnap", "FaceCap", "ResponseStatus"]))
@inputs(300)
def test_any_document_gives_a_scan(inside, root):
    found = scan(document(root, inside))
    assert found.complete == (found.error is None)
