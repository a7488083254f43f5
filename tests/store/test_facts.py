import dataclasses
import datetime as dt

import pytest

from fairnotice.domain import (
    AnalyticsScan,
    AuditMode,
    CaptureFailure,
    CaptureFault,
    ClassifierMention,
    Evidence,
    ExemptionClaim,
    Level,
    SiteVisit,
)
from fairnotice.store import cameras, facts
from fakes.world import DAY, NOON, camera, observation

CLAIM = ExemptionClaim("cn.draft-2023.emergency", "Fire brigade", DAY)
LATER = DAY + dt.timedelta(days=1)
SHARED = {"site_id": "quay", "site_declared": True}


@pytest.fixture
def filled(database):
    with database.transaction() as connection:
        cameras.register_source(connection, "made", AuditMode.REGULAR)
        cameras.upsert(connection, [camera(1, **SHARED), camera(2, **SHARED), camera(3)], NOON)
        facts.ensure_month(connection, DAY)
    return database


def gather(connection, *members, at=DAY, window_days=30):
    return list(facts.gather(connection, members, at=at, window_days=window_days, recall=None))


def test_observations_come_back_as_they_went_in(filled):
    failed = observation(
        3,
        failure=CaptureFailure(CaptureFault.TIMEOUT, "no answer in 10 s"),
        quality=None,
        notices=(),
        width=0,
        height=0,
    )
    with filled.transaction() as connection:
        facts.add_observation(connection, observation(1))
        facts.add_observation(connection, failed)

        assert gather(connection, camera(1))[0].observations == (observation(1),)
        assert gather(connection, camera(3))[0].observations == (failed,)


def test_a_repeated_slot_changes_nothing(filled):
    with filled.transaction() as connection:
        facts.add_observation(connection, observation(1))
        facts.add_observation(connection, observation(1, width=99))

        assert gather(connection, camera(1))[0].observations == (observation(1),)
        assert facts.slots_done(connection, DAY, ["made:001", "made:003"]) == {("made:001", 0)}


def test_the_other_cameras_of_a_declared_site_count(filled):
    with filled.transaction() as connection:
        facts.add_observation(connection, observation(2))

        assert gather(connection, camera(1, **SHARED))[0].observations == (observation(2),)
        assert gather(connection, camera(3))[0].observations == ()


@pytest.mark.parametrize(("at", "window_days", "seen"), [(DAY, 30, 1), (LATER, 30, 2), (LATER, 0, 1)])
def test_only_the_evidence_window_is_seen(filled, at, window_days, seen):
    with filled.transaction() as connection:
        facts.add_observation(connection, observation(1))
        facts.add_observation(connection, observation(1, day=LATER))

        assert len(gather(connection, camera(1), at=at, window_days=window_days)[0].observations) == seen


def scan_of(content: str, source: str = "labels.txt", level: Level = Level.CONFIGURED) -> AnalyticsScan:
    mention = ClassifierMention("/0", 1, "race", "race", level, 0.9, "race")
    return AnalyticsScan("made:001", source, content * 64, "labels", True, (mention,))


def test_a_judgement_reads_what_the_sources_held_last(filled):
    with filled.transaction() as connection:
        facts.add_scans(connection, DAY, [scan_of("a"), scan_of("b", "other.txt")])
        facts.add_scans(connection, LATER, [scan_of("c")])

        first = gather(connection, camera(1))[0]
        later = gather(connection, camera(1), at=LATER)[0]

    before = (
        dataclasses.replace(scan_of("a"), read_on=DAY),
        dataclasses.replace(scan_of("b", "other.txt"), read_on=DAY),
    )
    assert (first.scans, first.scans_before) == (before, ())
    assert (later.scans, later.scans_before) == ((dataclasses.replace(scan_of("c"), read_on=LATER),), before)


def test_the_same_content_is_one_scan_however_many_nights_read_it(filled):
    with filled.transaction() as connection:
        for night in (DAY, LATER, LATER):
            facts.add_scans(connection, night, [scan_of("a")])
        scans = connection.execute("SELECT count(*) AS n FROM fairnotice.analytics_scan").fetchone()

    assert scans == {"n": 1}


def test_visits_to_the_site_are_facts_of_its_cameras(filled):
    visit = SiteVisit("quay", DAY, False, "an inspector")
    with filled.transaction() as connection:
        facts.add_visit(connection, visit)

        assert gather(connection, camera(2, **SHARED))[0].visits == (visit,)
        assert gather(connection, camera(3))[0].visits == ()


def test_the_last_kept_picture_is_that_of_an_earlier_window(filled):
    evidence = Evidence("e" * 64, "redacted_frame", "image/png", 10)
    with filled.transaction() as connection:
        facts.add_observation(connection, observation(1, evidence_sha256="e" * 64), evidence)

        assert facts.latest_pictured(connection, ["made:001"], DAY) == {}
        assert facts.latest_pictured(connection, ["made:001"], LATER)["made:001"].evidence_sha256 == "e" * 64


def test_facts_of_a_new_month_get_their_partition(filled):
    april = dt.date(2026, 4, 1)
    with filled.transaction() as connection:
        facts.ensure_month(connection, april)
        facts.ensure_month(connection, april)
        facts.add_observation(connection, observation(1, day=april))
        partition = connection.execute(
            "SELECT relname FROM fairnotice.observation JOIN pg_class ON pg_class.oid = observation.tableoid"
        ).fetchone()

    assert partition == {"relname": "observation_2026_04"}


def test_a_claim_holds_from_its_day_to_its_last_and_the_same_claim_again_ends_it(filled):
    with filled.transaction() as connection:
        assert facts.add_claim(connection, "made:001", CLAIM)
        assert not facts.add_claim(connection, "made:001", CLAIM)
        assert gather(connection, camera(1), at=DAY - dt.timedelta(days=1))[0].claims == ()
        assert gather(connection, camera(1), at=LATER)[0].claims == (CLAIM,)
        assert gather(connection, camera(2), at=LATER)[0].claims == ()

        ended = dataclasses.replace(CLAIM, until=DAY)
        assert facts.add_claim(connection, "made:001", ended)
        assert gather(connection, camera(1))[0].claims == (ended,)
        assert gather(connection, camera(1), at=LATER)[0].claims == ()


def test_the_cameras_of_a_site_share_its_observations(filled):
    """However many they are, what they saw is kept once."""
    with filled.transaction() as connection:
        facts.add_observation(connection, observation(1))
        facts.add_observation(connection, observation(2))
        first, second = gather(connection, camera(1, **SHARED), camera(2, **SHARED))

    assert first.observations is second.observations
    assert first.observations == (observation(1), observation(2))
