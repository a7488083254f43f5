// The page's own words, by language. What rules and operators wrote is shown as it was written.

// Files lie beside this one, so that a page at any depth finds them.
const beside = (name) => new URL(name, import.meta.url).href;
let words = {};
// How numbers and days are written; the day before the month, and a clock of 24 hours.
let language = { tag: "en", locale: "en-GB", html: "en" };
let known = null;

async function read(name) {
  const answer = await fetch(beside(name));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

// The languages that the pages speak: a list of { tag, name, locale, html }.
export function languages() {
  known ??= read("languages.json");
  return known;
}

export async function chooseLanguage(asked) {
  const tags = (await languages()).map(({ tag }) => tag);
  const wanted = [asked, ...(navigator.languages || [])].filter(Boolean).map((tag) => tag.toLowerCase().split("-")[0]);
  return wanted.find((tag) => tags.includes(tag)) || tags[0];
}

// Each part is a path below static/: "words" is words.<tag>.json, "desk/words" is desk/words.<tag>.json. Later ones win.
export async function loadWords(tag, parts = ["words"]) {
  const [list, ...files] = await Promise.all([languages(), ...parts.map((part) => read(`${part}.${tag}.json`))]);
  words = Object.assign({}, ...files);
  language = list.find((each) => each.tag === tag);
  document.documentElement.lang = language.html;
}

export function t(key, values = {}) {
  let text = words[key];
  if (text === undefined && "n" in values) {
    text = words[`${key}.${new Intl.PluralRules(language.locale).select(values.n)}`] ?? words[`${key}.other`];
  }
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? number(value) : String(value ?? "");
  });
}

// A word of the data's own (a code): translated where we have it, else readable as it is.
export function coded(group, code) {
  if (code === null || code === undefined || code === "") return "";
  return words[`${group}.${code}`] ?? String(code).replaceAll("_", " ");
}

// Words that came with the data in each language, in the page's own.
export function mine(words) {
  return words[language.tag] ?? words.en;
}

// The language of such words where they are not in the page's own: then they are quoted as they were written.
export function quoted(words) {
  return words[language.tag] === undefined && language.tag !== "en" ? "en" : null;
}

// A name in the page's language, where the data has one beside the name itself.
export function localName({ name, names }) {
  return names?.[language.tag] ?? names?.[language.html] ?? name;
}

// The tag of the language that the page speaks.
export function spoken() {
  return language.tag;
}

export function has(key) {
  return key in words;
}

// Whether the page speaks the language in which the server writes its sentences.
export function inEnglish() {
  return language.tag === "en";
}

// A reason against a frame with the measures behind it, where this language has words for it and all were measured.
export function measured(code, measures) {
  const asked = [...(words[`measured.${code}`] ?? "").matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  if (!asked.length || asked.some((name) => !(name in measures))) return "";
  return t(`measured.${code}`, Object.fromEntries(asked.map((name) => [name, written(name, measures[name])])));
}

function written(name, value) {
  if (name.endsWith("_share")) return share(value);
  return name.endsWith("_since") ? date(new Date(value * 1000).toISOString()) : value;
}

export function number(value) {
  return new Intl.NumberFormat(language.locale).format(value);
}

export function share(value) {
  return new Intl.NumberFormat(language.locale, { style: "percent", maximumFractionDigits: 0 }).format(value);
}

export function date(text) {
  if (!text) return "";
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return new Intl.DateTimeFormat(language.locale, { dateStyle: "medium", timeZone: "UTC" }).format(day);
}

// Short, for where many stand side by side.
export function day(text) {
  const format = new Intl.DateTimeFormat(language.locale, { day: "numeric", month: "short", timeZone: "UTC" });
  return format.format(new Date(`${text}T00:00:00Z`));
}

export function time(text) {
  if (!text) return "";
  const format = new Intl.DateTimeFormat(language.locale, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  return `${format.format(new Date(text))} UTC`;
}

export function list(parts) {
  return new Intl.ListFormat(language.locale, { type: "conjunction" }).format(parts);
}

export function nameParts(root) {
  for (const part of root.querySelectorAll("[data-word]")) part.textContent = t(part.dataset.word);
  for (const part of root.querySelectorAll("[data-label]")) {
    part.setAttribute("aria-label", t(part.dataset.label));
    if (part.type === "search") part.placeholder = t(part.dataset.label);
  }
}
