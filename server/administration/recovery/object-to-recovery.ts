import type { Objection } from "@nearside/shared/api/console/recovery.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { AssertionJson, RequestOptions } from "@nearside/shared/passkey/webauthn.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { objectionChallenge } from "@nearside/shared/statements/challenges.ts";
import { appendRefusal } from "../../platform/audit/append-refusal.ts";
import { append } from "../../platform/audit/event-log.ts";
import { deviceRevoked } from "../../platform/audit/events/machines.ts";
import { passkeyRevoked } from "../../platform/audit/events/passkeys.ts";
import { recoveryObjected, recoveryObjectionRefused } from "../../platform/audit/events/recovery.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import { takeTurn } from "../../platform/store/take-turn.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { requestOptions } from "../../protocol/passkeys/request-options.ts";
import { verifyOwnPasskey } from "../../protocol/passkeys/verify-own-passkey.ts";
import { findParty, type Party } from "../../register/machines/party.ts";
import { holdPasskey, recordUse } from "../../register/passkeys/record-passkey-use.ts";
import type { Recovery } from "../../register/recovery/recovery.ts";
import { findRecovery } from "../../register/recovery/recovery-store.ts";
import { isOpen } from "../../register/recovery/transitions.ts";
import { newConsoleNonce, useConsoleNonce } from "../../register/sessions/console-nonce.ts";
import { stopNow } from "./stop-recovery.ts";

/** The services that these steps use between them. */
type RecoveryServices = WithChanges & WithClock & WithConfig & WithDb & WithKeys;

// "This wasn't me", without a session: the person's machines are quarantined, so nobody can sign in by them. Any passkey of
// theirs is accepted, on any machine, also one of a machine that is called lost. Its holder can stop a way back and do nothing
// else with it. One administrator alone can revoke machines and passkeys, so a passkey that was revoked lately is accepted too:
// otherwise the one who began the way back could take away the person's objection (threat R28).

/**
 * Milliseconds before the beginning of the way back within which a passkey may have been revoked. A thief with one that was
 * revoked earlier stops nothing.
 */
const REVOKED_LATELY_MS = 7 * 86_400_000;

/**
 * Tells which passkeys are accepted, and the challenge that they sign.
 *
 * @param id of the way back: 128 random bits, which are in the person's mail
 * @throws ConsoleError `unknown`; `conflict` if it is over
 */
export async function askToObject(
  services: WithClock & WithConfig & WithDb & WithRandom,
  id: string,
): Promise<{ readonly nonce: string; readonly options: RequestOptions }> {
  const recovery = await findOpen(services.db, id);
  const passkeys = (await partiesOf(services.db, recovery)).flatMap((party) => party.passkeys);
  const nonce = await newConsoleNonce(services.db, id, services);
  const challenge = encodeBase64url(await objectionChallenge(nonce, id));
  return { nonce, options: requestOptions(services.config, passkeys, challenge) };
}

/**
 * The person concerned stops the way back by one of their passkeys.
 *
 * @throws ConsoleError `unknown`, `conflict`; Refused
 */
export async function objectToRecovery(
  services: RecoveryServices,
  id: string,
  { nonce, how, assertion }: { readonly nonce: string; readonly how: Objection; readonly assertion: AssertionJson },
): Promise<void> {
  const recovery = await findOpen(services.db, id);
  const ended = await logObjectionRefusal(services, recovery, async () => {
    const parties = await partiesOf(services.db, recovery);
    const party = parties.find(({ passkeys }) => passkeys.some(({ credential_id }) => credential_id === assertion.id));
    if (party === undefined) return refuse("passkey_not_bound", "assertion.id");
    const used = await verifyOwnPasskey(services, party, assertion, await objectionChallenge(nonce, id));
    return services.db.transaction().execute(async (trx) => {
      await takeTurn(trx, "administration");
      const now = services.clock();
      if (!(await useConsoleNonce(trx, nonce, id, now))) refuse("nonce_used", "nonce");
      if (!party.revoked.has(used.credentialId)) {
        await holdPasskey(trx, used.credentialId);
        await recordUse(trx, used.credentialId, used.counter, used.backedUp);
      }
      const current = await findRecovery(trx, id);
      const stopped = { by: recovery.userId, how, note: null };
      const enrolments = await stopNow(services, trx, current, stopped, { objected: true });
      const data = { user_id: recovery.userId, how, credential_id: used.credentialId, enrolments: [...enrolments] };
      await append(trx, recoveryObjected(now, id, data), { user: recovery.userId, device: party.device.jkt });
      return enrolments;
    });
  });
  for (const enrolment of ended) services.changes.announce(enrolment);
}

async function findOpen(db: Db, id: string): Promise<Recovery> {
  const recovery = await findRecovery(db, id);
  if (!isOpen(recovery)) throw new ConsoleError("conflict");
  return recovery;
}

/** A machine with the passkeys by which its person may object, as if all of them were in force. */
interface Objecting extends Party {
  /** Credential ids of those that are revoked. */
  readonly revoked: ReadonlySet<string>;
}

/**
 * The machines that were ever let in, with their passkeys that are in force, quarantined or not, and those that were until
 * lately.
 */
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

/** @param since epoch milliseconds: a passkey that was revoked before is not accepted */
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

async function logObjectionRefusal<T>(
  services: WithClock & WithDb,
  recovery: Recovery,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refused) {
      const event = recoveryObjectionRefused(services.clock(), recovery.id, { code: error.code });
      await services.db.transaction().execute((trx) => appendRefusal(trx, event, { user: recovery.userId }));
    }
    throw error;
  }
}
