// What became of a frame, by shape and by colour, so that either one alone tells it.

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  confirmed: [
    ["circle", { cx: 12, cy: 12, r: 9, fill: "#0b7a75" }],
    ["path", { d: "M7.5 12.4l3.1 3.1 6-6.6", fill: "none", stroke: "#fff", "stroke-width": 2.4 }],
  ],
  candidate: [
    ["path", { d: "M12 1.8L22.2 12 12 22.2 1.8 12z", fill: "#f0a52e", stroke: "#8a5200", "stroke-width": 1.6 }],
    ["path", { d: "M9.2 9.6a2.8 2.8 0 1 1 4.3 2.4c-1 .6-1.5 1.1-1.5 2.1M12 17v.1", fill: "none", stroke: "#2a1800", "stroke-width": 2 }],
  ],
  nothing: [["circle", { cx: 12, cy: 12, r: 7.8, fill: "#fff", stroke: "#0b7a75", "stroke-width": 2.4 }]],
  unusable: [
    ["rect", { x: 3, y: 3, width: 18, height: 18, rx: 3, fill: "#66707c" }],
    ["path", { d: "M6.5 17.5l11-11", fill: "none", stroke: "#fff", "stroke-width": 2.6 }],
  ],
  missing: [
    ["rect", { x: 3, y: 3, width: 18, height: 18, rx: 3, fill: "#fff", stroke: "#66707c", "stroke-width": 1.8, "stroke-dasharray": "3 2.4" }],
    ["path", { d: "M8.5 8.5l7 7m0-7l-7 7", fill: "none", stroke: "#545e69", "stroke-width": 2.2 }],
  ],
};

// The best first.
export const STATES = Object.keys(SHAPES);

export function mark(state) {
  const drawn = document.createElementNS(SVG, "svg");
  const parts = SHAPES[state].map(([tag, attributes]) => {
    const part = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries({ "stroke-linecap": "round", ...attributes })) part.setAttribute(name, value);
    return part;
  });
  for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true" })) drawn.setAttribute(name, value);
  drawn.append(...parts);
  return drawn;
}
