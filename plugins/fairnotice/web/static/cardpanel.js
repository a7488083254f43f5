// The panel of one camera: it opens over the map, on a phone over everything, and gives the focus back when it closes.

import { ask, isOld } from "./api.js";
import { showCard, showWaiting } from "./card.js";

const phone = matchMedia("(max-width: 899px)");
const BEHIND = ["side", "map-area"];

export class CardPanel {
  constructor(place, callbacks) {
    this.place = place;
    this.callbacks = callbacks;
    this.opener = null;
    document.addEventListener("keydown", (event) => {
      const above = document.querySelector("dialog[open]");
      if (event.key === "Escape" && this.isOpen && !above && !event.defaultPrevented) this.close();
    });
    phone.addEventListener("change", () => this.cover());
  }

  get isOpen() {
    return !this.place.hidden;
  }

  // On a phone nothing behind it can be reached, neither by the Tab key nor by a screen reader.
  cover() {
    for (const id of BEHIND) document.getElementById(id).inert = this.isOpen && phone.matches;
  }

  async open(id, { push = true, move = true } = {}) {
    if (push && !this.place.contains(document.activeElement)) this.opener = document.activeElement;
    this.id = id;
    this.callbacks.onOpen(id, { push });
    const known = this.callbacks.placeOf(id);
    if (known) this.callbacks.mark(known);
    if (!this.isOpen) showWaiting(this.place, () => this.close());
    this.place.setAttribute("aria-busy", "true");
    this.cover();
    try {
      const [card] = await Promise.all([ask("card", `api/cameras/${encodeURIComponent(id)}`), this.callbacks.words]);
      showCard(this.place, card, { onClose: () => this.close(), onChanged: () => this.open(id, { push: false, move: false }) });
      const { lon, lat } = card.camera;
      this.callbacks.mark([lon, lat]);
      if (move) this.callbacks.goTo(lon, lat);
    } catch (error) {
      if (isOld(error)) return;
      this.close({ push });
      this.callbacks.onProblem(error, id);
    } finally {
      if (this.id === id) this.place.removeAttribute("aria-busy");
    }
  }

  close({ push = true } = {}) {
    if (!this.isOpen) return;
    this.place.hidden = true;
    this.place.replaceChildren();
    this.cover();
    const { id, opener } = this;
    this.id = "";
    this.callbacks.mark(null);
    this.callbacks.onClose({ push });
    // Rows are made anew when the list changes; the same camera's is as good.
    const again = opener?.isConnected ? opener : document.querySelector(`[data-camera="${CSS.escape(id)}"]`);
    (again ?? document.getElementById("results-title")).focus();
  }
}
