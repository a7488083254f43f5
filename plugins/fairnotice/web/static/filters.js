// Operator, rule and source. Sources of different modes are never shown together.

import { element, fill } from "./dom.js";
import { number, t } from "./words.js";

const MODES = ["regular", "simulated", "exercise"];

function choice(id, label, options, value, onChange) {
  const select = element("select", { id, onchange: () => onChange(select.value) }, options);
  select.value = value;
  if (select.selectedIndex < 0) {
    // What the address asks for is not among the usual choices; it is shown all the same.
    select.append(element("option", { value }, value));
    select.value = value;
  }
  return element("div", { class: "choice" }, element("label", { for: id }, label), select);
}

function option(value, text) {
  return element("option", { value }, text);
}

function operators(summary, state, onChange) {
  const options = [option("*", t("filter.any"))];
  for (const { operator_id: id, name, cameras } of summary.operators) {
    options.push(option(id ?? "", `${name || id || t("operator.none")} (${number(cameras)})`));
  }
  const value = state.operator.length ? state.operator[0] : "*";
  return choice("filter-operator", t("filter.operator"), options, value, (chosen) => {
    onChange({ operator: chosen === "*" ? [] : [chosen] });
  });
}

function rules(summary, state, onChange) {
  const groups = new Map();
  for (const rule of summary.rules) {
    if (!groups.has(rule.instrument)) groups.set(rule.instrument, []);
    groups.get(rule.instrument).push(option(rule.rule_id, rule.title || rule.rule_id));
  }
  const options = [option("", t("filter.any"))];
  for (const [instrument, entries] of groups) {
    options.push(element("optgroup", { label: instrument || t("filter.rule") }, entries));
  }
  return choice("filter-rule", t("filter.rule"), options, state.rule[0] ?? "", (chosen) => {
    onChange({ rule: chosen ? [chosen] : [] });
  });
}

function sources(summary, state, onChange) {
  const options = [];
  for (const mode of MODES) {
    const here = summary.sources.filter((source) => source.mode === mode);
    if (!here.length) continue;
    const entries = here.map(({ source, cameras }) => option(`source ${source}`, `${source} (${number(cameras)})`));
    if (here.length > 1) entries.unshift(option(`mode ${mode}`, t("filter.all_of_mode", { mode: t(`mode.${mode}`) })));
    options.push(element("optgroup", { label: t(`mode.${mode}`) }, entries));
  }
  const shown = summary.sources.filter((source) => source.shown);
  const value = shown.length === 1 ? `source ${shown[0].source}` : `mode ${summary.mode}`;
  return choice("filter-source", t("filter.source"), options, value, (chosen) => {
    const [kind, name] = [chosen.split(" ", 1)[0], chosen.slice(chosen.indexOf(" ") + 1)];
    // Operators and rules of one source need not exist in another.
    onChange({ source: kind === "source" ? [name] : [], mode: kind === "mode" ? name : "", operator: [], rule: [], without_frames: "" });
  });
}

export function showFilters(place, summary, state, onChange) {
  const held = document.activeElement?.id;
  const filtered = state.verdict.length || state.operator.length || state.rule.length || state.without_frames;
  const reset = () => onChange({ verdict: [], operator: [], rule: [], without_frames: "" });
  fill(
    place,
    operators(summary, state, onChange),
    rules(summary, state, onChange),
    summary.sources.length ? sources(summary, state, onChange) : null,
    filtered ? element("button", { type: "button", class: "reset", onclick: reset }, t("filter.reset")) : null,
  );
  // The controls are made anew; whoever works with the keyboard stays where they were.
  if (held && place.querySelector(`#${held}`)) place.querySelector(`#${held}`).focus();
}
