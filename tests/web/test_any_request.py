"""Requests that nobody thought of: each gets an answer that OpenAPI names, and a refusal gives its reason."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import Phase

pytestmark = [pytest.mark.slow, pytest.mark.hypothesis]

FEW = 5
"""Requests for each address and kind in `make test`; `make soak` sends thousands."""
KINDS = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
SOAKING = 1000


@pytest.mark.timeout(0)
def test_no_request_to_read_ends_in_an_error_of_ours(served: str) -> None:
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
    reading = [each for each in operations if each.method.upper() == "GET"]
    assert len(reading) > 15
    for operation in reading:
        named = set(operation.definition.raw["responses"])
        for kind in KINDS:
            try:
                strategy = operation.as_strategy(generation_mode=kind)
                checked(hypothesis.given(case=strategy)(_asking(served, named, wrong)))()
            except hypothesis.errors.Unsatisfiable:
                continue  # an address without parameters cannot be asked wrongly

    assert wrong == []


def _asking(served: str, named: set[str], wrong: list[str]) -> Any:
    def ask(case: Any) -> None:
        answer = case.call(base_url=served, timeout=60)
        told = f"{case.method} {case.formatted_path} {case.query!r}: {answer.status_code} {answer.content[:200]!r}"
        if str(answer.status_code) not in named:
            wrong.append(f"not named: {told}")
        elif answer.status_code >= 400 and not answer.json().get("reason"):
            wrong.append(f"without a reason: {told}")

    return ask
