import { append } from "../../platform/audit/event-log.ts";
import { dataRestored } from "../../platform/audit/events/server.ts";
import { signingKeyActivated, signingKeyRemoved } from "../../platform/audit/events/signing-keys.ts";
import { makeKey } from "../../platform/keys/make-key.ts";
import { publishedEvent } from "../../platform/keys/rotate-keys.ts";
import { makeSecret, replaceSecrets } from "../../platform/keys/server-secrets.ts";
import { insertKey, removeAllKeys } from "../../platform/keys/signing-key-store.ts";
import type { WrappingKeys } from "../../platform/keys/wrapping-keys.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { takeTurn } from "../../platform/store/take-turn.ts";
import type { Clock } from "../../platform/surroundings.ts";
import { UNENDED_ENROLMENT_STATES } from "../../register/enrolments/transitions.ts";
import { among } from "../../register/logins/among-states.ts";
import { OPEN_LOGIN_STATES } from "../../register/logins/transitions.ts";
import type { Manifest } from "./manifest.ts";

/** The number of each that ended. */
export interface Ended {
  readonly access: number;
  readonly sessions: number;
  readonly logins: number;
  readonly enrolments: number;
  readonly tickets: number;
  readonly codes: number;
}

/**
 * Ends what a backup brings back though it may have been used up, changed or revoked since it was made: nobody can tell any more. That is every
 * token and lease, session, approval that lasts, login and enrolment under way, ticket, break-glass code and recovery. Nothing that the
 * old keys signed counts any longer, nor any nonce. People, machines, passkeys, rules and the log stay as they were in the backup.
 *
 * It is one transaction, which ends before any server opens the database.
 *
 * @param atLast what belongs to it besides
 */
export async function endWhatReturned(
  db: Db,
  clock: Clock,
  wrapping: WrappingKeys,
  { made_at, server, last_event }: Pick<Manifest, "made_at" | "server" | "last_event">,
  atLast: (trx: Trx) => Promise<void> = async () => {},
): Promise<Ended> {
  const [key, secret] = [await makeKey(wrapping), await makeSecret(wrapping)];
  return db.transaction().execute(async (trx) => {
    await takeTurn(trx, "signing_keys");
    const now = clock();
    const kids = await removeAllKeys(trx, now);
    await insertKey(trx, key, "active", { now, activeFrom: now });
    await replaceSecrets(trx, secret, now);
    for (const kid of kids) await append(trx, signingKeyRemoved(now, kid, { reason: "outlived" }));
    await append(trx, publishedEvent(now, key, now));
    await append(trx, signingKeyActivated(now, key.kid, { reason: "rotation" }));
    const ended = await endAll(trx, now);
    await append(trx, dataRestored(now, null, { made_at, server, last_event: last_event?.seq ?? null, ended }));
    await atLast(trx);
    return ended;
  });
}

/** Everything under way is over by its time, and the next round of a server moves it and says so in the log. */
async function endAll(trx: Trx, now: number): Promise<Ended> {
  const tickets = await trx
    .updateTable("tickets")
    .set({ revoked_at: now })
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .whereRef("consumed", "<", "uses")
    .executeTakeFirst();
  const ofClients = await trx
    .updateTable("client_tickets")
    .set({ expires_at: now })
    .where("expires_at", ">", now)
    .executeTakeFirst();
  const logins = await trx
    .updateTable("logins")
    .set({ expires_at: now })
    .where("state", "in", among(OPEN_LOGIN_STATES))
    .where("expires_at", ">", now)
    .executeTakeFirst();
  await trx
    .updateTable("logins")
    .set({ standing_ended_at: now })
    .where("standing_ended_at", "is", null)
    .where("touched_at", "is not", null)
    .execute();
  await trx.updateTable("second_askings").set({ until: now }).where("until", ">", now).execute();
  await trx.updateTable("redirects").set({ expires_at: now }).where("expires_at", ">", now).execute();
  const enrolments = await trx
    .updateTable("enrolments")
    .set({ expires_at: now })
    .where("expires_at", ">", now)
    .where("state", "in", UNENDED_ENROLMENT_STATES)
    .executeTakeFirst();
  const families = await trx
    .updateTable("token_families")
    .set({ state: "revoked", reason: "data_restored" })
    .where("state", "=", "active")
    .executeTakeFirst();
  await trx.updateTable("refresh_tokens").set({ state: "voided" }).where("state", "=", "active").execute();
  await trx.updateTable("leases").set({ expires_at: now }).where("expires_at", ">", now).execute();
  const sessions = await trx
    .updateTable("console_sessions")
    .set({ ended_at: now })
    .where("ended_at", "is", null)
    .executeTakeFirst();
  await trx.deleteFrom("console_nonces").execute();
  await trx.deleteFrom("import_drafts").execute();
  const codes = await trx
    .updateTable("break_glass_codes")
    .set({ voided_at: now })
    .where("voided_at", "is", null)
    .where("used_at", "is", null)
    .executeTakeFirst();
  await trx.updateTable("break_glass_uses").set({ ended_at: now }).where("ended_at", "is", null).execute();
  await trx
    .updateTable("recoveries")
    .set({ closes_at: now })
    .where("state", "in", ["started", "cooling", "issued"])
    .where("closes_at", ">", now)
    .execute();
  return {
    access: Number(families.numUpdatedRows),
    sessions: Number(sessions.numUpdatedRows),
    logins: Number(logins.numUpdatedRows),
    enrolments: Number(enrolments.numUpdatedRows),
    tickets: Number(tickets.numUpdatedRows + ofClients.numUpdatedRows),
    codes: Number(codes.numUpdatedRows),
  };
}
