// Districts shaded by the share of compliant cameras or by coverage: by lightness, and by a number on each.

import { element, fill } from "./dom.js";
import { share, t } from "./words.js";

// Light to dark in even steps, so that they can be told apart without seeing colours.
const SHADES = {
  compliant: ["#e9f4f2", "#bfe0db", "#8cc6bf", "#4fa69d", "#0b7a75"],
  coverage: ["#ebf1f8", "#c8d9ec", "#9abbdc", "#6393c4", "#24619f"],
};
const STEPS = [0.2, 0.4, 0.6, 0.8];
// What of the filters counts in a district's numbers.
const FILTERS = ["district", "source", "mode", "on"];

function layers(by) {
  const common = { source: "districts", "source-layer": "districts" };
  const value = ["get", by];
  return [
    {
      ...common,
      id: "district-fill",
      type: "fill",
      filter: ["has", by],
      paint: { "fill-color": ["step", value, ...SHADES[by].flatMap((shade, index) => (index ? [STEPS[index - 1], shade] : [shade]))], "fill-opacity": 0.72 },
    },
    { ...common, id: "district-hatch", type: "fill", filter: ["!", ["has", by]], paint: { "fill-pattern": "hatch:", "fill-opacity": 0.55 } },
    { ...common, id: "district-edge", type: "line", paint: { "line-color": "#12324f", "line-width": 1.4, "line-opacity": 0.75 } },
    {
      source: "district-names",
      id: "district-share",
      type: "symbol",
      layout: { "icon-image": ["concat", "plate:", ["get", "name"], "\n", ["get", by]], "icon-padding": 6, "symbol-sort-key": ["get", "order"] },
    },
  ];
}

function inWords(district) {
  const { name, cameras, judged, compliant, coverage } = district;
  return [
    element("strong", {}, name),
    element("p", {}, t("district.cameras", { n: cameras ?? 0 })),
    element("p", {}, compliant === undefined ? t("district.not_judged") : t("district.compliant", { share: share(compliant) })),
    coverage === undefined ? null : element("p", {}, t("district.coverage", { share: share(coverage), judged: judged ?? 0 })),
  ];
}

export class Shading {
  constructor(map, onChoose) {
    this.map = map;
    this.shown = "";
    this.popup = new maplibregl.Popup({ className: "district", maxWidth: "260px" });
    map.on("click", "district-fill", (event) => this.told(event, onChoose));
    map.on("click", "district-hatch", (event) => this.told(event, onChoose));
  }

  told({ features: [feature], lngLat, point }, onChoose) {
    const above = this.map.queryRenderedFeatures(point, { layers: ["cameras", "cells"].filter((id) => this.map.getLayer(id)) });
    if (above.length) return;
    const choose = () => {
      this.popup.remove();
      onChoose(feature.properties.district_id);
    };
    this.popup.setLngLat(lngLat).setDOMContent(element("div", { class: "told-district" }, inWords(feature.properties),
      element("button", { type: "button", class: "button", onclick: choose }, t("district.only")))).addTo(this.map);
  }

  // A tile's outline ends at its edge: names stand at places of the whole districts, the largest first.
  names(districts) {
    const said = (value) => (value === null || value === undefined ? "–" : share(value));
    const features = districts.filter(({ label_at: at }) => at).map((each) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: each.label_at },
      properties: { name: each.name, compliant: said(each.compliant), coverage: said(each.coverage), order: -(each.cameras ?? 0) },
    }));
    return { type: "FeatureCollection", features };
  }

  // Asked again for every change; nothing is drawn twice.
  show(by, query, districts) {
    const asked = new URLSearchParams([...query].filter(([name]) => FILTERS.includes(name))).toString();
    const wanted = by ? `${by} ${asked} ${districts.length}` : "";
    if (this.shown === wanted) return;
    this.shown = wanted;
    this.popup.remove();
    for (const { id } of layers("compliant").reverse()) if (this.map.getLayer(id)) this.map.removeLayer(id);
    for (const id of ["districts", "district-names"]) if (this.map.getSource(id)) this.map.removeSource(id);
    if (!by) return;
    const base = new URL("tiles/districts/", document.baseURI).href;
    this.map.addSource("districts", { type: "vector", tiles: [`${base}{z}/{x}/{y}.mvt${asked ? `?${asked}` : ""}`], maxzoom: 12 });
    this.map.addSource("district-names", { type: "geojson", data: this.names(districts) });
    for (const layer of layers(by)) this.map.addLayer(layer, this.map.getLayer("chosen") ? "chosen" : undefined);
  }
}

// The switch, and what the shades mean.
export class ShadeSwitch {
  constructor(place, onChange) {
    this.key = element("div", { class: "shade-key", hidden: true });
    const choice = (value, word) => element("label", {},
      element("input", { type: "radio", name: "shade", value, onchange: () => onChange(value) }), element("span", {}, t(word)));
    this.switch = element("fieldset", { class: "shade" }, element("legend", {}, t("shade")),
      choice("", "shade.none"), choice("compliant", "shade.compliant"), choice("coverage", "shade.coverage"));
    place.append(this.switch, this.key);
  }

  show(by) {
    const box = this.switch.querySelector(`input[value="${by}"]`);
    if (box) box.checked = true;
    this.key.hidden = !SHADES[by];
    if (!SHADES[by]) return;
    const step = (shade, index) => {
      const swatch = element("i", {});
      swatch.style.background = shade;
      return element("span", {}, swatch, share(index / 5));
    };
    fill(this.key, element("p", {}, t(`shade.${by}.text`)), element("div", { class: "scale" }, SHADES[by].map(step)),
      element("p", { class: "quiet" }, t("shade.hatched")));
  }
}
