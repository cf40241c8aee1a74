import { KEY_STORAGE_WORDS } from "@nearside/shared/proof/key-storage.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import { agoInWords, countdownText } from "@nearside/shared/text/time-in-words.ts";
import { element } from "./element.ts";
import { claimed, hostOf, named, rows } from "./parts.ts";
import { askedRows, claimsOf, hostRows } from "./request-rows.ts";
import { whatToDo } from "./ruled.ts";

/** A verified decision, as it is shown. Times are epoch seconds by the server's clock. */
export interface DecisionShown {
  readonly issuer: string;
  readonly decision: Decision["claims"];
  readonly facts: Facts;
  readonly expires_at: number;
}

/**
 * The signed decision in the extension's own window: the verdict first, then the request, and apart from both the
 * command line's claims about itself (protocol §4.5).
 *
 * @param now the server's clock, epoch seconds
 */
export function decisionCard(shown: DecisionShown, now: number): HTMLElement {
  const { decision, facts, issuer } = shown;
  const { context } = facts;
  const left = shown.expires_at - now;
  return element(
    "article",
    { class: "card card-near" },
    element(
      "header",
      { class: "card-head" },
      element("h2", {}, ...startedOn(facts, now), " by ", claimed(context.command), " in ", claimed(context.cwd)),
      element("p", { class: "countdown" }, `${countdownText(left)} left to decide`),
    ),
    rows([
      ["Signs in", element("span", {}, named(decision.user.name), ` at ${hostOf(issuer)}`)],
      ...hostRows(facts),
      ["Machine key", `kept ${KEY_STORAGE_WORDS[decision.key_storage]}`],
      ...askedRows(decision, facts),
    ]),
    claimsOf(facts),
    element("p", { class: "note" }, whatToDo(decision, now)),
  );
}

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

/** Shows where the command line runs: this computer, or a place that it reaches (protocol §10.3). */
function startedOn({ place, host, seen }: Facts, now: number): readonly (Node | string)[] {
  const here = element("strong", {}, "this computer");
  if (place === undefined) return ["Started on ", here, `, ${agoInWords(now - seen.time)},`];
  const since = `(since ${timeOfDay.format(place.since * 1000)}),`;
  if (place.kind === "container")
    return ["Runs in the container ", claimed(place.claimed_name ?? place.id), " on ", here, ` ${since}`];
  const unnamed = place.claimed_name === null ? "a host that nobody knows" : claimed(place.claimed_name);
  // the colour of what was checked is an enrolled host's alone
  const name = typeof host === "string" ? element("strong", {}, named(host)) : unnamed;
  return ["Runs on ", name, `, reached by your SSH session from this computer ${since}`];
}
