"""What a digest says, in every language, and what it never says."""

import csv
import datetime as dt
import io
import json
import uuid
from pathlib import Path

import pytest

from fairnotice.alerts import composing
from fairnotice.alerts.composing import Occasion, Reader, compose
from fairnotice.alerts.gathering import gather
from fairnotice.alerts.messages import Envelope, Party, as_email
from fairnotice.alerts.plain_text import fold, width_of
from fairnotice.alerts.words import language_for, languages, words
from fairnotice.domain import AuditMode, Force
from fakes.telling import alert, photo, policy
from fakes.world import NOON

FOLDER = Path(composing.__file__).parent / "words"
DAY = dt.date(2026, 3, 3)
EVERYTHING = (
    alert(1, evidence=["aa" * 32]),
    *[alert(number, site="made/market hall") for number in range(2, 42)],
    policy(50),
    alert(51, "reminder", told_on="2026-02-24", days=7, due_on="2026-03-26"),
    photo(52),
    alert(53, "resolved"),
)


def written(alerts=EVERYTHING, language="en", name="Lindhaven Harbour Board", *, links=True, authority=False):
    occasion = Occasion(DAY, "The Office", AuditMode.REGULAR, {"": 30, "eu.gdpr.notice": 14}, "https://audit.example")
    reader = Reader(words(language), name, is_authority=authority, can_answer_by_link=links)
    return compose(gather(alerts), reader, occasion)


def flat(text):
    return " ".join(text.split())


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_sentence_with_the_same_values(language):
    texts, english = (json.loads((FOLDER / f"{tag}.json").read_text()) for tag in (language, "en"))

    assert texts.keys() == english.keys()
    for key, text in texts.items():
        placeholders = {part.split("}")[0] for part in text.split("{")[1:]}
        assert placeholders == {part.split("}")[0] for part in english[key].split("{")[1:]}, key
    assert {f"weight.{force}" for force in Force} <= texts.keys()


@pytest.mark.parametrize("language", languages())
def test_a_message_can_be_written_in_every_language(language):
    composed = written(language=language)

    assert f'<html lang="{language}">' in composed.html
    for text in (composed.plain, composed.html):
        assert "made/market hall" in text
        assert "%%LINK:answer:%%" in text
        assert "%%LINK:photo_request:" in text


def test_forty_cameras_of_a_site_are_one_line():
    composed = written()

    assert composed.plain.count("made/market hall") == 1
    assert "40 cameras" in composed.plain
    assert "3 things to put right, 1 reminder, 1 photo asked for, 1 thing in order now" in composed.subject


def test_it_says_what_where_why_since_when_and_by_when():
    said = flat(written().plain)

    for part in (
        "A notice announces the camera",
        "Rule: Regulation (EU) 2016/679, Article 13",
        "Weight: Law in force",
        "What puts it right: Put the notice up again.",
        "By when: 2026-03-17",
        "Where: 25.00000, -29.99900",
        "Since: 2026-03-02",
        "A visit on 2026-03-01 found no notice at the entrances.",
        "How to answer",
        "How to object",
        "Sent by The Office with Fairnotice",
    ):
        assert part in said


def test_a_policy_is_never_called_a_breach_of_law():
    composed = written((policy(1),))

    for text in (flat(composed.plain), flat(composed.html)):
        assert "A policy chosen by the authority: no breach of law" in text
        assert "Law in force" not in text


def test_a_request_for_a_photo_accuses_nobody():
    said = flat(written((photo(1),)).plain)

    assert "accuses nobody" in said
    assert "It settles: 12 cameras" in said
    assert "To put right" not in said
    assert "By when" not in said


def test_without_an_address_of_the_installation_there_is_no_link_and_it_says_how_to_answer():
    composed = written(links=False)

    assert "LINK" not in composed.plain + composed.html
    assert "Answer this message" in flat(composed.plain)
    assert "answer this message and say why" in flat(composed.plain)


def test_another_language_says_the_rule_in_that_language_and_keeps_the_audits_own_sentence():
    said = flat(written((policy(1), alert(2)), "zh").plain)

    assert "公共场所图像采集设备应设置显著提示标识" in said
    assert "不构成违法" in said
    assert "A visit on 2026-03-01 found no notice at the entrances." in said


def test_what_a_registry_says_is_text_wherever_it_stands():
    hostile = "<script>alert(1)</script>\r\nBcc: all@example.org {{ 7 * 7 }} %%LINK:answer:%%"
    composed = written((alert(1, camera=hostile),), name=hostile)
    message = as_email(
        Envelope(uuid.UUID(int=1), Party("The Office", "office@city.example"), [Party(hostile, "a@b.example")], NOON),
        composed,
    )

    assert "<script>" not in composed.html
    assert "{{ 7 * 7 }}" in composed.plain
    assert composed.plain.count("%%LINK:answer:%%") == 1
    assert message["Bcc"] is None
    assert "\n" not in message["To"]
    assert bytes(message).count(b"\nBcc:") == 0


def test_a_mail_says_that_a_program_sent_it_and_carries_its_map():
    composed = written()
    envelope = Envelope(uuid.UUID(int=7), Party("The Office", "office@city.example"), [Party("A", "a@b.example")], NOON)
    with_map = composing.Composed(composed.language, composed.subject, composed.plain, composed.html, b"\x89PNG")
    message = as_email(envelope, with_map)

    assert message["Message-ID"] == f"<{uuid.UUID(int=7)}@fairnotice>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "Fairnotice digests <digests.fairnotice.city.example>"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    (picture,) = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<map>"
    assert 'src="cid:map"' in composed.html


def test_of_very_many_places_the_rest_is_a_list_that_no_spreadsheet_runs():
    composed = written([alert(number, camera=f"=cmd({number})") for number in range(1, 201)])

    assert "and 140 more places, in the attached list" in flat(composed.plain)
    assert composed.listing is not None
    lines = list(csv.DictReader(io.StringIO(composed.listing)))
    assert len(lines) == 200
    assert {line["place"][:2] for line in lines} == {"'="}
    assert written().listing is None


@pytest.mark.parametrize(
    ("stated", "setting", "jurisdiction", "expected"),
    [
        ("zh-Hans", None, "DE", "zh"),
        (None, None, "DE", "de"),
        (None, None, "CN", "zh"),
        (None, "fr", "CN", "fr"),
        (None, None, "US-NY-NYC", "en"),
        ("tlh", None, "ES", "es"),  # nobody has written words of it
        (None, None, None, "en"),
    ],
)
def test_the_language_is_the_operators_then_the_settings_then_the_places(stated, setting, jurisdiction, expected):
    assert language_for(stated, setting, jurisdiction) == expected


@pytest.mark.parametrize("text", ["word " * 60, "审核发现以下要求未得到遵守，并有证据为凭。" * 8, "x" * 200])
def test_plain_text_fits_a_terminal(text):
    folded = fold(text, 2)

    assert flat(folded).replace(" ", "") == text.replace(" ", "")
    if text[0] != "x":  # an address is never cut
        assert max(width_of(line) for line in folded.splitlines()) <= 78


def test_a_program_is_not_said_to_send_with_itself():
    occasion = Occasion(DAY, "Fairnotice", AuditMode.REGULAR, {"": 30})
    said = compose(gather((alert(1),)), Reader(words("en"), "Board"), occasion).plain
    assert "Sent by Fairnotice, an automatic audit." in flat(said)
    assert "with Fairnotice" not in flat(said)
    assert "Sent by The Office with Fairnotice, an automatic audit." in flat(written().plain)


def test_how_many_cameras_a_photo_settles_is_told_with_the_day_on_which_they_were_counted():
    said = flat(written((photo(1),)).plain)
    assert "cameras, as of 2026-" in said


def test_reasons_are_in_the_readers_language_alone_where_it_has_the_sentence():
    reason = "A visit to the site's entrances on 2026-03-01 found no notice."
    told = alert(1, reasons=[reason], reason_codes=["visit_found_none"])
    assert "2026-03-01 对该场所入口的实地查看未发现告示。" in flat(written((told,), "zh").plain)
    assert reason not in flat(written((told,), "zh").plain)
