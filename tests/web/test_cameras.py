from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest

from fairnotice.domain import Quality
from fairnotice.web import cameras
from fairnotice.web.card import without_addresses
from web import kestrel


def test_the_list_shows_the_worst_first_and_says_how_many_there_are(client: httpx.Client) -> None:
    page = client.get("/api/cameras?limit=5").json()

    assert page["type"] == "FeatureCollection"
    assert (page["numberMatched"], page["numberReturned"], page["mode"]) == (12, 5, "simulated")
    names = [(each["properties"]["verdict"], each["properties"]["name"]) for each in page["features"]]
    assert names == [
        ("fail", "North gate"), ("fail", "Fish market"), ("fail", "Ferry hall"),
        ("review", "Lamp street, east end"), ("review", "Lamp street, west end"),
    ]  # fmt: skip
    rest = client.get("/api/cameras?limit=50&offset=5").json()
    assert rest["numberReturned"] == 7
    assert rest["features"][-1]["properties"]["verdict"] == "not_applicable"


def test_an_entry_says_why(client: httpx.Client) -> None:
    entries = {each["id"]: each["properties"] for each in client.get("/api/cameras").json()["features"]}

    assert entries["kestrel:2"]["reason"] == "Because of visit found none."
    # Too dark a frame says more than that no configuration was read.
    assert entries["kestrel:6"]["reason"] == "Because of dark."
    assert entries["kestrel:12"]["reason"] is None


@pytest.mark.parametrize(
    ("bbox", "expected"),
    [
        ("-38.0012,31.5015,-37.9995,31.5025", {"kestrel:north/gate 1"}),
        ("-180,-90,180,90", None),
        ("0,0,1,1", set()),
    ],
)
def test_bbox(client: httpx.Client, bbox: str, expected: set[str] | None) -> None:
    page = client.get("/api/cameras", params={"bbox": bbox}).json()

    found = {each["id"] for each in page["features"]}
    assert len(found) == page["numberMatched"]
    assert found == expected if expected is not None else len(found) == 12


@pytest.mark.parametrize("newest", [1, 8, 5000])
def test_those_that_changed_last_come_in_the_same_order_however_many_there_are(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, newest: int
) -> None:
    def ids(query: str) -> list[str]:
        return [each["id"] for each in client.get(f"/api/cameras?sort=-changed&{query}").json()["features"]]

    queries = ("limit=3", "limit=3&offset=3", "limit=2&verdict=unknown", "limit=50")
    of_few = [ids(query) for query in queries]
    monkeypatch.setattr(cameras, "MOST_LISTED", 0)
    monkeypatch.setattr(cameras, "_NEWEST", newest)

    assert [ids(query) for query in queries] == of_few


def test_the_list_is_not_sent_twice(client: httpx.Client) -> None:
    etag = client.get("/api/cameras").headers["etag"]

    assert client.get("/api/cameras", headers={"If-None-Match": etag}).status_code == 304


def card(client: httpx.Client, camera_id: str) -> dict[str, object]:
    answer = client.get(f"/api/cameras/{quote(camera_id, safe='')}")
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def test_the_card_tells_what_waits_and_what_an_inspector_decided(client: httpx.Client, kestrel_bay: object) -> None:
    first, *_ = card(client, "kestrel:north/gate 1")["findings"]  # type: ignore[misc]
    decided = next(each for each in card(client, "kestrel:3")["findings"] if each["overrule"])  # type: ignore[attr-defined]

    assert (first["verdict"], first["pending_verdict"], first["pending_dates"]) == ("fail", "pass", 1)  # type: ignore[has-type]
    assert (decided["verdict"], decided["program_verdict"]) == ("pass", "review")
    assert decided["overrule"]["inspector"] == "R. Sato"


def test_the_card_tells_the_whole_judgement(client: httpx.Client, kestrel_bay: object) -> None:
    told = card(client, "kestrel:north/gate 1")

    assert told["camera"].items() >= {  # type: ignore[attr-defined]
        "name": "North gate", "operator": "Kestrel Bay Harbour Office", "operator_kind": "public", "verdict": "fail",
        "policy_verdict": "fail", "breach_of_law": True, "jurisdiction": "KB", "jurisdiction_declared": "XX",
        "purpose": "Watching the quay", "mode": "simulated",
    }.items()  # fmt: skip
    first, second, third = told["findings"]  # type: ignore[misc]
    assert [first["verdict"], second["verdict"], third["is_policy"]] == ["fail", "pass", True]  # type: ignore[has-type]
    assert [step["facts"] for step in first["reasoning"]["steps"]] == [[1, 2, 3], []]  # type: ignore[has-type]
    assert first["remedy"] == "Put the notice back."  # type: ignore[has-type]
    assert first["evidence"][0]["media_type"] == "image/png"  # type: ignore[has-type]
    assert [event["change"] for event in told["history"]] == ["worse", "new"]  # type: ignore[attr-defined]


def test_the_card_names_the_facts_and_the_text_that_each_step_rests_on(client: httpx.Client) -> None:
    gone, older, _ = (each["reasoning"] for each in card(client, "kestrel:north/gate 1")["findings"])  # type: ignore[attr-defined]

    assert gone["proof"]["en"].startswith("proof (a) of a missing notice")
    assert gone["facts"][0] == {
        "day": "2026-03-05",
        "words": {
            "en": "frame of camera kestrel:north/gate 1 #1: nothing that could be the notice at its place",
            "zh": "摄像头 kestrel:north/gate 1 #1 的画面：原位置上没有可能是该告示的东西",
        },
    }
    assert gone["steps"][0]["more_facts"] == 3
    assert (
        gone["steps"][1]["by_text"]["en"]
        == "by the text: Kestrel Bay Cameras Act, s. 4; law; read at its official place"
    )
    assert gone["missing"] == [{"en": "A dated photo of the notice."}]
    # A finding that was stored before steps named their facts is still told.
    assert (older["facts"], older["steps"][0]["facts"]) == ([], [])


def test_only_an_official_text_is_linked(client: httpx.Client) -> None:
    findings = {each["rule_id"]: each["citation"] for each in card(client, "kestrel:north/gate 1")["findings"]}  # type: ignore[attr-defined]

    official, copied, read_about = (findings[rule.rule_id] for rule in (kestrel.NOTICE, kestrel.SORTING, kestrel.DRAFT))
    assert official["address"] == "https://law.example/town"
    assert (copied["address"], copied["is_verified"]) == (None, True)
    assert (read_about["address"], read_about["is_verified"]) == (None, False)


def test_the_card_says_what_each_frame_showed_or_why_it_could_not_be_used(client: httpx.Client) -> None:
    told = card(client, "kestrel:north/gate 1")["frames"]
    oldest, second, newest = told["shown"]  # type: ignore[index]

    assert (oldest["state"], oldest["why"], oldest["notices"]) == ("candidate", [], {"candidate": 1})
    assert (second["state"], newest["state"]) == ("missing", "unusable")
    assert second["why"] == [{"code": "timeout", "text": "no answer from [address] in 10 s", "measures": {}}]
    assert [each["code"] for each in newest["why"]] == ["blurred", "dark"]


def test_the_card_says_in_the_words_of_the_inspector_why_a_frame_is_not_usable(client: httpx.Client) -> None:
    from fairnotice.vision.quality import in_words

    dark = Quality(False, ("dark",), "night", measures={"dark_share": 0.931, "median": 4.0})
    first = card(client, kestrel.TOWN_HALL)["frames"]["shown"][0]  # type: ignore[index]

    assert first["why"] == [{"code": "dark", "text": in_words(dark), "measures": dict(dark.measures)}]
    assert "93%" in first["why"][0]["text"]


def test_the_card_counts_the_frames_and_says_since_when_none_is_usable(client: httpx.Client) -> None:
    told = card(client, kestrel.TOWN_HALL)["frames"]

    assert told["summary"] == {  # type: ignore[index]
        "frames": 14,
        "usable": 9,
        "states": {"unusable": 3, "candidate": 4, "nothing": 4, "confirmed": 1, "missing": 2},
        "causes": [
            {"code": "dark", "count": 3, "lasting": None},
            {"code": "unreachable", "count": 2, "lasting": {"since": "2026-03-05", "or_earlier": False}},
        ],
        "older": False,
    }


def test_a_card_without_frames_has_none_to_count(client: httpx.Client) -> None:
    told = card(client, "kestrel:12")["frames"]

    assert told["shown"] == []  # type: ignore[index]
    assert (told["summary"]["frames"], told["summary"]["causes"]) == (0, [])  # type: ignore[index]


def test_the_card_shows_the_newest_reading_of_a_configuration(client: httpx.Client) -> None:
    read, clean = card(client, "kestrel:3")["configurations"]  # type: ignore[misc]

    assert (read["source"], read["window_date"]) == ("quay/labels.yaml", "2026-03-05")  # type: ignore[has-type]
    (mention,) = read["mentions"]  # type: ignore[has-type]
    assert (mention["line"], mention["term"], mention["level"]) == (7, "headscarf", "configured")
    assert (clean["source"], clean["mentions"]) == ("quay/motion.json", [])  # type: ignore[has-type]


def test_the_card_says_since_when_a_configuration_is_so_and_what_was_there_before(client: httpx.Client) -> None:
    read, clean = card(client, "kestrel:3")["configurations"]  # type: ignore[misc]

    assert read["since"] == "2026-03-04"  # type: ignore[has-type]
    assert [mention["change"] for mention in read["mentions"]] == ["new"]  # type: ignore[has-type]
    assert [mention["term"] for mention in read["gone"]] == ["race"]  # type: ignore[has-type]
    assert (clean["since"], clean["gone"]) == ("2026-03-05", [])  # type: ignore[has-type]


@pytest.mark.parametrize("cam", kestrel.CAMERAS, ids=lambda cam: cam.number)
def test_no_card_carries_an_address_of_frames_a_credential_or_a_contact(client: httpx.Client, cam: kestrel.Cam) -> None:
    told = client.get(f"/api/cameras/{quote(kestrel.camera_id(cam), safe='')}").text

    assert kestrel.SECRET not in told
    assert "10.0.0" not in told
    assert "fd00" not in told
    assert "inside.harbour" not in told
    assert "harbour.example" not in told


def test_the_card_says_since_when_no_frame_comes_and_why(client: httpx.Client) -> None:
    assert card(client, "kestrel:9")["health"] == {
        "no_frame_since": "2026-03-05T06:00:00Z",
        "fault": "unreachable",
        "failures_in_a_row": 2,
        "last_frame_at": "2026-03-04T14:00:00Z",
        "asked_at": "2026-03-05T10:00:00Z",
    }
    answers = card(client, "kestrel:2")["health"]
    assert isinstance(answers, dict)
    assert answers["no_frame_since"] is None
    assert card(client, "kestrel:3")["health"] is None


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("cam-9.inside cannot be resolved: no such name", "[address] cannot be resolved: no such name"),
        ("it is not allowed (CAM-9.inside, fd00::9, 10.0.0.9)", "it is not allowed"),
        ("http://cam-9.inside:80 answered with HTTP status 404", "[address] answered with HTTP status 404"),
        ("2001:db8:0:0:0:0:0:9 refused at 08:30:15", "[address] refused at 08:30:15"),
        ("std::string at line 7", "std::string at line 7"),
    ],
)
def test_where_a_camera_answers_is_taken_out_of_what_is_shown(said: str, shown: str) -> None:
    assert without_addresses(said, "cam-9.inside") == shown


def test_a_camera_that_nobody_knows_is_not_found(client: httpx.Client) -> None:
    answer = client.get("/api/cameras/kestrel:99")

    assert answer.status_code == 404
    assert answer.json()["reason"] == "there is no camera 'kestrel:99'"
