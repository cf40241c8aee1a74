import type { OwnLogin } from "@nearside/shared/api/console/own-logins.ts";
import { mentionTexts as texts } from "../../texts/console/mentions.tsx";
import { Badge, type BadgeWords } from "../ui/badge.tsx";

/** Title and tone of the badge that shows a login's state (protocol §5). */
export const LOGIN_STATES: Readonly<Record<string, BadgeWords>> = {
  pending: { title: texts.login.states.pending, tone: "wait" },
  met: { title: texts.login.states.met, tone: "wait" },
  approved: { title: texts.login.states.approved, tone: "near" },
  redeemed: { title: texts.login.states.redeemed, tone: "near" },
  denied: { title: texts.login.states.denied, tone: "plain" },
  expired: { title: texts.login.states.expired, tone: "plain" },
  refused: { title: texts.login.states.refused, tone: "alert" },
  waiting: { title: texts.login.states.waiting, tone: "wait" },
  withdrawn: { title: texts.login.states.withdrawn, tone: "plain" },
};

/** Falls back to the state itself: a newer server may have states that this page does not know. */
export const loginWords = (state: string): BadgeWords => LOGIN_STATES[state] ?? { title: state, tone: "plain" };

export function LoginAlarm({ alarm }: { alarm: NonNullable<OwnLogin["alarm"]> }) {
  return (
    <Badge tone="alert">
      {alarm === "denied_as_foreign" ? texts.login.alarms.denied_as_foreign : texts.login.alarms.other}
    </Badge>
  );
}
