"""Is a camera configured to sort people by what a rule names? Judged from readings of configurations."""

from __future__ import annotations

from fairnotice.domain import LEVELS, PROVING, AnalyticsScan, Camera, ClassifierMention, Facts, Level, Reason, Verdict
from fairnotice.rules import references
from fairnotice.rules.analytics_words import sorts_nobody
from fairnotice.rules.outcome import Outcome, undecided, unknown
from fairnotice.rules.pack import Rule
from fairnotice.rules.policy import Policy
from fairnotice.rules.references import Used, step

REGISTRY = "registry"
"""The source of a scan of what the registry declares."""
_ASKS = (*PROVING, Level.CAPABILITY)
_MOST_MENTIONS = 10
_SETTLED_BY_CONFIGURATION = "The full configuration or label map of everything that runs on the camera's pictures."

_SETTLED_BY_DEVICE = "The device's own configuration, read from it, instead of what its operator declares."
_CONFIRMED_BY_WHOEVER_RUNS_IT = "What whoever runs it says that it is for, and whether it ran on people."
_CONFIGURED = "classifier_configured"

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
    proven = [found for found in relevant if _proves(found, facts.camera, rule, policy)]
    if proven:
        reasons = tuple(_reason(_CONFIGURED, found, n) for found, n in _merged(proven)[:_MOST_MENTIONS])
        certainty = max(mention.confidence for _, mention in proven)
        level = max((mention.level for _, mention in proven), key=LEVELS.index)
        return Outcome(Verdict.FAIL, certainty, reasons, proof=str(level))
    if relevant:
        merged = _merged(relevant)[:_MOST_MENTIONS]
        reasons = tuple(_reason(_weak_code(found, rule, policy), found, others) for found, others in merged)
        outcome = Outcome(Verdict.REVIEW, max(mention.confidence for _, mention in relevant), reasons)
    else:
        outcome = _nothing_found(facts, scans, policy)
    before = _configured_before(rule, facts, policy)
    return outcome if before is None else Outcome(Verdict.REVIEW, 0.0, (before, *outcome.reasons))


def _configured_before(rule: Rule, facts: Facts, policy: Policy) -> Reason | None:
    """Say what the reading before proved and the newest does not: one odd reading acquits no more than it accuses."""
    proven = [
        (scan, mention)
        for scan in _each_once(facts.scans_before)
        for mention in scan.mentions
        if _proves((scan, mention), facts.camera, rule, policy)
    ]
    if not proven:
        return None
    (scan, mention), _ = _merged(proven)[0]
    text = (
        f"When it was read the time before ({scan.read_on}), '{mention.excerpt}' ({scan.source}, {mention.path}) was "
        f"{mention.level} to tell people apart by {_name(mention.category)}; what was read since does not show it."
    )
    settles = "Another night's reading that does not show it either, or when and why it was changed."
    return step("configured_before", text, settles, rests_on=references.scan(scan, "names_it"))


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


def _proves(found: _Found, camera: Camera, rule: Rule, policy: Policy) -> bool:
    return _is_sure(found[1], rule, policy) and _is_its_own(found, camera)


def _is_sure(mention: ClassifierMention, rule: Rule, policy: Policy) -> bool:
    return (
        mention.level in PROVING and mention.category in rule.attributes and mention.confidence >= policy.min_certainty
    )


def _is_its_own(found: _Found, camera: Camera) -> bool:
    """Tell whether it was read in a configuration, or in the operator's own registry under our own heading."""
    scan, mention = found
    return scan.source != REGISTRY or mention.path.partition("/")[0] in camera.declared.attested


def _weak_code(found: _Found, rule: Rule, policy: Policy) -> str:
    mention = found[1]
    if mention.category in rule.review_attributes:
        return "related_attribute"
    if mention.level is Level.CAPABILITY:
        return "capability_only"
    return "not_its_own_word" if _is_sure(mention, rule, policy) else "uncertain_term"


def _reason(code: str, found: _Found, others: int) -> Reason:
    scan, mention = found
    place = f"{scan.source}, {mention.path}" + (f", line {mention.line}" if mention.line is not None else "")
    words = {
        "classifier_configured": f"is {mention.level} to tell people apart by {_name(mention.category)}",
        "related_attribute": f"names {_name(mention.category)}, which a person must look at under this rule",
        "capability_only": f"can tell people apart by {_name(mention.category)}, but is not shown to be doing it",
        "not_its_own_word": f"is said to tell people apart by {_name(mention.category)}, but not in the operator's own "
        "registry under a heading that means just this",
        "uncertain_term": f"may mean {_name(mention.category)}, which is not certain enough to accuse",
    }
    more = f", and {others} more place{'s' if others > 1 else ''}" if others else ""
    text = f"'{mention.excerpt}' ({place}{more}) {words[code]}; certainty {mention.confidence:.2f}."
    settles = mention.settles or (_CONFIRMED_BY_WHOEVER_RUNS_IT if code == _CONFIGURED else _SETTLED_BY_CONFIGURATION)
    return step(code, text, settles, rests_on=references.scan(scan, "names_it"))


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
        return (step("no_configuration", text, _SETTLED_BY_CONFIGURATION, rests_on=_declared(facts)),)
    running = {model.labels_path for model in camera.models if model.enabled}
    switched_off = {model.labels_path for model in camera.models if not model.enabled} - running
    gaps = [
        step(
            "not_read_completely",
            f"{scan.source}: {scan.error or 'not read to the end'}.",
            _SETTLED_BY_CONFIGURATION,
            rests_on=references.scan(scan, "incomplete"),
        )
        for scan in scans
        if not scan.complete and scan.source not in switched_off
    ]
    read = {scan.source for scan in scans}
    gaps += [
        step(
            "model_not_read",
            f"The label map of the declared model '{model.name}' was not read.",
            "Its label map.",
            rests_on=references.declared("model", model.name),
        )
        for model in camera.models
        if model.enabled and (model.labels_path is None or model.labels_path not in read)
    ]
    if camera.analytics is None:
        text = "The registry does not say what else runs on the camera's pictures."
        gaps.append(step("nothing_declared", text, rests_on=_declared(facts)))
    elif REGISTRY not in read:
        text = "What the registry declares was not read."
        gaps.append(step("declaration_not_read", text, rests_on=_declared(facts)))
    return tuple(gaps[:_MOST_MENTIONS])


def _nothing_found(facts: Facts, scans: list[AnalyticsScan], policy: Policy) -> Outcome:
    gaps = unread(facts)
    if gaps and gaps[0].code == "no_configuration":
        return undecided(gaps[0])
    if gaps:
        text = "What was read names no such classifier, but not everything that could was read."
        named = _clean(scans)
        return unknown("partial_configuration", text, _SETTLED_BY_CONFIGURATION, *gaps, rests_on=named)
    strange = sorted(item for item in facts.camera.analytics or () if not sorts_nobody(item))
    if strange:
        text = f"The operator declares '{strange[0]}', words that the program does not know in this field."
        return unknown("declared_in_unknown_words", text, _SETTLED_BY_CONFIGURATION, rests_on=_declared(facts))
    said = ", ".join(facts.camera.analytics or ()) or "no analytics"
    files = [scan for scan in scans if scan.source != REGISTRY]
    text = (
        f"The operator declares '{said}', and all {len(files)} label maps that it names were read: none names such a "
        "classifier. This rests on the operator's declaration."
    )
    rests_on = _declared(facts) + _clean(scans)
    clean = step("declared_clean", text, _SETTLED_BY_DEVICE, rests_on=rests_on)
    return Outcome(Verdict.PASS, policy.declaration_confidence, (clean,), proof="declared")


def _declared(facts: Facts) -> Used:
    analytics = facts.camera.analytics
    return references.declared("analytics", None if analytics is None else ", ".join(analytics) or "none")


def _clean(scans: list[AnalyticsScan]) -> Used:
    named = [references.scan(scan, "names_none") for scan in scans if scan.complete]
    kept = named[: references.MOST_FACTS]
    return Used(tuple(fact for each in kept for fact in each.facts), len(named) - len(kept))
