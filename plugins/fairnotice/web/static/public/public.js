// What everybody may see: counts of districts, and single cameras where they are published.
import { ask } from "../api.js";
import { chooseLanguage, date, languages, loadWords, mine, nameParts, number, share, t } from "../words.js";

const part = (id) => document.getElementById(id);

function cell(text, kind = "td") {
  const made = document.createElement(kind);
  made.textContent = text;
  if (kind === "th") made.scope = "row";
  else made.className = "number";
  return made;
}

function row(each) {
  const made = document.createElement("tr");
  const name = mine({ en: each.name, ...each.names });
  const counts = [each.pass, each.review, each.fail, each.unknown].map((count) => cell(number(count)));
  made.append(cell(name, "th"), cell(number(each.cameras)), cell(share(each.coverage)), ...counts);
  return made;
}

async function show() {
  const problem = part("problem");
  try {
    const found = await ask("districts", "api/public/districts");
    part("districts").tBodies[0].replaceChildren(...found.districts.map(row));
    part("districts").hidden = found.districts.length === 0;
    part("audited").textContent = found.audited_at ? t("audited", { day: date(found.audited_at) }) : t("none");
    part("least").textContent = t(found.cameras_published ? "least-only" : "least");
    part("single").hidden = !found.cameras_published;
    if (found.cameras_published) await (await import("./cameras.js")).showCameras(part("single"));
    part("mode").hidden = found.mode !== "simulated";
    part("mode").textContent = t("simulated");
    problem.hidden = true;
  } catch (error) {
    problem.textContent = t("failed", { reason: error.message });
    problem.hidden = false;
  }
}

async function speak(asked) {
  const tag = await chooseLanguage(asked);
  await loadWords(tag, ["words", "public/words"]);
  nameParts(document);
  document.title = `${t("title")} – Fairnotice`;
  part("language").replaceChildren(
    ...(await languages()).map((each) => new Option(each.name, each.tag, false, each.tag === tag)),
  );
  await show();
}

part("language").addEventListener("change", (event) => speak(event.target.value));
await speak(new URLSearchParams(location.search).get("lang"));
