import { append } from "../../platform/audit/event-log.ts";
import { consoleSignedOut } from "../../platform/audit/events/console-sessions.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { endSession } from "../../register/sessions/session-store.ts";
import type { SignedIn } from "./demand-session.ts";

/** Ends that session, and only once if something else ends it meanwhile. */
export const signOut = ({ clock, db }: WithClock & WithDb, { user, party, session }: SignedIn): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const now = clock();
    if (!(await endSession(trx, session.hash, now))) return;
    await append(trx, consoleSignedOut(now, user.id, {}), { user: user.id, device: party.device.jkt });
  });
