import type { DecisionBody, Wanted } from "@nearside/shared/api/login-requests.ts";
import type { RequestOptions } from "@nearside/shared/passkey/webauthn.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { Decision, RestsOn } from "@nearside/shared/statements/decision.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";

/** The login this page is about, before anybody was met: a stranger with the link learns no more (protocol §4.1). */
export interface Login {
  readonly request: string;
  /** H(request). */
  readonly requestHash: string;
  /** By this browser's clock, milliseconds since the epoch. */
  readonly startedAt: number;
  readonly expiresAt: number;
}

/** What a rule wants the person to type before there is anything to decide. */
export interface Wish {
  readonly wanted: Wanted;
  readonly facts: Facts;
  /** What was typed so far. */
  readonly typed: DecisionBody;
}

/** What the person decides on (protocol §4.5). */
interface Decided {
  /** The signed decision: what the passkey's challenge names. */
  readonly decision: string;
  readonly factsText: string;
  readonly facts: Facts;
  /** As the decision says it. */
  readonly claims: Pick<
    Decision["claims"],
    "user" | "key_storage" | "lifetime" | "justification" | "ticket" | "scope" | "require"
  >;
  /** That ask for something of this approval, or let an earlier one stand for it. */
  readonly rules: readonly DecidingRule[];
}

/** By a touch, and where rules ask for it by a security key's as well. */
export interface TouchQuestion extends Decided {
  readonly touch: { readonly first: RequestOptions; readonly key: RequestOptions | null };
}

/** Answered already: an earlier approval stands for this one, without a touch. */
export interface StandingQuestion extends Decided {
  readonly restsOn: RestsOn;
}

export type Question = TouchQuestion | StandingQuestion;
