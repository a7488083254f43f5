// Who looks at the page, and where else they may go.

import { element, fill } from "./dom.js";
import { coded, t } from "./words.js";

const INSPECTORS = ["inspector", "supervisor"];

// Pages beside the map, for whom they are.
const PAGES = [
  { word: "page.map", address: ".", roles: ["public", "operator", ...INSPECTORS] },
];

export function showPages(place, { role }) {
  const mine = PAGES.filter(({ roles }) => roles.includes(role));
  place.hidden = mine.length < 2;
  fill(place, mine.map(({ word, address }, index) => element("a", { href: address, "aria-current": index ? null : "page" }, t(word))));
}

export function showViewer(place, viewer) {
  if (viewer.role === "public") {
    fill(place, element("span", {}, coded("role", "public")));
    return;
  }
  fill(place, element("span", { title: coded("role", viewer.role) }, t("viewer", { name: viewer.name, role: coded("role", viewer.role) })));
}
