// What the marks on the map mean.

import { element, fill } from "./dom.js";
import { policyName, VERDICTS } from "./figures.js";
import { iconUrl } from "./icons.js";
import { coded, t } from "./words.js";

function mark(name, text) {
  return element("li", {}, element("img", { src: iconUrl(name), alt: "", width: 20, height: 20 }), element("span", {}, text));
}

export class MapKey {
  constructor(place) {
    this.list = element("ul", {});
    this.place = element("details", { class: "map-key" }, element("summary", {}, t("legend")), this.list);
    place.append(this.place);
  }

  show(summary) {
    const name = policyName(summary.rules);
    const policy = (verdict) => t(`policy.${verdict}`, { policy: t(`policy.${name}`) });
    const only = VERDICTS.filter((verdict) => ["fail", "review"].includes(verdict) && summary.policy_only[verdict]);
    fill(
      this.list,
      VERDICTS.map((verdict) => mark(verdict, coded("verdict", verdict))),
      summary.policy.fail ? mark("policy-ring", policy("fail")) : null,
      summary.policy.review ? mark("policy-dashes", policy("review")) : null,
      only.map((verdict) => mark(`policy-${verdict}`, t("legend.policy_only", { contrary: policy(verdict) }))),
      summary.without_frames?.cameras ? mark("lens", t("health.legend")) : null,
      mark("view", t("legend.view")),
    );
  }
}
