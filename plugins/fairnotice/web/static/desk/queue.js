// The queue: what a person's look would decide, most first.

import { element, fill } from "../dom.js";
import { ruleTitle } from "../rulewords.js";
import { coded, date, number, t } from "../words.js";

const KINDS = ["reply", "photo", "not_seen", "release", "judge", "no_frame"];

export function showKinds(place, counts, most, chosen, choose) {
  const all = Object.values(counts).reduce((sum, each) => sum + each, 0);
  const button = (kind, count) => element("button", {
    type: "button", "aria-pressed": String(chosen === kind), onclick: () => choose(kind),
  }, `${kind ? coded("look", kind) : t("queue.all")} ${count >= most ? `${number(most)}+` : number(count)}`);
  fill(place, button("", all), KINDS.filter((kind) => counts[kind] || kind === chosen).map((kind) => button(kind, counts[kind])));
}

export function keyOf(item) {
  return `${item.camera_id}\n${item.rule_id}`;
}

function row(item, isCurrent, open) {
  return element("li", {}, element("button", { type: "button", "aria-current": isCurrent ? "true" : null, onclick: () => open(item) },
    element("span", { class: "top" }, element("span", {}, item.name || item.camera_id),
      element("span", { class: "points", title: t("queue.points") }, number(Math.round(item.score)))),
    element("span", { class: `what said ${item.verdict}` }, `${coded("look", item.kind)} · ${coded("verdict", item.verdict)}`),
    element("span", { class: "quiet" }, `${ruleTitle(item)} · ${t("queue.settles", { n: item.cameras })} · ${t("queue.since", { day: date(item.since) })}`)));
}

export function showQueue(place, items, current, open) {
  fill(place, items.map((item) => row(item, current === keyOf(item), open)));
}

// Why it stands where it stands.
export function pointsOf(item) {
  return element("p", { class: "points-list" }, element("span", {}, t("queue.why", { points: Math.round(item.score) })),
    Object.entries(item.points).filter(([, points]) => points)
      .map(([name, points]) => element("span", {}, `${coded("points", name)} ${number(Math.round(points))}`)));
}
