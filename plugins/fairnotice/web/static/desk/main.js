// The inspector's page: the queue, the chosen decision, and keys for both.

import { isOld, me } from "../api.js";
import { showMode } from "../banner.js";
import { element, fill } from "../dom.js";
import { loadRuleWords } from "../rulewords.js";
import { showPages, showViewer } from "../viewer.js";
import { chooseLanguage, languages, loadWords, nameParts, t } from "../words.js";
import { showDecision } from "./decision.js";
import { keyOf, showKinds, showQueue } from "./queue.js";
import { ask } from "./server.js";

const at = (id) => document.getElementById(id);
const state = { items: [], next: null, kind: "", current: null };
const KEYS = ["j", "k", "c", "v", "r", "l", "w", "p", "?"];

function address() {
  return new URLSearchParams(location.search);
}

function writeAddress(changes) {
  const query = address();
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  history.replaceState(null, "", text ? `?${text}` : location.pathname);
}

function complain(error) {
  if (error && isOld(error)) return;
  at("problem").hidden = !error;
  if (error) fill(at("problem"), t("problem", { reason: error.message || t("problem.network") }));
}

async function loadQueue(after = null) {
  const query = new URLSearchParams();
  if (state.kind) query.set("kind", state.kind);
  for (const district of address().getAll("district")) query.append("district", district);
  if (after) query.set("after", after);
  try {
    const found = await ask("queue", "queue", query);
    state.items = after ? [...state.items, ...found.items] : found.items;
    state.next = found.next;
    if (found.counts) {
      showMode(at("mode"), found.mode);
      showKinds(at("kinds"), found.counts, found.most_counted, state.kind, chooseKind);
    }
    complain(null);
  } catch (error) {
    complain(error);
  }
  showItems();
}

function showItems() {
  fill(at("queue-status"), state.items.length ? t("queue.shown", { n: state.items.length }) : t("queue.empty"));
  showQueue(at("queue"), state.items, state.current && keyOf(state.current), open);
  at("more").hidden = !state.next;
}

function chooseKind(kind) {
  state.kind = kind;
  writeAddress({ kind });
  loadQueue();
}

async function open(item) {
  state.current = item;
  writeAddress({ camera: item.camera_id, rule: item.rule_id });
  showItems();
  document.querySelector("main").classList.add("deciding");
  const query = new URLSearchParams({ camera: item.camera_id, rule: item.rule_id });
  try {
    const found = await ask("finding", "finding", query);
    const known = state.items.find((each) => keyOf(each) === keyOf(item));
    showDecision(at("decision"), found, known, { done, back, reload: () => open(item) });
    at("decision-title").focus({ preventScroll: true });
    scrollTo(0, 0);
    complain(null);
  } catch (error) {
    complain(error);
  }
}

function back() {
  document.querySelector("main").classList.remove("deciding");
  writeAddress({ camera: "", rule: "" });
  at("queue-title").focus();
}

// After a decision the next one, as long as there is one.
async function done() {
  const place = state.items.findIndex((item) => state.current && keyOf(item) === keyOf(state.current));
  await loadQueue();
  const following = state.items[Math.max(0, Math.min(place, state.items.length - 1))];
  if (following) await open(following);
  else back();
}

function step(by) {
  const place = state.items.findIndex((item) => state.current && keyOf(item) === keyOf(state.current));
  const item = state.items[Math.max(0, Math.min(place + by, state.items.length - 1))];
  if (item) open(item);
}

function unfold(id, first) {
  const part = at(id);
  if (!part) return;
  part.open = true;
  part.querySelector(first).focus();
}

function help() {
  fill(at("picture"), element("h2", { id: "picture-text" }, t("desk.keys")),
    element("ul", {}, KEYS.map((key) => element("li", {}, element("kbd", {}, key), " ", t(`key.${key === "?" ? "help" : key}`)))),
    element("button", { type: "button", class: "button", onclick: () => at("picture").close() }, t("card.close")));
  at("picture").showModal();
}

function press(event) {
  const isTyping = event.target.closest("input, textarea, select") || at("picture").open;
  if (isTyping || event.ctrlKey || event.altKey || event.metaKey || !KEYS.includes(event.key)) return;
  event.preventDefault();
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "v") unfold("overrule", "select");
  else if (event.key === "p") unfold("visit", "input");
  else if (event.key === "?") help();
  else document.querySelector(`#decision [data-key="${event.key}"]`)?.click();
}

async function begin() {
  const tag = await chooseLanguage(address().get("lang"));
  await loadWords(tag, ["words", "desk/words"]);
  nameParts(document);
  document.title = `${t("desk.desk")} - Fairnotice`;
  fill(at("language"), (await languages()).map((each) => element("option", { value: each.tag, lang: each.html, selected: each.tag === tag }, each.name)));
  at("language").addEventListener("change", () => { writeAddress({ lang: at("language").value }); location.reload(); });
  at("more").addEventListener("click", () => loadQueue(state.next));
  at("help-button").addEventListener("click", help);
  document.addEventListener("keydown", press);
  me().then((viewer) => {
    showViewer(at("viewer"), viewer, "../");
    showPages(at("pages"), viewer, { here: "page.desk", root: "../" });
  }).catch(complain);
  await loadRuleWords().catch(() => {});
  state.kind = address().get("kind") || "";
  await loadQueue();
  const [camera, rule] = [address().get("camera"), address().get("rule")];
  if (camera && rule) await open({ camera_id: camera, rule_id: rule });
}

begin().catch(complain);
