import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
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
      return [heading("Reading the enrolment request…")];
    case "question":
      return question(screen.request, screen.refused, handlers);
    case "meeting":
    case "passkey":
      return [
        heading(screen.at === "meeting" ? "Meeting your command line…" : "Make a passkey on the page"),
        paragraph(
          screen.at === "meeting"
            ? "The page you came from goes on by itself. Leave this window open: what you compare next is shown here."
            : "The page you came from asks for your fingerprint, face, PIN or security key. Leave this window open.",
        ),
        steps(screen.at),
        identity(screen.request),
      ];
    case "words":
      return [
        heading("Compare these words with your terminal"),
        wordList(screen.words),
        paragraph(
          "If your terminal shows the same six words in the same order, confirm there. This window can't confirm for you: nobody but you sees both.",
        ),
        element("div", { class: "actions" }, button("alert", "The words differ", handlers.wordsDiffer)),
        steps("words"),
        identity(screen.request),
      ];
    case "administrator":
      return [
        heading("Waiting for your administrator"),
        paragraph(
          "Read these words out to your administrator, who types them on the server. Read them from your own screen only, and only if you started this enrolment yourself.",
        ),
        wordList(screen.words),
        paragraph("You may close this window: Nearside goes on when your administrator has confirmed."),
        steps("administrator"),
        identity(screen.request),
      ];
    case "done":
      return [
        heading("This browser is enrolled"),
        element(
          "p",
          {},
          "Logins that ",
          named(screen.user.name),
          ` starts on this computer at ${hostOf(screen.issuer)} can now be approved in this browser. Go back to your terminal.`,
        ),
        element("div", { class: "actions" }, button("near", "Close", handlers.close)),
      ];
    case "ended":
      return ended("Nothing was enrolled", endedSentence(screen.why), handlers.close);
  }
}

function question(request: Requested, refused: boolean, handlers: Handlers): readonly HTMLElement[] {
  const what = request.browser === null ? "this computer" : "another browser of this computer";
  return [
    heading("Is this what your terminal shows?"),
    element(
      "p",
      {},
      `A server asks to enrol ${what}. Confirm only if you have just typed `,
      element("code", {}, request.browser === null ? "nearside enroll" : "nearside enroll --browser"),
      " yourself, and your terminal shows the same three things.",
    ),
    identity(request),
    ...(refused
      ? [
          notice(
            "wait",
            element(
              "p",
              {},
              "Nearside needs both permissions: to read that server's login pages, and to reach your command line on this computer. Confirm again and allow them.",
            ),
          ),
        ]
      : []),
    element(
      "div",
      { class: "actions" },
      button("near", "Yes, it is the same", handlers.confirm),
      button("plain", "No, stop", handlers.cancel),
    ),
    element(
      "p",
      { class: "note" },
      "Your browser will ask whether Nearside may reach that server and this computer's own address. It asks for no other site.",
    ),
  ];
}

/** The three things to compare (protocol §3.3). */
const identity = (request: Requested): HTMLElement =>
  rows([
    ["Server", exact(request.iss)],
    ["Person", named(request.user.name)],
    ["Port", exact(String(request.loopback.port))],
  ]);

const STEPS = [
  { at: "meeting", text: "Meet the command line" },
  { at: "passkey", text: "Make a passkey on the page" },
  { at: "words", text: "Compare six words with the terminal" },
  { at: "administrator", text: "Administrator confirms, where one has to" },
] as const;

function steps(current: (typeof STEPS)[number]["at"]): HTMLElement {
  const now = STEPS.findIndex(({ at }) => at === current);
  return element(
    "ol",
    { class: "steps" },
    ...STEPS.map(({ text }, index) =>
      element("li", index < now ? { class: "done" } : index === now ? { "aria-current": "step" } : {}, text),
    ),
  );
}

const wordList = (words: readonly string[]): HTMLElement =>
  element("ol", { class: "words" }, ...words.map((word) => element("li", {}, word)));

function endedSentence(why: Extract<Screen, { at: "ended" }>["why"]): string {
  switch (why) {
    case "cancelled":
      return "You stopped it here. If your terminal still waits, end it there with Ctrl-C.";
    case "refused":
      return "The enrolment was ended in your terminal or by your administrator. Run `nearside enroll` again if you still need it.";
    case "gone":
      return "This window belongs to no enrolment any more. Click the Nearside icon on the enrolment page to open it again.";
    case "failed":
      return "Something went wrong in Nearside itself. Click the Nearside icon on the enrolment page to open this window again, and tell your administrator if that does not help.";
    // the server is all that this window speaks to
    case "unreachable":
      return "The server could not be reached from this browser, or turns requests away for now. Check the connection, wait a minute, then click the Nearside icon on the enrolment page again.";
    default:
      return sentenceOf(why);
  }
}

const paragraph = (text: string): HTMLElement => element("p", { class: "soft" }, text);
