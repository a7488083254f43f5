// A live look: its steps as they are done, then the redacted picture. Nothing of it is stored.

import { me } from "../api.js";
import { element, fill } from "../dom.js";
import { coded, list, t, time } from "../words.js";
import { elements } from "./photo.js";

const SEEN = new Set(["seen", "failed"]);

async function* events(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    held += value;
    const parts = held.split("\n\n");
    held = parts.pop();
    for (const part of parts) {
      const [kind, data] = part.split("\n", 2);
      yield [kind.replace("event: ", ""), JSON.parse(data.replace("data: ", ""))];
    }
  }
}

function shown(seen) {
  return [
    element("p", {}, t("live.taken", { at: time(seen.taken_at) }), " ",
      seen.usable ? "" : t("photo.quality", { why: list(seen.quality.map((code) => coded("why", code))) })),
    seen.picture ? element("img", { src: seen.picture, alt: t("live.alt") }) : element("p", {}, t("live.no_picture")),
    seen.notices.length ? seen.notices.map((notice) => element("div", {},
      element("p", { class: notice.status === "confirmed" ? "said pass" : "said unknown" }, t(`live.${notice.status}`)),
      notice.text ? element("blockquote", {}, notice.text) : null, elements(notice.elements)))
      : element("p", {}, seen.not_searched ? t("live.not_searched") : t("photo.nothing")),
    element("p", { class: "quiet" }, t("live.stored")),
  ];
}

// Of a network that may not be contacted the page says itself which setting allows it; what else there is, the server says.
function failed({ fault, detail }) {
  if (fault === "policy" && detail.includes("FAIRNOTICE_ALLOWED_NETWORKS")) return element("p", { class: "wrong" }, t("live.policy"));
  return element("p", { class: "wrong" }, `${coded("why", fault)}. `, element("span", { lang: "en" }, detail));
}

export async function lookLive(place, cameraId, reason) {
  const steps = element("ol", { class: "steps" });
  const result = element("div", { role: "status" }, t("live.busy"));
  fill(place, element("h3", {}, t("live")), steps, result);
  try {
    const viewer = await me();
    const answer = await fetch("../api/review/live", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Fairnotice-CSRF": viewer.csrf },
      body: JSON.stringify({ camera_id: cameraId, reason }),
    });
    if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).reason || String(answer.status));
    for await (const [kind, what] of events(answer)) {
      if (kind === "step") steps.append(element("li", {}, `${coded("step", what.step)} ${what.detail}`));
      if (kind === "failed") fill(result, failed(what));
      if (kind === "seen") fill(result, shown(what));
      if (SEEN.has(kind)) return;
    }
  } catch (error) {
    fill(result, element("p", { class: "wrong" }, t("problem", { reason: error.message || t("problem.network") })));
  }
}
