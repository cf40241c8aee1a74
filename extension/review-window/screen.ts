import type { ReviewWish } from "@nearside/shared/api/page-messages.ts";
import { waitSeconds } from "@nearside/shared/chain/co-approval/wait-seconds.ts";
import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { CoDecision } from "@nearside/shared/statements/co-decision.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import { countdownText, spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { texts } from "../texts/review.ts";

/** The request that the second person decides about. Every statement that it comes from is verified. */
export interface Reviewed {
  readonly issuer: string;
  readonly coDecision: CoDecision["claims"];
  readonly decision: Decision["claims"];
  readonly facts: Facts;
  /** The questions that were asked back, and the initiator's answers, each signed by its author. */
  readonly questions: readonly { readonly question: string; readonly answer: string }[];
}

/** Seconds that are left to answer in this window, and for which the request waits for somebody. */
export interface Left {
  readonly here: number;
  readonly request: number;
}

/** The facts from which the time that is left follows: all are signed. */
interface Timed {
  readonly coDecision: Pick<Reviewed["coDecision"], "approved_at" | "exp">;
  readonly decision: Parameters<typeof waitSeconds>[0];
  readonly facts: Parameters<typeof waitSeconds>[1];
}

/** @param serverNow the server's clock, epoch seconds */
export function leftFor({ coDecision, decision, facts }: Timed, serverNow: number): Left {
  const request = coDecision.approved_at + waitSeconds(decision, facts) - serverNow;
  return { here: Math.min(coDecision.exp - serverNow, request), request };
}

/**
 * The window's own time is a co-decision's few minutes. The request itself mostly waits for longer, and nobody is to hurry because of a
 * window.
 */
export function leftWords({ here, request }: Left): string {
  if (request <= here) return texts.left({ here: countdownText(here) });
  const whole = request < 60 ? request : request - (request % 60);
  return texts.leftHere({ here: countdownText(here), whole: spanInWords(whole) });
}

/** The screens of the window in which a second person signs, of which it shows one at a time. */
export type Screen =
  | { readonly at: "opening" }
  /** `wish`: what the person is about to do; the window has a way from each to the others. */
  | { readonly at: "question"; readonly reviewed: Reviewed; readonly wish: ReviewWish; readonly left: Left }
  /** It is signed, and the page continues with it. */
  | { readonly at: "signed"; readonly wish: ReviewWish }
  /** `gone`: this window belongs to no request any more; `late`: the co-decision's time was over; `failed`: a fault of the extension. */
  | { readonly at: "ended"; readonly why: RefusalCode | "gone" | "late" | "failed" };
