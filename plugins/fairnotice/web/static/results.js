// What stands beside the map: the list of cameras that pass the filters, a page at a time.

import { ask, isOld } from "./api.js";
import { districtsOf, showDistricts } from "./districts.js";
import { fill } from "./dom.js";
import { inWords } from "./problems.js";
import { filterQuery } from "./state.js";
import { failedTable, LENGTH, markRow, showPager, showTable, statusLine, waiting, walkable } from "./table.js";
import { t } from "./words.js";

export class Results {
  constructor(place, status, pager, callbacks) {
    this.place = place;
    this.status = status;
    this.pager = pager;
    this.callbacks = callbacks;
    this.places = new Map();
    walkable(place);
  }

  asked(state) {
    const query = filterQuery(state);
    query.set("limit", LENGTH);
    const page = Math.max(1, Number(state.page) || 1);
    if (page > 1) query.set("offset", (page - 1) * LENGTH);
    if (state.sort) query.set("sort", state.sort);
    const bbox = state.follow && this.callbacks.bbox();
    if (bbox) query.set("bbox", bbox);
    return query;
  }

  async load(state) {
    this.state = state;
    fill(document.getElementById("results-title"), t(state.results === "districts" ? "results.districts" : "list"));
    waiting(this.place);
    try {
      if (state.results === "districts") this.showDistricts(await districtsOf(state));
      else this.show(await ask("list", "api/cameras", this.asked(state)));
    } catch (error) {
      if (!isOld(error)) this.failed(error);
    }
  }

  failed(error) {
    failedTable(this.place, inWords(error), {
      onRetry: () => this.load(this.state),
      onUnsorted: this.state.sort ? () => this.callbacks.onSort("") : null,
    });
    this.pager.hidden = true;
    this.status.textContent = "";
  }

  showDistricts(districts) {
    this.collection = null;
    this.districts = districts;
    showDistricts(this.place, districts, this.state, this.callbacks);
    this.pager.hidden = true;
    this.status.textContent = t("district.count", { n: districts.length });
  }

  show(collection) {
    this.collection = collection;
    this.places = new Map(collection.features.map(({ id, geometry }) => [id, geometry.coordinates]));
    showTable(this.place, collection, this.state, this.callbacks);
    showPager(this.pager, collection, this.state, (page) => {
      this.callbacks.onPage(page);
      document.getElementById("results-title").scrollIntoView({ block: "start" });
    });
    this.status.textContent = statusLine(collection, this.state);
  }

  // The same in other words.
  again() {
    if (this.collection) this.show(this.collection);
  }

  mark(id) {
    this.state = { ...this.state, camera: id };
    markRow(this.place, id);
  }

  placeOf(id) {
    return this.places.get(id);
  }
}
