"""Cases that nobody can or may read whole: the only right answer is unknown, soon and in little memory."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

from .case import UNREAD, Case, case
from .generic_files import as_json, as_yaml
from .onvif_xml import envelope, face, modules, sample
from .surroundings import Chance, system


def expansions() -> str:
    """Entities that would grow to 10^9 letters."""
    entities = "\n".join(
        f'<!ENTITY l{level} "{"".join(f"&l{level - 1};" for _ in range(10))}">' for level in range(1, 10)
    )
    return f'<?xml version="1.0"?>\n<!DOCTYPE c [\n<!ENTITY l0 "asian">\n{entities}\n]>\n<config><face>&l9;</face></config>\n'


def cases() -> Iterator[Case]:
    """All of them."""
    chance, noise = Chance("hostile"), Chance("noise")
    tree = system(chance)
    text, yml = as_json(tree), as_yaml(tree)
    answer = envelope(sample(face(chance, "<fc:Complexion>Asian</fc:Complexion>")))
    external = '<?xml version="1.0"?>\n<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<config><camera>&x;</camera></config>\n'
    aliases = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 8)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    rows: list[tuple[str, dict[str, str | bytes], str]] = [
        ("xml-entities", {"config.xml": expansions()}, "billion laughs"),
        ("xml-external", {"config.xml": external}, "an external entity"),
        ("xml-parameter", {"dump.xml": external.replace("<!ENTITY x", "<!ENTITY % x").replace("&x;", "x")}, "a parameter entity"),
        ("xml-cut", {"GetAnalyticsModules.xml": envelope(modules(chance))[:-300]}, "ends before its end"),
        ("xml-wrong-encoding", {"modules.xml": answer.replace("UTF-8", "UTF-16").encode()}, "says UTF-16 and is not"),
        ("xml-deep", {"deep.xml": "<a>" * 50_000 + "</a>" * 50_000}, "nested 50 000 deep"),
        ("json-deep", {"deep.json": "[" * 50_000 + "]" * 50_000}, "nested 50 000 deep"),
        ("json-cut", {"config.json": text[: len(text) * 2 // 3]}, "ends early"),
        ("json-trailing", {"config.json": text + "}}}}"}, "more closes than opens"),
        ("json-nul", {"config.json": text.replace("site", "si\0te")}, "holds NUL"),
        ("json-bad-utf8", {"config.json": text.encode() + b"\xc3\x28\xff"}, "not UTF-8 at its end"),
        ("yaml-tag", {"settings.yaml": yml + "hook: !!python/object/apply:os.getcwd []\n"}, "asks to run something"),
        ("yaml-aliases", {"settings.yaml": aliases}, "aliases that multiply"),
        ("yaml-tab", {"settings.yaml": yml.replace("  port", "\tport")}, "tabs where none may be"),
        ("yaml-open-quote", {"settings.yaml": yml + 'name: "never closed\n'}, "a quotation that never ends"),
        ("ini-no-section", {"analytics.ini": b"\x00\x01\x02[face\nattributes=\xff\xfe\n" * 40}, "bytes in the shape of an ini"),
        ("random-txt", {"labels.txt": bytes(noise.number(0, 255) for _ in range(1600))}, "bytes, not text"),
        ("utf16-odd", {"labels.txt": "person\ncar\n".encode("utf-16")[:-1]}, "half a letter at its end"),
        ("empty-json", {"config.json": ""}, "empty"),
        ("pbtxt-open", {"net/config.pbtxt": 'name: "attr"\noutput [ { name: "p" dims: [ 7 ] label_filename: "'}, "ends within a name"),
        ("label-escape", {"config_infer.txt": "[property]\nnetwork-type=1\nlabelfile-path=../../../../../../proc/self/environ\nonnx-file=m.onnx\n"}, "a label file outside of what was given"),
        ("label-device", {"config_infer.txt": "[property]\nnetwork-type=1\nlabelfile-path=/dev/zero\nonnx-file=m.onnx\n"}, "a label file without an end"),
        ("encrypted", {"backup.json": json.dumps({"version": 2, "cipher": "AES-256-GCM", "data": base64.b64encode(text.encode()[::-1]).decode()})}, "an encrypted backup"),
        ("opaque-blob", {"device.cfg": bytes(chance.number(0, 255) for _ in range(4096))}, "a device's own binary backup"),
        ("proc-labels", {"proc.json": json.dumps({"json_schema_version": "2.2.0", "output_postproc": [{"attribute_name": "kind", "labels-file": "/labels/kind.txt", "converter": "label"}]})}, "labels stand in a file that is not there"),
    ]  # fmt: skip
    for slug, files, remark in rows:
        yield case(f"hostile/{slug}", UNREAD, "unreadable", files, remark)
