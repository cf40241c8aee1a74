import { at } from "@nearside/shared/api/entry.ts";
import * as requestApi from "@nearside/shared/api/request-api.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import { type WithdrawalReason, withdrawal } from "@nearside/shared/statements/withdrawal.ts";
import { createHttp } from "../server/http.ts";

/** A person who pressed Ctrl-C does not wait longer than this for the prompt. Milliseconds. */
const TIMEOUT = 2000;

/**
 * Tells the server, by the session key, that the command line no longer waits for this login (protocol §4.2). If that
 * does not arrive, the server notices by itself that no poll comes.
 *
 * It has a connection of its own, since the command's connection may be what has just been ended.
 */
export async function withdrawLogin(
  issuer: string,
  session: Signer,
  request: Request,
  reason: WithdrawalReason,
): Promise<void> {
  const http = createHttp(AbortSignal.timeout(TIMEOUT));
  try {
    const body = JSON.stringify({ withdrawal: await withdrawal.sign(session, { request: request.hash, reason }) });
    await http.send({
      method: "POST",
      url: `${issuer}${at(requestApi.withdrawal, request.claims.jti).address}`,
      headers: { "content-type": "application/json" },
      body,
      timeout: TIMEOUT,
    });
  } catch {
    // The command ends for a reason of its own, which its person is told.
  } finally {
    http.close();
  }
}
