// What everybody may see where the authority shows it: districts with their counts, and no single camera.

import { showMode } from "./banner.js";
import { districtsOf } from "./districts.js";
import { Results } from "./results.js";
import { filterQuery, writeState } from "./state.js";
import { t } from "./words.js";

function around(boxes) {
  const edge = (pick, index) => pick(...boxes.map((box) => box[index]));
  return [edge(Math.min, 0), edge(Math.min, 1), edge(Math.max, 2), edge(Math.max, 3)];
}

export async function startPublic(state, { at, map, shades, fit }) {
  document.body.dataset.role = "public";
  let shown = { ...state, results: "districts", camera: "", shade: state.shade || "compliant" };
  const districts = await districtsOf(shown);
  const boxOf = (id) => districts.find((each) => each.district_id === id)?.bbox;
  const show = (changes) => {
    shown = { ...shown, ...changes };
    writeState(shown);
    shades?.show(shown.shade);
    map?.shade(shown.shade, filterQuery(shown), districts);
    if ("sort" in changes) results.load(shown);
  };
  const results = new Results(at("results"), at("list-status"), at("pager"), {
    onSort: (sort) => show({ sort }),
    onDistrict: (id) => { if (boxOf(id)) map?.fit(boxOf(id), 40); },
  });
  showMode(at("mode"), districts.mode);
  at("audit").textContent = t("public.text");
  const boxes = districts.map(({ bbox }) => bbox).filter(Boolean);
  if (fit && boxes.length) map?.fit(around(boxes), 40);
  show({});
  await results.load(shown);
  return { onShade: (shade) => show({ shade }) };
}
