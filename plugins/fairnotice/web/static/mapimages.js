// Pictures that the map asks for by name: verdicts, fields of view, cells, and names of places.

import { COLOURS, draw, pixelsOf, surface } from "./icons.js";

// The field of view, from the lens at the middle; without an angle only the direction is known.
function wedge(degrees, ratio) {
  const size = 128;
  const drawn = surface(size, size, ratio);
  const { paint } = drawn;
  const middle = size / 2;
  const half = ((degrees || 6) * Math.PI) / 360;
  const fade = paint.createRadialGradient(middle, middle, 8, middle, middle, middle);
  fade.addColorStop(0, "rgba(18, 50, 79, 0.55)");
  fade.addColorStop(1, "rgba(18, 50, 79, 0.06)");
  paint.fillStyle = fade;
  paint.beginPath();
  paint.moveTo(middle, middle);
  paint.arc(middle, middle, middle - 1, -Math.PI / 2 - half, -Math.PI / 2 + half);
  paint.closePath();
  paint.fill();
  return pixelsOf(drawn);
}

// What a cell's ring is cut into; 'policy' is what policies alone say against cameras.
export const CELL_PARTS = ["fail", "review", "policy", "unknown", "pass", "not_applicable"];

// The ring around the number of cameras in a cell: a part for each verdict, the worst first from the top.
function cell(sixths, ratio) {
  const size = 44;
  const drawn = surface(size, size, ratio);
  const { paint } = drawn;
  const middle = size / 2;
  const total = sixths.reduce((sum, part) => sum + part, 0) || 1;
  paint.beginPath();
  paint.arc(middle, middle, middle - 1, 0, 2 * Math.PI);
  paint.fillStyle = "rgba(255, 255, 255, 0.92)";
  paint.fill();
  paint.lineWidth = 5;
  let from = -Math.PI / 2;
  sixths.forEach((part, index) => {
    const to = from + (part / total) * 2 * Math.PI;
    paint.strokeStyle = COLOURS[CELL_PARTS[index]];
    paint.beginPath();
    paint.arc(middle, middle, middle - 4, from, to);
    if (part) paint.stroke();
    from = to;
  });
  return pixelsOf(drawn);
}

// A name on the map without a glyph server: the browser's own fonts.
function label(text, ratio) {
  const font = "500 12px system-ui, 'Noto Sans SC', sans-serif";
  const ruler = surface(1, 1, 1).paint;
  ruler.font = font;
  const drawn = surface(Math.ceil(ruler.measureText(text).width) + 8, 20, ratio);
  const { paint } = drawn;
  paint.font = font;
  paint.textBaseline = "middle";
  paint.lineJoin = "round";
  paint.lineWidth = 3.5;
  paint.strokeStyle = "rgba(255, 255, 255, 0.9)";
  paint.strokeText(text, 4, 10.5);
  paint.fillStyle = "#4a5560";
  paint.fillText(text, 4, 10.5);
  return pixelsOf(drawn);
}

// A district's name and number, on a plate of its own so that they can be read on any shade.
function plate(text, ratio) {
  const fonts = ["500 12px", "700 13px"].map((font) => `${font} system-ui, 'Noto Sans SC', sans-serif`);
  const lines = text.split("\n").map((line) => line.slice(0, 40));
  const ruler = surface(1, 1, 1).paint;
  const widths = lines.map((line, index) => {
    ruler.font = fonts[index];
    return ruler.measureText(line).width;
  });
  const width = Math.ceil(Math.max(...widths)) + 14;
  const drawn = surface(width, 38, ratio);
  const { paint } = drawn;
  paint.fillStyle = "rgba(255, 255, 255, 0.88)";
  paint.beginPath();
  paint.roundRect(0, 0, width, 38, 5);
  paint.fill();
  paint.fillStyle = "#17202a";
  paint.textAlign = "center";
  lines.forEach((line, index) => {
    paint.font = fonts[index];
    paint.fillText(line, width / 2, 15 + index * 16);
  });
  return pixelsOf(drawn);
}

// Where nothing could be said: lines, not a shade.
function hatch(ratio) {
  const drawn = surface(12, 12, ratio);
  const { paint } = drawn;
  paint.strokeStyle = "#66707c";
  paint.lineWidth = 1.4;
  paint.beginPath();
  for (const from of [-12, 0, 12]) {
    paint.moveTo(from, 12);
    paint.lineTo(from + 12, 0);
  }
  paint.stroke();
  return pixelsOf(drawn);
}

const KINDS = new Map([
  ["plate", plate],
  ["hatch", (_, ratio) => hatch(ratio)],
  ["verdict", (text, ratio) => pixelsOf(draw(text, ratio))],
  ["wedge", (text, ratio) => wedge(Number(text), ratio)],
  ["cell", (text, ratio) => cell(text.split("-").slice(0, CELL_PARTS.length).map(Number), ratio)],
  ["label", (text, ratio) => label(text.slice(0, 60), ratio)],
]);

export function provideImages(map) {
  const ratio = 2;
  map.on("styleimagemissing", ({ id }) => {
    if (map.hasImage(id)) return;
    const picture = KINDS.get(id.split(":", 1)[0])?.(id.slice(id.indexOf(":") + 1), ratio);
    if (picture) map.addImage(id, picture, { pixelRatio: ratio });
  });
}
