import {
  ENROLMENT_REQUEST_SECONDS,
  LONGEST_API_LEEWAY_SECONDS,
  STATUS_LIST_SECONDS,
} from "@nearside/shared/lifetimes.ts";
import { deleteConsoleNonces } from "./console/console-nonce.ts";
import { deleteSessions } from "./console/session-store.ts";
import { deleteImportDrafts } from "./directory/import-people.ts";
import { expireIfDue as expireEnrolmentIfDue } from "./enrolment/current-enrolment.ts";
import { findOverdueEnrolments } from "./enrolment/enrolment-store.ts";
import type { Ground } from "./ground.ts";
import { inRounds, type Rounds } from "./in-rounds.ts";
import { removeOutlivedKeys } from "./keys/rotate-keys.ts";
import { expireIfDue } from "./login/current-login.ts";
import { findOverdueLogins } from "./login/login-store.ts";
import { deleteNonces } from "./login/nonce-store.ts";
import { deleteTroubles } from "./login/trouble-store.ts";
import { deleteNotices } from "./notices/outbox.ts";
import { deleteAccessTokens } from "./oauth/access-token-store.ts";
import { deleteSeen } from "./oauth/replay-store.ts";
import { lapseRecoveries } from "./recovery/lapse-recoveries.ts";
import { deleteVerdicts } from "./rules/points/record.ts";

// What nobody asks for any more is tidied away. Nothing hangs on it: whoever asks judges the time himself.

/** Milliseconds between two rounds. */
const ROUND_MS = 60_000;
/** Moves of one round, each a transaction: the next round goes on, and requests come in between. */
const MOST_MOVES = 500;
/** As long as any request lives that a nonce may belong to: until then "used" and "expired" are told apart. */
const NONCES_KEPT_MS = ENROLMENT_REQUEST_SECONDS * 1000;

/**
 * An API takes an access token a little longer than it lives, and goes by a status list that it has: until both are over, one
 * that was ended is listed as ended.
 */
const ACCESS_TOKENS_KEPT_MS = (LONGEST_API_LEEWAY_SECONDS + STATUS_LIST_SECONDS) * 1000;

/** A month, for whoever looks where a person was signed in. */
const SESSIONS_KEPT_MS = 30 * 86_400_000;
/** What people were told of by mail stays for so long, for the console to count. Milliseconds. */
const NOTICES_KEPT_MS = 30 * 86_400_000;

/** One round: forgets what can no longer be replayed or used, and ends what is overdue. */
export async function tidy(ground: Ground): Promise<void> {
  const now = ground.clock();
  await deleteSeen(ground.db, now);
  await deleteAccessTokens(ground.db, now - ACCESS_TOKENS_KEPT_MS);
  await deleteNonces(ground.db, now - NONCES_KEPT_MS);
  await deleteTroubles(ground.db, now);
  await deleteConsoleNonces(ground.db, now);
  await deleteSessions(ground.db, now - SESSIONS_KEPT_MS);
  await deleteImportDrafts(ground.db, now);
  await deleteVerdicts(ground.db, now - ground.config.rules.keepDays * 86_400_000);
  await deleteNotices(ground.db, now - NOTICES_KEPT_MS);
  await removeOutlivedKeys(ground);
  await lapseRecoveries(ground, MOST_MOVES);
  for (const login of await findOverdueLogins(ground.db, now, MOST_MOVES)) await expireIfDue(ground, login);
  for (const enrolment of await findOverdueEnrolments(ground.db, now, MOST_MOVES))
    await expireEnrolmentIfDue(ground, enrolment);
}

/** Tidies every minute. */
export const startHousekeeping = (ground: Ground): Rounds =>
  inRounds({ every: ROUND_MS, log: ground.log, failed: "housekeeping failed" }, () => tidy(ground));
