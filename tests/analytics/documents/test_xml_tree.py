"""XML documents as trees: keys, places, settings; and documents that would harm a careless reader."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.hostile import cases, inputs
from fairnotice.analytics.documents.node import Kind, Node
from fairnotice.analytics.documents.xml_tree import xml_tree
from fairnotice.analytics.scan import scan_file

FACES = "http://www.onvif.org/ver20/analytics/humanface"


def leaves(node: Node) -> list[tuple[str, str, str]]:
    if node.kind in (Kind.MAP, Kind.LIST):
        return [found for child in node.children for found in leaves(child)]
    return [(node.key, node.text, node.path)]


def tree(text: str | bytes) -> Node:
    root, problem = xml_tree(text.encode() if isinstance(text, str) else text)
    assert root is not None, problem
    assert problem is None
    return root


SHAPES = [
    ("elements and attributes", '<a b="1"><c>x</c></a>', [("b", "1", "/a/@b"), ("c", "x", "/a/c")]),
    ("repeated elements", "<a><c>x</c><c>y</c></a>", [("c", "x", "/a/c[1]"), ("c", "y", "/a/c[2]")]),
    ("repeated beside others", "<a><c>x</c><c>y</c><d>z</d></a>",
     [("", "x", "/a/c[1]"), ("", "y", "/a/c[2]"), ("d", "z", "/a/d")]),
    ("items have no name", "<a><item>x</item></a>", [("", "x", "/a/item")]),
    ("name and value", '<a><param name="race" value="1"/></a>', [("race", "1", "/a/param/@value")]),
    ("key and text", '<a><entry key="ethnicity">true</entry></a>', [("ethnicity", "true", "/a/entry")]),
    ("name and value as elements", "<a><property><name>race</name><value>on</value></property></a>",
     [("race", "on", "/a/property/value")]),
    ("a place's name is no key", '<a><zone name="Mosque gate">1</zone></a>',
     [("zone", "1", "/a/zone"), ("name", "Mosque gate", "/a/zone/@name")]),
    ("a prefix is only a name", '<x:a xmlns:x="urn:x" t="x:Engine"/>', [("t", "Engine", "/a/@t")]),
    ("an undeclared prefix stays", '<a t="http:x"/>', [("t", "http:x", "/a/@t")]),
    ("character data", "<a><c><![CDATA[<b>]]></c></a>", [("c", "<b>", "/a/c")]),
    ("comments are none", "<a><!-- <race>on</race> --><c>x</c></a>", [("c", "x", "/a/c")]),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "text", "expected"), SHAPES, ids=[case[0] for case in SHAPES])
def test_shapes(shape, text, expected):
    assert leaves(tree(text)) == expected


@pytest.mark.parametrize("prefix", ["fc", "ns1", ""])
def test_faces_are_known_by_their_namespace(prefix):
    colon = f"{prefix}:" if prefix else ""
    declared = f'xmlns{":" if prefix else ""}{prefix}="{FACES}"'
    root = tree(f"<{colon}Complexion {declared}>Asian</{colon}Complexion>")
    assert (root.key, root.namespace) == ("fc:Complexion", FACES)


def test_a_foreign_namespace_is_not_onvif_whatever_its_prefix():
    assert tree('<fc:Complexion xmlns:fc="urn:acme:make-up">fair</fc:Complexion>').key == "Complexion"


def test_lines_are_those_of_the_file():
    root = tree("\n\n<?xml version='1.0'?>\n<a>\n <b/>\n <c>\n x</c></a>".replace("\n\n", "", 1))
    assert [(child.key, child.line) for child in root.children] == [("b", 3), ("c", 4)]


ENCODINGS = [
    ("utf-8 with a mark", '<a b="人种"/>'.encode("utf-8-sig")),
    ("utf-16 by its mark", '<?xml version="1.0" encoding="UTF-16"?><a b="人种"/>'.encode("utf-16")),
    ("utf-16 without", '<a b="人种"/>'.encode("utf-16-le")),
    ("utf-16 big endian without", '<a b="人种"/>'.encode("utf-16-be")),
    ("gb2312", '<?xml version="1.0" encoding="GB2312"?><a b="人种"/>'.encode("gb2312")),
    ("gb18030", '<?xml version="1.0" encoding="gb18030"?><a b="人种"/>'.encode("gb18030")),
    ("big5", '<?xml version="1.0" encoding="big5"?><a b="人種"/>'.encode("big5")),
]


@pytest.mark.parametrize(("encoding", "data"), ENCODINGS, ids=[case[0] for case in ENCODINGS])
def test_encodings(encoding, data):
    assert tree(data).children[0].text in ("人种", "人種")


LAUGHS = (
    "<!DOCTYPE a [<!ENTITY l0 'ha'>" + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
)
HOSTILE = [
    ("an external entity", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "DOCTYPE"),
    ("an external type", "<!DOCTYPE a SYSTEM 'http://192.0.2.1/a.dtd'><a/>", "DOCTYPE"),
    ("a parameter entity", "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://192.0.2.1/'>%p;]><a/>", "DOCTYPE"),
    ("billion laughs", LAUGHS + "<a>&l9;</a>", "DOCTYPE"),
    ("quadratic blow-up", f"<!DOCTYPE a [<!ENTITY x '{'x' * 50_000}'>]><a>{'&x;' * 50_000}</a>", "DOCTYPE"),
    ("an unknown entity", "<a>&race;</a>", "not valid XML at line 1"),
    ("deep nesting", "<a>" * 100_000, "60 levels"),
    ("a million attributes", "<a " + " ".join(f'a{n}=""' for n in range(350_000)) + "/>", "400 attributes"),
    ("an attribute twice", '<a b="1" b="2"/>', "not valid XML"),
    ("many elements", "<a>" + "<b/>" * 200_000 + "</a>", "100000 elements"),
    ("a long name", f"<{'a' * 300}/>", "a name longer than 200"),
    ("long paths", f"<{'a' * 190}>" * 50 + "<b/>" * 90_000 + f"</{'a' * 190}>" * 50, "too deep for names that long"),
    ("too large", "<a>" + "x" * 5_000_000 + "</a>", "larger than"),
    ("truncated", "<a><b>x</b>", "not valid XML"),
    ("two roots", "<a/><b/>", "not valid XML"),
    ("an unbound prefix", "<x:a/>", "not valid XML"),
    ("invalid utf-8", b"<a>\xff\xfe\xff</a>", "neither UTF-8"),
    ("broken utf-16", b"\xff\xfe<\x00a\x00>", "not valid"),
    ("utf-16 that is none", "<?xml version='1.0' encoding='UTF-16'?><a/>", "encoded as UTF-16"),
    ("an encoding that is code", "<?xml version='1.0' encoding='zlib_codec'?><a/>", "encoded as zlib_codec"),
    ("an unheard-of encoding", "<?xml version='1.0' encoding='x-mac'?><a/>", "encoded as x-mac"),
    ("a null", b"<a>\x00</a>", "binary"),
    ("text", "race", "not valid XML"),
    ("empty", "", "empty"),
]
FLOODS = ("a million attributes", "many elements", "long paths")


@pytest.mark.parametrize(("situation", "text", "says"), cases(HOSTILE, floods=FLOODS))
def test_hostile_or_incomplete(situation, text, says):
    tracemalloc.start()
    _, problem = xml_tree(text.encode() if isinstance(text, str) else text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert says in (problem or "")
    assert peak < 200 * 1024 * 1024


GENERIC = [
    ("race in three attributes", "<c><face><out>age,gender,race</out></face></c>", "configured"),
    ("switched off", "<c><face><enabled>false</enabled><out>age,gender,race</out></face></c>", "capability"),
    ("a pair that is off", '<c><face><p name="age" value="on"/><p name="race" value="off"/></face></c>', "capability"),
    ("a value that is off takes its attributes along", '<c><f type="face ethnicity">false</f></c>', "capability"),
    ("a pair", '<c><face><p name="age" value="1"/><p name="race" value="1"/></face></c>', "configured"),
    ("a channel's name", "<c><channel><id>1</id><name>Muslim quarter</name></channel></c>", "none"),
    ("a name of a colour", '<c xmlns:acme="urn:acme"><acme:ColorName>White</acme:ColorName></c>', "none"),
    ("labels", "<c><labels><l>White</l><l>Asian</l><l>Black</l></labels></c>", "configured"),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "text", "level"), GENERIC, ids=[case[0] for case in GENERIC])
def test_settings_of_any_kind(situation, text, level):
    scan = scan_file(text.encode(), device_id="d", source="settings.xml")
    assert scan.complete
    assert {m.level.value for m in scan.mentions} == ({level} if level != "none" else set())


PIECES = [
    *("<a>", "</a>", "<a b='", "'", "/>", "<!DOCTYPE a [", "]>", "&#x41;", "&lt;", "<![CDATA[", "]]>", "<!--", "-->"),
    *("<?xml version='1.0' encoding='", "gbk", "utf-16", "?>", " xmlns:x='u'", "x:a", "race", "\x00", "é", "人"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
@inputs(400)
def test_any_text_gives_a_tree_or_a_reason(text, encoding):
    root, problem = xml_tree(text.encode(encoding))
    assert (root is None) <= bool(problem)


def test_a_label_in_angle_brackets_makes_no_xml():
    assert scan_file(b"<unk>\ncaucasian\nhispanic\nasian\n", device_id="d", source="labels.txt").format == "label_map"
    assert scan_file(b"<a><b>x</b></a>", device_id="d", source="settings.txt").format == "xml"
