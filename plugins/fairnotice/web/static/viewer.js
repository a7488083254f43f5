// Who looks at the page, and where else they may go.

import { element, fill } from "./dom.js";
import { coded, t } from "./words.js";

const INSPECTORS = ["inspector", "supervisor"];

// The pages of an office, for whom they are.
const PAGES = [
  { word: "page.map", address: "", roles: INSPECTORS },
  { word: "page.desk", address: "desk/", roles: INSPECTORS },
  { word: "page.figures", address: "figures/", roles: INSPECTORS },
  { word: "page.operator", address: "operator/", roles: ["operator"] },
];

export function isInspector({ role }) {
  return INSPECTORS.includes(role);
}

// Addresses are relative to the map, from which a page beside it is one step away (root).
export function showPages(place, { role }, { here = "page.map", root = "" } = {}) {
  const mine = PAGES.filter(({ roles }) => roles.includes(role));
  const lang = new URLSearchParams(location.search).get("lang");
  place.hidden = mine.length < 2;
  fill(place, mine.map(({ word, address }) =>
    element("a", { href: (root + address || "./") + (lang ? `?lang=${lang}` : ""), "aria-current": word === here ? "page" : null }, t(word))));
}

// Signing in, signing out and changing a password are at one place.
export function showViewer(place, viewer, root = "") {
  if (viewer.role === "public") {
    fill(place, element("span", {}, t("role.public")), element("a", { href: `${root}login` }, t("sign_in")));
    return;
  }
  const who = t("viewer", { name: viewer.name, role: coded("role", viewer.role) });
  fill(place, viewer.account ? element("a", { href: `${root}login` }, who) : element("span", {}, who));
}
