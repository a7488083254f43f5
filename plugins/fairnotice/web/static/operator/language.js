// The languages of the page, chosen by a list; what was chosen stays in the address.

import { element, fill } from "../dom.js";
import { chooseLanguage, languages, loadWords, nameParts } from "../words.js";

export async function speak(wish) {
  const asked = new URLSearchParams(location.search).get("lang");
  const tag = await chooseLanguage(asked || wish);
  await loadWords(tag, ["words", "operator/words"]);
  nameParts(document);
  const list = document.getElementById("language");
  const known = await languages();
  fill(list, known.map((each) =>
    element("option", { value: each.tag, lang: each.html, selected: each.tag === tag }, each.name)));
  list.onchange = async () => {
    const query = new URLSearchParams(location.search);
    query.set("lang", list.value);
    history.replaceState(null, "", `?${query}`);
    await speak();
    document.dispatchEvent(new Event("spoken"));
  };
  return tag;
}
