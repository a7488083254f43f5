// What a camera's device is configured to do: places that name a classifier of people, with what changed.

import { element } from "./dom.js";
import { coded, date, share, t } from "./words.js";

function mention(found) {
  return element(
    "li",
    { class: `mention ${found.level}` },
    element("p", { class: "place" },
      found.line === null || found.line === undefined ? "" : element("b", {}, `${t("line", { line: found.line })} `),
      element("code", {}, found.path)),
    element("pre", {}, found.excerpt),
    element("p", {},
      found.change && found.change !== "same" ? element("strong", { class: "change" }, `${coded("mention", found.change)} · `) : "",
      `${coded("category", found.category)} · ${coded("level", found.level)} · ${share(found.confidence)}`),
    found.settles ? element("p", { class: "settles" }, `${t("settles")} ${found.settles}`) : null,
  );
}

function configuration(read) {
  return element(
    "article",
    { class: "configuration" },
    element("h4", {}, read.source),
    element("p", { class: "who" },
      [read.format, date(read.window_date), t("read.since", { date: date(read.since) }), read.complete ? t("read.all") : t("read.part")].join(" · ")),
    read.error ? element("p", { class: "fault" }, read.error) : null,
    read.mentions.length
      ? element("ul", { class: "mentions" }, read.mentions.map(mention))
      : element("p", {}, t("mentions.none")),
    read.more_mentions ? element("p", {}, t("mentions.more", { n: read.more_mentions })) : null,
    read.gone.length
      ? element("ul", { class: "gone" }, read.gone.map((each) =>
        element("li", {}, element("strong", {}, `${coded("mention", "gone")} · `),
          `${coded("category", each.category)} · `, element("code", {}, each.path), ` ${each.excerpt}`)))
      : null,
  );
}

// A device may hand in a hundred files: those that name nothing and were read to the end are one line.
export function configured(all) {
  const telling = all.filter((read) => read.mentions.length || read.gone.length || !read.complete);
  const clean = all.filter((read) => !telling.includes(read));
  return [
    ...telling.map(configuration),
    clean.length
      ? element("details", { class: "clean", ...(telling.length ? {} : { open: "" }) },
        element("summary", {}, t("read.clean", { n: clean.length })), clean.map(configuration))
      : null,
  ];
}
