// The numbers above the list: coverage before verdicts, and the verdicts as switches.

import { element, refill } from "./dom.js";
import { iconUrl } from "./icons.js";
import { toggled } from "./state.js";
import { coded, date, has, list, number, share, t } from "./words.js";

export const VERDICTS = ["fail", "review", "unknown", "pass", "not_applicable"];
const MOST_REASONS = 6;

// Policies have words of their own where only one text is applied as policy.
export function policyName(rules) {
  const packs = new Set(rules.filter((rule) => rule.force === "policy").map((rule) => rule.pack_id));
  const [only] = packs;
  return packs.size === 1 && has(`policy.${only}`) ? only : "any";
}

function whyUnknown({ unknown, why_unknown: why }) {
  if (!unknown) return t("coverage.all");
  const told = why.slice(0, MOST_REASONS).map(({ code, cameras }) => t("coverage.reason", {
    count: cameras, why: coded("why", code),
  }));
  const rest = why.slice(MOST_REASONS).reduce((sum, { cameras }) => sum + cameras, 0);
  if (rest) told.push(t("coverage.rest", { count: rest }));
  return told.length ? t("coverage.unknown", { n: unknown, why: list(told) }) : t("coverage.unknown.bare", { n: unknown });
}

function coverage({ coverage: counted }) {
  return [
    element("p", { class: "big" }, t("coverage.judged", { judged: counted.judged, n: counted.cameras }),
      " ", element("span", { class: "share" }, share(counted.judged / counted.cameras))),
    element("progress", { max: counted.cameras, value: counted.judged, "aria-label": t("coverage.bar") }),
    element("p", { class: "quiet" }, whyUnknown(counted)),
  ];
}

function tile(verdict, summary, state, choose) {
  const onlyPolicy = summary.policy_only[verdict] > 0 && summary.verdicts[verdict] === 0;
  const count = summary.verdicts[verdict] + summary.policy_only[verdict];
  return element(
    "button",
    {
      id: `verdict-${verdict}`, type: "button", class: `tile ${verdict}`, "data-verdict": verdict,
      "aria-pressed": String(state.verdict.includes(verdict)),
      onclick: () => choose(toggled(state, "verdict", verdict)),
    },
    element("img", { src: iconUrl(onlyPolicy ? `policy-${verdict}` : verdict), alt: "", width: 22, height: 22 }),
    element("b", { class: "count" }, number(count)),
    element("span", { class: "name" }, coded("verdict", verdict)),
  );
}

function breaches({ breaches_of_law: n, mode }) {
  const told = mode === "exercise" ? t("breaches.exercise", { n }) : t("breaches", { n });
  return element("p", { class: n && mode !== "exercise" ? "breaches some" : "breaches quiet" }, told);
}

function policies(summary) {
  const name = policyName(summary.rules);
  return [["fail", "ring"], ["review", "dashes"]].filter(([verdict]) => summary.policy[verdict]).map(([verdict, ring]) => element(
    "p", { class: "policy-line" },
    element("img", { src: iconUrl(`policy-${ring}`), alt: "", width: 18, height: 18 }),
    element("span", {}, t("figures.policy", { n: summary.policy[verdict], policy: t(`policy.${verdict}`, { policy: t(`policy.${name}`) }) })),
  ));
}

function silent({ without_frames: now }) {
  // Of a former day it is not known.
  if (!now?.cameras) return null;
  const { cameras, since, why } = now;
  const told = why.map(({ code, cameras: count }) => t("coverage.reason", { count, why: coded("why", code) }));
  return element("p", { class: "quiet silent" },
    element("img", { src: iconUrl("lens"), alt: "", width: 18, height: 18 }),
    element("span", {}, t("coverage.silent", { n: cameras, since: date(since), why: list(told) })));
}

export function showFigures(place, summary, state, choose) {
  const { coverage: { cameras } } = summary;
  refill(
    place,
    cameras ? coverage(summary) : element("p", { class: "big" }, t(summary.sources.length ? "list.none" : "coverage.none")),
    element("div", { class: "tiles", role: "group", "aria-label": t("figures.verdicts") },
      VERDICTS.map((verdict) => tile(verdict, summary, state, choose))),
    summary.complete === false ? element("p", { class: "quiet" }, t("figures.incomplete")) : null,
    cameras ? breaches(summary) : null,
    policies(summary),
    silent(summary),
  );
}
