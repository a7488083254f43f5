// Coverage before verdicts: how much was judged, why the rest was not, and when.

import { element, fill } from "./dom.js";
import { coded, date, list, share, t, time } from "./words.js";

const MOST_REASONS = 6;

export function showMode(place, mode) {
  place.hidden = !mode || mode === "regular";
  if (place.hidden) return;
  place.className = `mode ${mode}`;
  fill(place, element("strong", {}, t(`mode.${mode}`)), " ", t(`mode.${mode}.text`));
}

function whyUnknown({ unknown, why_unknown: why }) {
  if (!unknown) return t("coverage.all");
  const told = why.slice(0, MOST_REASONS).map(({ code, cameras }) => t("coverage.reason", {
    count: cameras, why: coded("why", code),
  }));
  const rest = why.slice(MOST_REASONS).reduce((sum, { cameras }) => sum + cameras, 0);
  if (rest) told.push(t("coverage.rest", { count: rest }));
  return t("coverage.unknown", { n: unknown, why: list(told) });
}

// Which cameras give no picture now, and the switch to see only them: it stays while it is on.
function silent({ without_frames: { cameras, since, why } }, state, onChange) {
  const only = Boolean(state.without_frames);
  if (!cameras && !only) return null;
  const told = why.map(({ code, cameras: count }) => t("coverage.reason", { count, why: coded("why", code) }));
  return element("p", { class: "silent" },
    cameras ? t("coverage.silent", { n: cameras, since: date(since), why: list(told) }) : null,
    " ",
    element("button", {
      id: "only-silent", type: "button", "aria-pressed": String(only), onclick: () => onChange({ without_frames: only ? "" : "true" }),
    }, t(only ? "coverage.silent.all" : "coverage.silent.only")));
}

export function showCoverage(place, summary, state, onChange) {
  const held = document.activeElement?.id;
  const { coverage, audit } = summary;
  if (!coverage.cameras) {
    fill(place, element("p", { class: "big" }, t("coverage.none")), silent(summary, state, onChange));
    return;
  }
  const bar = element("progress", { max: coverage.cameras, value: coverage.judged, "aria-label": t("coverage.bar") });
  fill(
    place,
    element("p", { class: "big" }, t("coverage.judged", { judged: coverage.judged, n: coverage.cameras }),
      " ", element("span", { class: "share" }, share(coverage.judged / coverage.cameras))),
    bar,
    element("p", {}, whyUnknown(coverage)),
    silent(summary, state, onChange),
    element("p", { class: "audit" }, audit
      ? t("audit.last", { window: time(audit.window_start), finished: time(audit.finished_at) })
      : t("audit.none")),
    element("p", { class: summary.breaches_of_law && summary.mode !== "exercise" ? "breaches some" : "breaches" }, t(summary.mode === "exercise" ? "breaches.exercise" : "breaches", { n: summary.breaches_of_law })),
  );
  if (held === "only-silent") place.querySelector("#only-silent")?.focus();
}
