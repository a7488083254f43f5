"""Saved answers of ONVIF devices: envelopes, modules, rules, sample frames, metadata streams."""

from __future__ import annotations

import re

from .surroundings import Chance

NAMESPACES = {
    "env": "http://www.w3.org/2003/05/soap-envelope",
    "tt": "http://www.onvif.org/ver10/schema",
    "tds": "http://www.onvif.org/ver10/device/wsdl",
    "trt": "http://www.onvif.org/ver10/media/wsdl",
    "tev": "http://www.onvif.org/ver10/events/wsdl",
    "tan": "http://www.onvif.org/ver20/analytics/wsdl",
    "axt": "http://www.onvif.org/ver20/analytics",
    "fc": "http://www.onvif.org/ver20/analytics/humanface",
    "bd": "http://www.onvif.org/ver20/analytics/humanbody",
    "tns1": "http://www.onvif.org/ver10/topics",
    "wsnt": "http://docs.oasis-open.org/wsn/b-2",
    "xs": "http://www.w3.org/2001/XMLSchema",
    "vnd": "http://vendor.example/onvif/ext/2024",
}
USUAL = {prefix: prefix for prefix in NAMESPACES}
UNUSUAL = dict(
    zip(NAMESPACES, ["S", "ns1", "a0", "q", "e", "x7", "p4", "ns11", "zz", "t", "wsn", "s", "v"], strict=True)
)
"""A prefix is only a name: gSOAP, .NET and Java devices each choose their own."""


def spell(body: str, prefixes: dict[str, str]) -> str:
    """The body with each known prefix written as `prefixes` says, in names and in QName values."""
    known = "|".join(NAMESPACES)
    body = re.sub(rf"(</?)({known}):", lambda found: f"{found[1]}{prefixes[found[2]]}:", body)
    return re.sub(rf'(Type=")({known}):', lambda found: f"{found[1]}{prefixes[found[2]]}:", body)


def envelope(body: str, prefixes: dict[str, str] = USUAL, declaration: bool = True) -> str:
    """A SOAP answer; each namespace declared at its root, as devices do."""
    declared = " ".join(f'xmlns:{prefixes[prefix]}="{uri}"' for prefix, uri in NAMESPACES.items())
    text = f"<env:Envelope {declared}>\n<env:Header/>\n<env:Body>\n{body}\n</env:Body>\n</env:Envelope>\n"
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' if declaration else "") + spell(text, prefixes)


def module(name: str, kind: str, items: dict[str, str], elements: str = "") -> str:
    """An analytics module or rule with its parameters."""
    simple = "".join(f'      <tt:SimpleItem Name="{key}" Value="{value}"/>\n' for key, value in items.items())
    return (
        f'  <tan:AnalyticsModule Name="{name}" Type="{kind}">\n    <tt:Parameters>\n{simple}{elements}'
        "    </tt:Parameters>\n  </tan:AnalyticsModule>"
    )


def motion(chance: Chance) -> str:
    """The modules that nearly every camera has."""
    cells = (
        '      <tt:ElementItem Name="Layout"><tt:CellLayout Columns="22" Rows="18"><tt:Transformation>'
        '<tt:Translate x="-1.000000" y="-1.000000"/><tt:Scale x="0.090909" y="0.111111"/>'
        "</tt:Transformation></tt:CellLayout></tt:ElementItem>\n"
    )
    field = (
        '      <tt:ElementItem Name="Field"><tt:PolygonConfiguration><tt:Polygon>'
        + "".join(f'<tt:Point x="0.{chance.digits(3)}" y="-0.{chance.digits(3)}"/>' for _ in range(4))
        + "</tt:Polygon></tt:PolygonConfiguration></tt:ElementItem>\n"
    )
    return "\n".join(
        [
            module("MyCellMotionModule", "tt:CellMotionEngine", {"Sensitivity": str(chance.number(20, 90))}, cells),
            module("MyLineDetectorModule", "tt:LineDetectorEngine", {"Sensitivity": str(chance.number(20, 90))}, field),
            module(
                "MyFieldDetectorModule", "tt:FieldDetectorEngine", {"Sensitivity": str(chance.number(20, 90))}, field
            ),
            module("MyTamperDetecModule", "vnd:TamperEngine", {"Sensitivity": "0", "Region": "0000"}),
        ]
    )


def modules(chance: Chance, *added: str) -> str:
    """GetAnalyticsModulesResponse."""
    inside = "\n".join([motion(chance), *added])
    return f"<tan:GetAnalyticsModulesResponse>\n{inside}\n</tan:GetAnalyticsModulesResponse>"


def rules(chance: Chance, *added: str) -> str:
    """GetRulesResponse: rules are modules by another name."""
    line = module("Line1", "tt:LineDetector", {"Direction": chance.pick(["Left", "Right", "Any"])})
    inside = "\n".join([line, *added]).replace("tan:AnalyticsModule", "tan:Rule")
    return f"<tan:GetRulesResponse>\n{inside}\n</tan:GetRulesResponse>"


def configurations(chance: Chance, *added: str) -> str:
    """GetVideoAnalyticsConfigurationsResponse of the media service."""
    inside = "\n".join([motion(chance), *added]).replace("tan:AnalyticsModule", "tt:AnalyticsModule")
    return (
        "<trt:GetVideoAnalyticsConfigurationsResponse>\n"
        f'<trt:Configurations token="VideoAnalyticsToken{chance.digits(2)}">\n<tt:Name>VideoAnalyticsName</tt:Name>\n'
        f"<tt:UseCount>{chance.number(1, 3)}</tt:UseCount>\n<tt:AnalyticsEngineConfiguration>\n{inside}\n"
        "</tt:AnalyticsEngineConfiguration>\n<tt:RuleEngineConfiguration/>\n</trt:Configurations>\n"
        "</trt:GetVideoAnalyticsConfigurationsResponse>"
    )


def supported(*kinds: tuple[str, list[str]]) -> str:
    """GetSupportedAnalyticsModulesResponse: what could be switched on, each kind with the names of its parameters."""
    inside = "\n".join(
        f'<tt:AnalyticsModuleDescription Name="{kind}" fixed="false" maxInstances="1">\n<tt:Parameters>\n'
        + "\n".join(f'<tt:SimpleItemDescription Name="{name}" Type="xs:string"/>' for name in names)
        + "\n</tt:Parameters>\n</tt:AnalyticsModuleDescription>"
        for kind, names in [("tt:CellMotionEngine", ["Sensitivity"]), ("tt:TamperEngine", ["Sensitivity"]), *kinds]
    )
    return (
        "<tan:GetSupportedAnalyticsModulesResponse>\n<tan:SupportedAnalyticsModules>\n"
        "<tt:AnalyticsModuleContentSchemaLocation>http://www.onvif.org/onvif/ver20/analytics/humanface.xsd"
        f"</tt:AnalyticsModuleContentSchemaLocation>\n{inside}\n"
        "</tan:SupportedAnalyticsModules>\n</tan:GetSupportedAnalyticsModulesResponse>"
    )


def face(chance: Chance, inside: str) -> str:
    """An object whose face carries the given elements beside age and gender."""
    return (
        f'<tt:Object ObjectId="{chance.number(1, 900)}"><tt:Appearance>'
        f'<tt:Shape><tt:BoundingBox left="0.{chance.digits(3)}" top="0.7" right="0.6" bottom="0.2"/>'
        '<tt:CenterOfGravity x="0.5" y="0.45"/></tt:Shape>'
        '<tt:Class><tt:Type Likelihood="0.93">Face</tt:Type></tt:Class>\n'
        "<tt:HumanFace>\n  <fc:Age><fc:Min>20</fc:Min><fc:Max>35</fc:Max></fc:Age>\n  <fc:Gender>Female</fc:Gender>\n"
        f"  {inside}\n</tt:HumanFace>\n</tt:Appearance></tt:Object>"
    )


def body(chance: Chance, inside: str) -> str:
    """An object whose body carries the given elements."""
    return (
        f'<tt:Object ObjectId="{chance.number(1, 900)}"><tt:Appearance>'
        '<tt:Class><tt:Type Likelihood="0.88">Human</tt:Type></tt:Class>\n'
        f"<tt:HumanBody>\n  {inside}\n</tt:HumanBody>\n</tt:Appearance></tt:Object>"
    )


def sample(*objects: str, kind: str = "tt:FaceRecognitionEngine") -> str:
    """GetSupportedMetadataResponse: the device itself shows what it would output."""
    return (
        "<tan:GetSupportedMetadataResponse>\n"
        f'<tan:AnalyticsModule Type="{kind}">\n<tan:SampleFrame UtcTime="2025-03-01T12:00:00Z">\n'
        + "\n".join(objects)
        + "\n</tan:SampleFrame>\n</tan:AnalyticsModule>\n</tan:GetSupportedMetadataResponse>"
    )


def stream(chance: Chance, *objects: str) -> str:
    """A recorded piece of a metadata stream: plain motion frames, and one with the given objects."""
    frames = [
        f'<tt:Frame UtcTime="2025-05-0{day}T09:1{day}:0{day}.120Z"><tt:Object ObjectId="{chance.digits(3)}">'
        '<tt:Appearance><tt:Class><tt:Type Likelihood="0.8">Vehicle</tt:Type></tt:Class></tt:Appearance>'
        "</tt:Object></tt:Frame>"
        for day in range(1, 7)
    ]
    frames.insert(3, '<tt:Frame UtcTime="2025-05-03T09:14:00.480Z">' + "\n".join(objects) + "</tt:Frame>")
    declared = " ".join(f'xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in ("tt", "fc", "bd", "wsnt", "tns1"))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<tt:MetadataStream {declared}>\n<tt:VideoAnalytics>\n'
        + "\n".join(frames)
        + "\n</tt:VideoAnalytics>\n</tt:MetadataStream>\n"
    )
