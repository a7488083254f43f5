// The table beside the map: everything that the map says, for whoever cannot or will not use a mouse.

import { element, fill, refill } from "./dom.js";
import { iconName, iconUrl, ringName } from "./icons.js";
import { ruleTitle } from "./rulewords.js";
import { coded, date, day, localName, mine, number, quoted, share, t } from "./words.js";

export const LENGTH = 100;
// Further down nobody reads, and the server does not look.
const MOST_PAGES = 100;
// A key begins with - where the largest comes first at the first press.
const COLUMNS = [
  { name: "camera", sort: "name" },
  { name: "verdict", sort: "verdict" },
  { name: "operator", sort: "operator" },
  { name: "district", sort: "district" },
  { name: "confidence", sort: "-confidence" },
  { name: "changed", sort: "-since" },
];
const DEFAULT_SORT = "verdict";

// Explicit roles: on a phone the rows are laid out as cards, and would be no table to a screen reader any more.
function cell(role, name, ...children) {
  return element(role === "rowheader" ? "th" : "td", { role, class: name, ...(role === "rowheader" ? { scope: "row" } : {}) }, ...children);
}

function picture(camera) {
  const ring = ringName(camera);
  const layer = (name) => element("img", { src: iconUrl(name), alt: "", width: 24, height: 24 });
  return element("span", { class: "icon" }, layer(iconName(camera)), ring ? layer(ring) : null, camera.no_frame_since ? layer("silent") : null);
}

function nameCell(camera, onChoose) {
  const why = ["pass", "not_applicable"].includes(camera.verdict) ? "" : (camera.reason && !quoted(camera.reason_in) && mine(camera.reason_in)) || (camera.rule_id ? ruleTitle(camera) : "");
  return cell("rowheader", "camera", element("div", { class: "lead" },
    picture(camera),
    element("span", { class: "words" },
      element("button", { type: "button", class: "name", "data-camera": camera.camera_id, onclick: () => onChoose(camera.camera_id) },
        camera.name || camera.camera_id),
      camera.no_frame_since ? element("span", { class: "silent" },
        `${t("health.short", { since: day(camera.no_frame_since.slice(0, 10)) })} · ${coded("why", camera.fault)}`) : null,
      why ? element("span", { class: "why", title: why }, why) : null)));
}

function verdictCell(camera) {
  const ring = ringName(camera);
  return cell("cell", "verdict",
    element("span", { class: `said ${camera.policy_only ? "policy" : camera.verdict}` }, coded("verdict", camera.verdict)),
    ring || camera.policy_only ? element("span", { class: "said policy small" }, t(`policy.short.${camera.policy_verdict}`)) : null);
}

function row(camera, chosen, onChoose) {
  const sure = camera.confidence > 0 && camera.verdict !== "unknown";
  return element(
    "tr",
    {
      role: "row", "data-row": camera.camera_id, "aria-current": camera.camera_id === chosen ? "true" : null,
      // The whole row can be pressed; the keyboard and a screen reader have the button in it.
      onclick: (event) => { if (!event.target.closest("button") && !getSelection().toString()) onChoose(camera.camera_id); },
    },
    nameCell(camera, onChoose),
    verdictCell(camera),
    cell("cell", "operator", element("span", { class: camera.operator ? "clamp" : "quiet" }, camera.operator || t("operator.none"))),
    cell("cell", "district", localName({ name: camera.district, names: camera.district_names }) ?? ""),
    cell("cell", "confidence", sure ? share(camera.confidence) : ""),
    cell("cell", "changed", camera.since ? element("time", { datetime: camera.since, title: date(camera.since) }, day(camera.since)) : ""),
  );
}

function header(column, sort, onSort) {
  const key = column.sort.replace("-", "");
  const now = sort || DEFAULT_SORT;
  const sorted = now.replace("-", "") === key;
  const down = sorted && now.startsWith("-");
  const flip = now.startsWith("-") ? key : `-${key}`;
  const next = sorted ? flip : column.sort;
  return element("th", { role: "columnheader", scope: "col", class: column.name, "aria-sort": sorted ? (down ? "descending" : "ascending") : null },
    element("button", { id: `sort-${key}`, type: "button", onclick: () => onSort(next === DEFAULT_SORT ? "" : next) },
      t(`column.${column.name}`), element("span", { class: "arrow", "aria-hidden": "true" }, sorted ? (down ? "↓" : "↑") : "")));
}

function empty(state, onClear) {
  return element("div", { class: "empty" }, element("p", {}, t("list.none")),
    element("button", { id: "empty-clear", type: "button", class: "button", onclick: onClear }, t("filter.reset")));
}

export function showTable(place, collection, state, { onChoose, onSort, onClear }) {
  place.removeAttribute("aria-busy");
  const { features } = collection;
  if (!features.length) {
    fill(place, empty(state, onClear));
    return;
  }
  // A column that nothing is known for takes no room.
  const known = (name) => !["district", "confidence", "changed"].includes(name)
    || features.some(({ properties: each }) => each[name === "changed" ? "since" : name]);
  const hidden = COLUMNS.map(({ name }) => name).filter((name) => !known(name)).map((name) => `no-${name}`).join(" ");
  refill(place, element("table", { role: "table", class: `cameras ${hidden} by-${(state.sort || DEFAULT_SORT).replace("-", "")}`, "aria-labelledby": "results-title" },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, COLUMNS.map((column) => header(column, state.sort, onSort)))),
    element("tbody", { role: "rowgroup" }, features.map(({ properties }) => row(properties, state.camera, onChoose)))));
}

export function waiting(place) {
  place.setAttribute("aria-busy", "true");
  if (place.children.length) return;
  fill(place, element("div", { class: "skeleton", "aria-hidden": "true" }, Array.from({ length: 8 }, () => element("div", {}))));
}

export function failedTable(place, reason, { onRetry, onUnsorted }) {
  place.removeAttribute("aria-busy");
  fill(place, element("div", { class: "empty", role: "alert" },
    element("p", {}, t("list.failed")), element("p", { class: "quiet" }, reason),
    element("p", { class: "buttons" },
      element("button", { id: "retry", type: "button", class: "button", onclick: onRetry }, t("retry")),
      onUnsorted ? element("button", { id: "unsort", type: "button", class: "button", onclick: onUnsorted }, t("list.unsort")) : null)));
}

export function markRow(place, chosen) {
  for (const each of place.querySelectorAll("tr[data-row]")) {
    const is = each.dataset.row === chosen;
    if (is) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
    if (is) each.scrollIntoView({ block: "nearest" });
  }
}

export function statusLine({ numberMatched: n, numberMatchedIsExact: exact = true }, state) {
  const counted = exact ? t(state.follow ? "list.in_view" : "list.all", { n }) : t("list.more_than", { n });
  return n > 1 && !state.sort ? `${counted} ${t("list.worst_first")}` : counted;
}

export function showPager(place, { numberMatched: n, numberMatchedIsExact: exact = true }, state, onPage) {
  const pages = Math.min(Math.ceil(n / LENGTH), MOST_PAGES);
  const page = Math.min(Math.max(Number(state.page) || 1, 1), Math.max(pages, 1));
  place.hidden = pages < 2;
  const step = (to, word) => element("button", {
    id: `page-${word}`, type: "button", class: "button", disabled: to < 1 || to > pages, onclick: () => onPage(to),
  }, t(`pager.${word}`));
  const of = exact ? number(n) : `${number(n)}+`;
  refill(place, step(page - 1, "back"),
    element("span", {}, t("pager.shown", { from: (page - 1) * LENGTH + 1, to: Math.min(page * LENGTH, n), of }), page === MOST_PAGES ? ` ${t("pager.last")}` : ""),
    step(page + 1, "next"));
}

// Arrow keys walk along the list.
export function walkable(place) {
  place.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches("tbody button")) return;
    const buttons = [...place.querySelectorAll("tbody button")];
    const next = buttons[buttons.indexOf(event.target) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
}
