import type { Objection } from "@nearside/shared/api/console/recovery.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { AssertionJson, RequestOptions } from "@nearside/shared/passkey/webauthn.ts";
import { objectionChallenge } from "@nearside/shared/statements/challenges.ts";
import { append } from "../../platform/audit/event-log.ts";
import { deviceRevoked } from "../../platform/audit/events/machines.ts";
import { passkeyRevoked } from "../../platform/audit/events/passkeys.ts";
import { recoveryObjected, recoveryObjectionRefused } from "../../platform/audit/events/recovery.ts";
import { logRefusalOf } from "../../platform/audit/log-refusal-of.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import { takeTurn } from "../../platform/store/take-turn.ts";
import { urgent } from "../../platform/store/urgent.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { requestOptions } from "../../protocol/passkeys/request-options.ts";
import { type UsedPasskey, verifyOwnPasskey } from "../../protocol/passkeys/verify-own-passkey.ts";
import { findPartyInAnyState, type PartyInAnyState } from "../../register/machines/party.ts";
import { holdPasskey, recordUse } from "../../register/passkeys/record-passkey-use.ts";
import type { Recovery } from "../../register/recovery/recovery.ts";
import { findRecovery } from "../../register/recovery/recovery-store.ts";
import { isOpen } from "../../register/recovery/transitions.ts";
import { newConsoleNonce, useConsoleNonce } from "../../register/sessions/console-nonce.ts";
import { stopNow } from "./stop-recovery.ts";

// This is "This wasn't me" without a session: the person's machines are quarantined, so they can't sign in by them. The server
// accepts any passkey of theirs, on any machine, even a passkey of a machine that is called lost. Its holder can stop a recovery and do nothing
// else with it. One administrator alone can revoke machines and passkeys, so a passkey that was revoked lately is accepted too:
// otherwise the one who began the recovery could take away the person's objection (threat R28).

/**
 * Milliseconds before the beginning of the recovery within which a passkey may have been revoked. A thief with one that was
 * revoked earlier stops nothing.
 */
const REVOKED_LATELY_MS = 7 * 86_400_000;

/**
 * Gives the passkeys that are accepted, and the challenge that they sign.
 *
 * @param id of the recovery: 128 random bits, which are in the person's mail
 * @throws ConsoleError `unknown`; `conflict` if it has ended
 */
export async function askToObject(
  services: WithClock & WithConfig & WithDb & WithRandom & WithSecrets,
  id: string,
): Promise<{ readonly nonce: string; readonly options: RequestOptions }> {
  const recovery = await findOpen(services.db, id);
  const passkeys = (await partiesOf(services.db, recovery)).flatMap((party) => party.passkeys);
  const nonce = newConsoleNonce(id, services);
  const challenge = encodeBase64url(await objectionChallenge(nonce, id));
  return { nonce, options: requestOptions(services.config, passkeys, challenge) };
}

/** A request to stop a recovery. */
interface ObjectionRequest {
  readonly nonce: string;
  readonly how: Objection;
  readonly assertion: AssertionJson;
}

/**
 * Stops the recovery for the person concerned, by one of their passkeys, even when the disk is full.
 *
 * @throws ConsoleError `unknown`, `conflict`; Refused
 */
export async function objectToRecovery(
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithSecrets,
  id: string,
  { nonce, how, assertion }: ObjectionRequest,
): Promise<void> {
  const recovery = await findOpen(services.db, id);
  const ended = await logObjectionRefusal(services, recovery, async () => {
    const party = await partyOf(services.db, recovery, assertion.id);
    const used = await verifyOwnPasskey(services, party, assertion, await objectionChallenge(nonce, id));
    return urgent(services.db)
      .transaction()
      .execute(async (trx) => {
        await takeTurn(trx, "administration");
        const now = services.clock();
        if (!(await useConsoleNonce(trx, nonce, id, services))) refuse("nonce_used", "nonce");
        await recordObjector(trx, party, used);
        const by = { how, device: party.device.jkt, passkey: used.credentialId, now };
        return stopByObjection(trx, services, recovery, by);
      });
  });
  for (const enrolment of ended) services.changes.announce(enrolment);
}

/**
 * Finds the machine of the passkey that signed.
 *
 * @throws Refused `passkey_not_bound`
 */
async function partyOf(db: Db, recovery: Recovery, credentialId: string): Promise<Objecting> {
  const parties = await partiesOf(db, recovery);
  const party = parties.find(({ passkeys }) => passkeys.some(({ credential_id }) => credential_id === credentialId));
  return party ?? refuse("passkey_not_bound", "assertion.id");
}

/** Records the use of the passkey, unless it is revoked. */
async function recordObjector(trx: Trx, { revoked }: Objecting, { credentialId, counter, backedUp }: UsedPasskey) {
  if (revoked.has(credentialId)) return;
  await recordUse(trx, await holdPasskey(trx, credentialId), counter, backedUp);
}

/**
 * Stops the recovery and records by which passkey.
 *
 * @returns ids of the enrolments that ended, to be announced after the commit
 */
async function stopByObjection(
  trx: Trx,
  services: WithClock,
  { id, userId }: Recovery,
  by: { readonly how: Objection; readonly device: string; readonly passkey: string; readonly now: number },
): Promise<readonly string[]> {
  const stopped = { by: userId, how: by.how, note: null };
  const enrolments = await stopNow(services, trx, await findRecovery(trx, id), stopped, { objected: true });
  const data = { user_id: userId, how: by.how, credential_id: by.passkey, enrolments: [...enrolments] };
  await append(trx, recoveryObjected(by.now, id, data), { user: userId, device: by.device });
  return enrolments;
}

async function findOpen(db: Db, id: string): Promise<Recovery> {
  const recovery = await findRecovery(db, id);
  if (!isOpen(recovery)) throw new ConsoleError("conflict");
  return recovery;
}

/** A machine with the passkeys by which its person may object, as if all of them were active. */
interface Objecting extends PartyInAnyState {
  /** Credential ids of those that are revoked. */
  readonly revoked: ReadonlySet<string>;
}

/**
 * Finds the machines that were ever admitted, with their passkeys that are active or quarantined, and those that were until lately.
 */
async function partiesOf(db: Db, { userId, startedAt }: Recovery): Promise<readonly Objecting[]> {
  const sets = await db
    .selectFrom("bound_sets")
    .select("id")
    .where("user_id", "=", userId)
    .where(({ or, eb }) => or([eb("confirmed_at", "is not", null), eb("state", "=", "active")]))
    .orderBy("id")
    .execute();
  const parties = await Promise.all(
    sets.map(({ id }) => findPartyInAnyState(db, { boundSet: id }, "its person objects to a recovery")),
  );
  const since = startedAt - REVOKED_LATELY_MS;
  return Promise.all(parties.filter((party) => party !== undefined).map((party) => objecting(db, party, since)));
}

/** @param since epoch milliseconds: a passkey that was revoked before is not accepted */
async function objecting(db: Db, party: PartyInAnyState, since: number): Promise<Objecting> {
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

const logObjectionRefusal = <T>(
  services: WithClock & WithDb,
  { id, userId }: Recovery,
  run: () => Promise<T>,
): Promise<T> =>
  logRefusalOf(
    services,
    ({ code }) => recoveryObjectionRefused(services.clock(), id, { code }),
    run,
    async () => ({ user: userId }),
  );
