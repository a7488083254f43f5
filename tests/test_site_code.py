"""A site's code survives a sign, a phone and a reader, or is no code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairnotice.site_code import ALPHABET, codes_in, is_code, new_code, printed

CODES = st.builds(new_code)


@given(CODES)
def test_a_new_code_is_found_as_it_is_printed(code: str) -> None:
    assert is_code(code)
    assert codes_in(f"Videoüberwachung\nKontakt: 030 1234\n{printed(code)}") == (code,)


@given(CODES, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_noticed(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]

    assert is_code(wrong) is (wrong == code)


@given(CODES, st.integers(0, 6))
def test_two_symbols_that_changed_places_are_noticed(code: str, place: int) -> None:
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert is_code(wrong) is (wrong == code)


@pytest.mark.parametrize(
    ("before", "between", "after"),
    [
        ("FN-", "-", ""),
        ("fn ", " ", " CCTV"),
        ("FN", "", ""),
        ("https://harbour.example/cameras#FN-", "-", ""),
        ("FN—", "–", ","),
    ],
)
def test_a_code_is_found_however_it_was_read(before: str, between: str, after: str) -> None:
    code = new_code()

    assert codes_in(f"{before}{code[:4]}{between}{code[4:]}{after}") == (code,)
    assert codes_in(f"{before}{code[:4]}{between}{code[4:]}{after}".lower()) == (code,)


@pytest.mark.parametrize("text", ["", "CCTV IN OPERATION", "FN-2222-2223", "FN-1111-OOOO", "XFN-" + "2" * 8])
def test_other_words_are_no_code(text: str) -> None:
    assert codes_in(text) == ()


def test_a_code_within_a_longer_word_is_none() -> None:
    code = new_code()

    assert codes_in(f"AFN-{code}") == ()
    assert codes_in(f"FN-{code}Z") == ()


def test_a_sign_that_says_two_codes_has_two() -> None:
    one, other = "22222222", new_code()
    one = one if is_code(one) else new_code()

    assert codes_in(f"{printed(one)} {printed(other)} {printed(one)}") == (one, other)
