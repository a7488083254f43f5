// Signing in, and out, and changing one's own password.
import { me, post } from "../api.js";
import { chooseLanguage, coded, has, languages, loadWords, nameParts, t } from "../words.js";

const part = (id) => document.getElementById(id);
const back = new URLSearchParams(location.search).get("next");

async function speak(asked) {
  const tag = await chooseLanguage(asked);
  await loadWords(tag, ["login/words"]);
  nameParts(document);
  document.title = `${t("title")} – Fairnotice`;
  const choice = part("language");
  choice.replaceChildren(...(await languages()).map((each) => new Option(each.name, each.tag, false, each.tag === tag)));
}

// Only a place on this page's own site: anything else would lead people away.
function next() {
  const known = back && /^[\w?=&%.,:/+*~!-]*$/.test(back) && !back.includes("//") && !/^[a-z]+:/i.test(back);
  // A view of the map is a query alone, which would otherwise be one of this page.
  return known && !back.startsWith("?") ? back : `./${known ? back : ""}`;
}

function say(id, text) {
  part(id).textContent = text;
  part(id).hidden = !text;
}

// By which name the organisation knows whoever just came back: told to this browser only, for two minutes.
function knownAs() {
  const told = document.cookie.split("; ").find((each) => each.startsWith("fairnotice_known_as="));
  try {
    return told ? decodeURIComponent(told.slice(told.indexOf("=") + 1)) : "";
  } catch {
    return "";
  }
}

// Where the authority has accounts of its own, they come first.
function offer(by) {
  part("by-organisation").hidden = !by;
  const problem = new URLSearchParams(location.search).get("problem");
  const name = problem === "unknown" && knownAs();
  const words = problem && has(`problem.${problem}`) ? t(`problem.${problem}`) : "";
  say("came-back", name ? `${words} ${t("known-as", { name })}` : words);
  if (!by) {
    part("login").focus();
    return;
  }
  part("organisation").textContent = by.label || t("by-organisation");
  part("organisation").href = back ? `oidc/login?next=${encodeURIComponent(back)}` : "oidc/login";
  part("organisation").focus();
}

async function show() {
  const viewer = await me().catch(() => null);
  const inside = viewer !== null && viewer.role !== "public";
  part("sign-in").hidden = inside;
  part("inside").hidden = !inside;
  if (!inside) {
    offer(viewer?.sign_in_by);
    return;
  }
  part("hello").textContent = t("hello", { name: viewer.name });
  part("role").textContent = coded("role", viewer.role);
  part("change").hidden = !viewer.account;
  part("sign-out").hidden = !viewer.account;
}

part("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  say("problem", "");
  try {
    await post("api/login", { login: part("login").value, password: part("password").value });
    location.replace(next());
  } catch (error) {
    say("problem", t(error.status === 401 ? "wrong" : error.status === 429 ? "too-often" : "failed", { reason: error.message }));
    part("password").value = "";
    part("password").focus();
  }
});

part("change").addEventListener("submit", async (event) => {
  event.preventDefault();
  say("changed", "");
  try {
    await post("api/password", { password: part("until-now").value, new_password: part("from-now").value });
    part("change").reset();
    say("changed", t("is-changed"));
  } catch (error) {
    say("changed", t(error.status === 401 ? "wrong-until-now" : error.status === 429 ? "too-often" : "failed", { reason: error.message }));
  }
});

part("sign-out").addEventListener("click", async () => {
  await post("api/logout");
  location.reload();
});

part("language").addEventListener("change", async (event) => {
  await speak(event.target.value);
  await show();
});

await speak(new URLSearchParams(location.search).get("lang"));
await show();
