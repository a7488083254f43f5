// The operator's page: its sites with what is to be done there, and what it answered.

import { element, fill } from "../dom.js";
import { speak } from "./language.js";
import { showReplies } from "./replies.js";
import { Refused, ask, tell, useToken } from "./send.js";
import { showSite } from "./site.js";
import { t } from "../words.js";

const at = (id) => document.getElementById(id);
const API = "../api/operator";
let shown = null;

export function say(text) {
  at("told").textContent = text;
  setTimeout(() => { if (at("told").textContent === text) at("told").textContent = ""; }, 6000);
}

function complain(error) {
  at("problem").hidden = false;
  at("problem").textContent = error.status === 401
    ? t("problem.signed_out") : t("problem", { reason: error.message || t("problem.network") });
}

function intro() {
  const asks = shown.purpose === "photo_request";
  const open = shown.sites.some((site) => site.to_fix.length);
  return [
    element("p", { class: "lead" }, t(asks ? "intro.photo_request" : open ? "intro.answer" : "intro.nothing")),
    element("p", { class: "quiet" }, t("intro.rights")),
  ];
}

function show() {
  at("operator").textContent = shown.operator;
  document.title = `${shown.operator} · Fairnotice`;
  at("sign-out").hidden = false;
  fill(at("intro"), intro());
  fill(at("sites"), shown.sites.map((site) => showSite(site, shown, { answered })));
  fill(at("more"), more());
  showReplies(at("answers"), at("answer-list"), shown.replies);
  document.querySelector("main").removeAttribute("aria-busy");
  if (shown.site_id) document.getElementById(`site-${shown.site_id}`)?.scrollIntoView();
}

function more() {
  const left = shown.sites_in_all - shown.sites.length;
  if (left <= 0) return [];
  return [element("button", { type: "button", class: "button", onclick: () => load(shown.sites.length) }, t("more", { n: left }))];
}

async function load(skip = 0) {
  const next = await ask(skip ? `${API}?skip=${skip}` : API);
  useToken(next.csrf);
  shown = skip ? { ...next, sites: [...shown.sites, ...next.sites] } : next;
  show();
}

// After an answer the site is read anew, so that what stands beside its findings is what the server holds.
async function answered(siteId, text) {
  const query = new URLSearchParams({ site: siteId });
  const next = await ask(`${API}?${query}`);
  const place = shown.sites.findIndex((site) => site.site_id === siteId);
  if (next.sites[0] && place >= 0) shown.sites[place] = next.sites[0];
  shown.replies = next.replies;
  const old = document.getElementById(`site-${siteId}`);
  if (next.sites[0]) {
    const made = showSite(next.sites[0], shown, { answered });
    old?.replaceWith(made);
    made.querySelector("h3")?.focus();
  }
  showReplies(at("answers"), at("answer-list"), shown.replies);
  if (text) say(text);
}

at("sign-out").addEventListener("click", async () => {
  try {
    await tell(`${API}/sign-out`);
    fill(at("sites"));
    at("answers").hidden = true;
    fill(at("intro"), element("p", { class: "lead" }, t("signed_out")));
    fill(at("more"));
    at("sign-out").hidden = true;
    at("operator").textContent = "";
  } catch (error) {
    complain(error);
  }
});
document.addEventListener("spoken", () => { if (shown) show(); });

await speak();
try {
  await load();
  if (!new URLSearchParams(location.search).get("lang")) {
    await speak(shown.language);
    show();
  }
} catch (error) {
  document.querySelector("main").removeAttribute("aria-busy");
  if (!(error instanceof Refused)) throw error;
  complain(error);
}
