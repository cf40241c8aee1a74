import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { texts } from "../texts/enrol.ts";
import { button, element } from "../ui/element.ts";
import { exact, hostOf, named, notice, rows } from "../ui/parts.ts";
import { ended, heading, sheet } from "../ui/window.ts";
import type { Requested, Screen } from "./screen.ts";

/** Handlers of the actions that a person has in this window. */
export interface Handlers {
  /** Called within the click, since browsers ask for permissions only then. */
  readonly confirm: () => void;
  readonly cancel: () => void;
  readonly wordsDiffer: () => void;
  readonly close: () => void;
}

/** The content of the window for that screen. */
export const screenView = (screen: Screen, handlers: Handlers): HTMLElement => sheet(content(screen, handlers));

function content(screen: Screen, handlers: Handlers): readonly HTMLElement[] {
  switch (screen.at) {
    case "opening":
      return [heading(texts.opening)];
    case "question":
      return question(screen.request, screen.refused, handlers);
    case "meeting":
    case "passkey":
      return [
        heading(texts[screen.at].title),
        paragraph(texts[screen.at].says),
        steps(screen.at),
        identity(screen.request),
      ];
    case "words":
      return [
        heading(texts.words.title),
        wordList(screen.words),
        paragraph(texts.words.says),
        element("div", { class: "actions" }, button("alert", texts.words.differ, handlers.wordsDiffer)),
        steps("words"),
        identity(screen.request),
      ];
    case "administrator":
      return [
        heading(texts.administrator.title),
        paragraph(texts.administrator.says),
        wordList(screen.words),
        paragraph(texts.administrator.mayClose),
        steps("administrator"),
        identity(screen.request),
      ];
    case "done": {
      const enrolled = { person: named(screen.user.name), host: hostOf(screen.issuer) };
      return [
        heading(texts.done.title),
        element("p", {}, ...texts.done.says<Node>(enrolled)),
        element("div", { class: "actions" }, button("near", texts.close, handlers.close)),
      ];
    }
    case "ended":
      return ended(texts.ended.title, endedSentence(screen.why), handlers.close);
  }
}

function question(request: Requested, refused: boolean, handlers: Handlers): readonly HTMLElement[] {
  const asks =
    request.browser === null
      ? texts.question.machine({ command: element("code", {}, "nearside enroll") })
      : texts.question.browser({ command: element("code", {}, "nearside enroll --browser") });
  return [
    heading(texts.question.title),
    element("p", {}, ...asks),
    identity(request),
    ...(refused ? [notice("wait", element("p", {}, texts.question.permissions))] : []),
    element(
      "div",
      { class: "actions" },
      button("near", texts.question.confirm, handlers.confirm),
      button("plain", texts.question.cancel, handlers.cancel),
    ),
    element("p", { class: "note" }, texts.question.note),
  ];
}

/** The three things to compare (protocol §3.3). */
const identity = (request: Requested): HTMLElement =>
  rows([
    [texts.question.server, exact(request.iss)],
    [texts.question.person, named(request.user.name)],
    [texts.question.port, exact(String(request.loopback.port))],
  ]);

const STEPS = ["meeting", "passkey", "words", "administrator"] as const;

function steps(current: (typeof STEPS)[number]): HTMLElement {
  const now = STEPS.indexOf(current);
  return element(
    "ol",
    { class: "steps" },
    ...STEPS.map((step, index) =>
      element(
        "li",
        index < now ? { class: "done" } : index === now ? { "aria-current": "step" } : {},
        texts.steps[step],
      ),
    ),
  );
}

const wordList = (words: readonly string[]): HTMLElement =>
  element("ol", { class: "words" }, ...words.map((word) => element("li", {}, word)));

function endedSentence(why: Extract<Screen, { at: "ended" }>["why"]): string {
  switch (why) {
    case "cancelled":
    case "refused":
    case "gone":
    case "failed":
    case "unreachable": // the server is all that this window speaks to
      return texts.ended[why];
    default:
      return sentenceOf(why);
  }
}

const paragraph = (text: string): HTMLElement => element("p", { class: "soft" }, text);
