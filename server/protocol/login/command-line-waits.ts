import { COMMAND_LINE_BACK_SECONDS, HELD_POLL_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import type { Login } from "../../register/logins/login.ts";

// A login is waited for, or it is not (protocol §4.6). Its command line polls, and only its session key can, so a poll is the sign.
// It is written down for all servers of one database. It is no state and ends nothing: what is polled for again is waited for again.
// Before the first poll a login counts as waited for: it can't be met but by a command line that runs, and that polls from then on.

/**
 * Returns the time, in epoch milliseconds, until which a poll that comes now is held at most, with the time for the next one
 * to follow.
 */
const waitedUntil = (now: number): number => now + (HELD_POLL_SECONDS + COMMAND_LINE_BACK_SECONDS) * 1000;

export const isWaitedFor = ({ waitedUntil: until }: Pick<Login, "waitedUntil">, now: number): boolean => now < until;

const note = fixedQuery<{ id: string; until: number }>()((db, value) =>
  db
    .updateTable("logins")
    .set({ waited_until: value("until") })
    .where("id", "=", value("id")),
);
const recordAway = fixedQuery<{ id: string; noted: number; until: number }>()((db, value) =>
  db
    .updateTable("logins")
    .set({ waited_until: value("until") })
    .where("id", "=", value("id"))
    .where("waited_until", "=", value("noted"))
    .returning("id"),
);

/** A poll has come. @returns until when that login is waited for now */
export async function notePoll(trx: Trx, id: string, now: number): Promise<number> {
  const until = waitedUntil(now);
  await note(trx, { id, until });
  return until;
}

/**
 * A poll broke off before it was answered: the command line ended, or its network did.
 *
 * @param noted as {@link notePoll} gave it: if another poll came since, that one counts
 * @returns whether it changed something
 */
export async function noteHangUp(db: Db, id: string, noted: number, now: number): Promise<boolean> {
  const until = now + COMMAND_LINE_BACK_SECONDS * 1000;
  return until < noted && (await recordAway(db, { id, noted, until })).length > 0;
}
