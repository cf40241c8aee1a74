import { newRandomId } from "@nearside/shared/ids.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { type DpopRequest, signDpop } from "@nearside/shared/statements/dpop.ts";
import type { Connection } from "./connection.ts";
import type { HttpAnswer } from "./http.ts";
import { correctClock } from "./server-clock.ts";
import { refusalOf } from "./server-refusal.ts";

/** Makes a proof for one request, by the key that its token is bound to. */
export type Prove = (request: DpopRequest) => Promise<string>;

/** Signs by a key that is at hand. */
export const proveBy =
  (signer: Signer): Prove =>
  (request) =>
    signDpop(signer, request);

interface ProvedRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** H of the refresh statement in the body (protocol §4.6). */
  readonly statement?: string;
}

/**
 * Sends a request with a DPoP proof (RFC 9449). If the server wants another nonce (§8) or another time (protocol §2), the
 * request is sent once more for each. So `make` is called again, for everything else in it that is signed.
 *
 * @throws Unreachable, Problem
 */
export async function sendProved(
  connection: Connection,
  prove: Prove,
  make: () => Promise<ProvedRequest>,
): Promise<HttpAnswer> {
  let nonceRefused = false;
  let clockRefused = false;
  for (;;) {
    const { statement, headers, ...request } = await make();
    const proof = await prove({
      method: request.method,
      url: request.url,
      jti: newRandomId(connection.random),
      iat: connection.clock.seconds(),
      nonce: connection.dpopNonce(),
      statement,
    });
    const used = connection.dpopNonce();
    const answer = await connection.http.send({ ...request, headers: { ...headers, dpop: proof } });
    connection.noteDpopNonce(answer);
    if (answer.status < 400) return answer;
    const refusal = refusalOf(answer);
    const hasNewNonce = refusal.nonce !== undefined && refusal.nonce !== used;
    if (refusal.error === "use_dpop_nonce" && hasNewNonce && !nonceRefused) nonceRefused = true;
    else if (!clockRefused && correctClock(connection.clock, refusal)) clockRefused = true;
    else return answer;
  }
}
