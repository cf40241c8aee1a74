import type { ReviewWish } from "@nearside/shared/api/page-messages.ts";
import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { CoDecision } from "@nearside/shared/statements/co-decision.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";

/** The request that the second person decides about. Every statement that it comes from is verified. */
export interface Reviewed {
  readonly issuer: string;
  readonly coDecision: CoDecision["claims"];
  readonly decision: Decision["claims"];
  readonly facts: Facts;
  /** The questions that were asked back, and the initiator's answers, each signed by its author. */
  readonly questions: readonly { readonly question: string; readonly answer: string }[];
}

/** The screens of the window in which a second person signs, of which it shows one at a time. */
export type Screen =
  | { readonly at: "opening" }
  /** `wish`: what the person is about to do; the window has a way from each to the others. */
  | { readonly at: "question"; readonly reviewed: Reviewed; readonly wish: ReviewWish; readonly left: number }
  /** It is signed, and the page goes on with it. */
  | { readonly at: "signed"; readonly wish: ReviewWish }
  /** `gone`: this window belongs to no request any more; `late`: the co-decision's time was over. */
  | { readonly at: "ended"; readonly why: RefusalCode | "gone" | "late" };
