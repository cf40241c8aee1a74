import { checkTokenClass } from "@nearside/shared/chain/access-token/check-token-class.ts";
import { checkTokenDevice } from "@nearside/shared/chain/access-token/check-token-device.ts";
import { checkTokenOrigin } from "@nearside/shared/chain/access-token/check-token-origin.ts";
import { checkTokenRequest } from "@nearside/shared/chain/access-token/check-token-request.ts";
import { checkTokenSignature } from "@nearside/shared/chain/access-token/check-token-signature.ts";
import { checkTokenUser } from "@nearside/shared/chain/access-token/check-token-user.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { User } from "@nearside/shared/claims.ts";
import { CLOCK_LEEWAY_SECONDS, LONGEST_STANDING_SECONDS } from "@nearside/shared/lifetimes.ts";
import { type AccessToken, accessToken } from "@nearside/shared/oauth/access-token.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { AnyDeviceStatement } from "@nearside/shared/statements/elsewhere.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import type { Connection } from "../server/connection.ts";
import { isWithin } from "../server/scope-words.ts";

/** The login that a token must be for, and the person whom this machine is enrolled for. */
interface ExpectedToken {
  readonly user: User;
  readonly device: AnyDeviceStatement;
  readonly request: Request;
  readonly clientId: string;
  /** The scope that the login asked for. Rules may have granted less. */
  readonly scope: string;
}

/**
 * Verifies an access token before it is kept (protocol §4.6): its signature, `iss`, `sub` (the receipt's user, threat R11),
 * `request`, `cnf.jkt` and `device`; that it has no more scope than was asked for; that it is the login's own and not one
 * that a token was exchanged for; that class and methods are those of its proof; and that the touch is no older than any
 * may be (§4.5). The decision and the assertion below that are not shown to the command line: evidence holds them (protocol
 * §7).
 *
 * @throws Refused `wrong_user`, `token_mismatch`, …
 */
export async function verifyToken(connection: Connection, text: string, expected: ExpectedToken): Promise<AccessToken> {
  const { issuer, keys, clock } = connection;
  const token = await readToken(text);
  await checkTokenSignature({ token }, { issuer, serverKeys: await keys.current() });
  const { request, device } = expected;
  checkTokenUser({ token }, { bound: expected });
  checkTokenRequest({ request, token });
  // a token for anybody who holds it is for programs that only know a redirect, and for no command line (protocol §6)
  if (token.claims.cnf === undefined || token.claims.proof?.program !== undefined)
    refuse("token_mismatch", "token.cnf");
  checkTokenDevice({ device, token });
  checkTokenClass({ token });
  checkTokenOrigin({ token });
  const { client_id, scope, auth_time, iat } = token.claims;
  if (client_id !== expected.clientId) refuse("token_mismatch", "token.client_id");
  if (!isWithin(scope, expected.scope)) refuse("token_mismatch", "token.scope");
  if (auth_time > iat + CLOCK_LEEWAY_SECONDS || auth_time < request.claims.iat - LONGEST_STANDING_SECONDS)
    refuse("token_mismatch", "token.auth_time");
  if (token.claims.exp < clock.seconds() - CLOCK_LEEWAY_SECONDS) refuse("token_mismatch", "token.exp");
  return token;
}

/** Reads an access token. A text that can't be read as one of this protocol is not for this login, whatever else it is. */
export async function readToken(text: string): Promise<AccessToken> {
  try {
    return await accessToken.read(text);
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    return refuse("token_mismatch", `token.${cause.field ?? "form"}`, { cause });
  }
}
