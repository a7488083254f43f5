from __future__ import annotations

import json
import subprocess
import sys

import pytest

from fairnotice.web.errors import BadRequestError
from fairnotice.web.ogc.collections import COLLECTIONS
from fairnotice.web.ogc.cql import MOST_CHARACTERS, condition_of

COLUMNS = COLLECTIONS["findings"].columns
INJECTIONS = ["'; DROP TABLE fairnotice.camera; --", "x' OR '1'='1", "{indexed}", "%(sources)s", "\\ a"]


def written(text: str, language: str = "cql2-text") -> str:
    condition = condition_of(text, language, COLUMNS)  # type: ignore[arg-type]
    return condition.indexed.as_string(None) + " / " + condition.other.as_string(None)


def test_and_binds_closer_than_or() -> None:
    condition = condition_of("verdict = 'a' OR verdict = 'b' AND force = 'c'", "cql2-text", COLUMNS)

    assert condition.other.as_string(None) == (
        '((("verdict" = %(given_0)s::text) OR (("verdict" = %(given_1)s::text) AND ("force" = %(given_2)s::text))))'
    )
    assert condition.parameters == {"given_0": "a", "given_1": "b", "given_2": "c"}


@pytest.mark.parametrize("value", INJECTIONS)
def test_what_was_given_is_a_parameter_and_never_part_of_the_statement(value: str) -> None:
    text = f"""title = '{value.replace("'", "''")}' AND NOT (reason LIKE '{value.replace("'", "''")}')"""
    tree = {"op": "=", "args": [{"property": "title"}, value]}
    by_text, by_json = condition_of(text, "cql2-text", COLUMNS), condition_of(json.dumps(tree), "cql2-json", COLUMNS)

    assert list(by_text.parameters.values()) == [value, value]
    assert list(by_json.parameters.values()) == [value]
    assert value not in by_text.other.as_string(None).replace("%(given_0)s", "").replace("%(given_1)s", "")


def test_what_an_index_answers_is_asked_of_all_rows_and_the_rest_of_few() -> None:
    condition = condition_of("district_id = 'north' AND title LIKE '%x' AND S_INTERSECTS(geometry, POINT(1 2))",
                             "cql2-text", COLUMNS)  # fmt: skip

    assert condition.indexed.as_string(None).count("given") == 2
    assert condition.other.as_string(None) == '(("title" LIKE %(given_1)s::text))'
    assert condition.reads_rows
    assert not condition_of("camera_id IN ('a', 'b')", "cql2-text", COLUMNS).reads_rows
    assert condition_of("camera_id = 'a' OR title = 'b'", "cql2-text", COLUMNS).reads_rows


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("password = 'x'", "there is no 'password'; there are camera_id", id="another column"),
        pytest.param("\"camera_id'; DROP TABLE x; --\" = 'a'", "there is no", id="a statement as a name"),
        pytest.param("verdict = ", "not cql2-text", id="unfinished"),
        pytest.param("verdict", "verdict is text, where true or false is expected", id="no condition"),
        pytest.param("pg_sleep(10) = 1", "not answered here", id="a function"),
        pytest.param("verdict = 1", "a number, where text in single quotes is expected", id="another kind"),
        pytest.param("since > '2026-01-01'", "a text, where DATE", id="a day as text"),
        pytest.param("since > DATE('2026-13-01')", "a day is written", id="no day"),
        pytest.param("confidence > 1e400", "too large", id="infinite"),
        pytest.param("geometry = POINT(1 2)", "S_INTERSECTS", id="geometries compared"),
        pytest.param("S_INTERSECTS(geometry, POINT(500 2))", "degrees", id="nowhere"),
        pytest.param("S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0,0 1,0 0)))", "crosses itself", id="a bow tie"),
        pytest.param("T_AFTER(verdict, DATE('2026-01-01'))", "DATE", id="no time"),
        pytest.param("(" * 30 + "verdict = 'x'", "brackets within each other", id="brackets that are never closed"),
        pytest.param("(verdict = 'x'", "not closed", id="an open bracket"),
        pytest.param("verdict = 'x' OR " * 300 + "verdict = 'x'", "characters", id="too long"),
        pytest.param("NOT " * 900 + "breach_of_law", "terms", id="too many terms"),
        pytest.param("verdict = 'a\x00b'", "NUL", id="NUL"),
    ],
)
def test_a_filter_that_is_not_answered_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(BadRequestError, match=says):
        written(text)


@pytest.mark.parametrize(
    ("tree", "says"),
    [
        ("[" * 3000, "not JSON"),
        (json.dumps({"op": "not", "args": [{}]}).replace("{}", "[" * 40 + "]" * 40), "nested"),
        ("[]", "a condition is expected"),
        ('"verdict"', "a condition is expected"),
        ("1e999", "not cql2-json"),
        ('{"op": "=", "args": [{"property": "verdict"}, null]}', "not answered"),
        ('{"op": "in", "args": [{"property": "verdict"}, []]}', "list of values"),
        ('{"op": "=", "args": [{"property": "verdict"}]}', "2 operands"),
        (
            '{"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [1, 2]}]}',
            "cannot be read|not cql2",
        ),
        ('{"op": "t_during", "args": [{"property": "since"}, {"interval": ["x", ".."]}]}', "written"),
    ],
)
def test_json_that_is_not_answered_is_refused_with_the_reason(tree: str, says: str) -> None:
    with pytest.raises(BadRequestError, match=says):
        written(tree, "cql2-json")


def test_quotes_hide_no_brackets() -> None:
    assert "given_0" in written(f"title = '{'(' * 100}'")
    with pytest.raises(BadRequestError, match="brackets"):
        written("title = ''" + "(" * 50 + "''")


def test_the_longest_filter_is_read() -> None:
    text = "title = '" + "x" * (MOST_CHARACTERS - 10) + "'"

    assert "given_0" in written(text)


DEEP = """
import sys, threading
from fairnotice.web.errors import BadRequestError
from fairnotice.web.ogc.collections import COLLECTIONS
from fairnotice.web.ogc.cql import condition_of

def read():
    try:
        condition_of(sys.argv[1], "cql2-text", COLUMNS)
    except BadRequestError:
        print("refused")

COLUMNS = COLLECTIONS["findings"].columns
threading.stack_size(2 * 1024 * 1024)
thread = threading.Thread(target=read)
thread.start()
thread.join()
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "-" * 3990 + "1 = 1",
        "- " * 1990 + "1 = 1",
        "NOT " * 990 + "breach_of_law",
        "NOT(" * 8 + "not\t" * 900 + "breach_of_law" + ")" * 8,
        "confidence = 1" + " -1" * 1300,
        "confidence = 1" + "+1" * 1900,
        "confidence = 1" + "^2" * 1900,
        "confidence" + "=1" * 1900,
        "confidence" + " IS NULL" * 490,
        "-" * 3990 + "'quoted' = 1",
    ],
    ids=lambda text: text[:16],
)
def test_no_depth_of_a_filter_uses_up_a_small_stack(text: str) -> None:
    done = subprocess.run([sys.executable, "-c", DEEP, text], capture_output=True, text=True, check=False, timeout=60)

    assert (done.returncode, done.stdout) == (0, "refused\n"), done.stderr
