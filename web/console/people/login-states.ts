import type { BadgeTone } from "../ui/badge.tsx";

/** A login's state (protocol §5), as it is shown. */
export const LOGIN_STATES: Readonly<Record<string, { readonly title: string; readonly tone: BadgeTone }>> = {
  pending: { title: "Waits for the browser", tone: "wait" },
  met: { title: "Waits for the person", tone: "wait" },
  approved: { title: "Approved", tone: "near" },
  redeemed: { title: "Logged in", tone: "near" },
  denied: { title: "Denied", tone: "plain" },
  expired: { title: "Expired", tone: "plain" },
  refused: { title: "Refused", tone: "alert" },
  withdrawn: { title: "Given up in the terminal", tone: "plain" },
};
