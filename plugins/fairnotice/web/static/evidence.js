// Evidence as thumbnails; a click enlarges it here, since a frame inside Airflow may open no window.

import { element, fill } from "./dom.js";
import { date, t } from "./words.js";

function enlarge(address, text) {
  const dialog = document.getElementById("picture");
  const close = () => dialog.close();
  fill(
    dialog,
    element("p", { id: "picture-text" }, text),
    element("img", { src: address, alt: text }),
    element("button", { type: "button", onclick: close, autofocus: true }, t("card.close")),
  );
  dialog.showModal();
}

function picture(piece) {
  const address = `evidence/${piece.sha256}`;
  const text = t(`evidence.${piece.kind}`, { date: date(piece.stored_at) });
  const image = element("img", { src: address, alt: text, loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(element("span", { class: "lost" }, t("evidence.lost"))));
  return element("button", { type: "button", class: "thumb", title: text, onclick: () => enlarge(address, text) }, image);
}

function excerpt(piece) {
  const shown = element("pre", {});
  const load = async () => {
    const answer = await fetch(`evidence/${piece.sha256}`);
    shown.textContent = answer.ok ? (await answer.text()).slice(0, 20000) : t("evidence.lost");
  };
  return element("details", { class: "excerpt", ontoggle: load }, element("summary", {}, t(`evidence.${piece.kind}`, { date: date(piece.stored_at) })), shown);
}

export function evidence(pieces) {
  if (!pieces || !pieces.length) return null;
  const made = pieces.map((piece) => (piece.media_type.startsWith("image/") ? picture(piece) : excerpt(piece)));
  return element("div", { class: "evidence" }, made);
}
