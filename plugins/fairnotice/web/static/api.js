// Questions to the server; only the newest answer of each kind counts.

const running = new Map();

export class Refused extends Error {}

export async function ask(kind, path, query) {
  running.get(kind)?.abort();
  const control = new AbortController();
  running.set(kind, control);
  const text = query?.toString();
  let answer;
  try {
    answer = await fetch(text ? `${path}?${text}` : path, { signal: control.signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused("");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(body.reason || `${answer.status}`);
  return body;
}

export function isOld(error) {
  return error.name === "AbortError";
}
