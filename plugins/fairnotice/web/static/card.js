// The card of one camera: what each rule says and why, what was seen, what was configured, what changed.

import { element, fill } from "./dom.js";
import { evidence } from "./evidence.js";
import { framesOf } from "./frames.js";
import { iconUrl } from "./icons.js";
import { reasoning } from "./reasoning.js";
import { coded, date, has, share, t, time } from "./words.js";

function facts(entries) {
  const shown = entries.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return element("dl", { class: "facts" }, shown.flatMap(([name, value]) => [
    element("dt", {}, name), element("dd", {}, value),
  ]));
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
    element("img", { src: iconUrl(verdict), alt: "", width: 40, height: 40 }),
    element("div", {},
      element("h2", { id: "card-name", tabindex: -1 }, camera.name || camera.camera_id),
      element("p", { class: "who" }, where.filter(Boolean).join(" · "))),
    element("button", { type: "button", class: "close", "aria-label": t("card.close"), onclick: onClose }, "×"),
  );
}

function standing({ camera, findings }) {
  const verdict = camera.verdict ?? "unknown";
  const key = camera.gone_since ? "overall.gone" : camera.breach_of_law ? (camera.mode === "exercise" ? "overall.exercise" : "overall.breach") : `overall.${verdict}`;
  const policy = findings.find((finding) => finding.is_policy && ["fail", "review"].includes(finding.verdict));
  return [
    camera.mode === "regular" ? null : element("p", { class: `mode ${camera.mode}` },
      element("strong", {}, t(`mode.${camera.mode}`)), " ", t(`mode.${camera.mode}.text`)),
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

function citation(cited) {
  const text = [cited.instrument, cited.article].filter(Boolean).join(", ");
  return element(
    "p",
    { class: "citation" },
    text,
    cited.is_verified ? null : element("span", { class: "unread" }, ` ${t("citation.unverified")}`),
    cited.address ? element("a", { href: cited.address, target: "_blank", rel: "noopener noreferrer" }, cited.address) : null,
  );
}

// An inspector's word first: it is what holds. What the newest nights say otherwise only waits.
function beside(found) {
  const { overrule } = found;
  return [
    overrule ? element("p", { class: "decided" }, t("decided", {
      by: overrule.inspector, on: date(overrule.decided_on), until: date(overrule.until), reason: overrule.reason,
      program: coded("verdict", found.program_verdict),
    })) : null,
    overrule && overrule.evidence.length ? element("p", { class: "decided" }, t("decided.evidence"), " ", overrule.evidence.join("; ")) : null,
    found.pending_verdict ? element("p", { class: "pending" }, t("pending", {
      verdict: coded("verdict", found.pending_verdict), n: found.pending_dates, since: date(found.pending_since),
    })) : null,
  ];
}

function finding(found, mode) {
  const decided = ["fail", "review", "pass"].includes(found.verdict) && found.confidence > 0;
  const icon = found.is_policy ? `policy-${found.verdict}` : found.verdict;
  const force = coded("force", found.force);
  // What nobody declared is many rules with one sentence each: it is told last, and opened by who wants it.
  const open = ["fail", "review", "unknown"].includes(found.verdict) && found.decisive;
  return element(
    "details",
    { class: `finding ${found.is_policy ? "policy" : found.verdict}`, open },
    element("summary", {},
      element("img", { src: iconUrl(icon), alt: "", width: 24, height: 24 }),
      element("span", {},
        element("span", { class: "title" }, found.title || found.rule_id),
        element("span", { class: "said" },
          `${coded("verdict", found.verdict)} · ${found.breach_of_law && mode !== "exercise" ? t(`breach.${found.force}`) : force}`))),
    beside(found),
    reasoning(found),
    found.remedy ? element("p", { class: "remedy" }, element("strong", {}, t("remedy")), " ", found.remedy) : null,
    evidence(found.evidence),
    citation(found.citation),
    facts([
      [t("confidence"), decided ? share(found.confidence) : ""],
      [t("since"), date(found.since)],
      [t("judged_on"), date(found.judged_on)],
      [t("rule"), `${found.rule_id} (${t("pack_version", { version: found.pack_version })})`],
    ]),
  );
}

function mention(found) {
  return element(
    "li",
    { class: `mention ${found.level}` },
    element("p", { class: "place" },
      found.line === null || found.line === undefined ? "" : element("b", {}, `${t("line", { line: found.line })} `),
      element("code", {}, found.path)),
    element("pre", {}, found.excerpt),
    element("p", {},
      found.change && found.change !== "same" ? element("strong", { class: "change" }, `${coded("mention", found.change)} · `) : "",
      `${coded("category", found.category)} · ${coded("level", found.level)} · ${share(found.confidence)}`),
    found.settles ? element("p", { class: "settles" }, `${t("settles")} ${found.settles}`) : null,
  );
}

function configuration(read) {
  return element(
    "article",
    { class: "configuration" },
    element("h4", {}, read.source),
    element("p", { class: "who" },
      [read.format, date(read.window_date), t("read.since", { date: date(read.since) }), read.complete ? t("read.all") : t("read.part")].join(" · ")),
    read.error ? element("p", { class: "fault" }, read.error) : null,
    read.mentions.length
      ? element("ul", { class: "mentions" }, read.mentions.map(mention))
      : element("p", {}, t("mentions.none")),
    read.more_mentions ? element("p", {}, t("mentions.more", { n: read.more_mentions })) : null,
    read.gone.length
      ? element("ul", { class: "gone" }, read.gone.map((each) =>
        element("li", {}, element("strong", {}, `${coded("mention", "gone")} · `),
          `${coded("category", each.category)} · `, element("code", {}, each.path), ` ${each.excerpt}`)))
      : null,
  );
}

// A device may hand in a hundred files: those that name nothing and were read to the end are one line.
function configured(all) {
  const telling = all.filter((read) => read.mentions.length || read.gone.length || !read.complete);
  const clean = all.filter((read) => !telling.includes(read));
  return [
    ...telling.map(configuration),
    clean.length
      ? element("details", { class: "clean", ...(telling.length ? {} : { open: "" }) },
        element("summary", {}, t("read.clean", { n: clean.length })), clean.map(configuration))
      : null,
  ];
}

function change(event) {
  const before = event.verdict_before ? `${coded("verdict", event.verdict_before)} → ` : "";
  const first = (event.reasons || [])[0];
  return element(
    "li",
    { class: event.verdict },
    element("time", { datetime: event.window_date }, date(event.window_date)),
    element("p", {}, element("strong", {}, coded("change", event.change)), " ",
      event.change === "withdrawn" ? "" : `${before}${coded("verdict", event.verdict)}`),
    element("p", { class: "who" }, event.title || event.rule_id),
    first ? element("p", { class: "why" }, first.text) : null,
  );
}

// The first word on a rule is no change: with fifty rules it would hide those that are.
function timeline(history) {
  const first = history.filter((event) => event.change === "new");
  const changed = history.filter((event) => event.change !== "new");
  return [
    changed.length
      ? element("ol", { class: "history" }, changed.map(change))
      : element("p", { class: "none" }, t("card.no_history")),
    first.length
      ? element("details", {}, element("summary", {}, t("card.first_judged", { n: first.length })),
        element("ol", { class: "history" }, first.map(change)))
      : null,
  ];
}

function section(title, children, open = false) {
  return element("details", { class: "section", open }, element("summary", {}, title), children);
}

function about({ camera, claims }) {
  const view = camera.azimuth === null ? "" : t("about.view_text", {
    azimuth: Math.round(camera.azimuth), angle: camera.field_of_view === null ? "?" : Math.round(camera.field_of_view),
  });
  const declared = camera.jurisdiction_declared && camera.jurisdiction_declared !== camera.jurisdiction
    ? t("about.jurisdiction_declared", { declared: camera.jurisdiction_declared }) : "";
  return [
    facts([
      [t("about.id"), camera.camera_id],
      [t("about.site"), camera.site_declared ? camera.site_id : t("about.site_undeclared")],
      [t("about.jurisdiction"), [camera.jurisdiction || t("jurisdiction.none"), declared].filter(Boolean).join(" · ")],
      [t("about.place"), `${camera.lat.toFixed(5)}, ${camera.lon.toFixed(5)}`],
      [t("about.view"), view],
      [t("about.purpose"), camera.purpose],
      [t("about.basis"), camera.legal_basis],
      [t("about.retention"), camera.retention_days ? t("days", { n: Number(camera.retention_days) }) : ""],
      [t("about.service"), date(camera.in_service_since)],
      [t("about.registered"), date(camera.registered_at)],
    ]),
    claims.length ? element("ul", {}, claims.map((claim) => element("li", {}, t("claim", {
      exemption: claim.exemption, by: claim.claimed_by, on: date(claim.claimed_on),
    })))) : null,
  ];
}

export function showCard(place, card, onClose) {
  const { findings, configurations, history } = card;
  const none = (key) => element("p", { class: "none" }, t(key));
  fill(
    place,
    heading(card, onClose),
    element("div", { class: "body" },
      standing(card),
      silence(card),
      element("h3", {}, t("card.findings")),
      findings.length ? findings.map((found) => finding(found, card.camera.mode)) : none("card.no_findings"),
      section(t("card.configuration"), configurations.length ? configured(configurations) : none("card.no_configuration"),
        configurations.some((read) => read.mentions.length > 0 || read.gone.length > 0)),
      section(t("card.frames"), framesOf(card), true),
      section(t("card.history"), timeline(history)),
      section(t("card.about"), about(card))),
  );
  place.hidden = false;
  place.scrollTop = 0;
  place.querySelector("#card-name").focus({ preventScroll: true });
}
