// The selection as a file, made by the server for just the filters that are set.

import { element, fill } from "./dom.js";
import { filterQuery } from "./state.js";
import { spoken, t } from "./words.js";

const KINDS = ["pdf", "csv", "gpkg", "parquet", "geojson"];

function address(kind, state) {
  const query = filterQuery(state);
  // A report is written in two languages.
  if (kind === "pdf") query.set("language", spoken() === "zh" ? "zh" : "en");
  return `api/export.${kind}?${query}`;
}

export function offerFiles(state) {
  const dialog = document.getElementById("picture");
  const links = KINDS.map((kind) => element("li", {}, element("a", { href: address(kind, state), download: "" }, t(`files.${kind}`))));
  fill(dialog, element("h2", { id: "picture-text" }, t("files.title")), element("p", { class: "quiet" }, t("files.text")),
    element("ul", { class: "files" }, ...links),
    element("button", { type: "button", class: "button", onclick: () => dialog.close() }, t("card.close")));
  dialog.showModal();
}
