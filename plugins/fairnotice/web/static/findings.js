// One rule's finding: its verdict and force, reasoning in words, what puts it right, evidence and citation.

import { element } from "./dom.js";
import { evidence } from "./evidence.js";
import { facts } from "./facts.js";
import { iconUrl } from "./icons.js";
import { reasoning } from "./reasoning.js";
import { ruleRemedy, ruleTitle } from "./rulewords.js";
import { coded, date, share, t } from "./words.js";

function citation(cited) {
  const text = [cited.instrument, cited.article].filter(Boolean).join(", ");
  return element(
    "p",
    { class: "citation" },
    text,
    cited.is_verified ? null : element("span", { class: "unread" }, ` ${t("citation.unverified")}`),
    cited.address ? element("a", { href: cited.address, target: "_blank", rel: "noopener noreferrer" }, cited.address) : null,
  );
}

// An inspector's word first: it is what holds. What the newest nights say otherwise only waits.
function beside(found) {
  const { overrule } = found;
  return [
    overrule ? element("p", { class: "decided" }, t("decided", {
      by: overrule.inspector, on: date(overrule.decided_on), until: date(overrule.until), reason: overrule.reason,
      program: coded("verdict", found.program_verdict),
    })) : null,
    overrule && overrule.evidence.length ? element("p", { class: "decided" }, t("decided.evidence"), " ", overrule.evidence.join("; ")) : null,
    found.pending_verdict ? element("p", { class: "pending" }, t("pending", {
      verdict: coded("verdict", found.pending_verdict), n: found.pending_dates, since: date(found.pending_since),
    })) : null,
  ];
}

export function finding(found, mode) {
  const decided = ["fail", "review", "pass"].includes(found.verdict) && found.confidence > 0;
  const icon = found.is_policy ? `policy-${found.verdict}` : found.verdict;
  const force = coded("force", found.force);
  // What nobody declared is many rules with one sentence each: it is told last, and opened by who wants it.
  const open = ["fail", "review", "unknown"].includes(found.verdict) && found.decisive;
  return element(
    "details",
    { class: `finding ${found.is_policy ? "policy" : found.verdict}`, "data-rule": found.rule_id, open },
    element("summary", {},
      element("img", { src: iconUrl(icon), alt: "", width: 24, height: 24 }),
      element("span", {},
        element("span", { class: "title" }, ruleTitle(found)),
        element("span", { class: "said" },
          `${coded("verdict", found.verdict)} · ${found.breach_of_law && mode !== "exercise" ? t(`breach.${found.force}`) : force}`))),
    beside(found),
    reasoning(found),
    found.remedy ? element("p", { class: "remedy" }, element("strong", {}, t("remedy")), " ", ruleRemedy(found)) : null,
    evidence(found.evidence),
    citation(found.citation),
    facts([
      [t("confidence"), decided ? share(found.confidence) : ""],
      [t("since"), date(found.since)],
      [t("judged_on"), date(found.judged_on)],
      [t("rule"), `${found.rule_id} (${t("pack_version", { version: found.pack_version })})`],
    ]),
  );
}
