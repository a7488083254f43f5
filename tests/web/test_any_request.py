"""Requests that nobody thought of: each gets an answer that OpenAPI names, and a refusal gives its reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import hypothesis
import pytest
import schemathesis
from hypothesis import Phase

from fairnotice.store.evidence import EvidenceStore
from fairnotice.store.migrations import migrate
from fairnotice.web.app import create_app
from fairnotice.web.identity import CSRF_HEADER
from web import kestrel
from web.conftest import Served

pytestmark = [pytest.mark.slow, pytest.mark.hypothesis]

FEW = 5
"""Requests for each address and kind in `make test`; `make soak` sends thousands."""
KINDS = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
SOAKING = 1000


@pytest.fixture
def own(new_database: Any, tmp_path: Any, cheap_passwords: None) -> Iterator[str]:
    """A town of this test's own, in which everything may be changed."""
    url = new_database()
    migrate(url)
    storage = EvidenceStore(str(tmp_path / "evidence"))
    kestrel.build(url, storage)
    with Served(create_app(url, storage)) as address:
        yield address


@pytest.mark.timeout(0)
def test_no_request_to_read_ends_in_an_error_of_ours(served: str) -> None:
    assert _all_wrong(served, ("GET",), least=15, headers={}) == []


@pytest.mark.timeout(0)
def test_no_request_to_write_ends_in_an_error_of_ours(own: str) -> None:
    csrf = httpx.get(f"{own}/api/me").json()["csrf"]

    assert _all_wrong(own, ("POST", "PUT", "PATCH", "DELETE"), least=10, headers={CSRF_HEADER: csrf}) == []


def _all_wrong(served: str, methods: tuple[str, ...], least: int, headers: dict[str, str]) -> list[str]:
    soaking = hypothesis.settings.default.max_examples >= SOAKING  # type: ignore[union-attr]
    checked = hypothesis.settings(
        max_examples=SOAKING if soaking else FEW,
        deadline=None,
        derandomize=not soaking,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    wrong: list[str] = []
    operations = [each.ok() for each in schemathesis.openapi.from_url(f"{served}/openapi.json").get_all_operations()]
    asked = [each for each in operations if each.method.upper() in methods]
    assert len(asked) >= least
    for operation in asked:
        named = set(operation.definition.raw["responses"])
        for kind in KINDS:
            try:
                strategy = operation.as_strategy(generation_mode=kind)
                checked(hypothesis.given(case=strategy)(_asking(served, named, wrong, headers)))()
            except hypothesis.errors.Unsatisfiable:
                continue  # an address without parameters cannot be asked wrongly
    return wrong


def _asking(served: str, named: set[str], wrong: list[str], headers: dict[str, str]) -> Any:
    def ask(case: Any) -> None:
        answer = case.call(base_url=served, timeout=60, headers=headers)
        told = f"{case.method} {case.formatted_path} {case.query!r}: {answer.status_code} {answer.content[:200]!r}"
        if str(answer.status_code) not in named:
            wrong.append(f"not named: {told}")
        elif answer.status_code >= 400 and not answer.json().get("reason"):
            wrong.append(f"without a reason: {told}")

    return ask
