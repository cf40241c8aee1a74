import type { Objection } from "@nearside/shared/api/console/recovery.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { AssertionJson, RequestOptions } from "@nearside/shared/passkey/webauthn.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { objectionChallenge } from "@nearside/shared/statements/challenges.ts";
import { appendRefusal } from "../audit/append-refusal.ts";
import { append } from "../audit/event-log.ts";
import { deviceRevoked } from "../audit/events/device-revoked.ts";
import { passkeyRevoked } from "../audit/events/passkey-revoked.ts";
import { recoveryObjected } from "../audit/events/recovery-objected.ts";
import { recoveryObjectionRefused } from "../audit/events/recovery-objection-refused.ts";
import { ConsoleError } from "../console/console-error.ts";
import { newConsoleNonce, useConsoleNonce } from "../console/console-nonce.ts";
import { verifyOwnPasskey } from "../console/verify-own-passkey.ts";
import { findParty, type Party } from "../directory/party.ts";
import type { Ground } from "../ground.ts";
import { holdPasskey, recordUse } from "../passkey/record-use.ts";
import { requestOptions } from "../passkey/request-options.ts";
import type { Db } from "../store/database.ts";
import { takeTurn } from "../store/take-turn.ts";
import type { Recovery } from "./recovery.ts";
import { findRecovery } from "./recovery-store.ts";
import { stopNow } from "./stop-recovery.ts";
import { isOpen } from "./transitions.ts";

// "This wasn't me", without a session: the person's machines are set aside, so nobody can sign in by them. A passkey of theirs will
// do, on any machine and also one of a machine that is called lost. Whoever has it can stop a way back, and do nothing else with it.
// One administrator alone revokes machines and passkeys, so one that was revoked lately will do too: or he who began the way back
// could take the person's no away (threat R28).

/** How long before the way back began a passkey may have been revoked. After that a thief who has it stops none any more. Milliseconds. */
const REVOKED_LATELY_MS = 7 * 86_400_000;

/**
 * Which passkeys will do, and what they are to sign.
 *
 * @param id of the way back: 128 random bits, which stand in the person's mail
 * @throws ConsoleError `unknown`, `conflict` where it is over
 */
export async function askToObject(
  ground: Ground,
  id: string,
): Promise<{ readonly nonce: string; readonly options: RequestOptions }> {
  const recovery = await findOpen(ground.db, id);
  const passkeys = (await partiesOf(ground.db, recovery)).flatMap((party) => party.passkeys);
  const nonce = await newConsoleNonce(ground.db, id, ground);
  const challenge = encodeBase64url(await objectionChallenge(nonce, id));
  return { nonce, options: requestOptions(ground.config, passkeys, challenge) };
}

/**
 * The person concerned stops the way back by one of their passkeys.
 *
 * @throws ConsoleError `unknown`, `conflict`; Refused
 */
export async function objectToRecovery(
  ground: Ground,
  id: string,
  { nonce, how, assertion }: { readonly nonce: string; readonly how: Objection; readonly assertion: AssertionJson },
): Promise<void> {
  const recovery = await findOpen(ground.db, id);
  const ended = await logObjectionRefusal(ground, recovery, async () => {
    const parties = await partiesOf(ground.db, recovery);
    const party = parties.find(({ passkeys }) => passkeys.some(({ credential_id }) => credential_id === assertion.id));
    if (party === undefined) return refuse("passkey_not_bound", "assertion.id");
    const used = await verifyOwnPasskey(ground, party, assertion, await objectionChallenge(nonce, id));
    return ground.db.transaction().execute(async (trx) => {
      await takeTurn(trx, "administration");
      const now = ground.clock();
      if (!(await useConsoleNonce(trx, nonce, id, now))) refuse("nonce_used", "nonce");
      if (!party.revoked.has(used.credentialId)) {
        await holdPasskey(trx, used.credentialId);
        await recordUse(trx, used.credentialId, used.counter, used.backedUp);
      }
      const current = await findRecovery(trx, id);
      const stopped = { by: recovery.userId, how, note: null };
      const enrolments = await stopNow(ground, trx, current, stopped, { objected: true });
      const data = { user_id: recovery.userId, how, credential_id: used.credentialId, enrolments: [...enrolments] };
      await append(trx, recoveryObjected(now, id, data), { user: recovery.userId, device: party.device.jkt });
      return enrolments;
    });
  });
  for (const enrolment of ended) ground.changes.announce(enrolment);
}

async function findOpen(db: Db, id: string): Promise<Recovery> {
  const recovery = await findRecovery(db, id);
  if (!isOpen(recovery)) throw new ConsoleError("conflict");
  return recovery;
}

/** A machine with the passkeys by which its person says no, as if all of them were in force. */
interface Objecting extends Party {
  /** Credential ids of those that are not. */
  readonly revoked: ReadonlySet<string>;
}

/** Machines that were let in, with what is in force of them, set aside or not, and what was until lately. */
async function partiesOf(db: Db, { userId, startedAt }: Recovery): Promise<readonly Objecting[]> {
  const sets = await db
    .selectFrom("bound_sets")
    .select("id")
    .where("user_id", "=", userId)
    .where(({ or, eb }) => or([eb("confirmed_at", "is not", null), eb("state", "=", "active")]))
    .orderBy("id")
    .execute();
  const parties = await Promise.all(sets.map(({ id }) => findParty(db, id)));
  const since = startedAt - REVOKED_LATELY_MS;
  return Promise.all(parties.filter((party) => party !== undefined).map((party) => objecting(db, party, since)));
}

/** @param since epoch milliseconds: what was revoked before counts no more */
async function objecting(db: Db, party: Party, since: number): Promise<Objecting> {
  const gone = party.passkeys.filter(({ state }) => state === "revoked").map(({ credential_id }) => credential_id);
  const rows = await db
    .selectFrom("events")
    .select(["subject", "at"])
    .where("subject", "in", [party.device.jkt, ...gone])
    .where("kind", "in", [deviceRevoked.kind, passkeyRevoked.kind])
    .execute();
  const revokedAt = new Map(rows.map(({ subject, at }) => [subject, at]));
  const atOf = (id: string): number => revokedAt.get(id) ?? revokedAt.get(party.device.jkt) ?? 0;
  const revoked = new Set(gone.filter((id) => atOf(id) > since));
  const passkeys = party.passkeys.filter(({ state, credential_id: id }) => state === "active" || revoked.has(id));
  return { ...party, passkeys: passkeys.map((passkey) => ({ ...passkey, state: "active" })), revoked };
}

async function logObjectionRefusal<T>(ground: Ground, recovery: Recovery, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refused) {
      const event = recoveryObjectionRefused(ground.clock(), recovery.id, { code: error.code });
      await ground.db.transaction().execute((trx) => appendRefusal(trx, event, { user: recovery.userId }));
    }
    throw error;
  }
}
