import type { User } from "../claims.ts";
import type { AccessToken } from "../oauth/access-token.ts";
import type { ServerKey } from "../oauth/metadata.ts";
import type { Passkey } from "../passkey/passkey.ts";
import type { AssertionJson } from "../passkey/webauthn.ts";
import type { PublicJwk } from "../signing/keys.ts";
import type { CoAnswer } from "../statements/co-answer.ts";
import type { CoDecision } from "../statements/co-decision.ts";
import type { CoQuestion } from "../statements/co-question.ts";
import type { CoReview } from "../statements/co-review.ts";
import type { Decision } from "../statements/decision.ts";
import type { AnyAttestation, AnyDeviceStatement } from "../statements/elsewhere.ts";
import type { Hello } from "../statements/hello.ts";
import type { Nonce } from "../statements/nonce.ts";
import type { PresenceProof } from "../statements/presence.ts";
import type { Relay } from "../statements/relay.ts";
import type { Request } from "../statements/request.ts";

// The chain as read, link by link (protocol §1). Reading proves nothing: the checks do. Each check takes the links and
// the trusted facts that it needs and no more, so that server, extension, command line and later verifier run the same one.

/**
 * The login as requested: the device statement, the request that the server made from it, and the text of the facts.
 */
export interface RequestLink {
  readonly device: AnyDeviceStatement;
  readonly request: Request;
  readonly facts: string;
}

/** The meeting on the machine. */
export interface MeetingLink extends RequestLink {
  readonly nonce: Nonce;
  readonly hello: Hello;
  readonly presence: PresenceProof;
  /** The keeper signs that it was between; null for a command line on the machine itself. */
  readonly relay: Relay | null;
  readonly attestation: AnyAttestation;
}

/** The server's decision and the approval by the passkey. */
export interface ApprovalLink extends MeetingLink {
  readonly decision: Decision;
  /** The assertion for this approval, or for the earlier one that it rests on. */
  readonly assertion: AssertionJson;
  /** The assertion of the security key; null if no rule demands one. */
  readonly securityKey: AssertionJson | null;
  /**
   * The approval that this one rests on (`decision.rests_on`, protocol §4.5); null if the person touched for this
   * one.
   */
  readonly earlier: ApprovalLink | null;
}

/**
 * An approval and the earlier one that it rests on, reduced to what the checks compare. It exists before the decision
 * is signed.
 */
export interface RestingLink {
  readonly facts: string;
  readonly decision: Pick<Decision, "claims">;
  readonly earlier: Pick<ApprovalLink, "request" | "facts" | "decision" | "assertion"> | null;
}

/** The server's question to a second approver (protocol §11), with the questions that were answered by then. */
export interface CoDecided {
  readonly coDecision: CoDecision;
  readonly questions: readonly { readonly question: CoQuestion; readonly answer: CoAnswer }[];
}

/** A second approver's extension and passkey signed this. */
export interface CoApproval extends CoDecided {
  readonly coReview: CoReview;
  readonly assertion: AssertionJson;
}

/** An approval that waits for other people, and what one or all of them are asked. */
export interface CoDecidedLink extends ApprovalLink {
  readonly coApprovals: readonly CoDecided[];
}

/** The whole chain, with the token. */
export interface Chain extends ApprovalLink {
  /** The approvals of other people in the order in which they were given; none if no rule asked for any. */
  readonly coApprovals: readonly CoApproval[];
  readonly token: AccessToken;
}

/** A passkey as enrolled. */
export interface BoundPasskey extends Passkey {
  /** BE at enrolment: true for a passkey that may be copied to other devices (WebAuthn L3 §6.1.3). */
  readonly backup_eligible: boolean;
}

/** The keys and the person that one enrolment tied together. */
export interface BoundSet {
  readonly user: User;
  readonly device: PublicJwk;
  /** Thumbprints of extension keys. */
  readonly extensions: readonly string[];
  readonly passkeys: readonly BoundPasskey[];
}

/** The facts that a verifier trusts besides the chain itself. */
export interface Trusted {
  readonly issuer: string;
  readonly serverKeys: readonly ServerKey[];
  readonly bound: BoundSet;
  /** The bound sets of the other people who approved as well (protocol §11). */
  readonly approvers: readonly BoundSet[];
  /** WebAuthn relying party id and the origin of the approval page. */
  readonly rpId: string;
  readonly origin: string;
  /** `same` accepts only a peer that the command line saw and recognised, `any` accepts every peer (protocol §4.2). */
  readonly peer: "any" | "same";
}

/** One line of the list in `verify-chain.ts`. It throws Refused if the check fails. */
export type Check<Links> = (chain: Links, trusted: Trusted) => Promise<void> | void;
