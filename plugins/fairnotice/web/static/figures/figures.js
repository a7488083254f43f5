// How operators answer: counts, quartiles with what is open counted as not yet, and tables that say the same.

import { ask, me } from "../api.js";
import { element, fill } from "../dom.js";
import { chart } from "./chart.js";
import { showPages, showViewer } from "../viewer.js";
import { chooseLanguage, date, languages, loadWords, localName, nameParts, number, t } from "../words.js";

const at = (id) => document.getElementById(id);
const SPANS = [30, 90, 365, 1095];
let shown = null;

// Of nothing told there is nothing to wait for.
function half({ quartiles }, told) {
  return told ? t("half_in", { time: inDays(quartiles[1]) }) : null;
}

function inDays(days) {
  return days === null ? t("not_yet") : t("in_days", { n: Math.round(days * 10) / 10 });
}

function totals(row) {
  const pair = (word, value, note) => element("div", {}, element("dt", {}, t(word)), element("dd", {}, number(value)),
    note ? element("dd", { class: "quiet" }, note) : null);
  return [
    pair("told", row.told),
    pair("open", row.open, t("open.note", { overdue: number(row.overdue) })),
    pair("answered", row.answered.happened, half(row.answered, row.told)),
    pair("fixed", row.fixed.happened, half(row.fixed, row.told)),
    pair("asked", row.asked_sites, t("asked.note", { photos: number(row.photo_sites) })),
    pair("won", row.settled_cameras, t("won.note", { all: number(row.asked_cameras) })),
  ];
}

function name(row) {
  return localName(row) || row.key || t("nobody");
}

function cells(row) {
  const quartiles = ({ quartiles: [first, half, third] }) =>
    element("td", {}, row.told ? inDays(half) : "–",
      first === null ? null : element("span", { class: "quiet" }, ` (${inDays(first)} – ${inDays(third)})`));
  const count = (value, bad) => element("td", { class: bad && value ? "number bad" : "number" }, number(value));
  return element("tr", {}, element("th", { scope: "row" }, name(row)), count(row.told), count(row.open),
    count(row.overdue, true), quartiles(row.answered), quartiles(row.fixed), count(row.fixed_late), count(row.taken_back),
    count(row.unclear), count(row.asked_sites), count(row.photo_sites), count(row.settled_cameras));
}

const COLUMNS = ["told", "open", "overdue", "days_to_answer", "days_to_fix", "fixed_late", "taken_back", "unclear",
  "asked", "photos", "won"];

function table(rows, word, left) {
  if (!rows.length) return element("p", {}, t("nothing"));
  const head = element("tr", {}, element("th", { scope: "col" }, t(word)),
    COLUMNS.map((column) => element("th", { scope: "col" }, t(column))));
  return [
    element("table", {}, element("thead", {}, head), element("tbody", {}, rows.map(cells))),
    left ? element("p", { class: "quiet" }, t("more_in_csv", { n: left })) : null,
  ];
}

function show() {
  document.title = `${t("figures.title")} · Fairnotice`;
  fill(at("span"), t("span", { since: date(shown.since), until: date(shown.as_of) }),
    shown.mode === "simulated" ? ` ${t("simulated")}` : "");
  fill(at("days"), SPANS.map((days) => element("option", { value: days, selected: days === asked() }, t("days", { n: days }))));
  at("csv").href = `../api/figures.csv?days=${asked()}`;
  fill(at("total"), totals(shown.total));
  fill(at("chart"), chart(shown, name));
  fill(at("operators"), table(shown.operators, "operator", shown.more_operators));
  fill(at("districts"), table(shown.districts, "district", shown.more_districts));
}

function asked() {
  const days = Number(new URLSearchParams(location.search).get("days"));
  return SPANS.includes(days) ? days : 365;
}

function remember(key, value) {
  const query = new URLSearchParams(location.search);
  query.set(key, value);
  history.replaceState(null, "", `?${query}`);
}

async function load() {
  at("problem").hidden = true;
  try {
    shown = await ask("figures", "../api/figures", new URLSearchParams({ days: asked() }));
    show();
  } catch (error) {
    at("problem").hidden = false;
    at("problem").textContent = t("problem", { reason: error.message || t("problem.network") });
  }
}

async function speak() {
  const tag = await chooseLanguage(new URLSearchParams(location.search).get("lang"));
  await loadWords(tag, ["words", "figures/words"]);
  nameParts(document);
  fill(at("language"), (await languages()).map((each) =>
    element("option", { value: each.tag, lang: each.html, selected: each.tag === tag }, each.name)));
  // Whoever may not look is told so by the figures themselves.
  const viewer = await me().catch(() => null);
  if (!viewer) return;
  showViewer(at("viewer"), viewer, "../");
  showPages(at("pages"), viewer, { here: "page.figures", root: "../" });
}

at("language").addEventListener("change", async () => {
  remember("lang", at("language").value);
  await speak();
  if (shown) show();
});
at("days").addEventListener("change", () => {
  remember("days", at("days").value);
  load();
});

await speak();
await load();
