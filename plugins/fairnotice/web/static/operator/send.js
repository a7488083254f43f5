// What the page asks and sends. The token proves that it came from this page; it stays in memory.

let token = "link";

export class Refused extends Error {
  constructor(reason, status) {
    super(reason);
    this.status = status;
  }
}

export function useToken(given) {
  token = given;
}

async function answered(request) {
  let answer;
  try {
    answer = await request;
  } catch {
    throw new Refused("", 0);
  }
  if (answer.ok) return answer;
  const body = await answer.json().catch(() => ({}));
  throw new Refused(body.reason || `${answer.status}`, answer.status);
}

export async function ask(path) {
  return (await answered(fetch(path, { cache: "no-store" }))).json();
}

function post(path, body, type) {
  const headers = { "X-Fairnotice-CSRF": token };
  if (type) headers["Content-Type"] = type;
  return answered(fetch(path, { method: "POST", body, headers }));
}

export async function tell(path, said) {
  return (await post(path, JSON.stringify(said ?? {}), "application/json")).json();
}

// The body is the file itself: nothing of it is written to a disk on the other side.
export async function sendFile(path, query, file) {
  const type = file.type || "application/octet-stream";
  return (await post(`${path}?${new URLSearchParams(query)}`, file, type)).json();
}

export async function fetchFile(path, wanted) {
  const answer = await post(path, JSON.stringify(wanted), "application/json");
  return { file: await answer.blob(), headers: answer.headers };
}
