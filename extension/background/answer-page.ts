import type { Answer, Ask } from "@nearside/shared/api/page-messages.ts";
import { isRefusalCode, refuse } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { policyRefusal } from "../policy/policy-rule.ts";
import { askForProgram } from "./ask-for-program.ts";
import type { PageAsker } from "./asker.ts";
import { showDecision } from "./decision.ts";
import { deny } from "./denial.ts";
import { enrol } from "./enrol.ts";
import { meet } from "./meet.ts";
import { meetEnrolment } from "./meet-enrolment.ts";
import { clearSettled } from "./met-logins.ts";
import { type ReviewServices, review, signedReview } from "./review.ts";
import { signInToConsole } from "./sign-in-to-console.ts";

/** The one list of what a page may ask. A refusal is an answer too; any other error is a bug. */
export async function answerPage(ask: Ask, asker: PageAsker, services: ReviewServices): Promise<Answer> {
  try {
    await allowedByPolicy(ask, asker, services);
    switch (ask.kind) {
      case "meet":
        return await meet(ask, asker, services);
      case "decision":
        return await showDecision(ask, asker, services);
      case "deny":
        return await deny(ask, asker, services);
      case "settled":
        return await clearSettled(ask, asker, services);
      case "enrol":
        return await enrol(ask, asker, services);
      case "meet_enrolment":
        return await meetEnrolment(ask, asker, services);
      case "review":
        return await review(ask, asker, services);
      case "reviewed":
        return await signedReview(ask, asker, services);
      case "redirect":
      case "redirect_as":
        return await askForProgram(ask, asker, services);
      case "sign_in":
      case "sign_in_as":
        return await signInToConsole(ask, asker, services);
    }
  } catch (cause) {
    if (cause instanceof Refused && isRefusalCode(cause.code)) return { kind: "refused", code: cause.code };
    throw cause;
  }
}

/**
 * Refuses what the organisation's settings do not allow, and everything while they are unread. A page may always say
 * no, and have a login forgotten; for an enrolment the extension's own window opens, and says why it is refused.
 *
 * @throws Refused `issuer_not_allowed`, `settings_unreadable`
 */
async function allowedByPolicy(
  { kind }: Ask,
  { origin }: PageAsker,
  { policy }: Pick<ReviewServices, "policy">,
): Promise<void> {
  if (kind === "deny" || kind === "settled" || kind === "enrol") return;
  const refusal = policyRefusal(await policy.settled(), origin);
  if (refusal !== undefined) refuse(refusal, "policy");
}
