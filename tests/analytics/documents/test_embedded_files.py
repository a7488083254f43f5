"""A file within a configuration is read like the file that its key names."""

import json

import pytest
import yaml

from fairnotice.analytics.scan import scan_file

INSIDE = [
    ("attributes.yaml", "camera: lobby\nface_attributes:\n  - age\n  - ethnicity\n"),
    ("attributes.json", '{"camera": "lobby",\n "face_attributes": ["age", "ethnicity"]}'),
    ("attributes.ini", "[face_attributes]\nage=1\nethnicity=1\n"),
    ("config.pbtxt", 'name: "face"\noutput [ { name: "ethnicity" dims: [ 1 ] } ]\n'),
]


@pytest.mark.parametrize(("name", "text"), INSIDE, ids=[name for name, _ in INSIDE])
@pytest.mark.parametrize("around", ["map.yaml", "map.json"])
def test_what_stands_in_it_is_found_with_both_places(name, text, around):
    write = yaml.safe_dump if around.endswith("yaml") else json.dumps
    scan = scan_file(write({"kind": "ConfigMap", "data": {name: text}}).encode(), device_id="d", source=around)

    assert scan.complete
    assert {found.category for found in scan.mentions} == {"ethnicity"}
    assert all(found.path.startswith(f"/data/{name}") for found in scan.mentions)


def test_a_line_is_that_of_the_whole_file():
    text = "data:\n  a.yaml: |\n    camera: lobby\n    face_attributes: [age, ethnicity]\n"
    (found,) = scan_file(text.encode(), device_id="d", source="map.yaml").mentions

    assert found.line == 4


def test_a_broken_one_leaves_the_rest_read_and_is_said():
    text = "face_attributes: [ethnicity]\ndata:\n  a.yaml: |\n    x: [\n    y: 1\n"
    scan = scan_file(text.encode(), device_id="d", source="map.yaml")

    assert scan.mentions
    assert "/data/a.yaml" in (scan.error or "")


@pytest.mark.parametrize(
    "inner", ["a: !!python/object:os.system x\nb: 1\n", "- " * 100 + "x\ny\n", "a: &a [*a]\nb: 1\n"]
)
def test_hostile_ones_are_refused_as_they_are_alone(inner):
    text = yaml.safe_dump({"data": {"a.yaml": inner}})

    assert not scan_file(text.encode(), device_id="d", source="map.yaml").complete


def test_no_more_than_a_hundred_are_unfolded():
    text = json.dumps({f"{number}.yaml": "a: 1\nb: 2\n" for number in range(101)})

    assert "one of too many" in (scan_file(text.encode(), device_id="d", source="map.json").error or "")
