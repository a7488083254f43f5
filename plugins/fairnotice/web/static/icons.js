// Verdicts by colour and by shape, drawn once for the map, the key and the list.

export const COLOURS = {
  fail: "#b3261e",
  review: "#e08a00",
  unknown: "#66707c",
  pass: "#0b7a75",
  not_applicable: "#64748b",
  policy: "#6d28a8",
  silent: "#17202a",
  lens: "#17202a",
  view: "#12324f",
};
const BOX = 32;

function polygon(paint, corners, radius, turn) {
  paint.beginPath();
  for (let i = 0; i < corners; i += 1) {
    const angle = turn + (i * 2 * Math.PI) / corners;
    paint.lineTo(16 + radius * Math.cos(angle), 16 + radius * Math.sin(angle));
  }
  paint.closePath();
}

function disc(paint, radius) {
  paint.beginPath();
  paint.arc(16, 16, radius, 0, 2 * Math.PI);
}

function plate(paint, colour) {
  paint.lineJoin = "round";
  paint.lineWidth = 3;
  paint.strokeStyle = "#fff";
  paint.stroke();
  paint.fillStyle = colour;
  paint.fill();
}

function strokes(paint, colour, width, ...lines) {
  paint.strokeStyle = colour;
  paint.lineWidth = width;
  paint.lineCap = "round";
  paint.beginPath();
  for (const [first, ...rest] of lines) {
    paint.moveTo(...first);
    for (const point of rest) paint.lineTo(...point);
  }
  paint.stroke();
}

function sign(paint, text, colour, y) {
  paint.fillStyle = colour;
  paint.font = "bold 15px system-ui, sans-serif";
  paint.textAlign = "center";
  paint.textBaseline = "middle";
  paint.fillText(text, 16, y);
}

const SHAPES = {
  fail(paint, colour) {
    polygon(paint, 8, 12, Math.PI / 8);
    plate(paint, colour);
    strokes(paint, "#fff", 3, [[11.5, 11.5], [20.5, 20.5]], [[20.5, 11.5], [11.5, 20.5]]);
  },
  review(paint, colour) {
    paint.beginPath();
    for (const point of [[16, 4.5], [28.5, 26.5], [3.5, 26.5]]) paint.lineTo(...point);
    paint.closePath();
    plate(paint, colour);
    const ink = colour === COLOURS.review ? "#2a1800" : "#fff";
    strokes(paint, ink, 3, [[16, 12], [16, 18.5]]);
    strokes(paint, ink, 3.4, [[16, 22.9], [16, 23]]);
  },
  unknown(paint, colour) {
    disc(paint, 11);
    plate(paint, colour);
    sign(paint, "?", "#fff", 16.8);
  },
  pass(paint, colour) {
    disc(paint, 11);
    plate(paint, colour);
    strokes(paint, "#fff", 3, [[10.8, 16.4], [14.6, 20.2], [21.4, 12.4]]);
  },
  not_applicable(paint, colour) {
    disc(paint, 6);
    plate(paint, "#fff");
    paint.strokeStyle = colour;
    paint.lineWidth = 2;
    paint.stroke();
  },
  ring(paint, colour) {
    disc(paint, 14.2);
    paint.strokeStyle = colour;
    paint.lineWidth = 3;
    paint.stroke();
  },
  // A camera that gives no picture now: a struck-out lens at the upper right of whatever its verdict is.
  silent(paint, colour) {
    paint.beginPath();
    paint.arc(25.5, 7, 5, 0, 2 * Math.PI);
    paint.lineWidth = 1.5;
    paint.strokeStyle = "#fff";
    paint.stroke();
    paint.fillStyle = colour;
    paint.fill();
    strokes(paint, "#fff", 1.8, [[22.7, 9.8], [28.3, 4.2]]);
  },
  // Where a camera looks, as the map shows it from near.
  view(paint, colour) {
    paint.globalAlpha = 0.35;
    paint.fillStyle = colour;
    paint.beginPath();
    paint.moveTo(16, 24);
    paint.arc(16, 24, 20, -Math.PI / 2 - 0.6, -Math.PI / 2 + 0.6);
    paint.closePath();
    paint.fill();
    paint.globalAlpha = 1;
    paint.beginPath();
    paint.arc(16, 24, 4, 0, 2 * Math.PI);
    paint.fill();
  },
  // The same for a legend, alone and in the middle.
  lens(paint, colour) {
    disc(paint, 8);
    paint.fillStyle = colour;
    paint.fill();
    strokes(paint, "#fff", 2.4, [[11.5, 20.5], [20.5, 11.5]]);
  },
  dashes(paint, colour) {
    paint.setLineDash([4.4, 4.52]);
    SHAPES.ring(paint, colour);
  },
};

// What is drawn on: so many CSS pixels, each of ratio x ratio of the screen's.
export function surface(width, height, ratio) {
  const canvas = document.createElement("canvas");
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const paint = canvas.getContext("2d");
  paint.scale(ratio, ratio);
  return { canvas, paint };
}

export function pixelsOf({ canvas, paint }) {
  return paint.getImageData(0, 0, canvas.width, canvas.height);
}

// 'fail', 'policy-fail' (the same shape in the colour of policies), 'policy-ring', 'policy-dashes'.
export function draw(name, ratio) {
  const drawn = surface(BOX, BOX, ratio);
  const shape = name.replace("policy-", "");
  SHAPES[shape](drawn.paint, name.startsWith("policy-") ? COLOURS.policy : COLOURS[shape]);
  return drawn;
}

const urls = new Map();

export function iconUrl(name) {
  if (!urls.has(name)) urls.set(name, draw(name, 3).canvas.toDataURL());
  return urls.get(name);
}

export function iconName(camera) {
  return camera.policy_only ? `policy-${camera.verdict}` : camera.verdict;
}

export function ringName(camera) {
  if (camera.policy_only) return null;
  return { fail: "policy-ring", review: "policy-dashes" }[camera.policy_verdict] ?? null;
}
