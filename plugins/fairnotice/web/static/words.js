// The page's own words, by language. What rules and operators wrote is shown as it was written.

const LANGUAGES = ["en", "zh"];
let words = {};
// How numbers and days are written; the day before the month, and a clock of 24 hours.
let locale = "en-GB";

export function chooseLanguage(asked) {
  const wanted = [asked, ...(navigator.languages || [])].filter(Boolean).map((tag) => tag.toLowerCase().split("-")[0]);
  return wanted.find((tag) => LANGUAGES.includes(tag)) || "en";
}

export async function loadWords(tag) {
  const answer = await fetch(`static/words.${tag}.json`);
  if (!answer.ok) throw new Error(`words.${tag}.json: ${answer.status}`);
  words = await answer.json();
  locale = tag === "en" ? "en-GB" : tag;
  document.documentElement.lang = tag === "zh" ? "zh-Hans" : tag;
}

export function t(key, values = {}) {
  let text = words[key];
  if (text === undefined && "n" in values) text = words[`${key}.${new Intl.PluralRules(locale).select(values.n)}`];
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
  return words[locale === "en-GB" ? "en" : locale] ?? words.en;
}

export function has(key) {
  return key in words;
}

// Whether the page speaks the language in which the server writes its sentences.
export function inEnglish() {
  return locale === "en-GB";
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
  return new Intl.NumberFormat(locale).format(value);
}

export function share(value) {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(value);
}

export function date(text) {
  if (!text) return "";
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(day);
}

// Short, for where many stand side by side.
export function day(text) {
  const format = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  return format.format(new Date(`${text}T00:00:00Z`));
}

export function time(text) {
  if (!text) return "";
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  return `${format.format(new Date(text))} UTC`;
}

export function list(parts) {
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(parts);
}

export function nameParts(root) {
  for (const part of root.querySelectorAll("[data-word]")) part.textContent = t(part.dataset.word);
  for (const part of root.querySelectorAll("[data-label]")) part.setAttribute("aria-label", t(part.dataset.label));
}
