import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { LONGEST_API_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { append } from "../audit/event-log.ts";
import { tokenRevoked } from "../audit/events/token-revoked.ts";
import type { Client } from "../clients/client.ts";
import type { Ground } from "../ground.ts";
import { endStandingOf, lockStanding } from "../login/end-standing.ts";
import { findAccessToken, revokeAccessToken } from "./access-token-store.ts";
import { readOwnToken } from "./read-own-token.ts";
import { findRefreshToken } from "./refresh-token-store.ts";
import { findFamily, revokeFamily, type TokenFamily } from "./token-store.ts";

/**
 * Ends a token that its own client gives back (RFC 7009): a refresh token with its whole family, an access token with those that
 * were exchanged for it. What is unknown, or another client's, is left alone, and nobody is told the difference.
 *
 * What the token was said to be is not asked: all types are searched (§2.1), and a hint that is none of ours changes nothing (§2.2).
 *
 * Who holds a token may end it: no proof of its key is asked for. It moves nothing but towards safety, and a thief who ends what
 * he stole has told on himself. Also with a refresh token that was used or voided: a command line whose answer was lost holds no
 * other, and whoever else shows one would be the sign of a theft (RFC 9700 §4.14.2).
 *
 * @param token any text
 */
export async function revokeToken(ground: Ground, token: string, client: Client): Promise<void> {
  const refreshToken = await findRefreshToken(ground.db, await sha256Base64url(token));
  if (refreshToken !== undefined) {
    const { family } = refreshToken;
    return isFor(client, family, null) ? endFamily(ground, family) : tellForeign(ground, client, family);
  }
  // one that is just over is ended all the same: an API may still take it
  const read = await readOwnToken(ground, token, LONGEST_API_LEEWAY_SECONDS);
  const accessToken = read && (await findAccessToken(ground.db, read.claims.jti));
  if (read === undefined || accessToken === undefined) return;
  const family = await demandFamily(ground, accessToken.familyId);
  if (isFor(client, family, accessToken.actor))
    await endAccessToken(ground, family, read.claims.jti, accessToken.parent === null);
  else tellForeign(ground, client, family);
}

async function demandFamily({ db }: Pick<Ground, "db">, id: string): Promise<TokenFamily> {
  const family = await findFamily(db, { id });
  if (family === undefined) throw new Error("a token lacks its family");
  return family;
}

/** Whether it was issued to that client: an exchanged one to whoever acts by it, every other to the program that logged in. */
const isFor = (client: Client, family: TokenFamily, actor: string | null): boolean =>
  client.kind === "resource_server" ? actor === client.id : actor === null && family.clientId === client.id;

const endFamily = ({ db, clock }: Ground, { id }: TokenFamily): Promise<void> =>
  db.transaction().execute(async (trx) => {
    if (!(await revokeFamily(trx, id, "logged_out"))) return; // it had ended before
    const data = { access_token_jti: null, reason: "logged_out", by: "client" } as const;
    await append(trx, tokenRevoked(clock(), id, data));
  });

/** @param isLogins it is the login's own and was exchanged for no other one: then its approval counts for no later login either */
const endAccessToken = (
  { db, clock }: Ground,
  { id, loginId, grant }: TokenFamily,
  jti: string,
  isLogins: boolean,
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    if (isLogins) {
      await lockStanding(trx, grant.bound_set_id);
      await endStandingOf(trx, loginId, clock());
    }
    if (!(await revokeAccessToken(trx, jti))) return;
    const data = { access_token_jti: jti, reason: "logged_out", by: "client" } as const;
    await append(trx, tokenRevoked(clock(), id, data));
  });

const tellForeign = ({ log }: Pick<Ground, "log">, client: Client, family: TokenFamily): void =>
  log.info({ client: client.id, family: family.id }, "a client gave back a token of another one; it was left alone");
