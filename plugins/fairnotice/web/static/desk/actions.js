// What an inspector can do about a finding that the map's card shows: ways to the desk, where it is done.

import { element } from "../dom.js";
import { me } from "../api.js";
import { t } from "../words.js";

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
