from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from fairnotice.pipeline.courtesy import Courtesy, Look, Turns, host_of

AT = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
PROMPT = Courtesy(spread_s=0)


def look(number: int, host: str | None = None, *, seconds: float = 0.0, sample: int = 0, tries: int = 1) -> Look:
    return Look(f"made:{number:03}", sample, AT, host or f"camera-{number}:80", seconds, tries)


def turns(looks: list[Look], courtesy: Courtesy = PROMPT, seed: str = "a night") -> Turns:
    return Turns(looks, courtesy, seed)


def hosts(looks: list[Look]) -> Counter[str | None]:
    return Counter(each.host for each in looks)


def all_in_order(these: Turns) -> list[Look]:
    """Take one look at a time, each done before the next."""
    order, now = [], 0.0
    while these.left:
        for each in these.take(now, 1):
            order.append(each)
            these.done(each, now)
        now += 1
    return order


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://cam.example/still.jpg", "cam.example:80"),
        ("https://user@CAM.example/{at}", "cam.example:443"),
        ("rtsp://[2001:db8::1]/1", "2001:db8::1:554"),
        ("http://cam.example:8080", "cam.example:8080"),
        ("http://cam.example./still.jpg", "cam.example:80"),
        ("hikvision://cam.example/101", "cam.example:80"),
        ("onvif://cam.example/2", "cam.example:80"),
        ("onvif+https://cam.example", "cam.example:443"),
        ("file:///etc/passwd", None),
        ("http://cam.example:port/", None),
        ("no address", None),
    ],
)
def test_cameras_behind_one_address_are_known_by_host_and_port(url, host):
    assert host_of(url) == host


def test_one_host_is_asked_for_few_at_once_however_many_cameras_it_has():
    these = turns([look(number, "recorder:80") for number in range(100)] + [look(200), look(201)])
    begun = these.take(0.0, 64)

    assert hosts(begun) == {"recorder:80": 2, "camera-200:80": 1, "camera-201:80": 1}
    assert these.take(1000.0, 64) == []
    these.done(next(each for each in begun if each.host == "recorder:80"), 1000.0)
    assert hosts(these.take(1000.0, 64)) == {"recorder:80": 1}


def test_a_silent_camera_takes_one_place_of_its_host_and_leaves_the_other():
    these = turns([look(1, "recorder:80", sample=sample) for sample in range(3)] + [look(2, "recorder:80")])
    begun = these.take(0.0, 64)

    assert {each.camera_id for each in begun} == {"made:001", "made:002"}
    these.done(next(each for each in begun if each.camera_id == "made:002"), 1.0)
    assert these.take(1.0, 64) == []
    these.done(next(each for each in begun if each.camera_id == "made:001"), 10.0)
    assert [each.camera_id for each in these.take(10.0, 64)] == ["made:001"]


def test_a_device_alone_at_its_address_is_asked_once_at_a_time_and_then_left_in_peace():
    these = turns([look(1, sample=sample) for sample in range(3)])
    (first,) = these.take(0.0, 64)
    these.done(first, 5.0)

    assert these.take(5.9, 64) == []
    assert these.wait_s(5.9) == pytest.approx(0.1)
    assert len(these.take(6.0, 64)) == 1
    assert these.take(60.0, 64) == []


def test_who_asks_nobody_waits_for_nobody():
    nobody = [Look(f"made:{number}", 0, AT) for number in range(50)]

    assert len(turns(nobody).take(0.0, 64)) == 50


def test_the_slowest_begin_first_so_that_no_batch_ends_with_waiting_for_them():
    these = turns([look(number) for number in range(50)] + [look(90, seconds=10), look(91, seconds=4)])

    assert [each.seconds for each in all_in_order(these)[:3]] == [10, 4, 0]


def test_a_quarter_of_the_town_that_is_dark_leaves_threads_for_the_rest():
    dead = [look(number, seconds=10) for number in range(500)]
    these = turns(dead + [look(number) for number in range(500, 1000)], Courtesy(slow_at_once=8, spread_s=0))
    begun = these.take(0.0, 16)
    assert sum(each.slow for each in begun) == 8

    for each in begun:
        if not each.slow:
            these.done(each, 1.0)
    assert not any(each.slow for each in these.take(1.0, 8))


def test_when_only_slow_ones_are_left_all_threads_wait_for_them():
    these = turns([look(number, seconds=10) for number in range(20)], Courtesy(slow_at_once=8, spread_s=0))

    assert len(these.take(0.0, 16)) == 16


def test_hosts_take_turns():
    these = turns([look(number, f"recorder-{number % 3}:80") for number in range(30)])

    assert hosts(these.take(0.0, 6)) == dict.fromkeys((f"recorder-{number}:80" for number in range(3)), 2)


def test_what_may_pass_is_tried_once_more_when_the_rest_is_done():
    these = turns([look(1, tries=2)])
    (begun,) = these.take(0.0, 64)
    assert these.again(begun, 10.0, 0.5)

    assert these.left == 1
    assert these.take(10.0, 64) == []
    (once_more,) = these.take(12.0, 64)
    assert once_more.camera_id == begun.camera_id
    assert not these.again(once_more, 30.0, 0.5)
    assert these.left == 0


def test_a_silent_camera_does_not_keep_a_batch_from_its_end():
    these = turns([look(1, tries=2), look(2, tries=2)])
    begun = these.take(0.0, 64)

    assert not any(these.again(each, 10.0, 10.0) for each in begun)
    assert these.left == 0


def test_while_there_is_something_else_to_do_a_fault_is_given_time_to_pass():
    these = turns([look(number, "recorder:80", tries=2) for number in range(5)])
    silent, other = these.take(0.0, 2)
    these.again(silent, 10.0, 10.0)

    (third,) = these.take(39.0, 1)
    assert third.camera_id != silent.camera_id
    these.done(third, 39.0)
    these.done(other, 39.0)
    assert silent.camera_id in {each.camera_id for each in these.take(40.0, 2)}


def test_the_first_cameras_are_not_all_asked_in_one_instant_and_none_is_forgotten():
    these = turns([look(number) for number in range(40)], Courtesy(spread_s=0.02, spread_over=30))
    begun: list[float] = []
    now = 0.0
    while len(begun) < 40:
        begun += [now] * len(these.take(now, 64))
        now += these.wait_s(now) or 0.0

    assert len(set(begun)) >= 30
    assert max(begun) < 2


def test_each_night_has_an_order_of_its_own_and_always_the_same():
    looks = [look(number) for number in range(30)]
    first, again, other = (all_in_order(turns(list(looks), seed=seed)) for seed in ("monday", "monday", "tuesday"))

    assert first == again
    assert first != other
    assert sorted(each.camera_id for each in other) == [each.camera_id for each in looks]
