// Pairs of a name and a value; what is not known is left out.

import { element } from "./dom.js";

export function facts(entries) {
  const shown = entries.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return element("dl", { class: "facts" }, shown.flatMap(([name, value]) => [
    element("dt", {}, name), element("dd", {}, value),
  ]));
}
