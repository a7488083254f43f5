// What an inspector asks first in the morning, each a filter at one press.

import { element, refill } from "./dom.js";
import { noFilters } from "./state.js";
import { t } from "./words.js";

const CERTAIN = "0.9";

// Each look is the filters that it sets; the district that somebody chose stays.
function looks(summary) {
  const night = summary.audit?.window_start?.slice(0, 10);
  return [
    night ? ["changed", { changed_since: night }] : null,
    ["certain", { verdict: ["fail"], min_confidence: CERTAIN }],
    ["review", { verdict: ["review"] }],
    summary.without_frames?.cameras ? ["silent", { without_frames: "true" }] : null,
  ].filter(Boolean);
}

function same(one, other) {
  return [one].flat().join("\n") === [other].flat().join("\n");
}

function isOn(state, filters) {
  const plain = { ...noFilters(), district: state.district, ...filters };
  return Object.entries(plain).every(([name, value]) => same(state[name], value));
}

export function showLooks(place, summary, state, choose) {
  // They ask about today.
  place.hidden = Boolean(state.on);
  refill(place, looks(summary).map(([name, filters]) => {
    const on = isOn(state, filters);
    const kept = { ...noFilters(), district: state.district };
    return element("button", {
      id: `look-${name}`, type: "button", class: "look", "aria-pressed": String(on), title: t(`look.${name}.text`),
      onclick: () => choose(on ? kept : { ...kept, ...filters }),
    }, t(`look.${name}`));
  }));
}
