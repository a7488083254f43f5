"""What a device says over ONVIF is evidence of just what it says: output, set up, or merely possible."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.hostile import inputs
from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.verdict import by_evidence, highest_level
from fairnotice.domain import AnalyticsScan, Verdict

SHARED = Path(__file__).resolve().parents[4] / "shared" / "configs" / "onvif"
NAMESPACES = (
    'xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:tt="http://www.onvif.org/ver10/schema"'
    ' xmlns:tan="http://www.onvif.org/ver20/analytics/wsdl" xmlns:trt="http://www.onvif.org/ver10/media/wsdl"'
    ' xmlns:fc="http://www.onvif.org/ver20/analytics/humanface" xmlns:bd="http://www.onvif.org/ver20/analytics/humanbody"'
    ' xmlns:acme="urn:acme"'
)


def scan(text: str) -> AnalyticsScan:
    return scan_file(text.encode(), device_id="d", source="answer.xml")


def answer(inside: str) -> str:
    return f"<s:Envelope {NAMESPACES}><s:Header/><s:Body>{inside}</s:Body></s:Envelope>"


def face(inside: str) -> str:
    return f"<tt:Object ObjectId='1'><tt:Appearance><tt:HumanFace>{inside}</tt:HumanFace></tt:Appearance></tt:Object>"


def output(inside: str) -> str:
    frame = f"<tan:SampleFrame UtcTime='2025-01-01T00:00:00Z'>{inside}</tan:SampleFrame>"
    module = f"<tan:AnalyticsModule Type='tt:FaceEngine'>{frame}</tan:AnalyticsModule>"
    return answer(f"<tan:GetSupportedMetadataResponse>{module}</tan:GetSupportedMetadataResponse>")


def module(parameters: str, kind: str = "acme:FaceEngine", call: str = "GetAnalyticsModules") -> str:
    each = (
        f"<tan:AnalyticsModule Name='M' Type='{kind}'><tt:Parameters>{parameters}</tt:Parameters></tan:AnalyticsModule>"
    )
    return answer(f"<tan:{call}Response>{each}</tan:{call}Response>")


def item(name: str, value: str) -> str:
    return f"<tt:SimpleItem Name='{name}' Value='{value}'/>"


def supported(name: str) -> str:
    described = f"<tt:Parameters><tt:SimpleItemDescription Name='{name}' Type='xs:boolean'/></tt:Parameters>"
    return answer(
        "<tan:GetSupportedAnalyticsModulesResponse><tan:SupportedAnalyticsModules>"
        f"<tt:AnalyticsModuleDescription Name='acme:FaceEngine'>{described}</tt:AnalyticsModuleDescription>"
        "</tan:SupportedAnalyticsModules></tan:GetSupportedAnalyticsModulesResponse>"
    )


PROFILE = answer(
    "<trt:GetProfilesResponse><trt:Profiles token='p'><tt:Name>%s</tt:Name></trt:Profiles></trt:GetProfilesResponse>"
)
RULE = answer("<tan:GetRulesResponse><tan:Rule Name='%s' Type='%s'/></tan:GetRulesResponse>")
EVENT = answer(
    "<tev:PullMessagesResponse xmlns:tev='http://www.onvif.org/ver10/events/wsdl' xmlns:n='http://docs.oasis-open.org/wsn/b-2'>"
    "<n:NotificationMessage><n:Message><tt:Message><tt:Data>%s</tt:Data></tt:Message></n:Message></n:NotificationMessage>"
    "</tev:PullMessagesResponse>"
)
FRAME = "<tt:VideoAnalytics><tt:Frame>%s</tt:Frame></tt:VideoAnalytics>"
STREAM = f"<tt:MetadataStream {NAMESPACES}>{FRAME}</tt:MetadataStream>"
COMPLEXION = face("<fc:Complexion>Asian</fc:Complexion>")
SAID = [
    ("complexion in the sample frame", output(COMPLEXION), "observed", "fail"),
    ("complexion in it without a value", output(face("<fc:Complexion/>")), "observed", "fail"),
    ("hijab that is not worn", output(face("<fc:Hijab><fc:Wear>false</fc:Wear></fc:Hijab>")),
     "observed", "review"),
    ("a hijab that is false", output(face("<fc:Accessory><fc:Hijab>false</fc:Hijab></fc:Accessory>")),
     "observed", "review"),
    ("a kerchief", output(face("<fc:Accessory><fc:Kerchief/></fc:Accessory>")), "observed", "review"),
    ("a face that could carry it", output(face("<fc:Age><fc:Min>1</fc:Min></fc:Age>")), "carrier", "pass"),
    ("a scarf", output("<tt:Object><tt:Appearance><tt:HumanBody><bd:Clothing><bd:Scarf>true</bd:Scarf></bd:Clothing>"
                       "</tt:HumanBody></tt:Appearance></tt:Object>"), "none", "pass"),
    ("a beard", output(face("<fc:FacialHair><fc:Beard>true</fc:Beard></fc:FacialHair>")), "carrier", "pass"),
    ("a colour of a vendor", output("<tt:Object><acme:ColorName>White</acme:ColorName></tt:Object>"), "none", "pass"),
    ("complexion in a stream", STREAM % COMPLEXION, "observed", "fail"),
    ("a plain stream", STREAM % "<tt:Object ObjectId='1'/>", "none", "pass"),
    ("a module's list", module(item("Output", "Age,Gender,Complexion")), "configured", "fail"),
    ("a rule's switch", module(item("FaceRace", "true"), call="GetRules"), "configured", "fail"),
    ("a switch that is off", module(item("FaceRace", "false")), "capability", "review"),
    ("a module that is off", module(item("Enabled", "false") + item("Output", "Age,Gender,Complexion")),
     "capability", "review"),
    ("a module named for it that is off", module(item("Enabled", "false"), "acme:FaceRaceEngine"),
     "capability", "review"),
    ("a module named for it", module(item("Sensitivity", "5"), "acme:FaceRaceEngine"), "configured", "fail"),
    ("a module that is supported", supported("FaceEthnicity"), "capability", "review"),
    ("options", module(item("FaceRace", "true"), call="GetAnalyticsModuleOptions"), "capability", "review"),
    ("a module's zone", module(item("ZoneName", "Muslim quarter")), "none", "pass"),
    ("a rule across regions", module(item("Sensitivity", "5"), "acme:CrossRegionDetection"), "none", "pass"),
    ("a camera's name", PROFILE % "Muslim women entrance", "carrier", "pass"),
    ("a line's name", RULE % ("Muslim entrance", "tt:LineDetector"), "carrier", "pass"),
    ("a rule of faces by name", RULE % ("Race", "acme:FaceDetector"), "configured", "fail"),
    ("an event", EVENT % item("FaceEthnicity", "5"), "observed", "fail"),
    ("a stranger's complexion", output(face("<acme:Complexion>fair</acme:Complexion>")), "carrier", "pass"),
    ("one by ONVIF's words", output(face("<acme:Complexion>Asian</acme:Complexion>")), "observed", "fail"),
    ("a request to set it up", module(item("FaceRace", "true")).replace("GetAnalyticsModulesResponse", "CreateX"),
     "capability", "review"),
    ("services", answer("<tan:GetServiceCapabilitiesResponse><tan:Capabilities RuleSupport='true'/>"
                        "</tan:GetServiceCapabilitiesResponse>"), "none", "pass"),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "text", "level", "verdict"), SAID, ids=[case[0] for case in SAID])
def test_what_is_said_is_what_it_proves(situation, text, level, verdict):
    found = scan(text)
    assert (found.complete, found.error, found.format) == (True, None, "onvif")
    assert (highest_level(found.mentions).value, by_evidence(found).verdict.value) == (level, verdict)


def test_a_finding_has_its_xpath_and_line():
    found = scan(output(f"\n{COMPLEXION}"))
    told = next(m for m in found.mentions if m.category == "race" and m.level.value == "observed")
    assert told.path == (
        "/Envelope/Body/GetSupportedMetadataResponse/AnalyticsModule/SampleFrame/Object/Appearance/HumanFace/Complexion"
    )
    assert (told.line, told.excerpt) == (2, "fc:Complexion: Asian")


def test_a_schema_says_what_could_be_carried_at_most():
    text = (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="Complexion"/>'
        '<xs:element name="Ethnicity"/></xs:schema>'
    )
    found = scan(text)
    assert (found.complete, highest_level(found.mentions).value) == (True, "carrier")


FAULTS = [
    ("soap 1.2", "<s:Fault><s:Code/><s:Reason><s:Text xml:lang='en'>Not authorised</s:Text></s:Reason></s:Fault>",
     "Not authorised"),
    ("soap 1.1", "<s:Fault><faultcode>s:Client</faultcode><faultstring>No profile</faultstring></s:Fault>",
     "No profile"),
    ("without a reason", "<s:Fault/>", "no reason given"),
]  # fmt: skip


@pytest.mark.parametrize(("version", "fault", "reason"), FAULTS, ids=[case[0] for case in FAULTS])
def test_a_fault_is_no_answer(version, fault, reason):
    found = scan(answer(fault))
    assert not found.complete
    assert reason in (found.error or "")
    assert by_evidence(found).verdict is Verdict.UNKNOWN


def test_an_empty_message_passes_nothing():
    assert not scan(answer("")).complete


def test_an_answer_that_breaks_off_passes_nothing():
    assert not scan(output(COMPLEXION)[:-40]).complete


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not at hand")
def test_answers_of_real_cameras_are_clean_and_read_to_the_end():
    for path in sorted(SHARED.glob("*.xml")):
        found = scan_file(path.read_bytes(), device_id="d", source=path.name)
        assert (path.name, found.complete, by_evidence(found).verdict) == (path.name, True, Verdict.PASS)


WORDS = [
    "GetRulesResponse",
    "AnalyticsModule",
    "SampleFrame",
    "Frame",
    "Fault",
    "Parameters",
    "Name",
    "HumanFace",
    "Complexion",
]


def element(made: tuple[str, str, list[str]]) -> str:
    prefix, name, inside = made
    return f"<{prefix}:{name}>{''.join(inside)}</{prefix}:{name}>"


PREFIXES = st.sampled_from(["tt", "tan", "s", "fc"])
NODES = st.recursive(
    st.sampled_from(["x", "", "false", "tt:x"]),
    lambda inner: st.tuples(PREFIXES, st.sampled_from(WORDS), st.lists(inner, max_size=4)).map(element),
    max_leaves=20,
)


@given(NODES, st.booleans())
@inputs(300)
def test_any_message_gives_a_scan(inside, wrapped):
    found = scan(answer(inside) if wrapped else f"<tt:Frame {NAMESPACES}>{inside}</tt:Frame>")
    assert found.complete == (found.error is None)
