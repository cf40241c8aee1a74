import { type PlaceShown, placeShown } from "@nearside/shared/api/place-shown.ts";
import { KEY_STORAGE_WORDS } from "@nearside/shared/proof/key-storage.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import { agoInWords, countdownText } from "@nearside/shared/text/time-in-words.ts";
import { texts } from "../texts/request.ts";
import { element } from "./element.ts";
import { claimed, hostOf, named, rows, spoken } from "./parts.ts";
import { runsAt } from "./place.ts";
import { askedRows, claimsOf, hostRows } from "./request-rows.ts";
import { whatToDo } from "./ruled.ts";

/** The person who reads it sits at the machine that vouches for it. */
const HERE = "here";

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
  const place = placeShown(facts);
  const left = shown.expires_at - now;
  return element(
    "article",
    { class: "card card-near" },
    element(
      "header",
      { class: "card-head" },
      element("h2", {}, ...startedOn(place, facts, now)),
      element("p", { class: "countdown" }, texts.leftToDecide({ left: countdownText(left) })),
    ),
    rows([
      [
        texts.signsIn,
        element("span", {}, ...texts.personAt<Node>({ person: named(decision.user.name), host: hostOf(issuer) })),
      ],
      ...hostRows(place, HERE),
      [texts.machineKey, texts.keyKept({ place: KEY_STORAGE_WORDS[decision.key_storage] })],
      ...askedRows(decision, facts),
    ]),
    claimsOf(facts, HERE),
    element("p", { class: "note" }, whatToDo(decision, now)),
  );
}

/** Shows where the command line runs: this computer, or a place that it reaches (protocol §10.3). */
function startedOn(place: PlaceShown | undefined, { context, seen }: Facts, now: number): readonly (Node | string)[] {
  if (place !== undefined) return spoken(runsAt(place, HERE, context));
  const what = { command: claimed(context.command), folder: claimed(context.cwd) };
  const machine = element("strong", {}, named(texts.machine[HERE]));
  return texts.startedHere<Node>({ ...what, machine, ago: agoInWords(now - seen.time) });
}
