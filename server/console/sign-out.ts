import { append } from "../audit/event-log.ts";
import { consoleSignedOut } from "../audit/events/console-signed-out.ts";
import type { Ground } from "../ground.ts";
import type { SignedIn } from "./demand-session.ts";
import { endSession } from "./session-store.ts";

/** Ends that session; once, whoever else ends it meanwhile. */
export const signOut = ({ clock, db }: Ground, { user, party, session }: SignedIn): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const now = clock();
    if (!(await endSession(trx, session.hash, now))) return;
    await append(trx, consoleSignedOut(now, user.id, {}), { user: user.id, device: party.device.jkt });
  });
