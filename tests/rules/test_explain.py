"""The reasoning is printed as an inspector would write it."""

from fairnotice.domain import Facts
from fairnotice.rules.explain import explain
from rules.situations import RECALL, camera, declared, look, notice, one, visit


def test_a_fail_gives_facts_rule_proof_and_remedy():
    observations = (look(10, notice()), look(11, notice()), look(20), look(21))
    text = explain(one(Facts(camera(notice_positions=declared()), observations, recall=RECALL), "cn.order-799.notice"))
    for part in (
        "Camera t:1: A conspicuous notice at public security video systems [cn.order-799.notice]",
        "Verdict: fail. The evidence shows a breach, subject to an inspector's confirmation.",
        "art. 13 - law.",
        "公共安全视频图像信息系统管理条例",
        "2026-05-20, 2026-05-21",
        "This rests on: declared position; confidence 0.97.",
        "What puts it right: Set up a conspicuous notice",
    ):
        assert part in text


def test_an_unknown_says_what_would_settle_it_and_accuses_of_nothing():
    text = explain(one(Facts(camera(), (look(20),)), "cn.order-799.notice"))
    assert "Verdict: unknown. Cannot tell." in text
    assert "  - A dated photo of the notice, taken at the entrance, with its place." in text
    assert "What puts it right" not in text
    assert "breach" not in text


def test_policy_is_not_called_law():
    text = explain(one(Facts(camera(), visits=(visit(20, False),)), "cn.draft-2023.notice"))
    assert "the authority's policy, not law" in text
    assert "(unverified)" in text
    assert "contrary to the 2023 draft (never in force), which is not a breach of law" in text
    assert "art." not in text
