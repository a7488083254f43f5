// What this page asks of the server. It lies one folder below the map's page.

import { ask as askFrom, post as postTo } from "../api.js";

export const ask = (kind, path, query) => askFrom(kind, `../api/review/${path}`, query);
export const post = (path, body) => postTo(`../api/review/${path}`, body);
export const evidenceOf = (sha256) => `../evidence/${sha256}`;

// The same decision sent twice, by two clicks or after a lost answer, is one.
export function decisionId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export function enlarge(address, text, close) {
  const dialog = document.getElementById("picture");
  const image = Object.assign(document.createElement("img"), { src: address, alt: text });
  const title = Object.assign(document.createElement("p"), { id: "picture-text", textContent: text });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: close });
  button.addEventListener("click", () => dialog.close());
  dialog.replaceChildren(title, image, button);
  dialog.showModal();
}

let silence;

export function tell(text) {
  const place = document.getElementById("told");
  place.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => { place.textContent = ""; }, 6000);
}
