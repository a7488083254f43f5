// What the registry says of a camera, and which exemptions are claimed for it.

import { element } from "./dom.js";
import { facts } from "./facts.js";
import { coded, date, t } from "./words.js";

export function about({ camera, claims }) {
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
