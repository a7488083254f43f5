// Who looks at the page, and where else they may go.

import { element, fill } from "./dom.js";
import { coded, t } from "./words.js";

const INSPECTORS = ["inspector", "supervisor"];

// Pages beside the map, for whom they are.
const PAGES = [
  { word: "page.map", address: ".", roles: ["operator", ...INSPECTORS] },
  { word: "page.desk", address: "desk/", roles: INSPECTORS },
  { word: "page.figures", address: "figures/", roles: INSPECTORS },
  { word: "page.operator", address: "operator/", roles: ["operator"] },
];

export function showPages(place, { role }) {
  const mine = PAGES.filter(({ roles }) => roles.includes(role));
  const lang = new URLSearchParams(location.search).get("lang");
  place.hidden = mine.length < 2;
  fill(place, mine.map(({ word, address }, index) =>
    element("a", { href: lang ? `${address}?lang=${lang}` : address, "aria-current": index ? null : "page" }, t(word))));
}

// Signing in, signing out and changing a password are at one place.
export function showViewer(place, viewer) {
  if (viewer.role === "public") {
    fill(place, element("span", {}, t("role.public")), element("a", { href: "login" }, t("sign_in")));
    return;
  }
  const who = t("viewer", { name: viewer.name, role: coded("role", viewer.role) });
  fill(place, viewer.account ? element("a", { href: "login" }, who) : element("span", {}, who));
}
