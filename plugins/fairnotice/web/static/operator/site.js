// One site: what is to be put right there, what a photo would settle, and the notice that belongs there.

import { element } from "../dom.js";
import { showFinding } from "./finding.js";
import { noticeMaker } from "./notice.js";
import { photoForm } from "./upload.js";
import { t } from "../words.js";

export function siteName(site) {
  return site.name && site.cameras === 1 ? site.name : site.declared ? site.site_id : site.name || site.site_id;
}

// Places open in the phone's own map; nothing is loaded from outside.
function place({ lon, lat }) {
  const text = `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
  return element("a", { href: `geo:${lat},${lon}`, "aria-label": t("place", { place: text }) }, text);
}

function asking(site, shown, events) {
  if (!site.to_ask.length) return null;
  const cameras = new Set(site.to_ask.flatMap((group) => group.cameras.map((camera) => camera.camera_id))).size;
  const answered = site.to_ask.flatMap((group) => group.cameras).find((camera) => camera.answer);
  return element("section", { class: "asking" },
    element("h4", {}, t("ask.title")),
    element("p", {}, element("strong", {}, t("ask.not_accused")), " ", t("ask.why")),
    element("p", {}, t("ask.settles", { n: cameras })),
    answered ? element("p", { class: "state" }, t(`answer.${answered.answer}`)) : null,
    photoForm(site, events, { open: shown.purpose === "photo_request" }));
}

export function showSite(site, shown, events) {
  const nothing = !site.to_fix.length && !site.to_ask.length;
  return element("article", { class: "site", id: `site-${site.site_id}`, "data-site": site.site_id },
    element("header", {},
      element("h3", { tabindex: "-1" }, siteName(site)),
      element("p", { class: "quiet" }, t("site.cameras", { n: site.cameras }), " · ", place(site.place))),
    site.is_simulated ? element("p", { class: "mode simulated" }, t("simulated")) : null,
    nothing ? element("p", { class: "fine" }, t("site.nothing")) : null,
    site.to_fix.map((group) => showFinding(group, site, events)),
    asking(site, shown, events),
    noticeMaker(site, shown));
}
