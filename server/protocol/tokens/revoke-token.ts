import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { LONGEST_API_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { append } from "../../platform/audit/event-log.ts";
import { tokenRevoked } from "../../platform/audit/events/tokens.ts";
import type { Client } from "../../platform/config/clients/client.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { findAccessToken, revokeAccessToken } from "../../register/tokens/access-token-store.ts";
import { endFamily } from "../../register/tokens/end-families.ts";
import { findRefreshToken } from "../../register/tokens/refresh-token-store.ts";
import { findFamily, type TokenFamily } from "../../register/tokens/token-store.ts";
import { logTexts } from "../../texts/log.ts";
import { endApproval, lockApprovals } from "../login/reusable-approval.ts";
import { readIssuedToken, type WithVerifiedTokens } from "./read-issued-token.ts";

/**
 * Ends a token that its own client gives back (RFC 7009): a refresh token with its whole family, an access token with those that
 * were exchanged for it. An unknown token, or another client's, is left alone, and the response does not tell the difference.
 *
 * The hint about its type is not used: all types are searched (§2.1), and an unknown hint changes nothing (§2.2).
 *
 * A client that holds a token may end it without a proof of its key. The change is only towards safety, and a thief who ends a
 * stolen token reveals the theft. This includes a refresh token that was used or voided: a command line whose answer was lost
 * holds no other, and a stranger who shows one is the sign of a theft (RFC 9700 §4.14.2).
 *
 * @param token any text
 */
export async function revokeToken(
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithLog & WithVerifiedTokens,
  token: string,
  client: Client,
): Promise<void> {
  const refreshToken = await findRefreshToken(services.db, await sha256Base64url(token));
  if (refreshToken !== undefined) {
    const { family } = refreshToken;
    return isFor(client, family, null) ? giveBack(services, family) : logForeign(services, client, family);
  }
  // A token that has just expired is ended anyway: an API may still take it.
  const read = await readIssuedToken(services, token, LONGEST_API_LEEWAY_SECONDS);
  const accessToken = read && (await findAccessToken(services.db, read.claims.jti));
  if (read === undefined || accessToken === undefined) return;
  const family = await demandFamily(services, accessToken.familyId);
  if (isFor(client, family, accessToken.actor))
    await endAccessToken(services, family, read.claims.jti, accessToken.parent === null);
  else logForeign(services, client, family);
}

async function demandFamily({ db }: WithDb, id: string): Promise<TokenFamily> {
  const family = await findFamily(db, { id });
  if (family === undefined) throw new Error("a token lacks its family");
  return family;
}

/** True for a token that was issued to that client: an exchanged one to its actor, every other to the program that logged in. */
const isFor = (client: Client, family: TokenFamily, actor: string | null): boolean =>
  client.kind === "resource_server" ? actor === client.id : actor === null && family.clientId === client.id;

/** Ends the whole family. Nothing changes if it had ended before. */
async function giveBack({ db, changes, clock }: WithChanges & WithClock & WithDb, { id }: TokenFamily): Promise<void> {
  await db.transaction().execute((trx) => endFamily(trx, id, { reason: "logged_out", by: "client", now: clock() }));
  changes.announce(id); // the keeper of a lease waits for its end
}

/** Ends one token. @param isLogins true for the login's own token: then its approval counts for no later login either */
const endAccessToken = (
  { db, clock }: WithClock & WithDb,
  { id, loginId, grant }: TokenFamily,
  jti: string,
  isLogins: boolean,
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    if (isLogins) {
      await lockApprovals(trx, grant.bound_set_id);
      await endApproval(trx, loginId, clock());
    }
    if (!(await revokeAccessToken(trx, jti))) return;
    const data = { access_token_jti: jti, reason: "logged_out", by: "client" } as const;
    await append(trx, tokenRevoked(clock(), id, data));
  });

const logForeign = ({ log }: WithLog, client: Client, family: TokenFamily): void =>
  log.info({ client: client.id, family: family.id }, logTexts.tokens.ofOther);
