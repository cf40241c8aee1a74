import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { newRandomId } from "@nearside/shared/ids.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { inSteps } from "../../platform/store/in-steps.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";

// There is one nonce for each sign-in and each change (protocol §8). The contract: of several uses at once exactly one gets true.

/** The time between the challenge and the passkey's answer. */
const NONCE_MS = 180_000;
/** The subject of an unknown browser. */
export const SIGN_IN = "sign-in";

/** Makes a nonce. @param subject `SIGN_IN`, or for a change the hash of its session */
export async function newConsoleNonce(
  db: Db,
  subject: string,
  { clock, random }: WithClock & WithRandom,
): Promise<string> {
  const nonce = newRandomId(random);
  const row = { hash: await sha256Base64url(nonce), subject, expires_at: clock() + NONCE_MS };
  await db.insertInto("console_nonces").values(row).execute();
  return nonce;
}

/** True if the nonce can be used now. */
export async function isConsoleNonce(db: Db, nonce: string, subject: string, now: number): Promise<boolean> {
  const row = await db
    .selectFrom("console_nonces")
    .select("hash")
    .where("hash", "=", await sha256Base64url(nonce))
    .where("subject", "=", subject)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return row !== undefined;
}

/** Uses the nonce up. @returns false if it is unknown, another subject's, over or used */
export async function useConsoleNonce(trx: Trx, nonce: string, subject: string, now: number): Promise<boolean> {
  const used = await trx
    .deleteFrom("console_nonces")
    .where("hash", "=", await sha256Base64url(nonce))
    .where("subject", "=", subject)
    .where("expires_at", ">", now)
    .returning("hash")
    .executeTakeFirst();
  return used !== undefined;
}

export async function deleteConsoleNonces(db: Db, now: number): Promise<void> {
  const old = (most: number) =>
    db.selectFrom("console_nonces").select("hash").where("expires_at", "<=", now).limit(most);
  await inSteps((most) => db.deleteFrom("console_nonces").where("hash", "in", old(most)).executeTakeFirst());
}
