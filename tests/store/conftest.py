from collections.abc import Iterator

import pytest

from fairnotice.store.database import Database


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    with Database(empty_database_url) as opened:
        yield opened
