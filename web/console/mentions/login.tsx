import type { OwnLogin } from "@nearside/shared/api/console/own-logins.ts";
import { Badge, type BadgeWords } from "../ui/badge.tsx";

/** Title and tone of the badge that shows a login's state (protocol §5). */
export const LOGIN_STATES: Readonly<Record<string, BadgeWords>> = {
  pending: { title: "Waits for the browser", tone: "wait" },
  met: { title: "Waits for the person", tone: "wait" },
  approved: { title: "Approved", tone: "near" },
  redeemed: { title: "Logged in", tone: "near" },
  denied: { title: "Denied", tone: "plain" },
  expired: { title: "Expired", tone: "plain" },
  refused: { title: "Refused", tone: "alert" },
  withdrawn: { title: "Given up in the terminal", tone: "plain" },
};

/** Falls back to the state itself: a newer server may have states that this page does not know. */
export const loginWords = (state: string): BadgeWords => LOGIN_STATES[state] ?? { title: state, tone: "plain" };

export function LoginAlarm({ alarm }: { alarm: NonNullable<OwnLogin["alarm"]> }) {
  return <Badge tone="alert">{alarm === "denied_as_foreign" ? "Denied as not yours" : "Opened elsewhere"}</Badge>;
}
