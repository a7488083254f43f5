// One finding to decide about: why it stands so, what is known of its site, and what can be done.

import { modeStrip } from "../banner.js";
import { element, fill } from "../dom.js";
import { ruleTitle } from "../rulewords.js";
import { coded, date, localName, mine, quoted, t } from "../words.js";
import { lookLive } from "./live.js";
import { photo, picture } from "./photo.js";
import { pointsOf } from "./queue.js";
import { decisionId, post, tell } from "./server.js";
import { visitForm } from "./visit.js";

const VERDICTS = ["fail", "review", "unknown", "pass", "not_applicable"];

function heading(found, item, back) {
  const { camera } = found;
  const site = camera.site_declared ? t("decision.site", { site: camera.site_id, n: camera.cameras_of_site }) : "";
  return element("header", {},
    element("button", { type: "button", class: "button back", onclick: back }, t("decision.back")),
    element("h2", { id: "decision-title", tabindex: "-1" }, camera.name || camera.camera_id),
    element("strong", { class: `said ${found.verdict}` }, coded("verdict", found.verdict)),
    element("p", { class: "who" }, [camera.operator || t("operator.none"), site, localName({ name: camera.district, names: camera.district_names })].filter(Boolean).join(" · "), " ",
      element("a", { href: `../?camera=${encodeURIComponent(camera.camera_id)}` }, t("decision.on_map"))),
    item ? pointsOf(item) : null, camera.mode === "regular" ? null : modeStrip(camera.mode));
}

function why(found) {
  const settles = new Map(found.reasons.filter((reason) => reason.settles.en).map((reason) => [reason.settles.en, reason.settles]));
  const said = (words) => element("li", { lang: quoted(words) }, mine(words));
  return element("section", { class: "panel" }, element("h3", {}, t("decision.why")),
    element("p", {}, ruleTitle(found), " · ", t("queue.since", { day: date(found.since) }), " · ", coded("force", found.force)),
    found.overruled_until ? element("p", { class: "said" }, t("decision.overruled", { program: coded("verdict", found.by_program), day: date(found.overruled_until) })) : null,
    element("ol", { class: "plain" }, found.reasons.map((reason) => said(reason.text))),
    settles.size ? [element("h3", {}, t("settles")), element("ul", { class: "plain" }, [...settles.values()].map(said))] : null,
    found.evidence.length ? element("div", { class: "thumbs" }, found.evidence.map((sha256) => picture(sha256, t("decision.evidence")))) : null,
    element("p", { class: "quiet" }, found.citation.address
      ? element("a", { href: found.citation.address, rel: "noreferrer" }, found.citation.words) : found.citation.words));
}

function history(found) {
  const said = found.decisions.map((each) => element("li", {}, t("decision.past", {
    day: date(each.decided_at), who: each.inspector || t("decision.erased"), what: coded("decided", each.decision),
    verdict: each.verdict ? coded("verdict", each.verdict) : "",
  }), " ", each.reason));
  const visits = found.visits.map((each) => element("li", {}, t(each.notice_found ? "visit.past.found" : "visit.past.none", {
    day: date(each.visited_on), who: each.visited_by.startsWith("erased-") ? t("decision.erased") : each.visited_by,
  })));
  const seen = found.photos.filter((each) => each.state !== "waiting");
  if (!said.length && !visits.length && !seen.length) return null;
  return element("details", { class: "panel" }, element("summary", {}, t("decision.history")),
    element("ul", { class: "plain" }, said, visits), seen.map((each) => photo(each)));
}

// What an operator answered, or a photo that another inspector left, and waits for a yes or no.
function waiting(found, decide) {
  const replies = found.replies.filter((reply) => reply.state === "waiting");
  const ofReplies = new Set(replies.map((reply) => reply.photo_id));
  const pair = (path, yes, no, agree, refuse) => element("div", { class: "buttons" },
    element("button", { type: "button", class: "button main", onclick: (event) => decide(event, path, { state: yes }) }, t(agree)),
    element("button", { type: "button", class: "button", onclick: (event) => decide(event, path, { state: no }) }, t(refuse)));
  const photoOf = (id) => found.photos.find((each) => each.photo_id === id);
  return [
    replies.map((reply) => element("section", { class: "panel doing" }, element("h3", {}, coded("reply", reply.kind)),
      element("p", { class: "quiet" }, t("reply.by", { who: reply.said_by, day: date(reply.said_at) })),
      reply.note ? element("blockquote", {}, reply.note) : null,
      photoOf(reply.photo_id) ? photo(photoOf(reply.photo_id)) : null,
      reply.review_because.length ? element("ul", { class: "doubts" }, reply.review_because.map((code) => element("li", {}, coded("doubt", code)))) : null,
      pair(`replies/${reply.reply_id}`, "verified", "rejected", "reply.verify", "reply.reject"))),
    found.photos.filter((each) => each.state === "waiting" && !ofReplies.has(each.photo_id)).map((each) =>
      element("section", { class: "panel doing" }, element("h3", {}, t("photo.waits")), photo(each),
        pair(`photos/${each.photo_id}`, "accepted", "rejected", "photo.accept", "photo.reject"))),
  ];
}

function overrule(found, decide) {
  const allowed = VERDICTS.filter((verdict) => verdict !== found.verdict && (verdict !== "fail" || found.can_fail));
  // Nothing is chosen beforehand: a decision is nobody's by default.
  const verdict = element("select", { id: "overrule-verdict", required: true }, element("option", { value: "" }, "–"), allowed.map((each) => element("option", { value: each }, coded("verdict", each))));
  const in90 = new Date(Date.now() + 90 * 86400e3).toISOString().slice(0, 10);
  const until = element("input", { type: "date", id: "overrule-until", required: true, value: in90, min: new Date().toISOString().slice(0, 10) });
  if (found.proposal) { verdict.value = found.proposal.verdict; until.value = found.proposal.until; }
  return element("details", { id: "overrule", open: Boolean(found.proposal) }, element("summary", { "aria-keyshortcuts": "v" }, t("do.overrule")),
    found.needs_second ? element("p", { class: "quiet" }, t("do.second")) : null,
    found.proposal ? element("p", { class: "said" }, t("do.proposed", { who: found.proposal.inspector, verdict: coded("verdict", found.proposal.verdict), day: date(found.proposal.until) })) : null,
    element("div", { class: "field" }, element("label", { for: "overrule-verdict" }, t("do.verdict")), verdict),
    element("div", { class: "field" }, element("label", { for: "overrule-until" }, t("do.until")), until),
    element("div", { class: "buttons" }, element("button", { type: "button", class: "button main",
      onclick: (event) => verdict.reportValidity() && decide(event, "overrule", { verdict: verdict.value, until: until.value }) }, t("do.overrule.send"))));
}

export function showDecision(place, found, item, { done, back, reload }) {
  const reason = element("textarea", { id: "reason", maxlength: 2000, required: true });
  const wrong = element("p", { class: "wrong", role: "alert" });
  const live = element("div", {});
  const ids = new Map();
  const about = { camera_id: found.camera.camera_id, rule_id: found.rule_id, version: found.version };
  const reasoned = () => {
    if (reason.value.trim()) return true;
    fill(wrong, t("do.reason.missing"));
    reason.focus();
    return false;
  };

  async function decide(event, path, more = {}) {
    if (!reasoned()) return;
    const button = event.currentTarget;
    button.disabled = true;
    if (!ids.has(path)) ids.set(path, decisionId());
    const isFinding = !path.includes("/");
    const body = { ...more, reason: reason.value.trim(), ...(isFinding ? { ...about, decision_id: ids.get(path) } : {}) };
    try {
      const answer = await post(path, body);
      tell(t(answer.waits_for_second ? "do.told.proposed" : "do.told"));
      done();
    } catch (error) {
      fill(wrong, error.message ? t("problem", { reason: error.message }) : t("problem", { reason: t("problem.network") }));
      // Only a refusal ends a decision's name: an answer that was lost may have been taken.
      if (error.status) ids.delete(path);
      if (error.status === 409) reload();
      button.disabled = false;
    }
  }

  const button = (path, word, key) => element("button", { type: "button", class: "button", "data-key": key, "aria-keyshortcuts": key, onclick: (event) => decide(event, path) }, t(word));
  // What nobody can tell is settled by a look at the place, and agreeing settles nothing.
  const isOpen = found.verdict === "unknown";
  const confirm = element("button", { type: "button", class: isOpen ? "button" : "button main", "data-key": "c", "aria-keyshortcuts": "c", onclick: (event) => decide(event, "confirm") },
    t("do.confirm", { verdict: coded("verdict", found.verdict) }));
  fill(place, heading(found, item, back), why(found),
    element("section", { class: "panel doing" }, element("h3", {}, t("do")),
      element("div", { class: "field" }, element("label", { for: "reason" }, t("do.reason")), reason), wrong,
      element("div", { class: "buttons" }, confirm,
        found.is_held ? button("release", "do.release", "r") : null,
        found.camera.has_frame_source && !found.look ? button("look", "do.look", "l") : null,
        found.camera.has_access_basis ? element("button", { type: "button", class: "button", "data-key": "w", "aria-keyshortcuts": "w",
          onclick: () => { if (reasoned()) lookLive(live, found.camera.camera_id, reason.value.trim()); } }, t("do.live")) : null),
      found.look ? element("p", { class: "quiet" }, t("do.look.asked", { day: date(found.look.until) })) : null,
      overrule(found, decide), live),
    waiting(found, decide),
    visitForm(found.camera, done, isOpen),
    history(found));
}
