// What went wrong, above everything, with what can be done about it.

import { element, fill } from "./dom.js";
import { t } from "./words.js";

export class Problems {
  constructor(place, onRetry) {
    this.place = place;
    this.onRetry = onRetry;
    // What the server refused says more than that the map therefore lacks a part.
    this.refusal = "";
    this.map = "";
  }

  show(...ways) {
    const told = this.refusal || this.map;
    this.place.hidden = !told;
    fill(this.place, told ? [element("span", {}, told), " ",
      element("button", { id: "problem-retry", type: "button", class: "button", onclick: this.onRetry }, t("retry")), " ", ways] : null);
  }

  ofMap(text) {
    this.map = text;
    this.show();
  }

  refused(error, state) {
    this.refusal = t("problem", { reason: error.message || t("problem.network") });
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
