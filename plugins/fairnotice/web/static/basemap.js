// The plain base map: outlines of countries, and the installation's own layer where it has one.
//
// Features of the own layer say what they are in "kind": land, park, water, block, building (areas),
// street, path, rail (lines), place (points); "name" is written beside them.

const AREAS = {
  land: ["#f7f4ec", "#cfc7b4"],
  park: ["#dcebd2", "#c3dab3"],
  water: ["#bfd9e8", "#a5c6d9"],
  block: ["#eee8db", "#e2dac8"],
  building: ["#ddd3c0", "#c9bda6"],
};

const EMPTY = { type: "FeatureCollection", features: [] };

function ofKind(kind) {
  return ["==", ["get", "kind"], kind];
}

function areaLayers() {
  return Object.entries(AREAS).flatMap(([kind, [fill, edge]]) => [
    { id: `extra-${kind}`, type: "fill", source: "extra", filter: ofKind(kind), paint: { "fill-color": fill } },
    { id: `extra-${kind}-edge`, type: "line", source: "extra", filter: ofKind(kind), paint: { "line-color": edge } },
  ]);
}

function wide(at12, at18) {
  return ["interpolate", ["exponential", 1.6], ["zoom"], 12, at12, 18, at18];
}

function line(id, kind, colour, width, dashes) {
  const paint = { "line-color": colour, "line-width": width };
  if (dashes) paint["line-dasharray"] = dashes;
  return {
    id,
    type: "line",
    source: "extra",
    filter: ofKind(kind),
    layout: { "line-cap": dashes ? "butt" : "round", "line-join": "round" },
    paint,
  };
}

function names(id, geometry, placement, minzoom) {
  return {
    id,
    type: "symbol",
    source: "extra",
    minzoom,
    filter: ["all", ["has", "name"], ["==", ["geometry-type"], geometry]],
    layout: {
      "icon-image": ["concat", "label:", ["get", "name"]],
      "symbol-placement": placement,
      "symbol-spacing": 320,
      "icon-keep-upright": true,
      "icon-padding": 6,
    },
  };
}

export function plainStyle(hasExtra) {
  const from = (name) => new URL(name, document.baseURI).href;
  const sources = {
    land: { type: "geojson", data: from("base/land.geojson"), attribution: "Natural Earth" },
    extra: { type: "geojson", data: hasExtra ? from("base/extra.geojson") : EMPTY },
  };
  const layers = [
    { id: "sea", type: "background", paint: { "background-color": "#d3e3ec" } },
    { id: "land", type: "fill", source: "land", paint: { "fill-color": "#f7f4ec" } },
    { id: "borders", type: "line", source: "land", paint: { "line-color": "#cfc7b4", "line-width": 0.8 } },
    ...areaLayers(),
    line("extra-street-edge", "street", "#d8cfbd", wide(2.5, 26)),
    line("extra-street", "street", "#ffffff", wide(1.5, 23)),
    line("extra-path", "path", "#ffffff", wide(1, 6), [2, 1.5]),
    line("extra-rail", "rail", "#a9a294", wide(1, 5), [3, 2]),
    names("extra-area-names", "Polygon", "point", 14),
    names("extra-street-names", "LineString", "line", 14.5),
    names("extra-place-names", "Point", "point", 11),
  ];
  return { version: 8, sources, layers };
}
