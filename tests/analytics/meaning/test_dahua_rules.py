"""What rules of a configManager dump say of face attributes."""

import pytest

from fairnotice.analytics.scan import scan_file
from fairnotice.domain import LEVELS, Level

RULE = "table.VideoAnalyseRule[0][0]."


def dump(*lines: str, above: str = RULE) -> bytes:
    return "\n".join(["table.General.LocalNo=8", *(above + line for line in lines)]).encode()


FACES = "Class=FaceDetection"
CASES = [
    (
        "race in the list",
        dump(FACES, "Enable=true", "Config.FeatureList[0]=Age", "Config.FeatureList[1]=Race"),
        Level.CONFIGURED,
    ),
    ("nation in the list", dump(FACES, "Enable=true", "Config.FeatureList[0]=Nation"), Level.CONFIGURED),
    ("complexion in the list", dump(FACES, "Enable=true", "Config.FeatureList[0]=Complexion"), Level.CONFIGURED),
    ("a rule that is off", dump(FACES, "Enable=false", "Config.FeatureList[0]=Race"), Level.CAPABILITY),
    (
        "a switch that is off",
        dump(FACES, "Enable=true", "Config.FeatureEnable=false", "Config.FeatureList[0]=Nation"),
        Level.CAPABILITY,
    ),
    ("an answer to getCaps", b"caps.FaceDetect.Features[0]=Age\ncaps.FaceDetect.Features[1]=Race\n", Level.CAPABILITY),
    (
        "neutral features",
        dump(FACES, "Enable=true", "Config.FeatureList[0]=Age", "Config.FeatureList[1]=Glasses"),
        Level.NONE,
    ),
    ("a line that is crossed", dump("Class=Normal", "Enable=true", "Type=CrossRegionDetection"), Level.NONE),
]


@pytest.mark.parametrize(("situation", "data", "expected"), CASES, ids=[case[0] for case in CASES])
def test_levels(situation, data, expected):
    scan = scan_file(data, device_id="d", source="dump.txt")
    assert max((found.level for found in scan.mentions), key=LEVELS.index, default=Level.NONE) is expected
    assert all(found.confidence >= 0.9 for found in scan.mentions if found.level is Level.CONFIGURED)
    assert scan.complete


def test_a_bundle_whose_parts_are_not_listed_leaves_it_open():
    scan = scan_file(dump(FACES, "Enable=true", "Config.FeatureEnable=true"), device_id="d", source="dump.txt")
    assert {found.level for found in scan.mentions} == {Level.CARRIER}
    assert "VideoAnalyseRule[0][0].Config.FeatureEnable" in scan.error


def test_a_bundle_of_a_rule_that_is_off_leaves_nothing_open():
    scan = scan_file(dump(FACES, "Enable=false", "Config.FeatureEnable=true"), device_id="d", source="dump.txt")
    assert (scan.mentions, scan.complete) == ((), True)


def test_a_finding_names_the_key_and_the_line():
    scan = scan_file(dump(FACES, "Enable=true", "Config.FeatureList[0]=Nation"), device_id="d", source="dump.txt")
    (found,) = (each for each in scan.mentions if each.category == "ethnicity")
    assert (found.path, found.line) == ("table.VideoAnalyseRule[0][0].Config.FeatureList[0]", 4)


def test_a_refusal_is_no_configuration():
    scan = scan_file(b"Error\nBad Request!\n", device_id="d", source="rules.txt")
    assert "refusal" in scan.error
