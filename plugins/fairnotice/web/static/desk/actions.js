// What an inspector can do about a finding that the map's card shows: ways to the desk, where it is done.

import { element } from "../dom.js";
import { me } from "../api.js";
import { spoken, t } from "../words.js";

const ROLES = new Set(["inspector", "supervisor"]);
const OPEN = new Set(["fail", "review", "unknown"]);

// Resolves to a paragraph with links, or null for whoever decides nothing. Of the words it needs desk.decide only.
export async function actionsFor(camera, finding) {
  const viewer = await me().catch(() => null);
  if (!viewer || !ROLES.has(viewer.role) || !OPEN.has(finding.verdict) || camera.gone_since) return null;
  const query = new URLSearchParams({ camera: camera.camera_id, rule: finding.rule_id });
  const lang = new URLSearchParams(location.search).get("lang");
  if (lang) query.set("lang", lang);
  return element("p", { class: "actions" }, element("a", { class: "button", href: `desk/?${query}` }, t("desk.decide")));
}

// The print-ready notice of a camera's site, for whoever may act there; null where nobody is known who runs it.
export async function noticeLink(camera) {
  const viewer = await me().catch(() => null);
  if (!viewer || !ROLES.has(viewer.role) || !camera.operator_id || !camera.site_id || camera.gone_since) return null;
  const query = new URLSearchParams({ site: camera.site_id, language: spoken() });
  return element("p", { class: "actions" },
    element("a", { class: "button", href: `api/review/notice?${query}`, target: "_blank", rel: "noopener" }, t("card.notice_pdf")));
}
