import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { inSteps } from "../../platform/store/in-steps.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";

// There is one nonce for each sign-in and each change (protocol §8). Nothing is stored when it is given out, since strangers may ask for
// as many as they like: it says itself when it was made, and a keyed hash binds that to its subject. Its use is stored. The contract: of
// several uses at once exactly one gets true.

/** The time between the challenge and the passkey's answer. */
const NONCE_MS = 180_000;
/** The clock of another process may be that far from this one. */
const LEEWAY_MS = CLOCK_LEEWAY_SECONDS * 1000;
/** The subject of an unknown browser. */
export const SIGN_IN = "sign-in";

/** Seconds since 1970. */
const TIME_BYTES = 4;
/** Two nonces of the same second differ in these. */
const RANDOM_BYTES = 4;
/** The column has no other value since then: the hash binds the nonce to its subject. */
const USED = "used";

/** Makes a nonce. @param subject `SIGN_IN`, the hash of a session for a change, or the id of a recovery */
export function newConsoleNonce(
  subject: string,
  { clock, random, secrets }: WithClock & WithRandom & WithSecrets,
): string {
  const made = Buffer.alloc(TIME_BYTES + RANDOM_BYTES);
  made.writeUInt32BE(Math.floor(clock() / 1000));
  made.set(random(RANDOM_BYTES), TIME_BYTES);
  const hash = secrets.hash("console_nonce", textOf(made, subject));
  return encodeBase64url(Buffer.concat([made, Buffer.from(hash, "base64url")]));
}

/** True if this server made the nonce for that subject, and its time is not over. It may have been used. */
export function isConsoleNonce(nonce: string, subject: string, { clock, secrets }: WithClock & WithSecrets): boolean {
  const bytes = Buffer.from(nonce, "base64url");
  if (bytes.length < TIME_BYTES + RANDOM_BYTES) return false;
  const made = bytes.subarray(0, TIME_BYTES + RANDOM_BYTES);
  const hash = bytes.toString("base64url", TIME_BYTES + RANDOM_BYTES);
  if (!secrets.isHash("console_nonce", textOf(made, subject), hash)) return false;
  const age = clock() - madeAt(bytes);
  return age < NONCE_MS && age >= -LEEWAY_MS;
}

/** Uses the nonce up. @returns false if it is unknown, another subject's, over or used */
export async function useConsoleNonce(
  trx: Trx,
  nonce: string,
  subject: string,
  services: WithClock & WithSecrets,
): Promise<boolean> {
  if (!isConsoleNonce(nonce, subject, services)) return false;
  const expires_at = madeAt(Buffer.from(nonce, "base64url")) + NONCE_MS + LEEWAY_MS;
  const used = await trx
    .insertInto("console_nonces")
    .values({ hash: await sha256Base64url(nonce), subject: USED, expires_at })
    .onConflict((conflict) => conflict.column("hash").doNothing())
    .returning("hash")
    .executeTakeFirst();
  return used !== undefined;
}

/** Forgets uses of expired nonces. */
export async function deleteConsoleNonces(db: Db, now: number): Promise<void> {
  const old = (most: number) =>
    db.selectFrom("console_nonces").select("hash").where("expires_at", "<=", now).limit(most);
  await inSteps((most) => db.deleteFrom("console_nonces").where("hash", "in", old(most)).executeTakeFirst());
}

const textOf = (made: Buffer, subject: string): string => `${made.toString("base64url")} ${subject}`;
const madeAt = (nonce: Buffer): number => nonce.readUInt32BE() * 1000;
