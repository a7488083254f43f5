// One failing of one or several cameras of a site: what, since when, by when, why, what puts it right, and the answers.

import { element } from "../dom.js";
import { reasoning } from "../reasoning.js";
import { answerForms } from "./answerforms.js";
import { coded, date, has, inEnglish, mine, t } from "../words.js";

const FEW = 3;

function weight(found) {
  if (found.breach_of_law) return element("span", { class: "badge law" }, t("weight.law"));
  return element("span", { class: "badge soft" }, t("weight.not_law", { force: coded("force", found.force) }));
}

function when(found) {
  const since = element("div", {}, element("dt", {}, t("since")), element("dd", {}, date(found.since)));
  if (!found.due_on) return [since];
  const due = element("div", { class: found.is_overdue ? "overdue" : "" }, element("dt", {}, t("due")),
    element("dd", {}, date(found.due_on), found.is_overdue ? ` (${t("overdue")})` : ""));
  return [since, due];
}

function cameras({ cameras: listed }) {
  const one = (camera) => element("li", {}, camera.name, " ", element("span", { class: "quiet" }, camera.camera_id));
  if (listed.length <= FEW) return element("ul", { class: "cameras" }, listed.map(one));
  return element("details", {}, element("summary", {}, t("site.cameras", { n: listed.length })),
    element("ul", { class: "cameras" }, listed.map(one)));
}

// Where this page has plainer words for a step than the audit's own, they come first.
function inShort(found) {
  const said = found.codes.filter((code) => has(`why.${code}`)).map((code) => t(`why.${code}`));
  return said.length ? element("p", {}, said.join(" ")) : null;
}

function why(found) {
  return [
    inShort(found),
    element("details", { class: "why", open: inEnglish() && !inShort(found) },
      element("summary", {}, t("why.own_words")), element("div", {}, reasoning(found))),
  ];
}

function citation({ citation: cited }) {
  const name = [cited.instrument, cited.article].filter(Boolean).join(", ");
  const text = cited.address ? element("a", { href: cited.address, rel: "noreferrer noopener" }, name) : name;
  return element("p", { class: "quiet" }, text, cited.is_verified ? "" : ` (${t("unverified")})`);
}

function evidence({ evidence: hashes }) {
  if (!hashes.length) return null;
  return element("figure", { class: "evidence" },
    hashes.map((sha, number) => element("img", {
      src: `../api/operator/evidence/${sha}`, loading: "lazy", alt: t("evidence.alt", { number: number + 1 }),
    })),
    element("figcaption", { class: "quiet" }, t("evidence.note")));
}

function states({ cameras: listed }) {
  const known = listed.filter((camera) => camera.answer);
  if (!known.length) return null;
  const kinds = [...new Set(known.map((camera) => camera.answer))];
  return element("ul", { class: "states" }, kinds.map((kind) => {
    const of = known.filter((camera) => camera.answer === kind);
    const text = t(`answer.${kind}`, { day: date(of[0].promised_for) });
    const count = of.length < listed.length ? ` ${t("answer.of", { count: of.length, all: listed.length })}` : "";
    return element("li", { class: `state ${kind}` }, text, count);
  }));
}

export function showFinding(found, site, events) {
  return element("section", { class: "finding-part" },
    element("h4", {}, mine(found.title)),
    element("p", { class: "badges" }, weight(found)),
    element("dl", { class: "when" }, when(found)),
    states(found),
    element("h5", {}, t("remedy")),
    element("p", { class: "remedy" }, mine(found.remedy)),
    element("h5", {}, t("why")),
    why(found),
    citation(found),
    evidence(found),
    element("h5", {}, t("which")),
    cameras(found),
    answerForms(found, site, events));
}
