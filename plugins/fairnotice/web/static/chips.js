// The filters that are on, each to be taken away by itself.

import { element, refill } from "./dom.js";
import { ruleTitle } from "./rulewords.js";
import { activeFilters, noFilters, without } from "./state.js";
import { coded, date, share, t } from "./words.js";

const CODES = { verdict: "verdict", force: "force", site_class: "site", attribute: "category" };
const DATES = ["changed_since", "on"];

function named(list, key, value, name) {
  const found = (list ?? []).find((each) => (each[key] ?? "") === value);
  return found?.[name] || value;
}

// What a filter's value means, in words.
export function valueInWords(name, value, summary, districts) {
  if (CODES[name]) return coded(CODES[name], value);
  if (DATES.includes(name)) return date(value);
  if (name === "operator") return named(summary?.operators, "operator_id", value, "name") || t("operator.none");
  if (name === "rule") return ruleTitle(summary?.rules.find((rule) => rule.rule_id === value) ?? { rule_id: value });
  if (name === "district") return named(districts, "district_id", value, "name") || t("district.none");
  if (name === "min_confidence") return t("filter.at_least", { share: share(Number(value)) });
  return name === "jurisdiction" && !value ? t("jurisdiction.none") : name === "without_frames" ? "" : value;
}

function chip([name, value], summary, districts, state, choose) {
  const said = valueInWords(name, value, summary, districts);
  const text = said ? t("chip", { filter: t(`filter.${name}`), value: said }) : t(`filter.${name}`);
  const remove = () => {
    choose(without(state, name, value));
    (document.querySelector("#chips button") ?? document.getElementById("filter-button")).focus();
  };
  return element("li", {}, element("button", { type: "button", class: "chip", "aria-label": t("chip.remove", { filter: text }), onclick: remove },
    element("span", { class: "chip-text" }, text), element("span", { class: "cross", "aria-hidden": "true" }, "×")));
}

export function showChips(place, summary, districts, state, choose) {
  const active = activeFilters(state);
  place.hidden = !active.length;
  const clear = () => {
    choose(noFilters());
    document.getElementById("filter-button").focus();
  };
  refill(place, active.map((each) => chip(each, summary, districts, state, choose)),
    active.length ? element("li", {}, element("button", { id: "clear-filters", type: "button", class: "link", onclick: clear }, t("filter.reset"))) : null);
}
