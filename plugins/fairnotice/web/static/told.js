// What the operator was told, and what it answered, the newest first.

import { element } from "./dom.js";
import { evidence } from "./evidence.js";
import { ruleTitle } from "./rulewords.js";
import { coded, date, t, time } from "./words.js";

function alert(told) {
  const about = told.rule_id ? ruleTitle(told) : "";
  const how = told.status === "sent" ? t("told.sent", { when: time(told.sent_at) }) : coded("told.status", told.status);
  return element("li", { class: `told-alert ${told.status}` },
    element("time", { datetime: told.created_at }, date(told.created_at)),
    element("p", {}, element("strong", {}, coded("told.kind", told.kind)), about ? `: ${about}` : ""),
    element("p", { class: "who" }, [how, told.due_on ? t("told.due", { due: date(told.due_on) }) : ""].filter(Boolean).join(" · ")));
}

function reply(said) {
  const decided = said.decided_at
    ? t("reply.decided", { by: said.decided_by ?? "", on: date(said.decided_at), note: said.decision_note ?? "" }) : "";
  return element("li", { class: `told-reply ${said.state}` },
    element("time", { datetime: said.said_at }, date(said.said_at)),
    element("p", {}, element("strong", {}, coded("reply.kind", said.kind)),
      said.due ? ` (${t("told.due", { due: date(said.due) })})` : "", ` · ${coded("reply.state", said.state)}`),
    said.note ? element("blockquote", {}, said.note) : null,
    element("p", { class: "who" }, [said.said_by, decided].filter(Boolean).join(" · ")),
    evidence(said.evidence));
}

export function told({ alerts, replies }) {
  const all = [
    ...alerts.map((each) => [each.sent_at ?? each.created_at, alert(each)]),
    ...replies.map((each) => [each.said_at, reply(each)]),
  ];
  all.sort(([one], [other]) => other.localeCompare(one));
  return element("ol", { class: "told-list" }, all.map(([, made]) => made));
}
