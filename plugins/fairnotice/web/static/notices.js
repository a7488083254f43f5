// The notices that were confirmed: the text read on them, and which elements they have and lack.

import { element } from "./dom.js";
import { coded, list, t, time } from "./words.js";

const STATES = ["present", "absent", "unreadable"];
const SIGNS = { present: "✓", absent: "✗", unreadable: "?" };

function elementsOf(notice) {
  const found = Object.entries(notice.elements).sort(([, one], [, other]) => STATES.indexOf(one) - STATES.indexOf(other));
  if (!found.length) return null;
  return element("ul", { class: "elements" }, found.map(([name, state]) => element("li", { class: state },
    element("span", { "aria-hidden": "true" }, `${SIGNS[state] ?? ""} `), coded("element", name),
    element("span", { class: "unseen" }, ` ${t(`element.state.${state}`)}`))));
}

function inShort(notice) {
  const missing = Object.entries(notice.elements).filter(([, state]) => state === "absent").map(([name]) => coded("element", name));
  return missing.length ? t("notice.missing", { elements: list(missing) }) : Object.keys(notice.elements).length ? t("notice.complete") : "";
}

function told(notice) {
  return element("div", { class: "notice-read" },
    element("p", { class: "who" }, t("notice.seen", { n: notice.seen, last: time(notice.last_seen) })),
    notice.text ? element("blockquote", { lang: notice.language ?? "" }, notice.text) : element("p", { class: "none" }, t("notice.unread")),
    elementsOf(notice),
    element("p", {}, inShort(notice)));
}

export function noticesRead(notices) {
  return notices.map(told);
}
