"""Cases of DeepStream and Triton: a model's settings and the label file it names."""

from __future__ import annotations

from collections.abc import Iterator

from .case import CAPABILITY, CLEAN, PROHIBITED, REVIEW, UNREAD, Case, case
from .label_sets import Labels, every
from .surroundings import Chance

HEAD = """################################################################################
# Settings of one inference element of the street cameras.
# Changes take effect when the pipeline is restarted.
################################################################################
"""


def nvinfer(chance: Chance, labelfile: str, classes: int, name: str = "attr", **changes: str) -> str:
    """An nvinfer ini of a secondary classifier."""
    keys = {
        "gpu-id": "0",
        "net-scale-factor": "0.0039215697906911373",
        "onnx-file": f"../models/{name}/{name}.onnx",
        "model-engine-file": f"../models/{name}/{name}.onnx_b{chance.pick([1, 4, 16])}_gpu0_fp16.engine",
        "labelfile-path": labelfile,
        "infer-dims": "3;224;224",
        "batch-size": str(chance.pick([1, 4, 16])),
        "network-mode": "2",
        "network-type": "1",
        "process-mode": "2",
        "num-detected-classes": str(classes),
        "gie-unique-id": str(chance.number(2, 9)),
        "operate-on-gie-id": "1",
        "operate-on-class-ids": "0",
        "output-blob-names": "predictions/Softmax",
        "classifier-threshold": f"0.{chance.number(2, 8)}",
        "classifier-async-mode": "1",
    } | {key.replace("_", "-"): value for key, value in changes.items()}
    lines = [f"{key}={value}" for key, value in keys.items() if value]
    return HEAD + "\n[property]\n" + "\n".join(lines) + "\n\n[class-attrs-all]\nthreshold=0.3\nroi-top-offset=0\n"


def nvinfer_yaml(chance: Chance, labelfile: str, classes: int) -> str:
    """The same as yml."""
    ini = nvinfer(chance, labelfile, classes)
    lines = [line for line in ini.splitlines() if "=" in line and not line.startswith(("#", "threshold", "roi"))]
    return (
        HEAD
        + "\nproperty:\n"
        + "\n".join(f"  {line.replace('=', ': ', 1)}" for line in lines)
        + "\n\nclass-attrs-all:\n  threshold: 0.3\n"
    )


def application(chance: Chance, enabled: int, config: str) -> str:
    """deepstream-app's file: sources, sinks, a primary and a secondary element."""
    sources = "\n".join(
        f"[source{number}]\nenable=1\ntype=4\nuri=rtsp://admin:{chance.token(8)}@{chance.address()}/1\nnum-sources=1\n"
        for number in range(chance.number(2, 5))
    )
    return (
        f"[application]\nenable-perf-measurement=1\nperf-measurement-interval-sec=5\n\n{sources}\n"
        "[streammux]\nbatch-size=4\nwidth=1920\nheight=1080\n\n"
        "[primary-gie]\nenable=1\ngie-unique-id=1\nconfig-file=config_infer_primary.txt\n\n"
        f"[secondary-gie0]\nenable={enabled}\ngie-unique-id=4\noperate-on-gie-id=1\noperate-on-class-ids=2;\nconfig-file={config}\n\n"
        "[sink0]\nenable=1\ntype=6\nmsg-conv-config=msgconv.txt\nmsg-broker-conn-str=192.0.2.9;9092;faces\n"
    )


def triton(chance: Chance, name: str, classes: int, labelfile: str = "") -> str:
    """config.pbtxt."""
    line = f'    label_filename: "{labelfile}"\n' if labelfile else ""
    return (
        f'name: "{name}"\nplatform: "onnxruntime_onnx"\nmax_batch_size: {chance.pick([1, 4, 8])}\n'
        'input [\n  {\n    name: "input"\n    data_type: TYPE_FP32\n    format: FORMAT_NCHW\n    dims: [ 3, 224, 224 ]\n  }\n]\n'
        f'output [\n  {{\n    name: "probabilities"\n    data_type: TYPE_FP32\n    dims: [ {classes} ]\n{line}  }}\n]\n'
        "dynamic_batching { preferred_batch_size: [ 4, 8 ] max_queue_delay_microseconds: 100 }\n"
        "instance_group [ { kind: KIND_GPU count: 1 gpus: [ 0 ] } ]\n"
    )


def one_line(item: Labels) -> str:
    """A classifier's labels."""
    return ";".join(item.names)


def lines(item: Labels) -> str:
    """A detector's labels."""
    return "\n".join(item.names) + "\n"


def from_sets() -> Iterator[Case]:
    """Label sets behind each kind of file."""
    for item in every(2):
        chance = Chance(f"nvinfer-{item.slug}")
        files = {
            "configs/config_infer_secondary.txt": nvinfer(chance, "../labels/labels.txt", len(item.names)),
            "labels/labels.txt": one_line(item),
        }
        yield case(f"deepstream-ini/{item.slug}", item.expected, item.about, files, item.remark, item.category)
    for item in every(3, 1):
        chance = Chance(f"nvyml-{item.slug}")
        files = {"sgie.yml": nvinfer_yaml(chance, "labels.txt", len(item.names)), "labels.txt": one_line(item)}
        yield case(f"deepstream-yml/{item.slug}", item.expected, item.about, files, item.remark, item.category)
    for item in every(2, 1):
        chance = Chance(f"triton-{item.slug}")
        name = f"head_{chance.digits(2)}"
        files = {
            f"{name}/config.pbtxt": triton(chance, name, len(item.names), "labels.txt"),
            f"{name}/labels.txt": lines(item),
        }
        yield case(f"triton/{item.slug}", item.expected, item.about, files, item.remark, item.category)


def odd() -> Iterator[Case]:
    """Missing files, opaque labels, disabled elements, known file names."""
    chance = Chance("deepstream-odd")
    race = "White;Black;Asian;Indian"
    missing = nvinfer(chance, "../labels/not_in_the_backup.txt", 4)
    yield case(
        "deepstream-ini/missing-labels", UNREAD, "missing labels", {"sgie2.txt": missing}, "the label file is not there"
    )
    yield case(
        "deepstream-ini/outside-labels",
        UNREAD,
        "missing labels",
        {"sgie2.txt": nvinfer(chance, "../../../../../../etc/labels.txt", 4)},
        "points outside of what was given",
    )
    yield case(
        "deepstream-ini/absolute-labels",
        UNREAD,
        "missing labels",
        {"sgie2.txt": nvinfer(chance, "/opt/models/attr/labels.txt", 4)},
        "points to another machine's folder",
    )
    yield case(
        "deepstream-ini/opaque-labels",
        UNREAD,
        "opaque labels",
        {"sgie.txt": nvinfer(chance, "l.txt", 3), "l.txt": "0;1;2"},
        "numbers say nothing",
    )
    yield case(
        "deepstream-ini/fairface-name",
        PROHIBITED,
        "fairface weights",
        {"sgie_attr.txt": nvinfer(chance, "", 18, "fairface")},
        "a known model's file name, running",
        "race",
    )
    yield case(
        "deepstream-ini/age-gender-ethnicity",
        PROHIBITED,
        "age_gender_ethnicity.onnx",
        {"sgie_attr.txt": nvinfer(chance, "", 9, "age_gender_ethnicity")},
        "a known model's file name, running",
        "race",
    )
    on = {
        "app.txt": application(chance, 1, "sgie_people.txt"),
        "sgie_people.txt": nvinfer(chance, "labels.txt", 4),
        "labels.txt": race,
    }
    off = {
        "app.txt": application(chance, 0, "sgie_people.txt"),
        "sgie_people.txt": nvinfer(chance, "labels.txt", 4),
        "labels.txt": race,
    }
    yield case("deepstream-app/secondary-on", PROHIBITED, "FairFace 4", on, "the application runs it", "race")
    yield case("deepstream-app/secondary-off", CAPABILITY, "FairFace 4", off, "the application does not run it", "race")
    plain = {"app.txt": application(chance, 1, "sgie_color.txt"), "sgie_color.txt": nvinfer(chance, "labels.txt", 7), "labels.txt": "white;black;gray;red;yellow;blue;green",
             "config_infer_primary.txt": nvinfer(chance, "primary.txt", 3, "peoplenet", network_type="0", process_mode="1"), "primary.txt": "Person\nBag\nFace\n"}  # fmt: skip
    yield case("deepstream-app/vehicle-colours", CLEAN, "white, black, yellow (vehicle)", plain, "colours of cars")
    upper = nvinfer(chance, "Labels.TXT", 2).replace("labelfile-path", "labelfile-path ").replace("=", " = ")
    yield case(
        "deepstream-ini/blanks-and-case",
        PROHIBITED,
        "muslim/non-muslim",
        {"SGIE.txt": upper, "Labels.TXT": "NON-MUSLIM;MUSLIM\r\n"},
        "blanks, capitals, CRLF",
        "religion",
    )
    commented = nvinfer(chance, "colors.txt", 3).replace("[property]", "[property]\n#labelfile-path=race_labels.txt")
    yield case(
        "deepstream-ini/commented-out",
        CLEAN,
        "white, black, yellow (vehicle)",
        {"sgie.txt": commented, "colors.txt": "white;red;blue"},
        "the other label file is commented out",
    )
    name = "demographics"
    yield case(
        "triton/missing-labels",
        UNREAD,
        "missing labels",
        {f"{name}/config.pbtxt": triton(chance, name, 7, "labels.txt")},
        "the label file is not there",
    )
    yield case(
        "triton/no-labels",
        UNREAD,
        "missing labels",
        {"net17/config.pbtxt": triton(chance, "net17", 7)},
        "seven outputs that nobody names",
    )
    pbtxt = triton(chance, "face_race", 4)
    yield case(
        "triton/name-race",
        PROHIBITED,
        "race",
        {"face_race/config.pbtxt": pbtxt},
        "served under a name that says it",
        "race",
    )
    pt = triton(chance, "attr", 18).replace(
        "max_batch_size", 'default_model_filename: "res34_fair_align_multi_7_20190809.pt"\nmax_batch_size'
    )
    yield case(
        "triton/fairface-weights", PROHIBITED, "fairface weights", {"attr/config.pbtxt": pt}, "known weights", "race"
    )
    parameters = triton(chance, "attr", 2) + 'parameters: { key: "classes" value: { string_value: "uyghur,other" } }\n'
    yield case(
        "triton/parameter-classes",
        PROHIBITED,
        "Uyghur",
        {"attr/config.pbtxt": parameters},
        "labels in a parameter",
        "ethnicity",
    )
    yield case(
        "triton/backgammon",
        CLEAN,
        "race.onnx",
        {
            "race/config.pbtxt": triton(chance, "backgammon_race", 5).replace(
                "max_batch", "# win, gammon, backgammon of the race net race.onnx\nmax_batch"
            )
        },
        "a board game's network",
    )
    yield case(
        "triton/name-skin-tone",
        REVIEW,
        "skin_color",
        {"skin/config.pbtxt": triton(chance, "face_skin_tone", 6)},
        "a proxy served under its name",
        "race",
    )


def cases() -> Iterator[Case]:
    """All of them."""
    yield from from_sets()
    yield from odd()
