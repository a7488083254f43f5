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
  const body = await answer.json().catch((error) => {
    // A newer question ends this one while its answer arrives, too: that is no empty answer.
    if (error.name === "AbortError") throw error;
    return {};
  });
  if (!answer.ok) throw Object.assign(new Refused(body.reason || `${answer.status}`), { status: answer.status, said: body });
  return body;
}

// Who looks at the page, asked once: {role, name, districts, operator_id, csrf, ...}.
let asked;

export function me() {
  asked ??= fetch(new URL("../api/me", import.meta.url)).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Refused(`${answer.status}`))));
  return asked;
}

// A writing request. A Blob is sent as it is, anything else as JSON; refusals say why.
export async function post(path, body, method = "POST") {
  const viewer = await me();
  const isFile = body instanceof Blob;
  const headers = { "X-Fairnotice-CSRF": viewer.csrf || "page" };
  if (body !== undefined) headers["Content-Type"] = isFile ? body.type || "application/octet-stream" : "application/json";
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: isFile || body === undefined ? body : JSON.stringify(body) });
  } catch {
    throw new Refused("");
  }
  const said = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Refused(said.reason || `${answer.status}`), { status: answer.status, said });
  return said;
}

export function isOld(error) {
  return error.name === "AbortError";
}
