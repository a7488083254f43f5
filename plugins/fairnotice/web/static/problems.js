// What went wrong, above everything, with what can be done about it.

import { element, fill } from "./dom.js";
import { date, t } from "./words.js";

// What was refused, in the page's own words where it has some.
export function inWords({ message, said }) {
  if (said?.begins) return t("past.before", { begins: date(said.begins) });
  return t("problem", { reason: message || t("problem.network") });
}

export class Problems {
  constructor(place, onRetry) {
    this.place = place;
    this.onRetry = onRetry;
    // What the server refused says more than that the map therefore lacks a part.
    this.refusal = "";
    this.map = "";
    this.card = "";
  }

  show(...ways) {
    const told = this.refusal || this.card || this.map;
    this.place.hidden = !told;
    fill(this.place, told ? [element("span", {}, told), " ",
      element("button", { id: "problem-retry", type: "button", class: "button", onclick: this.onRetry }, t("retry")), " ", ways] : null);
  }

  ofMap(text) {
    this.map = text;
    this.show();
  }

  // Stays while the map is asked anew: the card that was wanted is still not shown.
  ofCard(text) {
    this.card = text;
    this.show();
  }

  refused(error, state) {
    this.refusal = inWords(error);
    this.show(
      error.status === 401 ? element("a", { href: "login" }, t("sign_in")) : null, " ",
      location.search ? element("a", { href: state.lang ? `?lang=${state.lang}` : "." }, t("filter.reset")) : null,
    );
  }

  none() {
    this.refusal = "";
    this.show();
  }
}
