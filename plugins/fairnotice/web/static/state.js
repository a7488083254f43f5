// What is shown stands in the address, so that a view can be kept, sent, reloaded and gone back to.

const MANY = ["verdict", "rule", "force", "jurisdiction", "district", "operator", "site_class", "attribute", "source"];
const ONE = ["mode", "without_frames", "min_confidence", "changed_since", "on", "text"];
// How it is looked at: the server's answers to the filters do not depend on these.
const VIEW = ["camera", "lang", "sort", "page", "results", "shade", "follow"];
// Which cameras there are to choose from at all; no chip takes them away.
const SCOPE = ["source", "mode"];

// What was so on a former day is not kept of these.
const OF_TODAY = ["rule", "force", "without_frames", "min_confidence", "changed_since"];

export function isOfToday(name) {
  return OF_TODAY.includes(name);
}

// The map as it stood at the end of a day, without the filters that can only be asked of today.
export function onDay(on) {
  const cleared = OF_TODAY.map((name) => [name, MANY.includes(name) ? [] : ""]);
  return on ? { ...Object.fromEntries(cleared), on } : { on };
}

export function readState() {
  const query = new URLSearchParams(location.search);
  const state = {};
  for (const name of MANY) state[name] = query.getAll(name);
  for (const name of [...ONE, ...VIEW]) state[name] = query.get(name) || "";
  return state;
}

function written(state, names) {
  const query = new URLSearchParams();
  for (const name of names) {
    for (const value of [state[name]].flat()) if (value || MANY.includes(name)) query.append(name, value);
  }
  return query;
}

export function writeState(state, { push = false } = {}) {
  const text = written(state, [...MANY, ...ONE, ...VIEW]).toString();
  // The map keeps its place in the fragment.
  const address = `${location.pathname}${text ? `?${text}` : ""}${location.hash}`;
  if (push && address !== location.pathname + location.search + location.hash) history.pushState(null, "", address);
  else history.replaceState(history.state, "", address);
}

export function filterQuery(state) {
  return written(state, [...MANY, ...ONE]);
}

// Each filter that narrows what is shown, a value at a time: what the chips say.
export function activeFilters(state) {
  return [...MANY, ...ONE].filter((name) => !SCOPE.includes(name))
    .flatMap((name) => [state[name]].flat().map((value) => [name, value]))
    .filter(([name, value]) => value || MANY.includes(name));
}

export function without(state, name, value) {
  return { [name]: MANY.includes(name) ? state[name].filter((each) => each !== value) : "" };
}

export function toggled(state, name, value) {
  if (!MANY.includes(name)) return { [name]: state[name] === value ? "" : value };
  return { [name]: state[name].includes(value) ? state[name].filter((each) => each !== value) : [...state[name], value] };
}

export function noFilters() {
  const kept = (name) => !SCOPE.includes(name);
  return Object.fromEntries([...MANY.filter(kept).map((name) => [name, []]), ...ONE.filter(kept).map((name) => [name, ""])]);
}
