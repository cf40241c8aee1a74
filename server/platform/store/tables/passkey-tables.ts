import type { Generated } from "kysely";
import type { KeyState } from "./machine-tables.ts";

interface PasskeysTable {
  /** base64url */
  credential_id: string;
  bound_set_id: string;
  /** COSE_Key */
  public_key: Uint8Array;
  /** Signature counter (WebAuthn L3 §6.1.1). */
  counter: number;
  /** BE at enrolment, 0 or 1; it never changes. */
  backup_eligible: number;
  /** BS as last seen, 0 or 1. */
  backed_up: number;
  /** UV at enrolment, 0 or 1. */
  user_verified: number;
  aaguid: string;
  attestation_format: string;
  attestation_verdict: string;
  /** JSON list; unsigned, so for messages only (protocol §4.5). */
  transports: string;
  /** `user.id` of the creation options, base64url; fresh for each bound set (protocol §3.3). */
  user_handle: string;
  state: KeyState;
  created_at: number;
  /** The person's name for it. */
  label: Generated<string | null>;
}

/** The proof that a passkey joined its bound set after the enrolment (protocol §3.10). */
interface PasskeyAdditionsTable {
  /** The added passkey. */
  credential_id: string;
  bound_set_id: string;
  /** The change in the console that added it: another passkey signed the options of its creation. */
  change_id: string;
  /** Compact JWS. */
  receipt: string;
  created_at: number;
}

/** The passkeys that are active or wait to be confirmed, counted. The database keeps it right. */
interface PasskeyCountsTable {
  no: Generated<number>;
  aaguid: string;
  attestation_format: string;
  attestation_verdict: string;
  backup_eligible: number;
  /** A kind may have several rows, which count together. */
  count: number;
}

export interface PasskeyTables {
  passkey_additions: PasskeyAdditionsTable;
  passkey_counts: PasskeyCountsTable;
  passkeys: PasskeysTable;
}
