// The page: reads the address, asks the server, shows the answers, and writes choices back to the address.

import { ask, isOld } from "./api.js";
import { showCard } from "./card.js";
import { LENGTH, markEntry, showList, walkable } from "./cameralist.js";
import { showCoverage, showMode } from "./coverage.js";
import { element, fill } from "./dom.js";
import { showFilters } from "./filters.js";
import { showLegend } from "./legend.js";
import { CameraMap } from "./map.js";
import { filterQuery, readState, writeState } from "./state.js";
import { chooseLanguage, loadWords, nameParts, t } from "./words.js";

const at = (id) => document.getElementById(id);
const wide = matchMedia("(min-width: 900px)");
let state = readState();
let map = null;
let opener = null;

// What the server refused says more than that the map therefore lacks a part.
const problems = { refusal: "", map: "" };

function complain(kind, text) {
  problems[kind] = text;
  const told = problems.refusal || problems.map;
  at("problem").hidden = !told;
  const again = element("a", { href: state.lang ? `?lang=${state.lang}` : "." }, t("filter.reset"));
  fill(at("problem"), told, " ", problems.refusal && location.search ? again : "");
}

function padding() {
  // The card covers the right of the map on a wide window.
  return wide.matches ? { top: 60, bottom: 60, left: 60, right: at("card").hidden ? 60 : 480 } : 40;
}

async function refresh({ fit = false } = {}) {
  const query = filterQuery(state);
  complain("map", "");
  map?.show(query);
  const listed = new URLSearchParams(query);
  listed.set("limit", LENGTH);
  try {
    const [summary, cameras] = await Promise.all([
      ask("summary", "api/summary", query), ask("list", "api/cameras", listed),
    ]);
    complain("refusal", "");
    showMode(at("mode"), summary.mode);
    showCoverage(at("coverage"), summary, state, choose);
    showLegend(at("legend"), summary, state, (verdict) => choose({ verdict }));
    showFilters(at("filters"), summary, state, choose);
    showList(at("list"), at("list-status"), cameras, state.camera, open);
    if (fit && summary.extent) map?.fit(summary.extent, padding());
  } catch (error) {
    if (!isOld(error)) refused(error);
  }
}

function refused(error) {
  complain("refusal", t("problem", { reason: error.message || t("problem.network") }));
  at("list-status").textContent = "";
}

function choose(changes) {
  const fit = "source" in changes;
  state = { ...state, ...changes };
  writeState(state);
  refresh({ fit });
}

async function open(id, { push = true, move = true } = {}) {
  if (push) opener = document.activeElement;
  state = { ...state, camera: id };
  if (push) writeState(state, { push: true });
  markEntry(at("list"), id);
  map?.mark(id);
  try {
    const card = await ask("card", `api/cameras/${encodeURIComponent(id)}`);
    showCard(at("card"), card, () => close());
    complain("refusal", "");
    if (move) map?.goTo(card.camera.lon, card.camera.lat, padding());
  } catch (error) {
    if (!isOld(error)) refused(error);
  }
}

function close({ push = true } = {}) {
  at("card").hidden = true;
  at("card").replaceChildren();
  state = { ...state, camera: "" };
  if (push) writeState(state, { push: true });
  map?.mark("");
  markEntry(at("list"), "");
  if (opener?.isConnected) opener.focus();
}

function makeMap(baseMap) {
  try {
    map = new CameraMap(at("map"), { baseMap, view: {}, onChoose: (id) => open(id, { move: false }), onProblem: (text) => complain("map", text) });
    // Scripts of a test, and of whoever embeds the page, can wait for it.
    globalThis.fairnoticeMap = map.map;
  } catch (error) {
    // No WebGL here: the list says the same.
    at("map-note").hidden = false;
    at("map-note").textContent = t("problem.webgl");
    console.warn(error.message);
  }
}

function listen() {
  walkable(at("list"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !at("card").hidden && !at("picture").open) close();
  });
  addEventListener("popstate", () => {
    const before = filterQuery(state).toString();
    state = readState();
    if (filterQuery(state).toString() !== before) refresh();
    if (state.camera) open(state.camera, { push: false });
    else if (!at("card").hidden) close({ push: false });
  });
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.addEventListener("click", () => {
      writeState({ ...state, lang: button.dataset.lang });
      location.reload();
    });
  }
}

async function start() {
  const language = await chooseLanguage(state.lang);
  await loadWords(language);
  nameParts(document);
  document.title = t("title");
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.setAttribute("aria-pressed", String(button.dataset.lang === language));
  }
  at("legend-part").open = wide.matches;
  at("filter-part").open = [...state.operator, ...state.rule, ...state.source].length > 0;
  listen();
  // The map writes its own place there as soon as it stands.
  const fit = !location.hash.includes("map=");
  makeMap(await ask("base", "api/base-map"));
  await refresh({ fit });
  if (state.camera) await open(state.camera, { push: false });
}

start().catch((error) => refused(error));
