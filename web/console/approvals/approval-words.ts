import type { WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import { approvalsTexts } from "../../texts/console/approvals.tsx";
import type { BadgeWords } from "../ui/badge.tsx";

const { states, over } = approvalsTexts;

type State = WaitingApproval["state"];

export const APPROVAL_STATES: Readonly<Record<State, BadgeWords>> = {
  pending: { title: states.notAsked, tone: "plain" },
  met: { title: states.notAsked, tone: "plain" },
  waiting: { title: states.waiting, tone: "wait" },
  approved: { title: states.approved, tone: "near" },
  redeemed: { title: states.approved, tone: "near" },
  denied: { title: states.denied, tone: "alert" },
  expired: { title: states.expired, tone: "plain" },
  withdrawn: { title: states.withdrawn, tone: "plain" },
  refused: { title: states.refused, tone: "alert" },
};

/** Says how a request ended, for somebody who was asked. */
export function overSentence(state: State): string {
  switch (state) {
    case "approved":
    case "redeemed":
    case "denied":
    case "expired":
    case "withdrawn":
    case "refused":
      return over[state];
    default:
      return over.stillWaiting;
  }
}
