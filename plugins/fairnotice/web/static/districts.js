// The districts as a table: where most is wrong, and where least is known.

import { ask } from "./api.js";
import { element, fill, refill } from "./dom.js";
import { filterQuery } from "./state.js";
import { localName, number, share, t } from "./words.js";

const MOST = 1000;
// Which of the filters count in a district's numbers; the districts that are not chosen are shown beside it.
const FILTERS = ["source", "mode", "on"];
const COLUMNS = [
  { name: "name", value: ({ name }) => name },
  { name: "compliant", value: ({ compliant }) => compliant ?? -1, shown: "share" },
  { name: "coverage", value: ({ coverage }) => coverage ?? -1, shown: "share" },
  { name: "fail", value: ({ fail }) => fail ?? 0, shown: "number" },
  { name: "review", value: ({ review }) => review ?? 0, shown: "number" },
  { name: "cameras", value: ({ cameras }) => cameras ?? 0, shown: "number" },
];
const DEFAULT_SORT = "compliant";
let kept = { key: null };

async function asked(query) {
  const { features, mode } = await ask("districts", "api/districts", query);
  const found = features.map(({ properties, bbox }) => ({ ...properties, bbox, name: localName(properties) }));
  return Object.assign(found, { mode });
}

// Asked once for each source and day, whoever needs them first.
export function districtsOf(state) {
  const query = new URLSearchParams([...filterQuery(state)].filter(([name]) => FILTERS.includes(name)));
  query.set("limit", MOST);
  const key = query.toString();
  if (kept.key !== key) {
    const found = asked(query);
    kept = { key, found };
    found.catch(() => { if (kept.found === found) kept = { key: null }; });
  }
  return kept.found;
}

function sorted(districts, sort) {
  const key = (sort || DEFAULT_SORT).replace("-", "");
  const { value } = COLUMNS.find(({ name }) => name === key) ?? COLUMNS[1];
  const up = (one, other) => (typeof value(one) === "string" ? value(one).localeCompare(value(other)) : value(one) - value(other));
  const ordered = [...districts].sort((one, other) => up(one, other) || one.name.localeCompare(other.name));
  return sort?.startsWith("-") ? ordered.reverse() : ordered;
}

function bar(value) {
  const filled = element("i", {});
  filled.style.width = `${value * 100}%`;
  return element("span", { class: "bar-of", "aria-hidden": "true" }, filled);
}

function cellOf(column, district) {
  const value = column.value(district);
  if (column.shown === "share") return value < 0 ? [element("span", { class: "quiet" }, "–")] : [share(value), bar(value)];
  return number(value);
}

function row(district, state, onChoose) {
  const chosen = state.district.includes(district.district_id);
  return element("tr", { role: "row", "aria-current": chosen ? "true" : null,
    onclick: (event) => { if (!event.target.closest("button")) onChoose(district.district_id); } },
  element("th", { role: "rowheader", scope: "row", class: "name-cell" },
    element("button", { type: "button", class: "name", "data-district": district.district_id, onclick: () => onChoose(district.district_id) }, district.name)),
  COLUMNS.slice(1).map((column) => element("td", { role: "cell", class: column.shown, "data-name": t(`district.column.${column.name}`) }, cellOf(column, district))));
}

function header({ name, shown }, sort, onSort) {
  const now = sort || DEFAULT_SORT;
  const is = now.replace("-", "") === name;
  const down = is && now.startsWith("-");
  const next = is ? (down ? name : `-${name}`) : shown === "number" ? `-${name}` : name;
  return element("th", { role: "columnheader", scope: "col", class: shown ?? "", "aria-sort": is ? (down ? "descending" : "ascending") : null },
    element("button", { id: `sort-district-${name}`, type: "button", onclick: () => onSort(next === DEFAULT_SORT ? "" : next) },
      t(`district.column.${name}`), element("span", { class: "arrow", "aria-hidden": "true" }, is ? (down ? "↓" : "↑") : "")));
}

export function showDistricts(place, districts, state, { onDistrict, onSort }) {
  place.removeAttribute("aria-busy");
  if (!districts.length) {
    fill(place, element("div", { class: "empty" }, element("p", {}, t("district.none_yet"))));
    return;
  }
  refill(place, element("table", { role: "table", class: "districts", "aria-labelledby": "results-title" },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, COLUMNS.map((column) => header(column, state.sort, onSort)))),
    element("tbody", { role: "rowgroup" }, sorted(districts, state.sort).map((district) => row(district, state, onDistrict)))));
}
