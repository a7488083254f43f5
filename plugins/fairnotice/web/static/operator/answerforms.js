// The ways to answer a failing: proof first, then words. Each is folded, so that a phone shows them at a glance.

import { element, fill } from "../dom.js";
import { tell } from "./send.js";
import { configurationForm, photoForm } from "./upload.js";
import { t } from "../words.js";

let number = 0;

function folded(word, ...children) {
  return element("details", { class: "answer" }, element("summary", { class: "button" }, t(word)), ...children);
}

function field(word, input) {
  input.id = `field-${number += 1}`;
  return element("p", { class: "field" }, element("label", { for: input.id }, t(word)), input);
}

function send(found, site, events, said, status, button) {
  return async () => {
    const words = said();
    if (!words) return;
    button.disabled = true;
    fill(status);
    try {
      await tell("../api/operator/replies", { site_id: site.site_id, rule_id: found.rule_id, ...words });
      await events.answered(site.site_id, t("sent"));
    } catch (error) {
      fill(status, t("problem", { reason: error.message || t("problem.network") }));
    } finally {
      button.disabled = false;
    }
  };
}

function form(found, site, events, word, said, ...fields) {
  const status = element("p", { class: "status", role: "alert" });
  const button = element("button", { type: "button", class: "button main" }, t(word));
  button.addEventListener("click", send(found, site, events, () => said(status), status, button));
  return [...fields, element("p", {}, button), status];
}

function today(days = 0) {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

function promise(found, site, events) {
  const day = element("input", { type: "date", min: today(), max: today(365), required: true });
  const note = element("textarea", { rows: 2, maxlength: 4000 });
  const said = (status) => {
    if (!day.value || !day.validity.valid) {
      fill(status, t("promise.which_day"));
      day.focus();
      return null;
    }
    return { kind: "promise", due: day.value, note: note.value };
  };
  return folded("promise", form(found, site, events, "promise.send", said, field("promise.day", day), field("note", note)));
}

function dispute(found, site, events) {
  const note = element("textarea", { rows: 4, maxlength: 4000, required: true });
  const said = (status) => {
    if (!note.value.trim()) {
      fill(status, t("dispute.no_reason"));
      note.focus();
      return null;
    }
    return { kind: "dispute", note: note.value };
  };
  return folded("dispute", element("p", { class: "quiet" }, t("dispute.text")),
    form(found, site, events, "dispute.send", said, field("dispute.reason", note)));
}

function acknowledge(found, site, events) {
  return folded("acknowledge", element("p", { class: "quiet" }, t("acknowledge.text")),
    form(found, site, events, "acknowledge.send", () => ({ kind: "acknowledge" })));
}

export function answerForms(found, site, events) {
  const proof = { photo: photoForm, configuration: configurationForm }[found.answered_by];
  return element("div", { class: "answers-part" },
    element("h5", {}, t("answer.how")),
    proof ? proof(site, events, { found }) : null,
    promise(found, site, events),
    acknowledge(found, site, events),
    dispute(found, site, events));
}
