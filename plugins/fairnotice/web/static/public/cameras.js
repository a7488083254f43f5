// Single cameras that the authority publishes: a map of them, and the same as a list.
import { ask } from "../api.js";
import { plainStyle } from "../basemap.js";
import { element } from "../dom.js";
import { iconUrl } from "../icons.js";
import { provideImages } from "../mapimages.js";
import { coded, date, number, t } from "../words.js";

const PAGE = 5000;
const MOST = 20000;
const MOST_LISTED = 500;
// What is told, as the picture that says the same on the inspectors' map.
const ICONS = { breach: "fail", looked_into: "review", unknown: "unknown", pass: "pass", not_applicable: "not_applicable" };
const WORST_FIRST = Object.keys(ICONS);
let drawn = null;

async function everyCamera() {
  const features = [];
  let next = "";
  do {
    const page = await ask("cameras", `api/public/cameras?limit=${PAGE}&after=${encodeURIComponent(next)}`);
    features.push(...page.features);
    next = page.next ?? "";
  } while (next && features.length < MOST);
  return { features, more: Boolean(next) };
}

function said({ told, rules }) {
  const lines = rules.map(({ title, since }) => t("rule-since", { title, day: date(since) }));
  return [coded("told", told), ...lines];
}

function row({ properties }) {
  const [what, ...rules] = said(properties);
  const found = element("td", {}, element("img", { src: iconUrl(ICONS[properties.told]), alt: "", width: 18, height: 18 }), what);
  for (const rule of rules) found.append(element("div", { class: "quiet" }, rule));
  return element("tr", {}, element("th", { scope: "row" }, coded("site", properties.site_class)), found);
}

function library() {
  const style = element("link", { rel: "stylesheet", href: "vendor/maplibre-gl.css" });
  const script = element("script", { src: "vendor/maplibre-gl.js" });
  document.head.append(style, script);
  return new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error("vendor/maplibre-gl.js"));
  });
}

async function draw(container, data) {
  if (!window.maplibregl) await library();
  const base = await ask("base", "api/base-map");
  const map = new maplibregl.Map({
    container, style: plainStyle(base.extra), attributionControl: false, dragRotate: false, maxPitch: 0,
    locale: { "NavigationControl.ZoomIn": t("map.zoom_in"), "NavigationControl.ZoomOut": t("map.zoom_out"), "Map.Title": t("map-label") },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "bottom-left");
  map.addControl(new maplibregl.ScaleControl({}), "bottom-left");
  map.addControl(new maplibregl.AttributionControl({ compact: false, customAttribution: "MapLibre" }));
  provideImages(map);
  await new Promise((resolve) => map.once("style.load", resolve));
  map.addSource("cameras", { type: "geojson", data });
  const icon = ["concat", "verdict:", ["match", ["get", "told"], ...Object.entries(ICONS).flat(), "unknown"]];
  const worst = ["match", ["get", "told"], ...WORST_FIRST.flatMap((told, index) => [told, -index]), -9];
  map.addLayer({
    id: "cameras", type: "symbol", source: "cameras",
    layout: { "icon-image": icon, "icon-allow-overlap": true, "symbol-sort-key": worst },
  });
  map.on("click", "cameras", ({ features }) => {
    const { site_class: site, told, rules } = features[0].properties;
    const lines = said({ told, rules: typeof rules === "string" ? JSON.parse(rules) : rules });
    const text = element("div", {}, element("strong", {}, coded("site", site)), lines.map((line) => element("div", {}, line)));
    new maplibregl.Popup({ maxWidth: "280px" }).setLngLat(features[0].geometry.coordinates).setDOMContent(text).addTo(map);
  });
  map.on("mouseenter", "cameras", () => { map.getCanvas().style.cursor = "pointer"; });
  map.on("mouseleave", "cameras", () => { map.getCanvas().style.cursor = ""; });
  map.on("idle", () => { container.dataset.state = "idle"; });
  const bounds = new maplibregl.LngLatBounds();
  for (const { geometry } of data.features) bounds.extend(geometry.coordinates);
  if (!bounds.isEmpty()) map.fitBounds(bounds, { padding: 40, maxZoom: 16, animate: false });
  return map;
}

export async function showCameras(section) {
  const { features, more } = await everyCamera();
  const find = (name) => section.querySelector(`#${name}`);
  const worst = (each) => WORST_FIRST.indexOf(each.properties.told);
  const listed = features.toSorted((one, other) => worst(one) - worst(other)).slice(0, MOST_LISTED);
  find("cameras").tBodies[0].replaceChildren(...listed.map(row));
  find("key").replaceChildren(...WORST_FIRST.map((told) => element(
    "li", {}, element("img", { src: iconUrl(ICONS[told]), alt: "", width: 18, height: 18 }), coded("told", told),
  )));
  find("more").hidden = !more && listed.length === features.length;
  const count = more ? features.length : listed.length;
  find("more").textContent = t("more-cameras", { count: number(count), address: "api/public/cameras" });
  drawn?.remove();
  drawn = await draw(find("map"), { type: "FeatureCollection", features });
}
