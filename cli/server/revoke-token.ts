import type { Connection } from "./connection.ts";
import { readDone } from "./read-answer.ts";

const TIMEOUT = 5000;

interface Revoked {
  readonly clientId: string;
  readonly refreshToken: string;
}

/**
 * Ends a login at the server (RFC 7009 §2.1): its refresh token, and every token that came from it. A login that the server
 * does not know has ended for both sides as well.
 *
 * @returns false if the server offers no revocation: its tokens then end by themselves
 * @throws Unreachable, ServerRefusal, Problem
 */
export async function revokeToken(connection: Connection, { clientId, refreshToken }: Revoked): Promise<boolean> {
  const { revocation_endpoint: url } = await connection.metadata();
  if (url === undefined) return false;
  const form = { client_id: clientId, token: refreshToken, token_type_hint: "refresh_token" };
  const answer = await connection.http.send({
    method: "POST",
    url,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
    timeout: TIMEOUT,
  });
  readDone(answer);
  return true;
}
