// The legend is also the filter by verdict: its numbers are those of what can be switched on.

import { element, fill } from "./dom.js";
import { iconUrl } from "./icons.js";
import { coded, has, number, t } from "./words.js";

export const VERDICTS = ["fail", "review", "unknown", "pass", "not_applicable"];

// Policies have words of their own where only one text is applied as policy.
export function policyName(rules) {
  const packs = new Set(rules.filter((rule) => rule.force === "policy").map((rule) => rule.pack_id));
  const [only] = packs;
  return packs.size === 1 && has(`policy.${only}`) ? only : "any";
}

function row(verdict, summary, checked, onToggle) {
  const onlyPolicy = summary.policy_only[verdict] > 0 && summary.verdicts[verdict] === 0;
  const count = summary.verdicts[verdict] + summary.policy_only[verdict];
  const box = element("input", { type: "checkbox", value: verdict, checked, onchange: onToggle });
  return element(
    "label",
    { class: `row ${verdict}` },
    box,
    element("img", { src: iconUrl(onlyPolicy ? `policy-${verdict}` : verdict), alt: "", width: 26, height: 26 }),
    element("span", { class: "name" }, coded("verdict", verdict)),
    element("span", { class: "count" }, number(count)),
  );
}

export function showLegend(place, summary, state, onChange) {
  const all = state.verdict.length === 0;
  const toggle = () => {
    const chosen = [...place.querySelectorAll("input:checked")].map((box) => box.value);
    onChange(chosen.length === VERDICTS.length ? [] : chosen);
  };
  const rows = VERDICTS.map((verdict) => row(verdict, summary, all || state.verdict.includes(verdict), toggle));
  const name = policyName(summary.rules);
  for (const [verdict, ring] of [["fail", "ring"], ["review", "dashes"]]) {
    if (!summary.policy[verdict]) continue;
    rows.push(element(
      "p",
      { class: "row policy" },
      element("img", { src: iconUrl(`policy-${ring}`), alt: "", width: 26, height: 26 }),
      element("span", { class: "name" }, t(`policy.${verdict}`, { policy: t(`policy.${name}`) })),
      element("span", { class: "count" }, number(summary.policy[verdict])),
    ));
  }
  if (summary.without_frames.cameras) {
    rows.push(element(
      "p",
      { class: "row silent" },
      element("img", { src: iconUrl("silent"), alt: "", width: 26, height: 26 }),
      element("span", { class: "name" }, t("health.legend")),
      element("span", { class: "count" }, number(summary.without_frames.cameras)),
    ));
  }
  fill(place, rows);
}
