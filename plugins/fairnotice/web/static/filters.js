// What narrows the map and the list. Sources of different modes are never shown together.

import { element, refill } from "./dom.js";
import { ruleTitle } from "./rulewords.js";
import { activeFilters, isOfToday, noFilters, onDay, toggled } from "./state.js";
import { coded, date, number, share, t } from "./words.js";

const MODES = ["regular", "simulated", "exercise"];
const FORCES = ["law", "statutory_code", "guidance", "standard", "policy", "draft", "superseded_draft", "repealed"];
const SITES = [
  "street", "square", "road_traffic", "station", "shop", "bank", "hotel", "school", "residence_entrance",
  "business_entrance", "payment", "parking", "public_building", "private_room", "other", "unknown",
];
const ATTRIBUTES = ["race", "ethnicity", "religion", "religious_dress", "race_proxy", "ethnicity_proxy"];
const CERTAINTIES = [0.5, 0.8, 0.9, 0.95, 0.99];

function option(value, text, attributes = {}) {
  return element("option", { value, ...attributes }, text);
}

function field(name, control, state) {
  control.disabled = Boolean(state?.on) && isOfToday(name);
  return element("div", { class: "field" }, element("label", { for: control.id }, t(`filter.${name}`)), control);
}

// Several can be chosen, one after the other; choosing one again takes it away.
function several(name, options, state, choose) {
  const chosen = state[name];
  const select = element("select", { id: `filter-${name}`, class: chosen.length ? "on" : "" },
    option("*", chosen.length ? t("filter.chosen", { n: chosen.length }) : t("filter.any")), options);
  for (const each of select.querySelectorAll("option")) if (chosen.includes(each.value)) each.prepend("✓ ");
  select.value = "*";
  select.addEventListener("change", () => choose(toggled(state, name, select.value)));
  return field(name, select, state);
}

function withCount(text, cameras) {
  return cameras === undefined || cameras === null ? text : `${text} (${number(cameras)})`;
}

function named(rows, key, nameless) {
  return (rows ?? []).map((row) => option(row[key] ?? "", withCount(row.name || row[key] || t(nameless), row.cameras)));
}

function rules(summary) {
  const groups = new Map();
  for (const rule of summary.rules) groups.set(rule.instrument, [...(groups.get(rule.instrument) ?? []), rule]);
  return [...groups].map(([instrument, entries]) => element("optgroup", { label: instrument || t("filter.rule") },
    entries.map((rule) => option(rule.rule_id, ruleTitle(rule)))));
}

function certainty(state, choose) {
  const select = element("select", { id: "filter-min_confidence", class: state.min_confidence ? "on" : "" }, option("", t("filter.any")),
    CERTAINTIES.map((least) => option(String(least), t("filter.at_least", { share: share(least) }))));
  select.value = state.min_confidence;
  if (select.selectedIndex < 0) select.append(option(state.min_confidence, share(Number(state.min_confidence)), { selected: true }));
  select.addEventListener("change", () => choose({ min_confidence: select.value }));
  return field("min_confidence", select, state);
}

function day(name, state, choose, min) {
  const today = new Date().toISOString().slice(0, 10);
  const input = element("input", { id: `filter-${name}`, type: "date", min, max: today, value: state[name], class: state[name] ? "on" : "" });
  input.addEventListener("input", () => input.setCustomValidity(""));
  input.addEventListener("change", () => {
    if (input.validity.rangeUnderflow) input.setCustomValidity(t("past.before", { begins: date(min) }));
    if (input.reportValidity()) choose(name === "on" ? onDay(input.value) : { [name]: input.value });
  });
  const made = field(name, input, state);
  if (min) {
    made.append(element("small", { id: `${input.id}-since`, class: "quiet" }, t("filter.since", { begins: date(min) })));
    input.setAttribute("aria-describedby", `${input.id}-since`);
  }
  return made;
}

function sources(summary, state, choose) {
  const options = MODES.map((mode) => [mode, summary.sources.filter((source) => source.mode === mode)])
    .filter(([, here]) => here.length)
    .map(([mode, here]) => element("optgroup", { label: t(`mode.${mode}`) },
      here.length > 1 ? option(`mode ${mode}`, t("filter.all_of_mode", { mode: t(`mode.${mode}`) })) : null,
      here.map(({ source, cameras }) => option(`source ${source}`, withCount(source, cameras)))));
  const shown = summary.sources.filter((source) => source.shown);
  const select = element("select", { id: "filter-source" }, options);
  select.value = shown.length === 1 ? `source ${shown[0].source}` : `mode ${summary.mode}`;
  select.addEventListener("change", () => {
    const [kind, name] = [select.value.split(" ", 1)[0], select.value.slice(select.value.indexOf(" ") + 1)];
    // Operators, rules and places of one source need not exist in another.
    choose({ ...noFilters(), source: kind === "source" ? [name] : [], mode: kind === "mode" ? name : "" });
  });
  return field("source", select);
}

function silent(state, choose) {
  return element("label", { class: "check" },
    element("input", {
      id: "filter-without_frames", type: "checkbox", checked: Boolean(state.without_frames), disabled: Boolean(state.on),
      onchange: ({ target }) => choose({ without_frames: target.checked ? "true" : "" }),
    }), " ", t("filter.without_frames"));
}

// Values that cameras have, with how many have them, in the order that is usual for them.
function found(rows, inWords, order = []) {
  const rank = ({ value }) => (order.includes(value) ? order.indexOf(value) : order.length);
  return [...(rows ?? [])].sort((one, other) => rank(one) - rank(other))
    .map(({ value, cameras }) => option(value ?? "", withCount(inWords(value), cameras)));
}

export function showFilters(place, summary, districts, state, choose) {
  refill(
    place,
    element("div", { class: "fields" },
      districts.length ? several("district", named(districts, "district_id", "district.none"), state, choose) : null,
      several("operator", named(summary.operators, "operator_id", "operator.none"), state, choose),
      several("rule", rules(summary), state, choose),
      several("force", FORCES.map((force) => option(force, coded("force", force))), state, choose),
      several("jurisdiction", found(summary.jurisdictions, (value) => value || t("jurisdiction.none")), state, choose),
      several("site_class", found(summary.site_classes, (value) => coded("site", value), SITES), state, choose),
      several("attribute", found(summary.attributes?.map((each) => ({ ...each, value: each.attribute })), (value) => coded("category", value), ATTRIBUTES), state, choose),
      certainty(state, choose),
      day("changed_since", state, choose),
      day("on", state, choose, summary.history?.begins),
      summary.sources.length ? sources(summary, state, choose) : null,
      silent(state, choose)),
    state.on ? element("p", { class: "quiet" }, t("filter.of_today")) : null,
  );
}

// The button says how many filters are on; the part that it opens is closed by Escape, and the focus comes back.
export function filterButton(button, place) {
  const open = (is) => {
    place.hidden = !is;
    button.setAttribute("aria-expanded", String(is));
  };
  button.addEventListener("click", () => {
    open(place.hidden);
    if (!place.hidden) place.querySelector("select, input")?.focus();
  });
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    open(false);
    button.focus();
  });
}

export function showFilterCount(button, state) {
  const n = activeFilters(state).length;
  button.replaceChildren(t("filters"), ...(n ? [" ", element("span", { class: "badge" }, number(n))] : []));
}
