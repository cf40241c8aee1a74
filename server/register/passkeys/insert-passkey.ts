import { refuse } from "@nearside/shared/chain/refusal.ts";
import { decodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { passkeySchema } from "@nearside/shared/passkey/passkey.ts";
import * as v from "valibot";
import type { Trx } from "../../platform/store/database.ts";

/** The passkey, and what the authenticator gave for it: stored as evidence (protocol §3.4, §7). */
export const enrolledPasskeySchema = v.strictObject({
  passkey: passkeySchema,
  counter: v.number(),
  backup_eligible: v.boolean(),
  backed_up: v.boolean(),
  aaguid: v.string(),
  attestation_format: v.string(),
  attestation_verdict: v.string(),
  transports: v.array(v.string()),
  /** RegistrationResponseJSON or AuthenticationResponseJSON. */
  response: v.unknown(),
});
export type EnrolledPasskey = v.InferOutput<typeof enrolledPasskeySchema>;

interface Into {
  readonly boundSetId: string;
  /** `user.id` of the creation options, base64url. */
  readonly userHandle: string;
  readonly state: "pending" | "active";
  readonly label: string | null;
}

/** Stores the passkey. It is in one bound set or in none. @throws Refused `key_already_bound` */
export async function insertPasskey(
  trx: Trx,
  made: EnrolledPasskey,
  { boundSetId, userHandle, state, label }: Into,
  now: number,
): Promise<void> {
  const inserted = await trx
    .insertInto("passkeys")
    .values({
      credential_id: made.passkey.credential_id,
      bound_set_id: boundSetId,
      public_key: decodeBase64url(made.passkey.public_key, "passkey.public_key"),
      counter: made.counter,
      backup_eligible: made.backup_eligible ? 1 : 0,
      backed_up: made.backed_up ? 1 : 0,
      user_verified: 1, // demanded at creation
      aaguid: made.aaguid,
      attestation_format: made.attestation_format,
      attestation_verdict: made.attestation_verdict,
      transports: JSON.stringify(made.transports),
      user_handle: userHandle,
      state,
      created_at: now,
      label,
    })
    .onConflict((conflict) => conflict.column("credential_id").doNothing())
    .returning("credential_id")
    .executeTakeFirst();
  if (inserted === undefined) refuse("key_already_bound", "passkey");
}
