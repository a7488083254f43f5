// The history of a camera: a lane for each rule whose verdict changed, and every change in words.

import { element } from "./dom.js";
import { iconUrl } from "./icons.js";
import { ruleTitle } from "./rulewords.js";
import { coded, date, mine, quoted, t } from "./words.js";

const MOST_LANES = 8;
const DAY_MS = 86400000;

function ms(text) {
  return Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
}

// The events of each rule, oldest first; rules that changed, the newest change first.
function lanesOf(history) {
  const lanes = new Map();
  for (const event of history) lanes.set(event.rule_id, [event, ...(lanes.get(event.rule_id) ?? [])]);
  return [...lanes.values()].filter((events) => events.some((event) => event.change !== "new")).slice(0, MOST_LANES);
}

function placed(tag, attributes, from, to) {
  const made = element(tag, attributes);
  made.style.left = `${from * 100}%`;
  if (to !== undefined) made.style.width = `${Math.max(0, to - from) * 100}%`;
  return made;
}

function lane(events, at) {
  const shown = (event) => (event.change === "withdrawn" ? "withdrawn" : event.verdict);
  const [first] = events;
  const pieces = events.map((event, index) => {
    const next = events[index + 1];
    return placed("span", { class: `piece ${shown(event)}` }, at(event.window_date), next ? at(next.window_date) : 1);
  });
  if (first.verdict_before) pieces.unshift(placed("span", { class: `piece ${first.verdict_before}` }, 0, at(first.window_date)));
  const marks = events.filter((event) => event.change !== "withdrawn").map((event) => placed("img", {
    src: iconUrl(event.verdict), alt: "", width: 20, height: 20, title: `${date(event.window_date)}: ${coded("verdict", event.verdict)}`,
  }, at(event.window_date)));
  return element("div", { class: "lane" },
    element("span", { class: "lane-name" }, ruleTitle(first)), element("div", { class: "lane-bar" }, pieces, marks));
}

function drawing(history, findings) {
  const lanes = lanesOf(history);
  if (!lanes.length) return null;
  const days = [...history.map((event) => event.window_date), ...findings.map((found) => found.judged_on).filter(Boolean)].map(ms);
  const from = Math.min(...days);
  const to = Math.max(Math.max(...days), from + DAY_MS);
  const at = (text) => (ms(text) - from) / (to - from);
  const ends = [from, to].map((moment) => new Date(moment).toISOString());
  // The list below says the same in words.
  return element("div", { class: "lanes", "aria-hidden": "true" }, lanes.map((events) => lane(events, at)),
    element("div", { class: "axis" }, ends.map((end) => element("span", {}, date(end)))));
}

function change(event) {
  const before = event.verdict_before ? `${coded("verdict", event.verdict_before)} → ` : "";
  const first = (event.reasons || [])[0];
  return element(
    "li",
    { class: event.verdict },
    element("img", { src: iconUrl(event.verdict), alt: "", width: 18, height: 18 }),
    element("time", { datetime: event.window_date }, date(event.window_date)),
    element("p", {}, element("strong", {}, coded("change", event.change)), " ",
      event.change === "withdrawn" ? "" : `${before}${coded("verdict", event.verdict)}`),
    element("p", { class: "who" }, ruleTitle(event)),
    first ? element("p", { class: "why", lang: quoted(first.text) }, mine(first.text)) : null,
  );
}

// The first word on a rule is no change: with fifty rules it would hide those that are.
export function timeline(history, findings) {
  const first = history.filter((event) => event.change === "new");
  const changed = history.filter((event) => event.change !== "new");
  return [
    drawing(history, findings),
    changed.length
      ? element("ol", { class: "history" }, changed.map(change))
      : element("p", { class: "none" }, t("card.no_history")),
    first.length
      ? element("details", { class: "first" }, element("summary", {}, t("card.first_judged", { n: first.length })),
        element("ol", { class: "history" }, first.map(change)))
      : null,
  ];
}
