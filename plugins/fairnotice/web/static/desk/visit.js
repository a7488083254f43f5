// A dated visit with photos, made to be filled in on a phone in front of the site.

import { element, fill } from "../dom.js";
import { coded, t } from "../words.js";
import { photo } from "./photo.js";
import { post, tell } from "./server.js";

const PHOTOS = "image/jpeg,image/png,image/heic,image/heif,.heic,.heif";
const MOST_BYTES = 25 * 1024 * 1024;
const ELEMENTS = ["controller", "purpose", "legal_basis", "contact", "retention", "rights", "biometric_use", "authority", "further_information"];

function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60e3).toISOString().slice(0, 10);
}

function radio(value, word, onchange) {
  const id = `found-${value}`;
  return element("div", { class: "check" }, element("input", { type: "radio", name: "found", id, value, onchange }), element("label", { for: id }, t(word)));
}

export function visitForm(camera, done, isOpen) {
  const taken = [];
  const shown = element("div", { role: "status" });
  const wrong = element("p", { class: "wrong", role: "alert" });
  const on = element("input", { type: "date", id: "visit-on", value: today(), max: today(), required: true });
  const entrances = element("input", { type: "checkbox", id: "visit-entrances" });
  const file = element("input", { type: "file", id: "visit-photo", accept: PHOTOS, capture: "environment" });
  const missing = element("fieldset", { class: "missing", hidden: true }, element("legend", {}, t("visit.missing")),
    ELEMENTS.map((name) => element("div", { class: "check" }, element("input", { type: "checkbox", id: `missing-${name}`, value: name }),
      element("label", { for: `missing-${name}` }, coded("element", name)))));
  const found = element("fieldset", {}, element("legend", {}, t("visit.found")),
    radio("yes", "visit.found.yes", () => { missing.hidden = false; }), radio("no", "visit.found.no", () => { missing.hidden = true; }));

  async function send() {
    const [chosen] = file.files;
    if (!chosen) return;
    fill(wrong);
    if (chosen.size > MOST_BYTES) {
      fill(wrong, t("visit.too_large"));
      return;
    }
    const busy = element("p", { class: "quiet" }, t("visit.looking"));
    shown.append(busy);
    file.disabled = true;
    try {
      const seen = await post(`photos?site=${encodeURIComponent(camera.site_id)}`, chosen);
      if (!taken.includes(seen.photo_id)) {
        taken.push(seen.photo_id);
        shown.append(photo(seen));
      }
      if (seen.outcome === "notice") found.querySelector("#found-yes").click();
    } catch (error) {
      fill(wrong, t("problem", { reason: error.message || t("problem.network") }));
    } finally {
      busy.remove();
      file.disabled = false;
      file.value = "";
    }
  }

  async function record(event) {
    const button = event.currentTarget;
    const chosen = found.querySelector("input:checked");
    if (!chosen) {
      fill(wrong, t("visit.found.missing"));
      found.querySelector("input").focus();
      return;
    }
    button.disabled = true;
    const isFound = chosen.value === "yes";
    const lacking = [...missing.querySelectorAll("input:checked")].map((each) => each.value);
    try {
      const answer = await post("visits", {
        site_id: camera.site_id, on: on.value, found: isFound, looked_at_entrances: entrances.checked, photos: taken,
        missing: isFound ? lacking : [],
      });
      tell(t(answer.doubtful.length ? "visit.told.doubtful" : "visit.told"));
      done();
    } catch (error) {
      fill(wrong, t("problem", { reason: error.message || t("problem.network") }));
      button.disabled = false;
    }
  }

  file.addEventListener("change", send);
  return element("details", { class: "panel", id: "visit", open: isOpen }, element("summary", { "aria-keyshortcuts": "p" }, t("visit")),
    element("p", { class: "quiet" }, t("visit.help")),
    element("div", { class: "field" }, element("label", { for: "visit-photo" }, t("visit.photo")), file),
    shown, found, missing,
    element("div", { class: "check" }, entrances, element("label", { for: "visit-entrances" }, t("visit.entrances"))),
    element("div", { class: "field" }, element("label", { for: "visit-on" }, t("visit.on")), on), wrong,
    element("div", { class: "buttons" }, element("button", { type: "button", class: "button main", onclick: record }, t("visit.record"))));
}
