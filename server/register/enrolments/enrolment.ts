import type { EnrolmentEnd } from "@nearside/shared/api/enrolment-end.ts";
import type { KeyAttestation } from "@nearside/shared/key-attestation/attested-key.ts";
import * as v from "valibot";
import type { EnrolledPasskey } from "../passkeys/insert-passkey.ts";

const text = v.string();

/** A meeting between the command line that asks and an extension, as texts (protocol §3.3). */
export const enrolmentMeetingSchema = v.strictObject({
  nonce: text,
  hello: text,
  presence_proof: text,
  attestation: text,
  attestation_hash: text,
  extension_jkt: text,
  extension_jwk: text,
  browser: text,
  /** SHA-256 of the session's cookie: only that browser session continues. */
  browser_session: text,
  /** `user.id` of the creation options, base64url; fresh for each bound set. */
  user_handle: text,
  /** Epoch seconds: a later verifier judges the nonce's life by it (protocol §2, §7). */
  met_at: v.number(),
  /** The address of the page; absent in meetings from before it was stored. */
  address: v.optional(text),
});
export type EnrolmentMeeting = v.InferOutput<typeof enrolmentMeetingSchema>;

/** Proofs of possession (protocol §3.3), compact JWS; each is null until it was sent. */
export const proofsSchema = v.strictObject({ extension: v.nullable(text), device: v.nullable(text) });
export type Proofs = v.InferOutput<typeof proofsSchema>;

/** The confirmer of the enrolment, and when, epoch seconds: the confirmation of protocol §7. */
export const confirmationSchema = v.variant("by", [
  v.strictObject({ by: v.picklist(["server_shell", "bootstrap_ticket", "break_glass"]), at: v.number() }),
  /** A person in the console confirmed it, with the change that they signed. */
  v.strictObject({ by: v.literal("console"), at: v.number(), user_id: text, change_id: text }),
]);
export type Confirmation = v.InferOutput<typeof confirmationSchema>;

/** These members are fixed when the enrolment is requested. */
export interface RequestedEnrolment {
  readonly id: string;
  readonly kind: "machine" | "browser";
  readonly ticketHash: string | null;
  readonly userId: string;
  readonly deviceJkt: string;
  readonly deviceJwk: string;
  readonly machine: {
    readonly keyStorage: string;
    readonly hostname: string;
    readonly os: string;
    readonly account: string;
  };
  /** The proof that a TPM keeps the device key (protocol §3.8); null if `keyStorage` is the machine's own statement. */
  readonly keyAttestation: KeyAttestation | null;
  readonly request: string;
  /** The address of the command line; null in enrolments from before it was stored. */
  readonly address: string | null;
  /** Compact JWS if a further browser is added (protocol §3.7), else null. */
  readonly browserStatement: string | null;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

interface Met {
  readonly meeting: EnrolmentMeeting;
}
interface WithPasskey extends Met {
  readonly passkey: EnrolledPasskey;
  readonly proofs: Proofs;
}
interface Bound extends WithPasskey {
  readonly boundSetId: string;
  /** The time of the last proof, in epoch seconds. */
  readonly provedAt: number;
}

interface Refusal {
  readonly reason: EnrolmentEnd["reason"];
  /** The administrator's message to the person. */
  readonly note?: string;
  /** The session of the meeting, if there was one: only that page learns the reason. */
  readonly browserSession?: string;
}

export type EnrolmentState =
  | { readonly state: "waiting" }
  | ({ readonly state: "met" } & Met)
  | ({ readonly state: "passkey" } & WithPasskey)
  /** The keys are a bound set that waits for the administrator; `wrongWords` counts the mistyped words. */
  | ({ readonly state: "pending"; readonly wrongWords: number } & Bound)
  | ({ readonly state: "active"; readonly receipt: string; readonly confirmation: Confirmation } & Bound)
  | ({ readonly state: "refused" } & Refusal)
  | { readonly state: "expired" };

export type Enrolment = RequestedEnrolment & EnrolmentState & { readonly version: number };
/** An enrolment in one of those states. */
export type EnrolmentIn<S extends EnrolmentState["state"]> = Enrolment & Extract<EnrolmentState, { state: S }>;
