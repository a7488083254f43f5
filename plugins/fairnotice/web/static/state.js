// What is shown stands in the address, so that a view can be bookmarked and sent.

const MANY = ["verdict", "operator", "rule", "source"];
const ONE = ["mode", "without_frames", "camera", "lang"];

export function readState() {
  const query = new URLSearchParams(location.search);
  const state = {};
  for (const name of MANY) state[name] = query.getAll(name);
  for (const name of ONE) state[name] = query.get(name) || "";
  return state;
}

export function writeState(state, { push = false } = {}) {
  const query = new URLSearchParams();
  for (const name of MANY) for (const value of state[name]) query.append(name, value);
  for (const name of ONE) if (state[name]) query.set(name, state[name]);
  const text = query.toString();
  // The map keeps its place in the fragment.
  const address = `${location.pathname}${text ? `?${text}` : ""}${location.hash}`;
  if (push) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

export function filterQuery(state) {
  const query = new URLSearchParams();
  for (const name of MANY) for (const value of state[name]) query.append(name, value);
  for (const name of ["mode", "without_frames"]) if (state[name]) query.set(name, state[name]);
  return query;
}
