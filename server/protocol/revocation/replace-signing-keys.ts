import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { signingKeyActivated, signingKeyRemoved } from "../../platform/audit/events/signing-keys.ts";
import { makeKey } from "../../platform/keys/make-key.ts";
import { publishedEvent } from "../../platform/keys/rotate-keys.ts";
import { makeSecret, type NewSecret, replaceSecrets, type WithSecrets } from "../../platform/keys/server-secrets.ts";
import { findPublishedKeys, giveUpKeys, insertKey, type NewKey } from "../../platform/keys/signing-key-store.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import { canOpen, type WrappingKeys } from "../../platform/keys/wrapping-keys.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import { takeTurn } from "../../platform/store/take-turn.ts";
import type { Clock, WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { endEnrolments, holdPendingKeys } from "../enrolment/decide/end-enrolments.ts";
import { refuseLogins } from "../login/end/refuse-logins.ts";
import { announce } from "./revocation.ts";

/** The ids of the keys that were given up, and of everything that ended with them. */
interface GivenUp {
  readonly kids: readonly string[];
  readonly logins: readonly string[];
  readonly enrolments: readonly string[];
}

const NOTHING: GivenUp = { kids: [], logins: [], enrolments: [] };

/**
 * Gives up every signing key, because a stranger may have had it, and signs with a fresh one from now on. Statements that an
 * old key signed are invalid from now on: access tokens, receipts not yet fetched, and logins and enrolments under way, which
 * end in the same transaction. One that begins at that very moment ends at its last step (see demand-keys-kept.ts).
 *
 * @returns no kid if another server gave them up at that very moment
 */
export async function replaceKeys(
  services: WithChanges & WithClock & WithDb & WithKeys & WithSecrets,
): Promise<GivenUp> {
  const gone = await putInPlace(services, await services.keys.make(), await services.secrets.make());
  announce(services, { state: "given_up", ended: { ...gone, machines: [] } });
  await services.keys.follow();
  await services.secrets.follow();
  services.changes.announce("signing_keys");
  return gone;
}

/**
 * Gives them up while no server runs that would have to learn of the change.
 *
 * @param key takes the place of all existing keys
 * @param secret takes the place of the secrets that lay beside them
 */
export const putInPlace = ({ clock, db }: WithClock & WithDb, key: NewKey, secret: NewSecret): Promise<GivenUp> =>
  db.transaction().execute(async (trx): Promise<GivenUp> => {
    await takeTurn(trx, "signing_keys");
    const now = clock();
    const kids = await giveUpKeys(trx, now);
    if (!(await insertKey(trx, key, "active", { now, activeFrom: now }))) return NOTHING;
    await replaceSecrets(trx, secret, now);
    for (const kid of kids) await append(trx, signingKeyRemoved(now, kid, { reason: "compromised" }));
    await append(trx, publishedEvent(now, key, now));
    await append(trx, signingKeyActivated(now, key.kid, { reason: "compromise" }));
    await holdPendingKeys(trx); // before any login, as every transaction locks them
    const ending = { now, by: SERVER_SHELL };
    const logins = await refuseLogins(trx, ending, "everybody's", "server_key_given_up");
    return { kids, logins, enrolments: await endEnrolments(trx, ending, "server_key_given_up") };
  });

/**
 * Gives up the signing keys if none can be opened, because the key that wraps them is lost. It runs before any server does.
 *
 * @returns undefined if all can be opened: then nothing is given up
 */
export async function replaceLostKeys(db: Db, clock: Clock, wrapping: WrappingKeys): Promise<GivenUp | undefined> {
  if (!(await areLost(db, wrapping))) return undefined;
  return putInPlace({ db, clock }, await makeKey(wrapping), await makeSecret(wrapping));
}

async function areLost(db: Db, wrapping: WrappingKeys): Promise<boolean> {
  for (const { privateJwk } of await findPublishedKeys(db))
    if (privateJwk !== null && !(await canOpen(privateJwk, wrapping))) return true;
  return false;
}
