// Days until an answer and until it was put right: a bar from the first to the third quarter, a line at the half. An open
// end says that so many have not come yet. The tables below say the same in numbers.

import { element } from "../dom.js";
import { t } from "../words.js";

const SPACE = "http://www.w3.org/2000/svg";
const MOST = 12;
const ROW = 46;
const WIDTH = 320;
const ENDS = 12;

function svg(tag, attributes, ...children) {
  const made = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function days(value) {
  return value === null ? t("not_yet") : t("in_days", { n: Math.round(value * 10) / 10 });
}

function said(row, name) {
  const part = (word, { quartiles: [first, half, third] }) =>
    t("chart.row", { what: t(word), half: days(half), first: days(first), third: days(third) });
  return `${name(row)}: ${part("days_to_answer", row.answered)}; ${part("days_to_fix", row.fixed)}`;
}

function bar({ quartiles: [first, half, third] }, y, kind, along) {
  if (first === null) return [svg("line", { x1: 0, x2: WIDTH - ENDS, y1: y, y2: y, class: "none" })];
  const end = third === null ? WIDTH : along(third);
  const parts = [svg("rect", {
    x: along(first), y: y - 6, width: Math.max(2, end - along(first)), height: 12, rx: 2,
    class: third === null ? `${kind} until` : kind,
  })];
  if (half !== null) parts.push(svg("line", { x1: along(half), x2: along(half), y1: y - 9, y2: y + 9, class: "half" }));
  return parts;
}

export function chart({ operators }, name) {
  const rows = operators.filter((row) => row.told).slice(0, MOST);
  if (!rows.length) return element("p", {}, t("nothing"));
  const known = rows.flatMap((row) => [...row.answered.quartiles, ...row.fixed.quartiles]).filter((day) => day !== null);
  const most = Math.max(1, ...known);
  const along = (day) => (day / most) * (WIDTH - ENDS - 4);
  const listed = rows.map((row) => element("li", {},
    element("span", { class: "who" }, name(row)),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${ROW}`, role: "img", "aria-label": said(row, name), preserveAspectRatio: "none" },
      ...bar(row.answered, 13, "answered", along), ...bar(row.fixed, 33, "fixed", along))));
  return [
    element("p", { class: "key" }, element("span", { class: "answered" }, t("days_to_answer")), " ",
      element("span", { class: "fixed" }, t("days_to_fix")), " ", t("chart.key", { n: Math.round(most) })),
    element("ol", { class: "bars" }, listed),
  ];
}
