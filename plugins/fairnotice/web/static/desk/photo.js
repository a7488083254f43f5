// A photo as it was seen: the redacted picture with its boxes, what was found on the notice and what was not.

import { element } from "../dom.js";
import { coded, date, number, share, t } from "../words.js";
import { enlarge, evidenceOf } from "./server.js";

export function elements(found) {
  const listed = Object.entries(found);
  if (!listed.length) return null;
  return element("ul", { class: "elements" }, listed.map(([name, state]) => element("li", { class: state },
    `${coded("element", name)}: ${coded("element.state", state)}`)));
}

function fits(photo) {
  const where = photo.place === "not_said" ? t("photo.place.not_said")
    : t(`photo.place.${photo.place}`, { m: number(photo.distance_m ?? 0) });
  return [where, t(`photo.time.${photo.time}`)];
}

export function picture(sha256, text) {
  const address = evidenceOf(sha256);
  const image = element("img", { src: address, alt: text, loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(element("span", { class: "quiet" }, t("evidence.lost"))));
  return element("button", { type: "button", onclick: () => enlarge(address, text, t("card.close")) }, image);
}

export function photo(seen, ...more) {
  const sure = seen.confidence === null ? "" : ` (${share(seen.confidence)})`;
  return element("div", { class: "photo" },
    seen.evidence_sha256 ? element("div", { class: "thumbs" }, picture(seen.evidence_sha256, t("photo.alt"))) : null,
    element("div", {},
      element("p", { class: seen.outcome === "notice" ? "said pass" : "said unknown" }, `${t(`photo.${seen.outcome}`)}${sure}`),
      element("p", { class: "quiet" }, t("photo.by", { by: seen.by, day: date(seen.received_at) }), " ",
        seen.state === "waiting" ? "" : coded("photo.state", seen.state)),
      seen.doubts.length ? element("ul", { class: "doubts" }, seen.doubts.map((code) => element("li", {}, coded("doubt", code)))) : null,
      element("p", { class: "quiet" }, fits(seen).join(" · ")),
      seen.quality.length ? element("p", { class: "quiet" }, t("photo.quality", { why: seen.quality.map((code) => coded("why", code)).join(", ") })) : null,
      seen.notices.filter((each) => each.text).map((each) => element("blockquote", {}, each.text)),
      elements(seen.elements),
      more));
}
