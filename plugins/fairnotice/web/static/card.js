// The card of one camera: what each rule says and why, what was seen, what was configured, what changed.

import { about } from "./about.js";
import { modeStrip } from "./banner.js";
import { configured } from "./configuration.js";
import { actionsFor, noticeLink } from "./desk/actions.js";
import { element, fill } from "./dom.js";
import { finding } from "./findings.js";
import { framesOf } from "./frames.js";
import { iconUrl } from "./icons.js";
import { noticesRead } from "./notices.js";
import { timeline } from "./timeline.js";
import { told } from "./told.js";
import { coded, has, t, time } from "./words.js";

function closing(onClose) {
  return element("button", { type: "button", class: "close", "aria-label": t("card.close"), onclick: onClose }, "×");
}

function heading(card, onClose) {
  const { camera } = card;
  const verdict = camera.verdict ?? "unknown";
  const where = [
    camera.operator || t("operator.none"),
    camera.operator_kind && camera.operator_kind !== "unknown" ? coded("kind", camera.operator_kind) : "",
    camera.site_class === "unknown" ? "" : coded("site", camera.site_class),
    camera.jurisdiction || t("jurisdiction.none"),
  ];
  return element(
    "header",
    {},
    element("img", { src: iconUrl(verdict), alt: coded("verdict", verdict), width: 36, height: 36 }),
    element("div", {},
      element("h2", { id: "card-name", tabindex: -1 }, camera.name || camera.camera_id),
      element("p", { class: "who" }, where.filter(Boolean).join(" · "))),
    closing(onClose),
  );
}

function standing({ camera, findings }) {
  const verdict = camera.verdict ?? "unknown";
  const key = camera.gone_since ? "overall.gone" : camera.breach_of_law ? (camera.mode === "exercise" ? "overall.exercise" : "overall.breach") : `overall.${verdict}`;
  const policy = findings.find((finding) => finding.is_policy && ["fail", "review"].includes(finding.verdict));
  return [
    camera.mode === "regular" ? null : modeStrip(camera.mode),
    element("p", { class: `overall ${verdict}` }, t(key)),
    policy && ["fail", "review"].includes(camera.policy_verdict)
      ? element("p", { class: "overall policy" }, policyWords(policy, camera.policy_verdict)) : null,
  ];
}

// What came of the newest looks at the camera; what they showed stands among its frames.
function silence({ camera, health }) {
  if (!health?.no_frame_since || camera.gone_since) return null;
  return element("p", { class: "overall silent" },
    element("strong", {}, t("health.silent", { since: time(health.no_frame_since), why: coded("why", health.fault) })),
    " ", t("health.looks", { n: health.failures_in_a_row }), " ",
    health.last_frame_at ? t("health.last", { last: time(health.last_frame_at) }) : t("health.never"));
}

function policyWords(finding, verdict) {
  const name = has(`policy.${finding.pack_id}`) ? t(`policy.${finding.pack_id}`) : finding.citation.instrument;
  return t("policy.stated", { contrary: t(`policy.${verdict}`, { policy: name }) });
}

// Rules that are about other cameras are told last, and together.
function rulesSay(findings, mode) {
  const beside = findings.filter((found) => found.verdict === "not_applicable");
  const told = findings.filter((found) => found.verdict !== "not_applicable");
  return [
    told.map((found) => finding(found, mode)),
    beside.length ? element("details", { class: "beside", open: !told.length },
      element("summary", {}, t("card.not_applicable", { n: beside.length })), beside.map((found) => finding(found, mode))) : null,
  ];
}

function section(title, children, open = false) {
  return element("details", { class: "section", open }, element("summary", {}, title), children);
}

// Ways to the desk stand under each finding that somebody may decide about; for others nothing does.
async function addActions(place, { camera, findings }) {
  for (const found of findings) {
    const actions = await actionsFor(camera, found);
    if (actions) place.querySelector(`[data-rule="${CSS.escape(found.rule_id)}"]`)?.append(actions);
  }
  const notice = await noticeLink(camera);
  if (notice) place.querySelector(".about-camera")?.append(notice);
}

export function showWaiting(place, onClose) {
  fill(place,
    element("header", {}, element("div", {}, element("h2", { id: "card-name", tabindex: -1 }, t("card.waiting"))), closing(onClose)),
    element("div", { class: "body skeleton", "aria-hidden": "true" }, Array.from({ length: 6 }, () => element("div", {}))));
  place.hidden = false;
  place.querySelector("#card-name").focus({ preventScroll: true });
}

export function showCard(place, card, { onClose }) {
  const { findings, configurations, history, notices } = card;
  const none = (key) => element("p", { class: "none" }, t(key));
  const messages = [...card.told.alerts, ...card.told.replies];
  const within = place.contains(document.activeElement);
  fill(
    place,
    heading(card, onClose),
    element("div", { class: "body" },
      standing(card),
      silence(card),
      element("h3", {}, t("card.findings")),
      findings.length ? rulesSay(findings, card.camera.mode) : none("card.no_findings"),
      notices.length ? section(t("card.notices"), noticesRead(notices), true) : null,
      section(t("card.configuration"), configurations.length ? configured(configurations) : none("card.no_configuration"),
        configurations.some((read) => read.mentions.length > 0 || read.gone.length > 0)),
      section(t("card.frames"), framesOf(card), true),
      messages.length ? section(t("card.told"), told(card.told), card.told.replies.length > 0) : null,
      section(t("card.history"), timeline(history, findings), true),
      element("div", { class: "about-camera" }, section(t("card.about"), about(card)))),
  );
  addActions(place, card);
  place.hidden = false;
  place.scrollTop = 0;
  if (within) place.querySelector("#card-name").focus({ preventScroll: true });
}
