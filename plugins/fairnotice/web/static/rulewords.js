// What rules are called, and what puts things right, in the page's language: findings keep only the English.

import { inEnglish, mine } from "./words.js";

let rules = {};

export async function loadRuleWords() {
  if (inEnglish()) return;
  const answer = await fetch(new URL("../api/rule-words", import.meta.url));
  if (answer.ok) rules = await answer.json();
}

export function ruleTitle({ rule_id: id, title }) {
  return rules[id] ? mine(rules[id].title) : title || id;
}

// Of another version of the pack it may have been something else: then as it was written.
export function ruleRemedy({ rule_id: id, pack_version: version, remedy }) {
  return remedy && rules[id]?.version === version ? mine(rules[id].remedy) : remedy;
}
