import { at } from "@nearside/shared/api/entry.ts";
import * as requestApi from "@nearside/shared/api/request-api.ts";
import { newRandomId } from "@nearside/shared/ids.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { peerRefusal } from "@nearside/shared/statements/peer-refusal.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import type { PeerRefusalCode } from "../listener/verify-peer.ts";
import type { Connection } from "../server/connection.ts";

const TIMEOUT = 5000;

/**
 * Tells the server, by the session key, who was turned away (protocol §4.2). The server only logs it, so a report that does
 * not arrive changes nothing, and the terminal has told the person already.
 */
export function reportPeerRefusal(
  { issuer, http, clock, random }: Connection,
  session: Signer,
  request: Request,
): (code: PeerRefusalCode) => void {
  const report = async (code: PeerRefusalCode): Promise<void> => {
    const claims = { request: request.hash, code, jti: newRandomId(random), iat: clock.seconds() };
    const body = JSON.stringify({ peer_refusal: await peerRefusal.sign(session, claims) });
    await http.send({
      method: "POST",
      url: `${issuer}${at(requestApi.peer, request.claims.jti).address}`,
      headers: { "content-type": "application/json" },
      body,
      timeout: TIMEOUT,
    });
  };
  return (code) => {
    report(code).catch(() => undefined);
  };
}
