import type { DecisionBody, Wanted } from "@nearside/shared/api/login-requests.ts";
import type { RequestOptions } from "@nearside/shared/passkey/webauthn.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { Decision, RestsOn } from "@nearside/shared/statements/decision.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";

/**
 * The login that this page is about, before its command line is met: a stranger with the link learns no more (protocol
 * §4.1).
 */
export interface Login {
  readonly request: string;
  /** H(request). */
  readonly requestHash: string;
  /** Milliseconds since the epoch, by this browser's clock. */
  readonly startedAt: number;
  readonly expiresAt: number;
}

/** A text that a rule wants the person to type before there is anything to decide. */
export interface Wish {
  readonly wanted: Wanted;
  readonly facts: Facts;
  /** The texts that were typed so far. */
  readonly typed: DecisionBody;
}

/** The question that the person decides on (protocol §4.5). */
interface Decided {
  /** The signed decision, which the passkey's challenge names. */
  readonly decision: string;
  readonly factsText: string;
  readonly facts: Facts;
  /** The decision's claims. */
  readonly claims: Pick<
    Decision["claims"],
    "user" | "key_storage" | "lifetime" | "justification" | "ticket" | "scope" | "require"
  >;
  /** The rules that ask for something of this approval, or let an earlier one be enough. */
  readonly rules: readonly DecidingRule[];
}

/** Decided by a touch, and by a security key's as well if rules ask for it. */
export interface TouchQuestion extends Decided {
  readonly touch: { readonly first: RequestOptions; readonly key: RequestOptions | null };
  /** The flaws of the machine's protection that rules look at. They are not read yet, since few logins need them. */
  readonly posture?: unknown;
}

/** Answered already: an earlier approval is enough for this login, without a touch. */
export interface ReuseQuestion extends Decided {
  readonly restsOn: RestsOn;
}

export type Question = TouchQuestion | ReuseQuestion;
