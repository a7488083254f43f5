from __future__ import annotations

import httpx
import pytest

from fairnotice.rules.load import load_packs

pytestmark = pytest.mark.slow


def test_every_rule_is_called_by_its_name_in_both_languages(client: httpx.Client) -> None:
    answer = client.get("/api/rule-words")
    found = answer.json()

    rules = {rule.id: (pack, rule) for pack in load_packs() for rule in pack.rules}
    assert found.keys() == rules.keys()
    pack, rule = rules["cn.order-799.notice"]
    assert found["cn.order-799.notice"]["title"]["zh"] == rule.title.zh
    assert found["cn.order-799.notice"]["remedy"]["en"] == rule.remedy.en
    assert found["cn.order-799.notice"]["version"] == pack.version
    again = client.get("/api/rule-words", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
