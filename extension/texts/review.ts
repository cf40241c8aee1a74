import { plural } from "@nearside/shared/text/amounts.ts";

/** The window in which a second person answers. A sentence that holds elements is the list of its pieces. */
export const texts = {
  opening: "Reading the signed request…",
  title: <T>({ person }: { readonly person: T }): readonly (T | string)[] => [person, " asks for your approval"],
  lead: <T>({ command, folder }: { readonly command: T; readonly folder: T }): readonly (T | string)[] => [
    command,
    " in ",
    folder,
  ],
  left: ({ here }: { readonly here: string }): string => `${here} left, then the request ends`,
  leftHere: ({ here, whole }: { readonly here: string; readonly whole: string }): string =>
    `${here} left in this window. The request waits ${whole}, and you can open it again`,
  rows: {
    asks: "Requested by",
    asksAndApproved: <T>({ person, host }: { readonly person: T; readonly host: string }): readonly (T | string)[] => [
      person,
      ` at ${host}, who has already approved it`,
    ],
    you: "You are",
    machine: "Machine",
    key: "Machine key",
    met: "Met by",
    required: "Required",
    ofList: <T>({ quorum, list }: { readonly quorum: number; readonly list: T }): readonly (T | string)[] => [
      plural(quorum, { one: "one person of ", other: "# people of " }),
      list,
    ],
  },
  met: {
    loopback: "A browser on that machine, over loopback",
    native: "A browser on that machine, through its keeper",
    relay: "A browser on that machine; the command runs elsewhere, behind it",
  },
  answered: { title: "A question, answered in the terminal", question: "Question", answer: "Answer" },
  note: "Approve only what you would do yourself, and only if you know why it is asked now. Your passkey signs after this window.",
  approve: "Approve",
  wouldRefuse: "Refuse…",
  wouldAsk: "Ask…",
  refuse: "Refuse",
  ask: "Ask",
  back: "Back",
  why: <T>({ person }: { readonly person: T }): readonly (T | string)[] => ["Your reason, which ", person, " reads"],
  question: <T>({ person }: { readonly person: T }): readonly (T | string)[] => ["Your question to ", person],
  answerForm: "Write 1 to 300 characters, all of them visible.",
  signed: {
    approve: "Continue on the page, which asks for your passkey",
    refuse: "Your refusal is signed",
    ask: "Your question is signed",
  },
  close: "Close",
  ended: {
    title: "Nothing was signed",
    gone: "This window no longer belongs to a request. Open it again from your approvals page.",
    late: "The time to answer in this window is over. Nothing is lost: open it again from your approvals page.",
    failed:
      "Nearside made an error. Open the window again from your approvals page. If that does not help, tell your administrator.",
    unreachable:
      "This browser could not reach the server, or the server is too busy. Check the connection, wait a minute, then open the window again from your approvals page.",
  },
} as const;
