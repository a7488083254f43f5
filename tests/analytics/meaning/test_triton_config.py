"""What a configuration of Triton leaves open."""

import pytest

from fairnotice.analytics.scan import scan_file

HEAD = 'name: "net"\nplatform: "onnxruntime_onnx"\n'
CASES = [
    ("scores that nothing names", 'output [ { name: "p" dims: [ 7 ] } ]', "'p' tells 7 things apart"),
    (
        "labels in a parameter",
        'output { name: "p" dims: [2] }\nparameters { key: "labels" value: { string_value: "bag,hat" } }',
        None,
    ),
    ("a digit that is no number", 'output [ { name: "p" dims: [ "²" ] } ]', None),
    ("boxes", 'output [ { name: "boxes" dims: [ 100, 4 ] } ]', None),
    ("a label file that is not here", 'output [ { name: "p" dims: [ 7 ] label_filename: "l.txt" } ]', "only one file"),
    (
        "a step of others",
        'output [ { name: "p" dims: [ 7 ] } ]\nensemble_scheduling { step [ { model_name: "x" } ] }',
        None,
    ),
]


@pytest.mark.parametrize(("situation", "text", "says"), CASES, ids=[case[0] for case in CASES])
def test_outputs(situation, text, says):
    scan = scan_file((HEAD + text).encode(), device_id="d", source="config.pbtxt")
    assert (says in (scan.error or "")) if says else scan.complete, scan.error


def test_labels_in_a_parameter_are_read():
    text = 'output { name: "p" dims: [2] }\nparameters { key: "labels" value: { string_value: "han,uyghur" } }'
    (found,) = scan_file((HEAD + text).encode(), device_id="d", source="config.pbtxt").mentions
    assert (found.category, found.line) == ("ethnicity", 4)
