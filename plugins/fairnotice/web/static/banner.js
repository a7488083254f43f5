// What stands above everything: that nothing here is real, when the last audit was, and what is wrong.

import { element, fill } from "./dom.js";
import { date, has, inEnglish, share, t, time } from "./words.js";

const ALARMING = ["late", "unknown"];

function show(place, ...children) {
  place.hidden = !children.some(Boolean);
  fill(place, ...children);
}

// The strip by which nobody takes the invented for real.
export function modeStrip(mode) {
  return element("p", { class: `mode ${mode}`, role: "note" }, element("strong", {}, t(`mode.${mode}`)), " ", t(`mode.${mode}.text`));
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

// The server says why in English sentences; in another language they are a detail beside the page's own words.
function late({ name, about, since, why }) {
  const word = t(has(`alarm.${name}`) ? `alarm.${name}` : "alarm.other", { about: about || t("alarm.all") });
  return element("div", { class: "late" },
    element("strong", {}, word), since ? ` ${t("alarm.since", { since: time(since) })} ` : " ", element("span", { class: "alarm-why", lang: "en" }, inEnglish() ? why : `(${why})`));
}

// An alarm that does not come from the scheduler that it is about: a night was missed, or the map is old for another reason.
export function showAlarm(place, { checks }) {
  const troubles = checks.filter(({ state }) => ALARMING.includes(state));
  const said = troubles.map((check) => `${check.name} ${check.about} ${check.since}`).join();
  // The same is not read out again.
  if (place.dataset.said === said) return;
  place.dataset.said = said;
  show(place, ...troubles.map(late));
}
