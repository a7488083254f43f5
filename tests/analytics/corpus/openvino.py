"""Cases of DL Streamer, OpenVINO and Ultralytics: what a model's companion says of its classes."""

from __future__ import annotations

import json
from collections.abc import Iterator

import yaml

from .case import CLEAN, PROHIBITED, REVIEW, UNREAD, Case, case
from .label_sets import Labels, every
from .surroundings import Chance


def model_proc(item: Labels, attribute: str) -> str:
    """DL Streamer's model-proc."""
    post = [
        {
            "layer_name": "age_conv3",
            "attribute_name": "age",
            "converter": "text",
            "text_precision": 0,
            "text_scale": 100.0,
        },
        {
            "layer_name": "prob",
            "attribute_name": attribute,
            "labels": list(item.names),
            "converter": "label",
            "method": "max",
        },
    ]
    return json.dumps(
        {"json_schema_version": "2.2.0", "input_preproc": [], "output_postproc": post}, ensure_ascii=False, indent=4
    )


def model_xml(chance: Chance, names: str, kind: str = "Classification", extra: str = "") -> str:
    """An OpenVINO IR with its rt_info."""
    layers = "\n".join(
        f'<layer id="{number}" name="conv{number}" type="Convolution" version="opset1">'
        f'<data strides="1,1" dilations="1,1" pads_begin="0,0" pads_end="0,0" auto_pad="explicit"/>'
        f'<output><port id="2" precision="FP32"><dim>1</dim><dim>{chance.pick([16, 32, 64])}</dim></port></output></layer>'
        for number in range(1, 25)
    )
    edges = "\n".join(
        f'<edge from-layer="{number}" from-port="2" to-layer="{number + 1}" to-port="0"/>' for number in range(1, 24)
    )
    return (
        f'<?xml version="1.0"?>\n<net name="Model{chance.digits(1)}" version="11">\n<layers>\n'
        '<layer id="0" name="input" type="Parameter" version="opset1"><data shape="1,3,224,224" element_type="f32"/></layer>\n'
        f"{layers}\n</layers>\n<edges>\n{edges}\n</edges>\n<rt_info>\n"
        '<MO_version value="2024.4.0"/>\n<model_info>\n'
        f'<model_type value="{kind}"/>\n<labels value="{names}"/>\n<confidence_threshold value="0.5"/>\n{extra}</model_info>\n</rt_info>\n</net>\n'
    )


def spaced(item: Labels) -> str:
    """Labels as Model API writes them: parted by blanks, underscores within."""
    return " ".join(name.replace(" ", "_") for name in item.names)


def ultralytics(chance: Chance, item: Labels, kind: str) -> str:
    """metadata.yaml of an export, or data.yaml of a training."""
    names = dict(enumerate(item.names))
    if kind == "metadata.yaml":
        tree = {
            "description": "Ultralytics YOLO11n-cls model", "author": "Ultralytics", "date": "2025-03-02T10:11:12.1313",
            "version": "8.3.80", "license": "AGPL-3.0 License (https://ultralytics.com/license)", "stride": 1,
            "task": chance.pick(["classify", "detect"]), "batch": 1, "imgsz": [224, 224], "names": names, "args": {"batch": 1, "half": False},
        }  # fmt: skip
        return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)
    tree = {
        "path": "../datasets/street",
        "train": "images/train",
        "val": "images/val",
        "nc": len(names),
        "names": list(item.names),
    }
    return "# Train/val sets\n" + yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


def from_sets() -> Iterator[Case]:
    """Label sets in each format in turn."""
    for number, item in enumerate(every(2)):
        chance = Chance(f"proc-{item.slug}")
        attribute = ["label_1", "class", "type"][number % 3]
        yield case(
            f"dlstreamer/{item.slug}",
            item.expected,
            item.about,
            {f"model_proc/m{chance.digits(2)}.json": model_proc(item, attribute)},
            item.remark,
            item.category,
        )
    for item in every(2, 1):
        chance = Chance(f"ir-{item.slug}")
        yield case(
            f"openvino/{item.slug}",
            item.expected,
            item.about,
            {"model.xml": model_xml(chance, spaced(item))},
            item.remark,
            item.category,
        )
    for number, item in enumerate(every(3, 2)):
        name = ["metadata.yaml", "data.yaml"][number % 2]
        yield case(
            f"ultralytics/{item.slug}",
            item.expected,
            item.about,
            {name: ultralytics(Chance(item.slug), item, name)},
            item.remark,
            item.category,
        )


def odd() -> Iterator[Case]:
    """Telling names over opaque labels; pieces; a tag that asks to run something."""
    chance = Chance("openvino-odd")
    plain = Labels("numbers", CLEAN, "", "", ("0", "1", "2"), "")
    described = model_xml(chance, "0 1 2", extra='<description value="Predicts ethnicity of a face crop"/>\n')
    names = {"names": {0: "class_0", 1: "class_1"}, "task": "classify", "stride": 1}
    tags = yaml.safe_dump(names, sort_keys=False) + "extra: !!python/object/apply:os.getcwd []\n"
    rows = [
        ("dlstreamer/attribute-race", PROHIBITED, "race", "face.json", model_proc(plain, "race"), "opaque labels under a telling name", "race"),
        ("dlstreamer/attribute-ethnicity", PROHIBITED, "ethnicity", "face.json", model_proc(plain, "ethnicity"), "opaque labels under a telling name", "ethnicity"),
        ("dlstreamer/opaque", UNREAD, "opaque labels", "face.json", model_proc(plain, "attr"), "numbers say nothing", ""),
        ("dlstreamer/cut-off", UNREAD, "opaque labels", "face.json", model_proc(plain, "attr")[:150], "ends early", ""),
        ("openvino/opaque", UNREAD, "opaque labels", "model.xml", model_xml(chance, "0 1 2 3 4 5 6"), "numbers say nothing", ""),
        ("openvino/cut-off", UNREAD, "opaque labels", "model.xml", model_xml(chance, "person car")[:2400], "ends before its labels", ""),
        ("openvino/description", REVIEW, "ethnicity", "model.xml", described, "opaque labels, a telling description", "ethnicity"),
        ("ultralytics/opaque", UNREAD, "opaque labels", "metadata.yaml", ultralytics(chance, plain, "metadata.yaml"), "numbers say nothing", ""),
        ("ultralytics/yaml-tag", UNREAD, "opaque labels", "metadata.yaml", tags, "asks to run something", ""),
    ]  # fmt: skip
    for where, expected, about, name, text, remark, category in rows:
        yield case(where, expected, about, {name: text}, remark, category)


def cases() -> Iterator[Case]:
    """All of them."""
    yield from from_sets()
    yield from odd()
