import type { LoginOutcome } from "@nearside/shared/api/console/logins.ts";
import { outcomeTexts } from "../../texts/console/log.tsx";
import type { BadgeTone, BadgeWords } from "../ui/badge.tsx";

const TONES: Readonly<Record<LoginOutcome, BadgeTone>> = {
  waiting: "wait",
  approved: "near",
  issued: "near",
  denied: "plain",
  refused: "alert",
  expired: "plain",
  cancelled: "plain",
};

/** Title and tone of the badge that shows the outcome of a login. */
export const outcomeWords = (outcome: LoginOutcome): BadgeWords => ({
  title: outcomeTexts[outcome],
  tone: TONES[outcome],
});
