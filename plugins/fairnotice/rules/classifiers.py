"""Is a camera configured to sort people by what a rule names? Judged from readings of configurations."""

from __future__ import annotations

from fairnotice.domain import LEVELS, PROVING, AnalyticsScan, ClassifierMention, Facts, Level, Reason, Verdict
from fairnotice.rules.outcome import Outcome, unknown
from fairnotice.rules.pack import Rule
from fairnotice.rules.policy import Policy

REGISTRY = "registry"
"""The source of a scan of what the registry declares."""
_ASKS = (*PROVING, Level.CAPABILITY)
_MOST_MENTIONS = 10
_SETTLED_BY_CONFIGURATION = "The full configuration or label map of everything that runs on the camera's pictures."

_Found = tuple[AnalyticsScan, ClassifierMention]


def judge_classifiers(rule: Rule, facts: Facts, policy: Policy) -> Outcome:
    """Judge whether anything that was read configures a classifier of what ``rule`` names."""
    scans = _each_once(facts.scans)
    relevant = [
        (scan, mention)
        for scan in scans
        for mention in scan.mentions
        if mention.category in (*rule.attributes, *rule.review_attributes) and mention.level in _ASKS
    ]
    proven = [found for found in relevant if _proves(found[1], rule, policy)]
    if proven:
        reasons = tuple(_reason("classifier_configured", found, n) for found, n in _merged(proven)[:_MOST_MENTIONS])
        certainty = max(mention.confidence for _, mention in proven)
        level = max((mention.level for _, mention in proven), key=LEVELS.index)
        return Outcome(Verdict.FAIL, certainty, reasons, proof=str(level))
    if relevant:
        merged = _merged(relevant)[:_MOST_MENTIONS]
        reasons = tuple(_reason(_weak_code(found[1], rule), found, others) for found, others in merged)
        return Outcome(Verdict.REVIEW, max(mention.confidence for _, mention in relevant), reasons)
    return _nothing_found(facts, scans, policy)


def _each_once(scans: tuple[AnalyticsScan, ...]) -> list[AnalyticsScan]:
    """Return the scans in one order, each content of each source once."""
    unique: dict[tuple[str, str, str], AnalyticsScan] = {}
    for scan in scans:
        key = (scan.source, scan.device_id, scan.content_sha256)
        rival = unique.get(key)
        if rival is None or (rival != scan and repr(scan) < repr(rival)):
            unique[key] = scan
    return [unique[key] for key in sorted(unique)]


def _merged(found: list[_Found]) -> list[tuple[_Found, int]]:
    """Return each thing found once, where it is proved best, with the number of its other places."""
    groups: dict[tuple[str, str], list[_Found]] = {}
    for each in found:
        groups.setdefault((each[1].category, each[1].term), []).append(each)
    best = [max(group, key=lambda each: (LEVELS.index(each[1].level), each[1].confidence)) for group in groups.values()]
    return [(each, len(group) - 1) for each, group in zip(best, groups.values(), strict=True)]


def _proves(mention: ClassifierMention, rule: Rule, policy: Policy) -> bool:
    return (
        mention.level in PROVING and mention.category in rule.attributes and mention.confidence >= policy.min_certainty
    )


def _weak_code(mention: ClassifierMention, rule: Rule) -> str:
    if mention.category in rule.review_attributes:
        return "related_attribute"
    return "capability_only" if mention.level is Level.CAPABILITY else "uncertain_term"


def _reason(code: str, found: _Found, others: int) -> Reason:
    scan, mention = found
    place = f"{scan.source}, {mention.path}" + (f", line {mention.line}" if mention.line is not None else "")
    words = {
        "classifier_configured": f"is {mention.level} to tell people apart by {_name(mention.category)}",
        "related_attribute": f"names {_name(mention.category)}, which a person must look at under this rule",
        "capability_only": f"can tell people apart by {_name(mention.category)}, but is not shown to be doing it",
        "uncertain_term": f"may mean {_name(mention.category)}, which is not certain enough to accuse",
    }
    more = f", and {others} more place{'s' if others > 1 else ''}" if others else ""
    text = f"'{mention.excerpt}' ({place}{more}) {words[code]}; certainty {mention.confidence:.2f}."
    settles = mention.settles or ("" if code == "classifier_configured" else _SETTLED_BY_CONFIGURATION)
    return Reason(code, text, settles)


def _name(category: str) -> str:
    return category.replace("_", " ")


def unread(facts: Facts) -> tuple[Reason, ...]:
    """Return what keeps anybody from knowing all that runs on a camera's pictures; empty if nothing does."""
    camera, scans = facts.camera, _each_once(facts.scans)
    files = [scan for scan in scans if scan.source != REGISTRY]
    if camera.analytics is None and not camera.models and not files:
        text = (
            "Nothing is known of what this camera is configured to infer: the registry says nothing, no file was read."
        )
        return (Reason("no_configuration", text, _SETTLED_BY_CONFIGURATION),)
    running = {model.labels_path for model in camera.models if model.enabled}
    switched_off = {model.labels_path for model in camera.models if not model.enabled} - running
    gaps = [
        Reason(
            "not_read_completely", f"{scan.source}: {scan.error or 'not read to the end'}.", _SETTLED_BY_CONFIGURATION
        )
        for scan in scans
        if not scan.complete and scan.source not in switched_off
    ]
    read = {scan.source for scan in scans}
    gaps += [
        Reason("model_not_read", f"The label map of the declared model '{model.name}' was not read.", "Its label map.")
        for model in camera.models
        if model.enabled and (model.labels_path is None or model.labels_path not in read)
    ]
    if camera.analytics is None:
        gaps.append(Reason("nothing_declared", "The registry does not say what else runs on the camera's pictures."))
    elif REGISTRY not in read:
        gaps.append(Reason("declaration_not_read", "What the registry declares was not read."))
    return tuple(gaps[:_MOST_MENTIONS])


def _nothing_found(facts: Facts, scans: list[AnalyticsScan], policy: Policy) -> Outcome:
    gaps = unread(facts)
    if gaps and gaps[0].code == "no_configuration":
        return unknown(gaps[0].code, gaps[0].text, gaps[0].settles)
    if gaps:
        text = "What was read names no such classifier, but not everything that could was read."
        return unknown("partial_configuration", text, _SETTLED_BY_CONFIGURATION, *gaps)
    said = ", ".join(facts.camera.analytics or ()) or "no analytics"
    files = [scan for scan in scans if scan.source != REGISTRY]
    text = (
        f"The operator declares '{said}', and all {len(files)} label maps that it names were read: none names such a "
        "classifier. This rests on the operator's declaration."
    )
    return Outcome(Verdict.PASS, policy.declaration_confidence, (Reason("declared_clean", text),), proof="declared")
