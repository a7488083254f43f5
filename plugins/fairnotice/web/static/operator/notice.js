// The notice that a site needs: a form for what only the operator knows, a preview, and a file to print.

import { element, fill } from "../dom.js";
import { fetchFile } from "./send.js";
import { coded, languages, t } from "../words.js";

const DESIGNS = ["full_notice", "layered_notice", "dtpr"];
const PALETTES = ["yellow", "white", "blue", "steel"];
const PAPERS = ["a4", "a3", "a2", "a5"];
const OPTIONAL = ["purpose", "legal_basis", "contact", "retention", "rights", "biometric_use", "authority"];
let number = 0;

function labelled(text, input, hint) {
  input.id = `notice-${number += 1}`;
  const about = hint ? element("span", { class: "quiet" }, ` ${hint}`) : null;
  return element("p", { class: "field" }, element("label", { for: input.id }, text, about), input);
}

function choice(values, name) {
  return element("select", {}, values.map((value) => element("option", { value }, name(value))));
}

function fields(site) {
  const { known, elements } = site.notice;
  const retention = known.retention_days ? t("notice.days", { n: known.retention_days }) : "";
  const given = { purpose: known.purpose ?? "", legal_basis: known.legal_basis ?? "", retention };
  const asked = (name) => elements.includes(name);
  const shown = [...OPTIONAL].sort((a, b) => asked(b) - asked(a));
  return Object.fromEntries(shown.map((name) => {
    const input = element("input", { type: "text", maxlength: 600 });
    input.value = given[name] ?? "";
    return [name, { input, part: labelled(coded("element", name), input, asked(name) ? t("notice.asked") : "") }];
  }));
}

async function fillLanguages(first, also) {
  const known = await languages();
  for (const list of [first, also]) {
    list.append(...known.map((each) => element("option", { value: each.tag, lang: each.html }, each.name)));
  }
  first.value = document.documentElement.lang.slice(0, 2);
}

function download(file, name) {
  const link = element("a", { href: URL.createObjectURL(file), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function noticeMaker(site) {
  const made = element("details", { class: "answer notice-maker" }, element("summary", { class: "button" }, t("notice")));
  made.addEventListener("toggle", () => {
    if (made.open && made.childElementCount === 1) made.append(form(site));
  });
  return made;
}

function form(site) {
  const texts = fields(site);
  const place = element("input", { type: "text", maxlength: 200 });
  const url = element("input", { type: "url", maxlength: 300, placeholder: "https://" });
  const first = element("select", {});
  const also = element("select", {}, element("option", { value: "" }, t("notice.no_other")));
  const design = choice(DESIGNS, (each) => t(`design.${each}`));
  const palette = choice(PALETTES, (each) => t(`palette.${each}`));
  const paper = choice(PAPERS, (each) => each.toUpperCase());
  const preview = element("div", { class: "preview" });
  const status = element("p", { class: "status", role: "status" });

  const wanted = (file) => ({
    site_id: site.site_id, file, place: place.value, url: url.value, language: first.value,
    also: also.value && also.value !== first.value ? [also.value] : [], design: design.value, palette: palette.value,
    paper: paper.value,
    texts: Object.fromEntries(Object.entries(texts).map(([name, { input }]) => [name, input.value]).filter(([, text]) => text)),
  });

  async function make(file) {
    fill(status, t("notice.busy"));
    try {
      const { file: drawn, headers } = await fetchFile("../api/operator/notice", wanted(file));
      const blank = (headers.get("X-Fairnotice-Blank") || "").split(",").filter(Boolean);
      fill(status, blank.length ? t("notice.blank", { what: blank.map((each) => coded("element", each)).join(", ") }) : t("notice.ready"));
      if (file === "svg") {
        const shown = element("img", { src: URL.createObjectURL(drawn), alt: t("notice.alt") });
        shown.addEventListener("load", () => URL.revokeObjectURL(shown.src), { once: true });
        fill(preview, shown);
      }
      return drawn;
    } catch (error) {
      fill(status, t("problem", { reason: error.message || t("problem.network") }));
      return null;
    }
  }

  async function print(file) {
    const drawn = await make(file);
    if (drawn) download(drawn, `notice-${site.site_id.replace(/[^A-Za-z0-9]+/g, "-")}.${file}`);
  }

  fillLanguages(first, also);
  const button = (word, act, main) => element("button", { type: "button", class: main ? "button main" : "button", onclick: act }, t(word));
  return element("div", {},
    element("p", { class: "quiet" }, t("notice.help")),
    labelled(t("notice.place"), place),
    Object.values(texts).map(({ part }) => part),
    labelled(t("notice.url"), url, t("notice.url_hint")),
    element("div", { class: "row" }, labelled(t("notice.language"), first), labelled(t("notice.also"), also)),
    element("div", { class: "row" }, labelled(t("notice.design"), design), labelled(t("notice.palette"), palette),
      labelled(t("notice.paper"), paper)),
    element("p", { class: "buttons" }, button("notice.preview", () => make("svg")), button("notice.pdf", () => print("pdf"), true),
      button("notice.svg", () => print("svg"))),
    status, preview, element("p", { class: "quiet" }, t("notice.code")));
}
