"""A finding in the words of an inspector."""

from __future__ import annotations

from fairnotice.domain import Finding, Force, Verdict

_STANDING = {
    Force.LAW: "law",
    Force.STATUTORY_CODE: "a statutory code",
    Force.GUIDANCE: "guidance, not law",
    Force.STANDARD: "a standard, not law",
    Force.DRAFT: "a draft, not law",
    Force.SUPERSEDED_DRAFT: "a superseded draft, never law",
    Force.REPEALED: "repealed",
    Force.POLICY: "the authority's policy, not law",
}
_SAID = {
    Verdict.REVIEW: "A person must look: the program neither accuses nor acquits.",
    Verdict.UNKNOWN: "Cannot tell.",
    Verdict.PASS: "In order, as far as the evidence reaches.",
    Verdict.NOT_APPLICABLE: "The rule is not about this camera.",
}


def explain(finding: Finding) -> str:
    """Return why ``finding`` says what it says: facts, rule, standing, and what would change it."""
    lines = [
        f"Camera {finding.camera_id}: {finding.title} [{finding.rule_id}]",
        f"Verdict: {finding.verdict}. {_said(finding)}",
        f"Rule: {finding.citation} - {_STANDING[finding.force]}.",
        f"Pack: {finding.pack_id}, version {finding.pack_version}",
    ]
    if finding.citation.address:
        lines.append(f"Official text: {finding.citation.address}")
    lines.append("Because:")
    lines += [f"  {number}. {reason.text}" for number, reason in enumerate(finding.reasons, 1)]
    if finding.proof:
        lines.append(f"This rests on: {finding.proof.replace('_', ' ')}; confidence {finding.confidence:.2f}.")
    if finding.evidence:
        lines.append("Evidence: " + ", ".join(sha[:12] for sha in finding.evidence))
    settles = list(dict.fromkeys(reason.settles for reason in finding.reasons if reason.settles))
    if settles:
        lines.append("What would settle it:")
        lines += [f"  - {what}" for what in settles]
    if finding.remedy:
        lines.append(f"What puts it right: {finding.remedy}")
    return "\n".join(lines)


def _said(finding: Finding) -> str:
    if finding.verdict is not Verdict.FAIL:
        return _SAID[finding.verdict]
    if finding.is_breach_of_law:
        return "The evidence shows a breach, subject to an inspector's confirmation."
    return "The evidence shows a departure from a text that is not law."
