// The address holds the whole view. Inside Airflow the browser's own bar does not show it, so it is handed out here.

import { element, fill } from "./dom.js";
import { t } from "./words.js";

function offer() {
  const dialog = document.getElementById("picture");
  const field = element("input", { id: "share-address", type: "text", readonly: true, value: location.href, "aria-labelledby": "picture-text" });
  fill(dialog, element("p", { id: "picture-text" }, t("share.text")), field,
    element("button", { type: "button", class: "button", onclick: () => dialog.close() }, t("card.close")));
  dialog.showModal();
  field.select();
}

export async function share(told) {
  try {
    await navigator.clipboard.writeText(location.href);
    told.textContent = t("share.done");
    setTimeout(() => { told.textContent = ""; }, 4000);
  } catch {
    // No clipboard in a frame, or not allowed: the address is shown to be copied by hand.
    offer();
  }
}
