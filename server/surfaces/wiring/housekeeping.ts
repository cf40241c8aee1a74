import { LONGEST_API_LEEWAY_SECONDS, STATUS_LIST_SECONDS } from "@nearside/shared/lifetimes.ts";
import { deleteNotices } from "../../administration/notices/outbox.ts";
import { deleteImportDrafts } from "../../administration/people/import-people.ts";
import { lapseRecoveries } from "../../administration/recovery/stop-recovery.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { removeOutlivedKeys } from "../../platform/keys/rotate-keys.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { inRounds, type Rounds } from "../../platform/waiting/in-rounds.ts";
import { expireIfDue as expireEnrolmentIfDue } from "../../protocol/enrolment/current-enrolment.ts";
import { expireIfDue } from "../../protocol/login/current-login.ts";
import { deleteVerdicts } from "../../protocol/rules/record-verdict.ts";
import { findOverdueEnrolments } from "../../register/enrolments/enrolment-store.ts";
import { forgetAskings } from "../../register/logins/asking-store.ts";
import { findOverdueLogins } from "../../register/logins/login-store.ts";
import { deleteTroubles } from "../../register/logins/trouble-store.ts";
import { deletePlaceEnds } from "../../register/machines/place-ends.ts";
import { forgetAdmissions } from "../../register/people/admissions.ts";
import { deleteRedirects } from "../../register/redirects/redirect-store.ts";
import { deleteConsoleNonces } from "../../register/sessions/console-nonce.ts";
import { deleteSessions } from "../../register/sessions/session-store.ts";
import { deleteAccessTokens } from "../../register/tokens/access-token-store.ts";
import { deleteSeen } from "../../register/tokens/seen-messages.ts";
import { logTexts } from "../../texts/log.ts";

// Housekeeping deletes what nobody needs any more. Nothing depends on it, since every request checks the time itself.

/** Milliseconds between two rounds. */
const ROUND_MS = 60_000;
/**
 * Logins or enrolments that one round ends, at most, each in a transaction. The next round continues, and requests come in between.
 */
const MOST_MOVES = 500;
/**
 * An API accepts an access token a little longer than it lives, and relies on a status list that it has cached. Until both are
 * over, a token that was revoked stays listed as revoked.
 */
const ACCESS_TOKENS_KEPT_MS = (LONGEST_API_LEEWAY_SECONDS + STATUS_LIST_SECONDS) * 1000;

/** A month, so that a person can look up where they were signed in. Milliseconds. */
const SESSIONS_KEPT_MS = 30 * 86_400_000;
/** A month, so that a login's page can say when its SSH session ended. Milliseconds. */
const PLACE_ENDS_KEPT_MS = 30 * 86_400_000;
/** Milliseconds for which notices are stored, for the console to count. */
const NOTICES_KEPT_MS = 30 * 86_400_000;

type TidyServices = WithChanges & WithClock & WithConfig & WithDb;

/** Runs one round: deletes what can no longer be replayed or used, and ends what is overdue. */
export async function tidy(services: TidyServices): Promise<void> {
  const now = services.clock();
  await deleteSeen(services.db, now);
  await deleteAccessTokens(services.db, now - ACCESS_TOKENS_KEPT_MS);
  await deleteTroubles(services.db, now);
  await deleteRedirects(services.db, now);
  await forgetAskings(services.db, now);
  await forgetAdmissions(services.db, now);
  await deleteConsoleNonces(services.db, now);
  await deleteSessions(services.db, now - SESSIONS_KEPT_MS);
  await deletePlaceEnds(services.db, now - PLACE_ENDS_KEPT_MS);
  await deleteImportDrafts(services.db, now);
  await deleteVerdicts(services.db, now - services.config.rules.keepDays * 86_400_000);
  await deleteNotices(services.db, now - NOTICES_KEPT_MS);
  await removeOutlivedKeys(services);
  await lapseRecoveries(services, MOST_MOVES);
  for (const login of await findOverdueLogins(services.db, now, MOST_MOVES)) await expireIfDue(services, login);
  for (const enrolment of await findOverdueEnrolments(services.db, now, MOST_MOVES))
    await expireEnrolmentIfDue(services, enrolment);
}

export const startHousekeeping = (services: TidyServices & WithLog): Rounds =>
  inRounds({ every: ROUND_MS, log: services.log, failed: logTexts.housekeeping }, () => tidy(services));
