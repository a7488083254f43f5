// The map: vector tiles of cameras over a base map, with what was chosen marked.

import { plainStyle } from "./basemap.js";
import { element } from "./dom.js";
import { iconName, iconUrl } from "./icons.js";
import { CELL_PARTS, provideImages } from "./mapimages.js";
import { cameraLayers, chosenLayers } from "./maplayers.js";
import { Shading } from "./shading.js";
import { coded, number, t } from "./words.js";

const NOTHING = { type: "FeatureCollection", features: [] };

function cellInWords(properties) {
  const parts = CELL_PARTS.filter((part) => properties[part])
    .map((part) => `${number(properties[part])} ${part === "policy" ? t("cell.policy") : coded("verdict", part)}`);
  return [t("cell.cameras", { count: number(properties.cameras) }), ...parts].join(" · ");
}

// Places that lie further west than the left edge stay what they are; a bbox knows only -180 to 180.
function within(value, limit) {
  return Math.max(-limit, Math.min(limit, value));
}

export class CameraMap {
  constructor(container, { baseMap, onChoose, onDistrict, onIdle, onMove, onProblem }) {
    this.onDistrict = onDistrict;
    this.container = container;
    this.onChoose = onChoose;
    this.onProblem = onProblem;
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
      locale: {
        "NavigationControl.ZoomIn": t("map.zoom_in"),
        "NavigationControl.ZoomOut": t("map.zoom_out"),
        "Map.Title": t("map"),
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "bottom-left");
    this.map.addControl(new maplibregl.ScaleControl({}), "bottom-left");
    this.map.addControl(new maplibregl.AttributionControl({ compact: false, customAttribution: "MapLibre" }));
    provideImages(this.map);
    // Cameras do not wait for the base map to be drawn.
    this.ready = new Promise((resolve) => this.map.once("style.load", resolve));
    this.map.on("error", ({ error }) => this.failed(error, baseMap.style_url ? plain : null));
    this.map.on("idle", () => {
      container.dataset.state = "idle";
      onIdle({ zoomIn: this.asksToZoomIn() });
    });
    this.map.on("movestart", () => { container.dataset.state = "moving"; });
    this.map.on("moveend", () => onMove());
    this.listen();
  }

  failed(error, plain) {
    // A base map from elsewhere that does not come is no reason to show no cameras.
    if (plain && !this.map.isStyleLoaded() && !this.fellBack) {
      this.fellBack = true;
      this.map.setStyle(plain);
      this.onProblem(t("problem.base"));
    } else this.onProblem(t("problem.map", { reason: error?.message || "" }), error?.status);
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
    const popup = new maplibregl.Popup({ className: "offer", maxWidth: "280px", focusAfterOpen: true }).setLngLat(place);
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
    this.map.addSource("chosen", { type: "geojson", data: this.chosen ?? NOTHING });
    this.map.addSource("cameras", { type: "vector", tiles, maxzoom: 16 });
    for (const layer of [...chosenLayers(), ...cameraLayers()]) this.map.addLayer(layer);
  }

  // Some filters cannot be counted quickly among very many cameras: then tiles say so instead.
  asksToZoomIn() {
    return Boolean(this.map.getLayer("zoom-in") && this.map.queryRenderedFeatures({ layers: ["zoom-in"] }).length);
  }

  // by: "compliant", "coverage", or "" for no shading.
  async shade(by, query, districts) {
    await this.ready;
    this.shading ??= new Shading(this.map, this.onDistrict);
    this.shading.show(by, query, districts);
  }

  // place: lon and lat of what is chosen; none: nothing is.
  mark(place) {
    this.chosen = place ? { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: place } } : null;
    this.map.getSource("chosen")?.setData(this.chosen ?? NOTHING);
  }

  // minx, miny, maxx, maxy of what can be seen, as the server takes it; empty where that is everything.
  bbox() {
    const bounds = this.map.getBounds();
    if (bounds.getEast() - bounds.getWest() >= 360) return "";
    return [
      within(bounds.getWest(), 180), within(bounds.getSouth(), 90), within(bounds.getEast(), 180), within(bounds.getNorth(), 90),
    ].map((value) => value.toFixed(6)).join(",");
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
}
