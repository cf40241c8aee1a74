import type { LoginOutcome } from "@nearside/shared/api/console/logins.ts";
import type { OwnLogin } from "@nearside/shared/api/console/own-logins.ts";
import { alarmTexts, outcomeTexts, stateTexts } from "../../texts/console/log.tsx";
import { Badge, type BadgeTone, type BadgeWords } from "../ui/badge.tsx";

const TONES: Readonly<Record<LoginOutcome, BadgeTone>> = {
  waiting: "wait",
  approved: "near",
  issued: "near",
  denied: "plain",
  refused: "alert",
  expired: "plain",
  cancelled: "plain",
};

/** Title and tone of the badge that shows what came of a login. */
export const outcomeWords = (outcome: LoginOutcome): BadgeWords => ({
  title: outcomeTexts[outcome],
  tone: TONES[outcome],
});

/** Title and tone of the badge that shows a login's state (protocol §5). */
export const LOGIN_STATES: Readonly<Record<string, BadgeWords>> = {
  pending: { title: stateTexts.pending, tone: "wait" },
  met: { title: stateTexts.met, tone: "wait" },
  waiting: { title: stateTexts.waiting, tone: "wait" },
  approved: outcomeWords("approved"),
  redeemed: outcomeWords("issued"),
  denied: outcomeWords("denied"),
  expired: outcomeWords("expired"),
  refused: outcomeWords("refused"),
  withdrawn: { title: stateTexts.withdrawn, tone: "plain" },
};

/** Falls back to the state itself: a newer server may have states that this page does not know. */
export const loginWords = (state: string): BadgeWords => LOGIN_STATES[state] ?? { title: state, tone: "plain" };

export function LoginAlarm({ alarm }: { alarm: NonNullable<OwnLogin["alarm"]> }) {
  return <Badge tone="alert">{alarmTexts[alarm]}</Badge>;
}
