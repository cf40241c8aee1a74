import type { Wanted } from "@nearside/shared/api/login-requests.ts";
import { writtenChainSchema } from "@nearside/shared/chain/read-chain.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import type { WithdrawalReason } from "@nearside/shared/statements/withdrawal.ts";
import * as v from "valibot";

const texts = writtenChainSchema.entries;

/** A meeting that the verdict accepted (protocol §4.4), as texts; it belongs to one browser session. */
export const meetingSchema = v.strictObject({
  nonce: texts.nonce,
  hello: texts.hello,
  presence_proof: texts.presence_proof,
  /** Present for a login from elsewhere (protocol §10.3). */
  relay: texts.relay,
  attestation: texts.attestation,
  attestation_hash: v.string(),
  extension_jkt: v.string(),
  /** SHA-256 of the session's cookie. */
  browser_session: v.string(),
  /** Epoch seconds: a later verifier judges the nonce's life by it (protocol §2, §7). */
  met_at: v.number(),
});
export type Meeting = v.InferOutput<typeof meetingSchema>;

/** A person whom rules named and who did not count yet (protocol §11.1), and from when they do, in epoch seconds. */
export const notCountingSchema = v.strictObject({ id: v.string(), counts_from: v.number() });
export type NotCounting = v.InferOutput<typeof notCountingSchema>;

/** The approval of another person (protocol §11), with the keys that it is by. Times in epoch seconds. */
const coApprovalSchema = v.strictObject({
  user: v.strictObject({ id: v.string(), name: v.string() }),
  bound_set_id: v.string(),
  device_jkt: v.string(),
  extension_jkt: v.string(),
  /** The lists of the decision that this person counts for, by their index. */
  among: v.array(v.number()),
  co_decision: v.string(),
  /** The questions and answers until then, as that co-decision names them. */
  questions: v.exactOptional(v.array(v.strictObject({ question: v.string(), answer: v.string() }))),
  co_review: v.string(),
  assertion: texts.assertion,
  approved_at: v.number(),
});
export type CoApproval = v.InferOutput<typeof coApprovalSchema>;

const questionSchema = v.strictObject({
  from: v.strictObject({ id: v.string(), name: v.string() }),
  /** Compact JWS; the answer is null until it comes. */
  question: v.string(),
  answer: v.nullable(v.string()),
});
export type Question = v.InferOutput<typeof questionSchema>;

/** The members of an approval where rules ask for other people. */
const secondSchema = v.strictObject({
  /** Epoch seconds until which they may approve. */
  until: v.number(),
  /** Seconds within which nobody counts whom the person admitted; 0 where anybody counts. */
  newcomers: v.number(),
  approved: v.array(coApprovalSchema),
  /** H(co-decision) of each approval that was given and counts no more: it is of one use. */
  dropped: v.array(v.string()),
  questions: v.array(questionSchema),
});
export type Second = v.InferOutput<typeof secondSchema>;

/**
 * The approval of a decision (protocol §4.5). Times in epoch seconds. `assertion` is that of the earlier approval, if it depends on
 * one.
 */
export const approvalSchema = v.strictObject({
  decision: texts.decision,
  decision_hash: v.string(),
  assertion: texts.assertion,
  /** The touch of a security key as well, if rules demanded it. */
  security_key: texts.security_key,
  approved_at: v.number(),
  rests_on: v.optional(v.strictObject({ request: v.string(), approved_at: v.number() })),
  /** Present where other people approve as well. */
  second: v.exactOptional(secondSchema),
});
export type Approval = v.InferOutput<typeof approvalSchema>;
/** An approval beside which other people approve. */
export type ApprovalOfSeveral = Approval & { readonly second: Second };

/** Returns the time at which the person touched a passkey for this approval. Rules and APIs judge by this time, and the token names it. */
export const touchedAt = ({ approved_at, rests_on }: Approval): number => rests_on?.approved_at ?? approved_at;

/** Epoch seconds of the last approval: of the person, or of another one beside them. */
export const lastApprovedAt = ({ approved_at, second }: Approval): number =>
  Math.max(approved_at, ...(second?.approved ?? []).map((one) => one.approved_at));

/** The times that the server recorded of an approval, for a later verifier (protocol §7). */
export const recordedOf = ({ meeting, approval }: { readonly meeting: Meeting; readonly approval: Approval }) => ({
  met_at: meeting.met_at,
  approved_at: approval.approved_at,
});

/**
 * Writes the terminal and its session as one text, for comparing. Null if the machine tells no session: the name of a terminal alone is
 * used again, so no approval stands there (protocol §4.1). Null for a login from elsewhere too, where both are only reported by that place (§10.4).
 */
export const terminalOf = ({
  context: { tty, terminal_session },
  place,
}: Pick<Facts, "context" | "place">): string | null =>
  tty === null || terminal_session === undefined || place !== undefined ? null : `${terminal_session} ${tty}`;

/** True for a passkey that the person touched for this approval. */
export const touchedBy = ({ assertion, security_key }: Approval, credentialId: string): boolean =>
  assertion.id === credentialId || security_key?.id === credentialId;

/** The members that all states share. They are fixed when the login is requested. */
interface Requested {
  readonly id: string;
  readonly clientId: string;
  readonly deviceJkt: string;
  readonly sessionJkt: string;
  readonly boundSetId: string;
  readonly userId: string;
  readonly deviceStatement: string;
  readonly request: string;
  readonly facts: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Epoch milliseconds until which its command line counts as waiting (`command-line-waits.ts`). It is written beside the states. */
  readonly waitedUntil: number;
  /** The form that {@link terminalOf} writes. */
  readonly terminal: string | null;
}

/** States of protocol §5, each with what belongs to it and nothing else. */
export type LoginState =
  | { readonly state: "pending" }
  /** `decision` is the current one; a newer meeting or decision voids it. `wanted` is what the person has to type first. */
  | {
      readonly state: "met";
      readonly meeting: Meeting;
      readonly decision: string | null;
      readonly wanted: Wanted | null;
    }
  /** Approved, and waits for other people to approve as well. */
  | { readonly state: "waiting"; readonly meeting: Meeting; readonly approval: ApprovalOfSeveral }
  | { readonly state: "approved"; readonly meeting: Meeting; readonly approval: Approval }
  | { readonly state: "redeemed"; readonly meeting: Meeting; readonly approval: Approval }
  /** `reason` is what the person said for it, if they said anything. `by` is another person who was asked to approve as well. */
  | {
      readonly state: "denied";
      readonly alert: boolean;
      readonly reason?: string;
      readonly by?: { readonly id: string; readonly name: string };
      readonly before?: Before;
    }
  | { readonly state: "expired"; readonly before?: Before }
  /** `rules` names the rules that refused it, and `newcomers` the people who did not count for them yet. `before` is the login as it was, if it had been met. */
  | {
      readonly state: "refused";
      readonly reason: string;
      readonly rules: readonly DecidingRule[];
      readonly newcomers?: readonly NotCounting[];
      readonly before?: Before;
    }
  /** Its own command line ended it; `before` as above. */
  | { readonly state: "withdrawn"; readonly reason: WithdrawalReason; readonly before?: Before };

/** The login as it was before it ended. */
interface Before {
  readonly state: string;
  readonly meeting?: Meeting | undefined;
  readonly approval?: Approval | undefined;
}

/** `version` counts writes: a transition holds only for the version it was computed from. */
export type Login = Requested & LoginState & { readonly version: number };
