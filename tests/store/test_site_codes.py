from __future__ import annotations

import pytest

from fairnotice.site_code import is_code
from fairnotice.store.site_codes import code_of_site, codes_of_sites, site_of_code

pytestmark = pytest.mark.slow


def test_a_site_keeps_its_code_and_shares_it_with_none(database):
    with database.transaction() as connection:
        first = code_of_site(connection, "quay:1")
        other = code_of_site(connection, "quay:2")
    with database.transaction() as connection:
        assert code_of_site(connection, "quay:1") == first != other
        assert is_code(first)
        assert site_of_code(connection, first) == "quay:1"
        assert codes_of_sites(connection, ["quay:1", "quay:9"]) == {"quay:1": first}


def test_a_code_that_was_never_given_is_of_no_site(database):
    with database.transaction() as connection:
        assert site_of_code(connection, "22222222") is None
