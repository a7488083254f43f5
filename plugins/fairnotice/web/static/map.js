// The map: vector tiles of cameras over a base map, with what was chosen marked.

import { plainStyle } from "./basemap.js";
import { element } from "./dom.js";
import { CELL_PARTS, iconName, iconUrl, provideImages } from "./icons.js";
import { coded, number, t } from "./words.js";

const RANK = ["match", ["get", "verdict"], "fail", 4, "review", 3, "unknown", 2, "pass", 1, 0];
const SIZE = ["interpolate", ["linear"], ["zoom"], 3, 0.45, 10, 0.7, 14, 0.95, 17, 1.15];
const ICON = [
  "concat",
  "verdict:",
  ["case", ["==", ["get", "policy_only"], true], "policy-", ""],
  ["get", "verdict"],
];
// How much of a cell each part takes, in sixths, so that few pictures serve all cells.
const SIXTHS = (part) => ["to-string", ["round", ["/", ["*", 6, ["get", part]], ["get", "cameras"]]]];
const COUNT = [
  "case",
  ["<", ["get", "cameras"], 1000], ["to-string", ["get", "cameras"]],
  ["<", ["get", "cameras"], 100000], ["concat", ["to-string", ["/", ["round", ["/", ["get", "cameras"], 100]], 10]], "k"],
  ["concat", ["to-string", ["round", ["/", ["get", "cameras"], 1000]]], "k"],
];
const CELL_SIZE = ["interpolate", ["linear"], ["log10", ["get", "cameras"]], 0, 0.64, 2, 0.8, 4, 1, 6, 1.2];
const FILTER_NONE = ["==", ["get", "camera_id"], ""];

function cameraLayers() {
  const common = { source: "cameras", "source-layer": "cameras" };
  const always = { "icon-allow-overlap": true, "icon-ignore-placement": true };
  const ring = (id, verdict, name) => ({
    ...common,
    id,
    type: "symbol",
    filter: ["all", ["==", ["get", "policy_verdict"], verdict], ["!=", ["get", "policy_only"], true]],
    layout: { ...always, "icon-image": `verdict:policy-${name}`, "icon-size": SIZE },
  });
  return [
    {
      ...common,
      id: "views",
      type: "symbol",
      minzoom: 16,
      filter: ["has", "azimuth"],
      layout: {
        ...always,
        "icon-image": [
          "concat",
          "wedge:",
          ["to-string", ["*", 15, ["round", ["/", ["coalesce", ["get", "field_of_view"], 0], 15]]]],
        ],
        "icon-rotate": ["get", "azimuth"],
        "icon-rotation-alignment": "map",
        "icon-size": ["interpolate", ["exponential", 1.6], ["zoom"], 16, 0.8, 20, 2.4],
      },
    },
    {
      ...common,
      id: "chosen",
      type: "circle",
      filter: FILTER_NONE,
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 3, 11, 14, 19, 17, 23],
        "circle-color": "rgba(255, 214, 64, 0.5)",
        "circle-stroke-color": "#12324f",
        "circle-stroke-width": 3,
      },
    },
    {
      ...common,
      id: "cameras",
      type: "symbol",
      // Names of streets make room for cameras, which themselves always show.
      layout: { "icon-allow-overlap": true, "icon-image": ICON, "icon-size": SIZE, "symbol-sort-key": RANK },
    },
    ring("policy-fail", "fail", "ring"),
    ring("policy-review", "review", "dashes"),
    {
      ...common,
      id: "silent",
      type: "symbol",
      filter: ["==", ["get", "without_frames"], true],
      layout: { ...always, "icon-image": "verdict:silent", "icon-size": SIZE },
    },
    ...cellLayers(always),
  ];
}

// Where single cameras would cover each other: how many there are, by verdict as far as a ring can say it.
function cellLayers(always) {
  const common = { source: "cameras", "source-layer": "cells", type: "symbol" };
  const order = { "symbol-sort-key": ["get", "cameras"] };
  return [
    {
      ...common,
      id: "cells",
      layout: {
        ...always,
        ...order,
        "icon-image": ["concat", "cell:", ...CELL_PARTS.flatMap((part) => [SIXTHS(part), "-"])],
        "icon-size": CELL_SIZE,
      },
    },
    { ...common, id: "cell-counts", layout: { ...always, ...order, "icon-image": ["concat", "label:", COUNT] } },
    {
      ...common,
      id: "cell-fails",
      filter: [">", ["get", "fail"], 0],
      layout: { ...always, "icon-image": "verdict:fail", "icon-size": 0.55, "icon-offset": [26, -26] },
    },
  ];
}

function cellInWords(properties) {
  const parts = CELL_PARTS.filter((part) => properties[part])
    .map((part) => `${number(properties[part])} ${part === "policy" ? t("cell.policy") : coded("verdict", part)}`);
  return [t("cell.cameras", { count: number(properties.cameras) }), ...parts].join(" · ");
}

export class CameraMap {
  constructor(container, { baseMap, view, onChoose, onProblem }) {
    this.onChoose = onChoose;
    this.onProblem = onProblem;
    this.chosen = "";
    this.tiles = null;
    const plain = plainStyle(baseMap.extra);
    this.map = new maplibregl.Map({
      container,
      style: baseMap.style_url || plain,
      hash: "map",
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      maxPitch: 0,
      center: [10, 25],
      zoom: 1.4,
      maxZoom: 20,
      ...view,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "bottom-left");
    this.map.addControl(new maplibregl.ScaleControl({}), "bottom-left");
    this.map.addControl(new maplibregl.AttributionControl({ compact: false, customAttribution: "MapLibre" }));
    provideImages(this.map);
    this.ready = new Promise((resolve) => this.map.once("load", resolve));
    this.map.on("error", ({ error }) => this.failed(error, baseMap.style_url ? plain : null));
    this.map.on("idle", () => { container.dataset.state = "idle"; });
    this.map.on("movestart", () => { container.dataset.state = "moving"; });
    this.listen();
  }

  failed(error, plain) {
    // A base map from elsewhere that does not come is no reason to show no cameras.
    if (plain && !this.map.isStyleLoaded() && !this.fellBack) {
      this.fellBack = true;
      this.map.setStyle(plain);
      this.onProblem(t("problem.base"));
    } else this.onProblem(t("problem.map", { reason: error?.message || "" }));
  }

  listen() {
    const canvas = this.map.getCanvas();
    const hover = new maplibregl.Popup({ closeButton: false, closeOnClick: false, offset: 16, className: "hover" });
    this.map.on("mousemove", "cameras", ({ features }) => {
      canvas.style.cursor = "pointer";
      const { name, camera_id: id, verdict } = features[0].properties;
      hover.setLngLat(features[0].geometry.coordinates).setText(`${name || id} · ${coded("verdict", verdict)}`);
      hover.addTo(this.map);
    });
    this.map.on("mousemove", "cells", ({ features }) => {
      canvas.style.cursor = "zoom-in";
      hover.setLngLat(features[0].geometry.coordinates).setText(cellInWords(features[0].properties)).addTo(this.map);
    });
    for (const layer of ["cameras", "cells"]) {
      this.map.on("mouseleave", layer, () => {
        canvas.style.cursor = "";
        hover.remove();
      });
    }
    this.map.on("click", "cells", ({ features }) => {
      hover.remove();
      this.map.easeTo({ center: features[0].geometry.coordinates, zoom: this.map.getZoom() + 2, duration: 500 });
    });
    this.map.on("click", "cameras", ({ features, lngLat }) => {
      hover.remove();
      const found = [...new Map(features.map((each) => [each.properties.camera_id, each.properties])).values()];
      if (found.length === 1) this.onChoose(found[0].camera_id);
      else this.offer(found, lngLat);
    });
  }

  // Several cameras at one spot: ask which is meant.
  offer(found, place) {
    const popup = new maplibregl.Popup({ className: "offer", maxWidth: "280px" }).setLngLat(place);
    const choose = (id) => () => {
      popup.remove();
      this.onChoose(id);
    };
    const entries = found.slice(0, 20).map((camera) => element(
      "button",
      { type: "button", onclick: choose(camera.camera_id) },
      element("img", { src: iconUrl(iconName(camera)), alt: coded("verdict", camera.verdict), width: 20, height: 20 }),
      camera.name || camera.camera_id,
    ));
    popup.setDOMContent(element("div", { class: "offers" }, entries)).addTo(this.map);
  }

  async show(query) {
    const base = new URL("tiles/", document.baseURI).href;
    const text = query.toString();
    const tiles = [`${base}{z}/{x}/{y}.mvt${text ? `?${text}` : ""}`];
    if (this.tiles === tiles[0]) return;
    this.tiles = tiles[0];
    await this.ready;
    const source = this.map.getSource("cameras");
    if (source) {
      source.setTiles(tiles);
      return;
    }
    this.map.addSource("cameras", { type: "vector", tiles, maxzoom: 16 });
    for (const layer of cameraLayers()) this.map.addLayer(layer);
    this.mark(this.chosen);
  }

  mark(id) {
    this.chosen = id;
    if (this.map.getLayer("chosen")) this.map.setFilter("chosen", id ? ["==", ["get", "camera_id"], id] : FILTER_NONE);
  }

  async goTo(lon, lat, padding) {
    await this.ready;
    const place = [lon, lat];
    const zoom = Math.max(this.map.getZoom(), 16.2);
    this.map.easeTo({ center: place, zoom, padding, duration: 700 });
  }

  async fit(extent, padding) {
    await this.ready;
    const [minx, miny, maxx, maxy] = extent;
    this.map.fitBounds([[minx, miny], [maxx, maxy]], { padding, maxZoom: 16.5, animate: false });
  }

  resize() {
    this.map.resize();
  }
}
