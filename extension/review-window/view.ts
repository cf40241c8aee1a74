import type { ReviewWish } from "@nearside/shared/api/page-messages.ts";
import { placeShown } from "@nearside/shared/api/place-shown.ts";
import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { KEY_STORAGE_PLACES } from "@nearside/shared/proof/key-storage.ts";
import type { CoDecision } from "@nearside/shared/statements/co-decision.ts";
import { sentenceSchema } from "@nearside/shared/text/label.ts";
import * as v from "valibot";
import { texts } from "../texts/review.ts";
import { button, element } from "../ui/element.ts";
import { claimed, exact, hostOf, named, type Row, rows, spoken } from "../ui/parts.ts";
import { machineSaid, runsAt } from "../ui/place.ts";
import { askedRows, claimsOf, hostRows } from "../ui/request-rows.ts";
import { ended, heading, sheet } from "../ui/window.ts";
import { type Left, leftWords, type Reviewed, type Screen } from "./screen.ts";

/** The machine is another person's, so "this computer" would be the wrong one. */
const THERE = "there";

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
      return [heading(texts.opening)];
    case "question":
      return [...request(screen.reviewed, screen.left), ...answers(screen.reviewed, screen.wish, handlers)];
    case "signed":
      return [
        heading(texts.signed[screen.wish]),
        element("div", { class: "actions" }, button("near", texts.close, handlers.close)),
      ];
    case "ended":
      return ended(texts.ended.title, endedSentence(screen.why), handlers.close);
  }
}

/** Shows the request from signed statements alone: who asks, on which machine, how it was met, and then what for. */
function request({ issuer, coDecision, decision, facts, questions }: Reviewed, left: Left): readonly HTMLElement[] {
  const { initiator, approver } = coDecision;
  const place = placeShown(facts);
  const what = { command: claimed(facts.context.command), folder: claimed(facts.context.cwd) };
  return [
    heading(...texts.title<Node>({ person: named(initiator.user.name) })),
    element(
      "p",
      { class: "lead" },
      ...(place === undefined ? texts.lead<Node>(what) : spoken(runsAt(place, THERE, facts.context))),
    ),
    element("p", { class: "countdown" }, leftWords(left)),
    rows([
      [
        texts.rows.asks,
        element(
          "span",
          {},
          ...texts.rows.asksAndApproved<Node>({ person: named(initiator.user.name), host: hostOf(issuer) }),
        ),
      ],
      [texts.rows.you, named(approver.user.name)],
      [
        texts.rows.machine,
        element("span", {}, ...spoken(machineSaid(place, facts.context.hostname, initiator.device))),
      ],
      [texts.rows.key, KEY_STORAGE_PLACES[initiator.key_storage]],
      [texts.rows.met, MET_WORDS[initiator.met]],
      ...hostRows(place, THERE),
      ...askedRows(decision, facts),
      ...wanted(decision, coDecision),
    ]),
    claimsOf(facts, THERE),
    ...questions.map(({ question, answer }) =>
      element(
        "section",
        { class: "claims" },
        element("h3", {}, texts.answered.title),
        rows([
          [texts.answered.question, claimed(question)],
          [texts.answered.answer, claimed(answer)],
        ]),
      ),
    ),
  ];
}

/** Names whom rules want: the lists that this person's yes may count for, and how many people of each. */
const wanted = (decision: Reviewed["decision"], { among }: CoDecision["claims"]): readonly Row[] =>
  among
    .flatMap((at) => decision.second?.approvers[at] ?? [])
    .map(({ quorum, among: people }) => [
      texts.rows.required,
      element("span", {}, ...texts.rows.ofList<Node>({ quorum, list: exact(people.join(", ")) })),
    ]);

function answers({ coDecision }: Reviewed, wish: ReviewWish, handlers: Handlers): readonly HTMLElement[] {
  const who = coDecision.initiator.user.name;
  if (wish === "approve")
    return [
      element("p", { class: "note" }, texts.note),
      element(
        "div",
        { class: "actions" },
        button("near", texts.approve, () => handlers.sign("approve", "")),
        button("alert", texts.wouldRefuse, () => handlers.turnTo("refuse")),
        button("plain", texts.wouldAsk, () => handlers.turnTo("ask")),
      ),
    ];
  const field = element("textarea", { id: "text", rows: "3", required: true });
  const label =
    wish === "refuse" ? texts.why<Node>({ person: named(who) }) : texts.question<Node>({ person: named(who) });
  const problem = element("p", { class: "note", role: "status" });
  const sign = (): void => {
    const text = field.value.replaceAll(/\s+/gu, " ").trim();
    if (v.is(sentenceSchema, text)) handlers.sign(wish, text);
    else problem.textContent = texts.answerForm;
  };
  return [
    element("div", { class: "field" }, element("label", { for: "text" }, ...label), field, problem),
    element(
      "div",
      { class: "actions" },
      wish === "refuse" ? button("alert", texts.refuse, sign) : button("near", texts.ask, sign),
      button("plain", texts.back, () => handlers.turnTo("approve")),
    ),
  ];
}

const MET_WORDS: Readonly<Record<CoDecision["claims"]["initiator"]["met"], string>> = texts.met;

function endedSentence(why: Extract<Screen, { at: "ended" }>["why"]): string {
  switch (why) {
    case "gone":
    case "late":
    case "failed":
    case "unreachable": // the server is all that this window speaks to
      return texts.ended[why];
    default:
      return sentenceOf(why);
  }
}
