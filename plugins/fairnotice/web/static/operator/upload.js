// Sending a photo of the notice, or an export of a configuration: it is looked at at once, and what was seen is shown.

import { element, fill } from "../dom.js";
import { showConfiguration, showPhoto } from "./seen.js";
import { sendFile } from "./send.js";
import { t } from "../words.js";

const PHOTOS = "image/jpeg,image/png,image/heic,image/heif,.heic,.heif";
const MOST_PHOTO = 25 * 1024 * 1024;
let number = 0;

function uploader({ word, help, accept, most, path, query, show, folded }) {
  const id = `file-${number += 1}`;
  const input = element("input", { type: "file", id, accept });
  const result = element("div", { class: "seen", role: "status" });
  const button = element("button", { type: "button", class: "button main" }, t(`${word}.send`));

  async function send(keep) {
    const [file] = input.files;
    if (!file) {
      fill(result, element("p", { class: "status" }, t(`${word}.none`)));
      input.focus();
      return;
    }
    if (file.size > most) {
      fill(result, element("p", { class: "status" }, t("file.too_large", { mb: Math.round(most / 1048576) })));
      return;
    }
    button.disabled = true;
    fill(result, element("p", { class: "busy" }, t(`${word}.busy`)));
    try {
      const answer = await sendFile(path, { ...query(file), ...(keep ? { keep: "true" } : {}) }, file);
      await show(answer, result, () => send(true));
    } catch (error) {
      fill(result, element("p", { class: "status" }, t("problem", { reason: error.message || t("problem.network") })));
    } finally {
      button.disabled = false;
    }
  }

  button.addEventListener("click", () => send(false));
  const parts = [
    element("p", { class: "quiet" }, t(help)),
    element("p", { class: "field" }, element("label", { for: id }, t(`${word}.file`)), input),
    element("p", {}, button),
    result,
  ];
  return element("details", { class: "answer proof", open: !folded }, element("summary", { class: "button main" }, t(word)), ...parts);
}

export function photoForm(site, events, { open = false } = {}) {
  return uploader({
    word: "photo", help: "photo.help", accept: PHOTOS, most: MOST_PHOTO, path: "../api/operator/photos", folded: !open,
    query: () => ({ site: site.site_id }),
    show: (answer, place, keep) => showPhoto(answer, place, keep, site, events),
  });
}

export function configurationForm(site, events, { found }) {
  const [first] = found.cameras;
  const whole = found.cameras.length > 1;
  const all = element("input", { type: "checkbox", id: `whole-${number += 1}` });
  const made = uploader({
    word: "configuration", help: "configuration.help", most: 32 * 1024 * 1024, path: "../api/operator/configurations",
    folded: true,
    query: (file) => ({ camera: first.camera_id, name: file.name, whole_site: String(all.checked) }),
    show: (answer, place, keep) => showConfiguration(answer, place, keep, site, events),
  });
  if (whole) {
    made.insertBefore(element("p", { class: "field check" }, all, element("label", { for: all.id }, t("configuration.all"))),
      made.lastElementChild.previousElementSibling);
  }
  return made;
}
