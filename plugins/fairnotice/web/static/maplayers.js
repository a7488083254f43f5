// The layers of cameras on the map: verdict by colour and shape, views, and cells where single ones would cover each other.

import { CELL_PARTS } from "./mapimages.js";

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
const ALWAYS = { "icon-allow-overlap": true, "icon-ignore-placement": true };

function ring(common, id, verdict, name) {
  return {
    ...common,
    id,
    type: "symbol",
    filter: ["all", ["==", ["get", "policy_verdict"], verdict], ["!=", ["get", "policy_only"], true]],
    layout: { ...ALWAYS, "icon-image": `verdict:policy-${name}`, "icon-size": SIZE },
  };
}

function views(common) {
  return {
    ...common,
    id: "views",
    type: "symbol",
    minzoom: 16,
    filter: ["has", "azimuth"],
    layout: {
      ...ALWAYS,
      "icon-image": ["concat", "wedge:", ["to-string", ["*", 15, ["round", ["/", ["coalesce", ["get", "field_of_view"], 0], 15]]]]],
      "icon-rotate": ["get", "azimuth"],
      "icon-rotation-alignment": "map",
      "icon-size": ["interpolate", ["exponential", 1.6], ["zoom"], 16, 0.8, 20, 2.4],
    },
  };
}

export function cameraLayers() {
  const common = { source: "cameras", "source-layer": "cameras" };
  return [
    views(common),
    {
      ...common,
      id: "cameras",
      type: "symbol",
      // Names of streets make room for cameras, which themselves always show.
      layout: { "icon-allow-overlap": true, "icon-image": ICON, "icon-size": SIZE, "symbol-sort-key": RANK },
    },
    ring(common, "policy-fail", "fail", "ring"),
    ring(common, "policy-review", "review", "dashes"),
    {
      ...common,
      id: "silent",
      type: "symbol",
      filter: ["==", ["get", "without_frames"], true],
      layout: { ...ALWAYS, "icon-image": "verdict:silent", "icon-size": SIZE },
    },
    ...cellLayers(),
    {
      source: "cameras",
      "source-layer": "zoom_in",
      id: "zoom-in",
      type: "fill",
      paint: { "fill-pattern": "hatch:", "fill-opacity": 0.35 },
    },
  ];
}

// Where single cameras would cover each other: how many there are, by verdict as far as a ring can say it.
function cellLayers() {
  const common = { source: "cameras", "source-layer": "cells", type: "symbol" };
  const order = { "symbol-sort-key": ["get", "cameras"] };
  return [
    {
      ...common,
      id: "cells",
      layout: {
        ...ALWAYS,
        ...order,
        "icon-image": ["concat", "cell:", ...CELL_PARTS.flatMap((part) => [SIXTHS(part), "-"])],
        "icon-size": CELL_SIZE,
      },
    },
    { ...common, id: "cell-counts", layout: { ...ALWAYS, ...order, "icon-image": ["concat", "label:", COUNT] } },
    {
      ...common,
      id: "cell-fails",
      filter: [">", ["get", "fail"], 0],
      layout: { ...ALWAYS, "icon-image": "verdict:fail", "icon-size": 0.55, "icon-offset": [26, -26] },
    },
  ];
}

// What was chosen is drawn from its own place: it shows where the tiles only have cells, too.
export function chosenLayers() {
  return [{
    id: "chosen",
    source: "chosen",
    type: "circle",
    paint: {
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 3, 11, 14, 19, 17, 23],
      "circle-color": "rgba(255, 214, 64, 0.45)",
      "circle-stroke-color": "#12324f",
      "circle-stroke-width": 2.5,
    },
  }];
}
