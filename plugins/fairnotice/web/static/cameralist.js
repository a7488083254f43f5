// The list beside the map: everything the map says, for whoever cannot or will not use a mouse.

import { element, fill } from "./dom.js";
import { iconName, iconUrl, ringName } from "./icons.js";
import { coded, date, t } from "./words.js";

export const LENGTH = 200;

function entry(camera, chosen, onChoose) {
  const ring = ringName(camera);
  const icon = element(
    "span",
    { class: "icon" },
    element("img", { src: iconUrl(iconName(camera)), alt: "", width: 28, height: 28 }),
    ring ? element("img", { src: iconUrl(ring), alt: "", width: 28, height: 28 }) : null,
    camera.no_frame_since ? element("img", { src: iconUrl("silent"), alt: "", width: 28, height: 28 }) : null,
  );
  const why = camera.verdict === "pass" || camera.verdict === "not_applicable" ? "" : camera.reason || camera.title || "";
  const words = element(
    "span",
    { class: "words" },
    element("span", { class: "name" }, camera.name || camera.camera_id),
    element("span", { class: "who" }, camera.operator || t("operator.none")),
    element(
      "span",
      { class: `said ${camera.policy_only ? "policy" : camera.verdict}` },
      coded("verdict", camera.verdict),
      ring ? element("span", { class: "policy" }, ` · ${t(`policy.short.${camera.policy_verdict}`)}`) : null,
    ),
    camera.no_frame_since ? element("span", { class: "silent" },
      `${t("health.short", { since: date(camera.no_frame_since) })} · ${coded("why", camera.fault)}`) : null,
    why ? element("span", { class: "why" }, why) : null,
  );
  return element("li", {}, element(
    "button",
    {
      type: "button",
      "data-camera": camera.camera_id,
      "aria-pressed": String(camera.camera_id === chosen),
      onclick: () => onChoose(camera.camera_id),
    },
    icon,
    words,
  ));
}

export function showList(place, status, collection, chosen, onChoose) {
  const { features, numberMatched: matched } = collection;
  fill(place, features.map(({ properties }) => entry(properties, chosen, onChoose)));
  const more = matched - features.length;
  status.textContent = more > 0
    ? `${t("list.first", { shown: features.length, n: matched })} ${t("list.more", { n: more })}`
    : t("list.all", { n: matched });
}

export function markEntry(place, chosen) {
  for (const button of place.querySelectorAll("button[data-camera]")) {
    const is = button.dataset.camera === chosen;
    button.setAttribute("aria-pressed", String(is));
    if (is) button.scrollIntoView({ block: "nearest" });
  }
}

// Arrow keys walk along the list.
export function walkable(place) {
  place.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.tagName !== "BUTTON") return;
    const buttons = [...place.querySelectorAll("button")];
    const next = buttons[buttons.indexOf(event.target) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
}
