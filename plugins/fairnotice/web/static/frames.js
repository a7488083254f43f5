// A camera's frames: how many could be used, what each one showed or why it could not be used, and what comes next.

import { element, fill } from "./dom.js";
import { evidence } from "./evidence.js";
import { mark, STATES } from "./framemarks.js";
import { coded, date, day, has, inEnglish, list, measured, t, time } from "./words.js";

function cause({ code, count, lasting }) {
  const said = t("frames.cause", { count, why: coded("why", code) });
  if (!lasting) return said;
  return t(lasting.or_earlier ? "frames.lasting_longer" : "frames.lasting", { said, since: date(lasting.since) });
}

function inShort({ frames, usable, causes, older }) {
  const counted = t(older ? "frames.usable_of_last" : "frames.usable", { n: frames, usable });
  return element("p", { class: "frames-said" },
    element("strong", {}, counted), causes.length ? t("frames.causes", { causes: list(causes.map(cause)) }) : t("frames.stop"));
}

function key({ states }) {
  return element("ul", { class: "frames-key" }, STATES.filter((state) => states[state]).map((state) => element(
    "li", {}, mark(state), element("b", {}, String(states[state])), ` ${t(`frames.${state}`)}`,
  )));
}

// The server's sentence is English; the page's own words stand in for it in another language, or before it.
function reason({ code, text, measures }, state) {
  const word = coded("why", code);
  const said = state === "missing" ? "" : inEnglish() ? text : measured(code, measures);
  if (said) return element("li", {}, said);
  return element("li", {}, text ? `${word}: ` : word, text ? element("span", { class: "fault", lang: "en" }, text) : null);
}

function inWords(frame) {
  const why = frame.why.map(({ code }) => coded("why", code));
  return [
    time(frame.observed_at),
    t(`frames.${frame.state}`),
    why.length ? list(why) : "",
    frame.evidence ? t("frames.pictured") : "",
  ].filter(Boolean).join(" · ");
}

function onlyMoved({ why }) {
  return why.length > 0 && why.every(({ code }) => code === "moved");
}

function told(frame) {
  // Plates in a frame that carries no judgement are not shown as seen; of a moved view, confirmed ones count.
  const counts = !frame.why.length ? ["confirmed", "candidate"] : onlyMoved(frame) ? ["confirmed"] : [];
  const notices = counts.filter((status) => frame.notices[status])
    .map((status) => t(`frames.notices.${status}`, { n: frame.notices[status] }));
  return [
    element("p", { class: "when" }, mark(frame.state), element("time", { datetime: frame.observed_at }, time(frame.observed_at)),
      ` · ${t(`frames.${frame.state}`)}`),
    frame.why.length ? element("ul", { class: "why-not" }, frame.why.map((each) => reason(each, frame.state))) : null,
    element("p", { class: "who" }, [
      ...notices,
      frame.light === "night" ? t("frames.night") : "",
      frame.width ? t("frames.size", { width: frame.width, height: frame.height }) : "",
    ].filter(Boolean).join(" · ")),
    evidence(frame.evidence ? [frame.evidence] : []),
  ];
}

function choice(frame, chosen, show) {
  const text = inWords(frame);
  return element(
    "label",
    { class: `frame ${frame.evidence ? "pictured" : ""}`, title: text },
    element("input", { type: "radio", name: "frame", checked: chosen, onchange: () => show(frame) }),
    mark(frame.state),
    element("span", { class: "unseen" }, text),
  );
}

function strip(shown) {
  const detail = element("div", { class: "frame-told", "aria-live": "polite" });
  const show = (frame) => fill(detail, ...told(frame));
  const newest = shown[shown.length - 1];
  const days = new Map();
  for (const frame of shown) days.set(frame.window_date, [...(days.get(frame.window_date) || []), frame]);
  show(newest);
  return [
    element("fieldset", { class: "strip" },
      element("legend", { class: "unseen" }, t("frames.strip")),
      [...days].map(([name, frames]) => element("div", { class: "day" },
        element("span", { class: "day-name", "aria-hidden": "true" }, day(name)),
        element("div", {}, frames.map((frame) => choice(frame, frame === newest, show)))))),
    detail,
  ];
}

function comesNext({ camera, frames }) {
  const newest = frames.shown[frames.shown.length - 1];
  if (camera.gone_since) return t("next.gone");
  if (!camera.has_frame_source) return t("next.no_frame_source");
  if (!newest) return t("next.again");
  if (!newest.why.length) return t("next.usable");
  const { code } = newest.why[0];
  const asked = code === "dark" ? `next.dark.${camera.serves_any_moment ? "archive" : "live"}` : `next.${code}`;
  return has(asked) ? t(asked) : t("next.again");
}

export function framesOf(card) {
  const { shown, summary } = card.frames;
  return [
    shown.length ? [inShort(summary), key(summary), ...strip(shown)] : element("p", { class: "none" }, t("card.no_frames")),
    element("p", { class: "comes-next" }, element("strong", {}, t("frames.next")), " ", comesNext(card)),
    summary.usable < summary.frames ? element("p", { class: "who" },
      t("frames.neither"), shown.some(onlyMoved) ? ` ${t("frames.moved")}` : null) : null,
  ].flat();
}
