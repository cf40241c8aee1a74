import { SERVER_SHELL } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { signingKeyActivated } from "../audit/events/signing-key-activated.ts";
import { signingKeyRemoved } from "../audit/events/signing-key-removed.ts";
import { endEnrolments, holdPendingKeys } from "../enrolment/end-enrolments.ts";
import type { Ground } from "../ground.ts";
import { refuseLogins } from "../revocation/refuse-logins.ts";
import { announce } from "../revocation/revocation.ts";
import { takeTurn } from "../store/take-turn.ts";
import { publishedEvent } from "./rotate-keys.ts";
import { giveUpKeys, insertKey, type NewKey } from "./signing-key-store.ts";

/** All that ended, by its ids. */
export interface GivenUp {
  readonly kids: readonly string[];
  readonly logins: readonly string[];
  readonly enrolments: readonly string[];
}

const NOTHING: GivenUp = { kids: [], logins: [], enrolments: [] };

/**
 * Gives up every key there is, because somebody else may have had it, and signs with a fresh one from now on. What any of
 * the old ones signed is worth nothing any more: access tokens, receipts not yet fetched, and logins and enrolments under way, which end
 * in the same transaction. One that begins at that very moment ends at its last step (see demand-keys-kept.ts).
 *
 * @returns no kid where another server did the same at that very moment
 */
export async function replaceKeys(ground: Pick<Ground, "changes" | "clock" | "db" | "keys">): Promise<GivenUp> {
  const gone = await putInPlace(ground, await ground.keys.make());
  announce(ground, { state: "given_up", ended: gone });
  await ground.keys.follow();
  return gone;
}

/** The same where no server runs that anybody would have to be told by. @param key takes the place of all there are */
export const putInPlace = ({ clock, db }: Pick<Ground, "clock" | "db">, key: NewKey): Promise<GivenUp> =>
  db.transaction().execute(async (trx): Promise<GivenUp> => {
    await takeTurn(trx, "signing_keys");
    const now = clock();
    const kids = await giveUpKeys(trx, now);
    if (!(await insertKey(trx, key, "active", { now, activeFrom: now }))) return NOTHING;
    for (const kid of kids) await append(trx, signingKeyRemoved(now, kid, { reason: "compromised" }));
    await append(trx, publishedEvent(now, key, now));
    await append(trx, signingKeyActivated(now, key.kid, { reason: "compromise" }));
    await holdPendingKeys(trx); // before any login, as everybody locks them
    const ending = { now, by: SERVER_SHELL };
    const logins = await refuseLogins(trx, ending, "everybody's", "server_key_given_up");
    return { kids, logins, enrolments: await endEnrolments(trx, ending, "server_key_given_up") };
  });
