// What was recognised in something that was sent, and what is still missing.

import { element, fill } from "../dom.js";
import { coded, t } from "../words.js";

function elements(seen) {
  const listed = Object.entries(seen.elements);
  if (!listed.length || seen.outcome !== "notice") return null;
  return [
    element("h6", {}, t("seen.elements")),
    element("ul", { class: "elements" }, listed.map(([name, state]) =>
      element("li", { class: state }, element("span", {}, coded("element", name)), " ",
        element("strong", {}, coded("seen.state", state))))),
  ];
}

function words(seen) {
  if (!seen.text.length) return null;
  return [element("h6", {}, t("seen.text")),
    seen.text.map(({ text, language }) => element("blockquote", { lang: language }, text))];
}

function doubts(codes) {
  if (!codes.length) return null;
  return element("ul", { class: "doubts" }, codes.map((code) => element("li", {}, coded("doubt", code))));
}

function anyway(keep, claimed) {
  if (claimed) return null;
  return element("p", {}, t("seen.not_kept"), " ",
    element("button", { type: "button", class: "button", onclick: keep }, t("seen.keep")));
}

// A claim is shown beside the finding at once; what was seen stays on the page until it is left.
async function finish(answer, place, site, events, parts) {
  if (answer.reply_id === null) {
    fill(place, parts);
    return;
  }
  await events.answered(site.site_id, t("sent"));
  const now = document.getElementById(`site-${site.site_id}`);
  const result = element("div", { class: "seen done", tabindex: "-1" }, parts, element("p", { class: "next" }, t("seen.next")));
  now.querySelector("header").after(result);
  result.focus();
}

export function showPhoto(answer, place, keep, site, events) {
  const { seen } = answer;
  const parts = [
    element("h5", {}, t(`seen.${seen.outcome}`)),
    seen.outcome === "notice" || seen.outcome === "unclear" ? null : element("p", {}, t("seen.better_photo")),
    words(seen),
    elements(seen),
    seen.missing.length ? element("p", { class: "missing-part" },
      t("seen.missing", { what: seen.missing.map((each) => coded("element", each)).join(", ") })) : null,
    seen.code === "own" ? element("p", { class: "fine" }, t("seen.own_code")) : null,
    doubts([...new Set([...answer.review_because, ...seen.reasons])]),
    anyway(keep, answer.reply_id !== null),
  ];
  return finish(answer, place, site, events, parts);
}

export function showConfiguration(answer, place, keep, site, events) {
  const { seen } = answer;
  const named = seen.scans.filter((scan) => scan.mentions.length || scan.error);
  const parts = [
    element("h5", {}, t(answer.review_because.length ? "seen.configuration_not" : "seen.configuration")),
    element("p", {}, t("seen.files", { read: seen.read, all: seen.files })),
    doubts(answer.review_because),
    named.length ? element("ul", { class: "mentions" }, named.map((scan) => element("li", {},
      element("code", {}, scan.source),
      scan.error ? element("p", { class: "quiet", lang: "en" }, scan.error) : null,
      element("ul", {}, scan.mentions.map((each) => element("li", {}, element("code", {}, each.path), ": ",
        element("strong", {}, each.term), ` (${coded("category", each.category)}, ${coded("level", each.level)})`)))))) : null,
    anyway(keep, answer.reply_id !== null),
  ];
  return finish(answer, place, site, events, parts);
}
