import { checkHelloListed } from "@nearside/shared/chain/check-hello-listed.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { type Signer, thumbprintOf } from "@nearside/shared/keys.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import type { Meeting } from "../listener/listener.ts";
import type { PeerOf } from "../listener/peer.ts";
import { verifyHello } from "../listener/verify-hello.ts";
import { verifyPeer } from "../listener/verify-peer.ts";
import type { Connection } from "../server/connection.ts";

export type PeerRefusalCode = "peer_other_account" | "peer_forwarded";

/** So many validly signed hellos are answered in one login; nothing else uses this up (protocol §4.2). */
const MOST_HELLOS = 100;

/**
 * The command line's side of the handshake of one login (protocol §4.2, §4.3).
 *
 * @param onPeerRefused told when the peer, and nothing else, was at fault
 */
export function createLoginMeeting(
  connection: Connection,
  request: Request,
  session: Signer,
  peerOf: PeerOf,
  onPeerRefused: (code: PeerRefusalCode) => void,
): Meeting {
  let hellos = 0;
  return {
    isOwn: (text) => text === request.jws,
    answer: async (body, socket, proven) => {
      const { nonce, hello } = await verifyHello(body, request, connection, (said) =>
        checkHelloListed({ request, hello: said }),
      );
      proven();
      hellos += 1;
      if (hellos > MOST_HELLOS) refuse("request_settled", "hello");
      const peer = await verifyPeer(socket, peerOf).catch((error: unknown) => {
        if (error instanceof Refused && (error.code === "peer_other_account" || error.code === "peer_forwarded"))
          onPeerRefused(error.code);
        throw error;
      });
      return presenceProof.sign(session, {
        request: request.hash,
        nonce: nonce.claims.nonce,
        xn: hello.claims.xn,
        jkt: await thumbprintOf(hello.header.jwk),
        peer,
      });
    },
  };
}
