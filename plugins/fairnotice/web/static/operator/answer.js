// The door: looking at it uses nothing up, its button signs in.

import { speak } from "./language.js";
import { Refused, ask, tell } from "./send.js";
import { t } from "../words.js";

const enter = document.getElementById("enter");
const problem = document.getElementById("problem");

function open() {
  location.replace(new URL(`../operator/${location.search}`, location.href));
}

enter.addEventListener("click", async () => {
  enter.disabled = true;
  problem.hidden = true;
  try {
    await tell(location.pathname);
    open();
  } catch (error) {
    // A link that was used in this browser still leads in.
    if (error instanceof Refused && error.status === 410 && await ask("../api/operator").then(() => true, () => false)) {
      open();
      return;
    }
    enter.disabled = false;
    problem.hidden = false;
    problem.textContent = error.status === 410 ? t("door.used") : t("problem", { reason: error.message || t("problem.network") });
  }
});

await speak();
