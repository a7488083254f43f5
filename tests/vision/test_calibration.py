"""A probability is what was measured for plates like this one, of these networks, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import numpy as np
import pytest

from fairnotice.domain import DecidedBy, Frame, Notice, NoticeStatus
from fairnotice.errors import ConfigurationError
from fairnotice.settings import settings
from fairnotice.vision.calibration import Calibration, Counted, Slopes
from fairnotice.vision.inspect import Inspector
from fairnotice.vision.plate_classifier import PlateLook, Thresholds
from fakes.scenes import draw_scene
from models.calibrate import Plate, expected_error, fit

THRESHOLDS = Thresholds(confirm_cctv=0.9, worth_reading=0.3)
SOME = Calibration(
    detector="d1",
    classifier="c1",
    counted={DecidedBy.WORDS: Counted(notices=97, plates=98), DecidedBy.OTHER_WORDS: Counted(notices=0, plates=8)},
    slopes=Slopes(score=1, cctv=0.5, sign=0),
    intercepts={DecidedBy.SILENT: -1, DecidedBy.PICTOGRAM: 3},
)


def _look(cctv: float, nothing: float = 0.1) -> PlateLook:
    return PlateLook(cctv, 0.0, max(0.0, 1 - cctv - nothing), nothing, THRESHOLDS)


def test_what_words_decided_has_the_rate_of_such_plates_whatever_the_scores() -> None:
    assert SOME.probability(DecidedBy.WORDS, 0.0, None) == pytest.approx(0.98)
    assert SOME.probability(DecidedBy.WORDS, 0.9, _look(0.9)) == pytest.approx(0.98)
    assert SOME.probability(DecidedBy.OTHER_WORDS, 0.9, _look(0.9)) == pytest.approx(0.1)


def test_elsewhere_the_log_odds_of_both_networks_add_up() -> None:
    assert SOME.probability(DecidedBy.SILENT, 0.5, _look(0.5)) == pytest.approx(1 / (1 + np.e))
    better = SOME.probability(DecidedBy.SILENT, 0.8, _look(0.5))
    assert better == pytest.approx(1 / (1 + np.exp(1 - np.log(4))))
    assert SOME.probability(DecidedBy.PICTOGRAM, 0.5, _look(0.5)) > 0.9


def test_no_score_makes_certain() -> None:
    for score, cctv in ((0.0, 0.0), (1.0, 1.0)):
        assert 0 < SOME.probability(DecidedBy.SILENT, score, _look(cctv)) < 1


def test_what_was_never_measured_has_no_probability() -> None:
    assert SOME.probability(None, 0.5, _look(0.5)) is None
    assert SOME.probability(DecidedBy.UNREAD, 0.5, _look(0.5)) is None
    assert SOME.probability(DecidedBy.SILENT, 0.5, None) is None


def test_it_holds_for_its_own_networks_in_any_back_end() -> None:
    assert SOME.measured_for("d1", "c1")
    assert SOME.measured_for("d1+openvino", "c1")
    assert not SOME.measured_for("d2", "c1")
    assert not SOME.measured_for("d1", "c2")


def test_a_file_that_is_none_says_what_is_wrong(tmp_path) -> None:
    path = tmp_path / "calibration.json"
    assert Calibration.read(path) is None
    path.write_text("[", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"calibration\.json cannot be read as JSON"):
        Calibration.read(path)
    content = json.loads(SOME.model_dump_json())
    content["slopes"]["cctv"] = -1
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"slopes\.cctv"):
        Calibration.read(path)
    path.write_text(SOME.model_dump_json(), encoding="utf-8")
    assert Calibration.read(path) == SOME


def test_the_committed_calibration_is_of_the_committed_networks() -> None:
    inspector = Inspector.open(settings())
    noon = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    scenes = [Frame(draw_scene(seed, 1280, 720), noon) for seed in range(8)]
    seen = [notice for frame in scenes for notice in inspector.inspect(frame).notices]
    assert seen
    assert all(notice.probability is not None and 0 < notice.probability < 1 for notice in seen)


def test_fitting_finds_the_relation_that_plates_were_drawn_from() -> None:
    rng = np.random.default_rng(4)
    plates = []
    for _ in range(4000):
        score, cctv = rng.uniform(0.05, 0.95, 2)
        by = DecidedBy.SILENT if rng.random() < 0.5 else DecidedBy.UNREAD
        look = _look(float(cctv) * 0.9, 0.05)
        odds = (
            -1.0 * (by is DecidedBy.UNREAD)
            + 0.8 * np.log(score / (1 - score))
            + 0.4 * np.log(look.cctv / (1 - look.cctv))
        )
        plates.append(Plate(by, float(score), look, bool(rng.random() < 1 / (1 + np.exp(-odds)))))
    found = fit(plates, "d1+int8", "c1")
    assert found.detector == "d1"
    assert found.slopes.score == pytest.approx(0.8, abs=0.12)
    assert found.slopes.cctv == pytest.approx(0.4, abs=0.12)
    assert found.intercepts[DecidedBy.UNREAD] - found.intercepts[DecidedBy.SILENT] == pytest.approx(-1, abs=0.25)
    said = np.array([found.probability(plate.decided_by, plate.score, plate.look) for plate in plates])
    assert expected_error(said, np.array([plate.is_notice for plate in plates], float)) < 0.03


def test_a_better_score_never_makes_a_notice_less_probable() -> None:
    rng = np.random.default_rng(5)
    plates = [
        Plate(DecidedBy.SILENT, float(score), _look(0.5), bool(rng.random() < 1 - score))
        for score in rng.uniform(0.05, 0.95, 500)
    ]
    assert fit(plates, "d1", "c1").slopes.score == 0


def test_the_expected_error_is_the_mean_gap() -> None:
    said, true = np.array([0.25, 0.25, 0.75, 0.75]), np.array([0.0, 0.0, 1.0, 1.0])
    assert expected_error(said, true) == pytest.approx(0.25)
    assert expected_error(true, true) == 0


def test_a_notice_keeps_all_but_its_probability() -> None:
    notice = Notice((0, 0, 9, 9), 0.5, NoticeStatus.CANDIDATE, "why", decided_by=DecidedBy.SILENT)
    assert replace(SOME.applied(notice, _look(0.5)), probability=None) == notice
