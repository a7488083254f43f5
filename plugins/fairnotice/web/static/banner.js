// What stands above everything: that nothing here is real, when the last audit was, and what is wrong.

import { element, fill } from "./dom.js";
import { date, share, t, time } from "./words.js";

function show(place, ...children) {
  place.hidden = !children.some(Boolean);
  fill(place, ...children);
}

export function showMode(place, mode) {
  place.hidden = !mode || mode === "regular";
  if (place.hidden) return;
  place.className = `mode ${mode}`;
  fill(place, element("strong", {}, t(`mode.${mode}`)), " ", t(`mode.${mode}.text`));
}

export function showAudit(place, { audit, coverage }) {
  const covered = coverage.cameras ? t("audit.coverage", { share: share(coverage.judged / coverage.cameras) }) : null;
  fill(place, element("span", {}, audit
    ? t("audit.last", { window: date(audit.window_start), finished: time(audit.finished_at) })
    : t("audit.none")), " ", covered ? element("span", { class: "covered" }, covered) : null);
}

// A map of another day must not be taken for today's.
export function showPast(place, on, leave) {
  show(place, on ? element("span", {}, t("past", { on: date(on) })) : null,
    on ? element("button", { id: "leave-past", type: "button", class: "button", onclick: leave }, t("past.leave")) : null);
}
