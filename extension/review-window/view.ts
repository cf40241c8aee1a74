import type { ReviewWish } from "@nearside/shared/api/page-messages.ts";
import { placeShown } from "@nearside/shared/api/place-shown.ts";
import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import type { KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import type { CoDecision } from "@nearside/shared/statements/co-decision.ts";
import { sentenceSchema } from "@nearside/shared/text/label.ts";
import * as v from "valibot";
import { button, element } from "../ui/element.ts";
import { claimed, exact, hostOf, named, type Row, rows, spoken } from "../ui/parts.ts";
import { machineSaid, runsAt } from "../ui/place.ts";
import { askedRows, claimsOf, hostRows } from "../ui/request-rows.ts";
import { ended, heading, sheet } from "../ui/window.ts";
import { type Left, leftWords, type Reviewed, type Screen } from "./screen.ts";

/** The machine is another person's, so "this computer" would be the wrong one. */
const THERE = "that machine";

/** Handlers of the actions that a person has in this window. */
export interface Handlers {
  /** Signs: the approval's review, or the text as a refusal or a question. */
  readonly sign: (wish: ReviewWish, text: string) => void;
  /** Goes from one wish to another. Nothing is signed by it. */
  readonly turnTo: (wish: ReviewWish) => void;
  readonly close: () => void;
}

/** The content of the window for that screen. */
export const screenView = (screen: Screen, handlers: Handlers): HTMLElement => sheet(content(screen, handlers));

function content(screen: Screen, handlers: Handlers): readonly HTMLElement[] {
  switch (screen.at) {
    case "opening":
      return [heading("Reading what was signed…")];
    case "question":
      return [...request(screen.reviewed, screen.left), ...answers(screen.reviewed, screen.wish, handlers)];
    case "signed":
      return [
        heading(SIGNED[screen.wish]),
        element("div", { class: "actions" }, button("near", "Close", handlers.close)),
      ];
    case "ended":
      return ended("Nothing was signed", endedSentence(screen.why), handlers.close);
  }
}

/** Shows the request from signed statements alone: who asks, on which machine, how it was met, and then what for. */
function request({ issuer, coDecision, decision, facts, questions }: Reviewed, left: Left): readonly HTMLElement[] {
  const { initiator, approver } = coDecision;
  const place = placeShown(facts);
  return [
    heading(named(initiator.user.name), " asks for your approval"),
    element(
      "p",
      { class: "lead" },
      ...(place === undefined ? [] : [...spoken(runsAt(place, THERE)), " by "]),
      claimed(facts.context.command),
      " in ",
      claimed(facts.context.cwd),
    ),
    element("p", { class: "countdown" }, leftWords(left)),
    rows([
      ["Asks", element("span", {}, named(initiator.user.name), ` at ${hostOf(issuer)}, and has already approved it`)],
      ["You are", named(approver.user.name)],
      ["Machine", element("span", {}, ...spoken(machineSaid(place, facts.context.hostname, initiator.device)))],
      ["Its key", `kept ${OTHERS_KEY_WORDS[initiator.key_storage]}`],
      ["Was met", MET_WORDS[initiator.met]],
      ...hostRows(place, THERE),
      ...askedRows(decision, facts),
      ...wanted(decision, coDecision),
    ]),
    claimsOf(facts, THERE),
    ...questions.map(({ question, answer }) =>
      element(
        "section",
        { class: "claims" },
        element("h3", {}, "Asked back, and answered in the terminal"),
        rows([
          ["Question", claimed(question)],
          ["Answer", claimed(answer)],
        ]),
      ),
    ),
  ];
}

/** Names whom rules want: the lists that this person's yes may count for, and how many people of each. */
const wanted = (decision: Reviewed["decision"], { among }: CoDecision["claims"]): readonly Row[] =>
  among
    .flatMap((at) => decision.second?.approvers[at] ?? [])
    .map((list) => {
      const many = list.quorum === 1 ? "One person" : `${list.quorum} people`;
      return ["A rule wants", element("span", {}, `${many} of `, exact(list.among.join(", ")))];
    });

function answers({ coDecision }: Reviewed, wish: ReviewWish, handlers: Handlers): readonly HTMLElement[] {
  const who = coDecision.initiator.user.name;
  if (wish === "approve")
    return [
      element(
        "p",
        { class: "note" },
        "Approve only what you would do yourself, and only if you know why it is asked now. Your passkey signs after this window.",
      ),
      element(
        "div",
        { class: "actions" },
        button("near", "Approve", () => handlers.sign("approve", "")),
        button("alert", "Refuse…", () => handlers.turnTo("refuse")),
        button("plain", "Ask…", () => handlers.turnTo("ask")),
      ),
    ];
  const field = element("textarea", { id: "text", rows: "3", required: true });
  const label =
    wish === "refuse" ? ["Why do you refuse? ", named(who), " reads it."] : ["Your question to ", named(who)];
  const problem = element("p", { class: "note", role: "status" });
  const sign = (): void => {
    const text = field.value.replaceAll(/\s+/gu, " ").trim();
    if (v.is(sentenceSchema, text)) handlers.sign(wish, text);
    else problem.textContent = "Write a sentence or two: at most 300 characters, all of which can be seen.";
  };
  return [
    element("div", { class: "field" }, element("label", { for: "text" }, ...label), field, problem),
    element(
      "div",
      { class: "actions" },
      wish === "refuse" ? button("alert", "Refuse", sign) : button("near", "Ask", sign),
      button("plain", "Back", () => handlers.turnTo("approve")),
    ),
  ];
}

const SIGNED: Readonly<Record<ReviewWish, string>> = {
  approve: "Go on at the page: it asks for your passkey",
  refuse: "Your refusal is signed",
  ask: "Your question is signed",
};

const OTHERS_KEY_WORDS: Readonly<Record<KeyStorage, string>> = {
  tpm: "in that machine's security chip (TPM)",
  keyring: "in that machine's keyring",
  file: "in a file of that account",
};

const MET_WORDS: Readonly<Record<CoDecision["claims"]["initiator"]["met"], string>> = {
  loopback: "By a browser on that machine, over loopback",
  native: "By a browser on that machine, through its keeper",
  relay: "By a browser on that machine; the command runs elsewhere, behind it",
};

function endedSentence(why: Extract<Screen, { at: "ended" }>["why"]): string {
  switch (why) {
    case "gone":
      return "This window belongs to no request any more. Open it again from the page of your approvals.";
    case "late":
      return "The time to answer here was over. Nothing is lost: open it again from the page of your approvals.";
    case "failed":
      return "Something went wrong in Nearside itself. Open the window again from the page of your approvals, and tell your administrator if that does not help.";
    // the server is all that this window speaks to
    case "unreachable":
      return "The server could not be reached from this browser, or turns requests away for now. Check the connection, wait a minute, then open the window again from the page of your approvals.";
    default:
      return sentenceOf(why);
  }
}
