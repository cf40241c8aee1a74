import type { Evidence } from "@nearside/shared/evidence/evidence.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { keyChallenge } from "@nearside/shared/statements/key-challenge.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { addPasskeyChangeSchema, passkeyAdditionRequest } from "@nearside/shared/statements/passkey-addition.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import * as v from "valibot";
import { findKeysByKid } from "../../platform/keys/signing-key-store.ts";
import { publishedKey } from "../../platform/keys/signing-keys.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import type { StoredEvidence } from "../../register/logins/evidence-store.ts";

type Enrolled = Pick<Evidence["enrolment"], "enrolment_request" | "nonce" | "receipt"> & {
  readonly key_attestation?: Evidence["enrolment"]["key_attestation"];
};

interface Added {
  readonly change: { readonly text: string };
  readonly receipt: string;
}

/**
 * The server's keys that a document needs: those in force when the login ended, and before them those that signed its
 * enrolments, and passkeys that were added. An enrolment is often years older than the login, and its keys left the JWK Set long ago.
 */
export async function evidenceKeys(
  db: Db | Trx,
  enrolments: readonly Enrolled[],
  additions: readonly Added[],
  { keys }: StoredEvidence["jwks"],
): Promise<readonly unknown[]> {
  const kids = new Set((await Promise.all([...enrolments.map(kidsOf), ...additions.map(kidsOfAddition)])).flat());
  for (const { kid } of keys) if (typeof kid === "string") kids.delete(kid);
  const older = kids.size === 0 ? [] : await findKeysByKid(db, [...kids]);
  return [...keys, ...older.map(publishedKey)];
}

async function kidsOf({ key_attestation, ...texts }: Enrolled): Promise<readonly string[]> {
  const read = [
    await enrolmentRequest.read(texts.enrolment_request),
    await nonce.read(texts.nonce),
    await receipt.read(texts.receipt),
    ...(key_attestation == null ? [] : [await keyChallenge.read(key_attestation.challenge)]),
  ];
  return read.map(({ header }) => header.kid);
}

async function kidsOfAddition({ change, receipt: text }: Added): Promise<readonly string[]> {
  const { request } = v.parse(addPasskeyChangeSchema, JSON.parse(change.text));
  const read = [await passkeyAdditionRequest.read(request), await receipt.read(text)];
  return read.map(({ header }) => header.kid);
}
