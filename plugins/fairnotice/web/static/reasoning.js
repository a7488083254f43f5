// Why a finding says what it says: its proof, numbered steps, the facts and the text that they rest on, what is missing.

import { element } from "./dom.js";
import { date, mine, quoted, t } from "./words.js";

function basis({ facts, more_facts: more, by_text: text }) {
  const named = facts.length ? t("reasoning.facts", { n: facts.length, numbers: facts.join(", ") }) : "";
  const others = more ? t("reasoning.more", { n: more }) : "";
  return [[named, others].filter(Boolean).join(" "), text ? mine(text) : ""].filter(Boolean).join(" · ");
}

function step(said) {
  const rests = basis(said);
  return element("li", {}, element("span", { lang: quoted(said.text) }, mine(said.text)), rests ? element("span", { class: "basis" }, rests) : null);
}

function fact({ day, words }) {
  return element("li", {}, day ? element("time", { datetime: day }, date(day)) : null, day ? " · " : "", mine(words));
}

// The facts stay folded: a reader wants the steps first, and a fact by its number when in doubt.
function used(facts) {
  if (!facts.length) return null;
  return element("details", { class: "used" },
    element("summary", {}, t("reasoning.used", { n: facts.length })), element("ol", {}, facts.map(fact)));
}

function missing(found) {
  if (!found.reasoning.missing.length) return null;
  return element("div", { class: "missing" },
    element("strong", {}, t(["fail", "pass"].includes(found.verdict) ? "reasoning.missing" : "settles")),
    element("ul", {}, found.reasoning.missing.map((what) => element("li", { lang: quoted(what) }, mine(what)))));
}

export function reasoning(found) {
  const { proof, facts, steps } = found.reasoning;
  return [
    proof ? element("p", { class: "proof" }, element("strong", {}, `${t("proof")}: `), mine(proof)) : null,
    element("ol", { class: "reasons" }, steps.map(step)),
    used(facts),
    missing(found),
  ];
}
