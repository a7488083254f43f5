// What the operator answered so far, and what became of it.

import { element, fill } from "../dom.js";
import { coded, date, t } from "../words.js";

function state(reply) {
  if (reply.in_order) return t("state.in_order");
  return coded("state", reply.state);
}

function one(reply) {
  return element("li", { class: `reply ${reply.state}` },
    element("p", {}, element("strong", {}, coded("kind", reply.kind)), ` · ${date(reply.said_at)} · `,
      t("site.cameras", { n: reply.cameras }), " · ", element("span", { class: "state" }, state(reply))),
    reply.site_id ? element("p", { class: "quiet" }, reply.site_id) : null,
    reply.due ? element("p", {}, t("answer.promised", { day: date(reply.due) })) : null,
    reply.note ? element("blockquote", {}, reply.note) : null,
    reply.review_because.length ? element("ul", { class: "doubts" },
      reply.review_because.map((code) => element("li", {}, coded("doubt", code)))) : null,
    reply.decision_note ? element("p", {}, element("strong", {}, t("decision")), " ", reply.decision_note) : null);
}

export function showReplies(section, list, replies) {
  section.hidden = !replies.length;
  fill(list, replies.map(one));
}
