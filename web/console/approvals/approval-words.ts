import type { WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import type { BadgeWords } from "../ui/badge.tsx";

type State = WaitingApproval["state"];

export const APPROVAL_STATES: Readonly<Record<State, BadgeWords>> = {
  pending: { title: "Not asked yet", tone: "plain" },
  met: { title: "Not asked yet", tone: "plain" },
  waiting: { title: "Waits", tone: "wait" },
  approved: { title: "Approved", tone: "near" },
  redeemed: { title: "Approved", tone: "near" },
  denied: { title: "Refused", tone: "alert" },
  expired: { title: "Expired", tone: "plain" },
  withdrawn: { title: "Taken back", tone: "plain" },
  refused: { title: "Refused by the server", tone: "alert" },
};

/** What has become of a request that waits no more, for somebody who was asked. */
const OVER_SENTENCES: Readonly<Partial<Record<State, string>>> = {
  approved: "Enough people have approved it, and the program fetches its token.",
  redeemed: "Enough people have approved it, and the program has its token.",
  denied: "It was refused, and nothing was given out.",
  expired: "Not enough people answered in time. The person has to ask again.",
  withdrawn: "The person who asked took it back.",
  refused: "The server refused it: the machine, a key or a rule changed meanwhile.",
};

export const overSentence = (state: State): string =>
  OVER_SENTENCES[state] ?? "You have answered it. It waits for further people.";
