"""Any text under any name of a text format gives a scan: 900 seeded inputs built from the formats' own pieces."""

from hypothesis import given
from hypothesis import strategies as st

from analytics.hostile import inputs
from fairnotice.analytics.scan import scan_file

PIECES = [
    "{", "}", "[", "]", '"race"', ":", ",", "\n", "=", "table.VideoAnalyseRule[0][0].", "Config.FeatureList[0]=Nation",
    "Config.FeatureEnable=true", "item {", 'name: "x"', "output [", "POST /analyze HTTP/1.1", "\n\n",
    "deepface==0.0.93",
    '{"actions": ["race"]}', "[property]", "labelfile-path=../../x.txt", "- ", "  ", "#", "&a *a", "!!python/object",
    '"a.yaml":', "a.ini: |\n  ", "\\n", "scale: 0", "image: x", "deny:", "attributes:", "people:", "race.start",
    'name: "x"\nplatform: "y"\n', 'output [ { name: "p" dims: [ ', " ] } ]", "²", "٣", "7", "&a=1" * 101, "?a=1",
    "http://x/", "--a=",
    "prompt: ", "Describe the race of each person here. ", "<a>", "</a>", "<race>true</race>", "-1", "9" * 400,
    "#!/bin/sh\n", "export A=", " \\\n", "curl -F '", "${B:-race}", "'{\"race\": 1}' ", "f(x, race=[", '"""',
    "x: list[str] = (",
    "== \"muslim\"", " in ['a', 'b']", " . ", "profiles:\n  a: {race: 1}\n  b: {}\n", "profile: b\n",
    "enable_face_attribute: true", "inspireface 1.2.1", "\ufeff", "民族", "\x00", "1e999999", "'", "\\",
]  # fmt: skip
NAMES = [
    "config.pbtxt",
    "a.xml",
    "requirements.txt",
    "a.json",
    "a.yaml",
    "a.ini",
    "a.txt",
    "a.pbtxt",
    "a.http",
    "a.log",
    "a.sh",
    "a.py",
    "a.env",
    "a",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(NAMES))
@inputs(900)
def test_any_text_gives_a_scan(pieces, name):
    scan = scan_file("".join(pieces).encode("utf-8", "replace"), device_id="d", source=name)
    assert scan.complete == (scan.error is None)
    assert all(0 <= found.confidence <= 1 and len(found.excerpt) <= 200 for found in scan.mentions)
