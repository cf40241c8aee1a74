import type { OwnSession } from "@nearside/shared/api/console/own-sessions.ts";
import type { PersonActor } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { consoleSessionsEnded } from "../../platform/audit/events/console-sessions.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { consoleTexts } from "../../texts/console.ts";
import { holdActor } from "../people/hold-actor.ts";
import { endSession, SESSION_IDLE_MS } from "./session-store.ts";

/** At most this many sessions are shown. They are forgotten some hours after they end. */
const MOST = 100;

/** Lists the person's sessions in console and account, the newest first. @param here hash of the session from which the request comes */
export async function listOwnSessions(
  { clock, db }: WithClock & WithDb,
  userId: string,
  here: string,
): Promise<readonly OwnSession[]> {
  const rows = await db
    .selectFrom("console_sessions")
    .innerJoin("bound_sets", "bound_sets.id", "console_sessions.bound_set_id")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .innerJoin("extensions", "extensions.jkt", "console_sessions.extension_jkt")
    .innerJoin("passkeys", "passkeys.credential_id", "console_sessions.credential_id")
    .select(["console_sessions.hash", "console_sessions.address", "console_sessions.created_at"])
    .select(["console_sessions.seen_at", "console_sessions.expires_at", "console_sessions.ended_at"])
    .select(["bound_sets.id as machine", "devices.hostname", "extensions.browser"])
    .select(["bound_sets.state as set_state", "devices.state as device_state"])
    .select(["extensions.state as extension_state", "passkeys.state as passkey_state"])
    .where("console_sessions.user_id", "=", userId)
    .orderBy("console_sessions.created_at", "desc")
    .orderBy("console_sessions.hash")
    .limit(MOST)
    .execute();
  const now = clock();
  return rows.map((row) => {
    const endsAt = Math.min(row.expires_at, row.seen_at + SESSION_IDLE_MS);
    const keys = [row.set_state, row.device_state, row.extension_state, row.passkey_state];
    const state = keys.every((one) => one === "active") ? "active" : "invalid";
    return {
      id: row.hash,
      machine: { id: row.machine, hostname: row.hostname },
      browser: row.browser,
      address: row.address,
      created_at: row.created_at,
      seen_at: row.seen_at,
      ends_at: endsAt,
      is_here: row.hash === here,
      state: row.ended_at !== null ? "ended" : endsAt <= now ? "expired" : state,
    };
  });
}

/** Ends one of one's own sessions. @throws ConsoleError `unknown`, also if it is another person's; `conflict` if it had ended */
export const endOwnSession = (
  services: WithClock & WithDb,
  hash: string,
  here: string,
  by: PersonActor,
): Promise<number> =>
  ending(services, here, by, async (trx) => {
    const session = await trx
      .selectFrom("console_sessions")
      .select("user_id")
      .where("hash", "=", hash)
      .executeTakeFirst();
    if (session?.user_id !== by.userId) throw new ConsoleError("unknown");
    if (!(await endSession(trx, hash, services.clock())))
      throw new ConsoleError("conflict", { description: consoleTexts.account.sessionEnded });
    return [hash];
  });

/** Ends all of one's own sessions. @returns the number of those that ended */
export const endOwnSessions = (
  services: WithClock & WithDb,
  here: string,
  thisToo: boolean,
  by: PersonActor,
): Promise<number> =>
  ending(services, here, by, (trx) => endSessionsBut(trx, by.userId, thisToo ? null : here, services.clock()));

const ending = (
  { clock, db }: WithClock & WithDb,
  here: string,
  by: PersonActor,
  end: (trx: Trx) => Promise<readonly string[]>,
): Promise<number> =>
  db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const ended = await end(trx);
    const data = { sessions: ended.length, this_too: ended.includes(here) };
    await append(trx, consoleSessionsEnded(clock(), by.userId, data), { by, user: by.userId });
    return ended.length;
  });

/** Ends every session of that person that has not expired, but that one. @returns hashes of those that had not ended before */
export async function endSessionsBut(
  trx: Trx,
  userId: string,
  but: string | null,
  now: number,
): Promise<readonly string[]> {
  const all = trx
    .updateTable("console_sessions")
    .set({ ended_at: now })
    .where("user_id", "=", userId)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now);
  const ended = await (but === null ? all : all.where("hash", "<>", but)).returning("hash").execute();
  return ended.map(({ hash }) => hash);
}
