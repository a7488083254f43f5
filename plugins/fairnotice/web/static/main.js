// The page: reads the address, asks the server, shows the answers, and writes choices back to the address.

import { ask, isOld, me } from "./api.js";
import { showAlarm, showAudit, showMode, showPast } from "./banner.js";
import { CardPanel } from "./cardpanel.js";
import { showChips } from "./chips.js";
import { districtsOf } from "./districts.js";
import { element, fill, refill } from "./dom.js";
import { showFigures } from "./figures.js";
import { filterButton, showFilterCount, showFilters } from "./filters.js";
import { showLooks } from "./looks.js";
import { CameraMap } from "./map.js";
import { MapKey } from "./mapkey.js";
import { inWords, Problems } from "./problems.js";
import { Results } from "./results.js";
import { loadRuleWords } from "./rulewords.js";
import { share } from "./share.js";
import { offerFiles } from "./files.js";
import { ShadeSwitch } from "./shading.js";
import { filterQuery, noFilters, readState, writeState } from "./state.js";
import { isInspector, showPages, showViewer } from "./viewer.js";
import { chooseLanguage, languages, list, loadWords, nameParts, t } from "./words.js";

const at = (id) => document.getElementById(id);
const wide = matchMedia("(min-width: 900px)");
const FRESHNESS_MS = 5 * 60 * 1000;
let state = readState();
let map = null;
let card = null;
let results = null;
let key = null;
let shades = null;
let summary = null;
let districts = [];
let ruleWords = null;
const problems = new Problems(at("problem"), () => refresh());

function padding() {
  // The card covers the right of the map on a wide window.
  return wide.matches ? { top: 60, bottom: 60, left: 60, right: card.isOpen ? 480 : 60 } : 40;
}

// What the table lists: cameras, or the districts where there are any.
function showKinds() {
  const kind = (value, word) => element("button", {
    id: `kind-${value || "cameras"}`, type: "button", "aria-pressed": String(state.results === value),
    onclick: () => view({ results: value, sort: "", page: "" }),
  }, t(word));
  at("results-kind").hidden = !districts.length;
  at("follow-part").hidden = state.results === "districts";
  refill(at("results-kind"), kind("", "results.cameras"), kind("districts", "results.districts"));
}

function showControls() {
  showFilterCount(at("filter-button"), state);
  if (at("text") !== document.activeElement) at("text").value = state.text;
  at("follow").checked = Boolean(state.follow);
  shades?.show(state.shade);
  map?.shade(state.shade, filterQuery(state), districts);
  // Of today the server answers as of any moment.
  showPast(at("past"), summary && !summary.on ? "" : state.on, () => choose({ on: "" }));
  if (!summary) return;
  showKinds();
  showChips(at("chips"), summary, districts, state, choose);
  showLooks(at("looks"), summary, state, choose);
  showFilters(at("filters"), summary, districts, state, choose);
  showFigures(at("figures"), summary, state, choose);
}

// Where the list follows the map, the numbers do too.
function inView(query) {
  const counted = new URLSearchParams(query);
  if (state.follow && map?.bbox()) counted.set("bbox", map.bbox());
  return counted;
}

async function refresh({ fit = false } = {}) {
  const query = filterQuery(state);
  problems.ofMap("");
  map?.show(query);
  showControls();
  const listed = results.load(state);
  try {
    [summary, districts] = await Promise.all([ask("summary", "api/summary", inView(query)), districtsOf(state)]);
    problems.none();
    showMode(at("mode"), summary.mode);
    showAudit(at("audit"), summary);
    showControls();
    key?.show(summary);
    if (fit && summary.extent) map?.fit(summary.extent, padding());
  } catch (error) {
    if (!isOld(error)) problems.refused(error, state);
  }
  await listed;
}

// Asked again now and then: a page that stays open overnight must not look fresh in the morning.
async function watchFreshness() {
  try {
    showAlarm(at("alarm"), await ask("freshness", "api/freshness"));
  } catch (error) {
    if (!isOld(error)) console.warn(error.message);
  }
}

// Filters begin at the first page; everything that is chosen can be gone back from.
function choose(changes) {
  const fit = "source" in changes || Boolean(changes.district?.length);
  state = { ...state, page: "", ...changes };
  writeState(state, { push: true });
  refresh({ fit });
}

function listed({ sort, page, follow, results: kind }) {
  return [sort, page, follow, kind].join();
}

// How the list is looked at; the map and the numbers stay.
function view(changes) {
  const before = listed(state);
  state = { ...state, ...changes };
  writeState(state, { push: true });
  showControls();
  if ("follow" in changes) refresh();
  else if (listed(state) !== before) results.load(state);
}

// Whether such a camera stands in somebody else's district is not told; which districts are one's own, and who gives more, is.
async function cardRefused(error, id) {
  const { districts: own = [] } = error.status === 404 ? await me().catch(() => ({})) : {};
  const names = own.map((each) => districts.find(({ district_id: known }) => known === each)?.name ?? each);
  problems.ofCard(own.length ? t("card.not_yours", { camera: id, districts: list(names) })
    : error.status === 404 ? t("card.unknown", { camera: id }) : inWords(error));
}

function opened(id, { push }) {
  problems.ofCard("");
  state = { ...state, camera: id };
  if (push) writeState(state, { push: true });
  results.mark(id);
}

function makeMap(baseMap) {
  try {
    map = new CameraMap(at("map"), {
      baseMap,
      onChoose: (id) => card.open(id, { move: false }),
      onDistrict: (id) => choose({ district: [id] }),
      onIdle: ({ zoomIn }) => {
        at("map-note").hidden = !zoomIn;
        at("map-note").textContent = zoomIn ? t("map.zoom_in_to_see") : "";
      },
      onMove: () => { if (state.follow) refresh(); },
      onProblem: (text) => problems.ofMap(text),
    });
    shades = new ShadeSwitch(at("map-tools"), (shade) => view({ shade }));
    key = new MapKey(at("map-tools"));
    // Scripts of a test, and of whoever embeds the page, can wait for it.
    globalThis.fairnoticeMap = map.map;
  } catch (error) {
    // No WebGL here: the list says the same.
    at("map-note").hidden = false;
    at("map-note").textContent = t("problem.webgl");
    console.warn(error.message);
  }
}

function goBack() {
  const before = { query: filterQuery(state).toString(), list: listed(state) };
  state = readState();
  if (filterQuery(state).toString() !== before.query) refresh();
  else if (listed(state) !== before.list) results.load(state);
  showControls();
  if (state.camera && state.camera !== card.id) card.open(state.camera, { push: false });
  else if (!state.camera) card.close({ push: false });
}

function listen() {
  filterButton(at("filter-button"), at("filters"));
  at("search").addEventListener("submit", (event) => {
    event.preventDefault();
    choose({ text: at("text").value.trim() });
  });
  // The cross in the field, where the browser has one.
  at("text").addEventListener("search", () => { if (!at("text").value && state.text) choose({ text: "" }); });
  at("follow").addEventListener("change", ({ target }) => view({ follow: target.checked ? "true" : "", page: "" }));
  at("share").addEventListener("click", () => share(at("told")));
  at("files").addEventListener("click", () => offerFiles(state));
  addEventListener("popstate", goBack);
}

async function speak() {
  const language = await chooseLanguage(state.lang);
  await loadWords(language);
  ruleWords = loadRuleWords();
  nameParts(document);
  document.title = t("title");
  fill(at("language"), (await languages()).map(({ tag, name, html }) =>
    element("option", { value: tag, lang: html, selected: tag === language }, name)));
  at("language").addEventListener("change", ({ target }) => {
    writeState({ ...state, lang: target.value });
    location.reload();
  });
}

async function start() {
  const asked = Promise.all([me(), ask("base", "api/base-map")]);
  await speak();
  results = new Results(at("results"), at("list-status"), at("pager"), {
    onChoose: (id) => card.open(id),
    onSort: (sort) => view({ sort, page: "" }),
    onPage: (page) => view({ page: page > 1 ? String(page) : "" }),
    onDistrict: (id) => choose({ district: [id], results: "", sort: "" }),
    onClear: () => choose(noFilters()),
    bbox: () => map?.bbox(),
  });
  card = new CardPanel(at("card"), {
    onOpen: (id, how) => opened(id, how),
    onClose: (how) => opened("", how),
    onProblem: cardRefused,
    words: ruleWords,
    placeOf: (id) => results.placeOf(id),
    mark: (place) => map?.mark(place),
    goTo: (lon, lat) => map?.goTo(lon, lat, padding()),
  });
  listen();
  // The map writes its own place there as soon as it stands.
  const fit = !location.hash.includes("map=");
  const [viewer, baseMap] = await asked;
  showViewer(at("viewer"), viewer);
  showPages(at("pages"), viewer);
  at("files").hidden = !isInspector(viewer);
  makeMap(baseMap);
  watchFreshness();
  setInterval(watchFreshness, FRESHNESS_MS);
  const opening = state.camera ? card.open(state.camera, { push: false, move: fit }) : null;
  await Promise.all([refresh({ fit: fit && !state.camera }), opening]);
  // Rules are called by their English names until their own come.
  await ruleWords;
  showControls();
  results.again();
}

start().catch((error) => problems.refused(error, state));
