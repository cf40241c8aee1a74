import { checkHelloListed } from "@nearside/shared/chain/hello/check-hello-listed.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Channel } from "@nearside/shared/claims.ts";
import { type Signer, thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import type { Meeting } from "../listener/listener.ts";
import { verifyHello } from "../listener/verify-hello.ts";
import type { VerifyPeer } from "../listener/verify-peer.ts";
import type { Connection } from "../server/connection.ts";

/** The most validly signed hellos that are answered in one login. Nothing else uses this up (protocol §4.2). */
const MOST_HELLOS = 100;

/** The command line's side of the handshake of one login (protocol §4.2, §4.3). */
export function createLoginMeeting(
  connection: Connection,
  request: Request,
  session: Signer,
  verifyPeer: VerifyPeer,
  met: (channel: Channel) => void,
): Meeting {
  const answered = new Set<string>();
  return {
    isOwn: (text) => text === request.jws,
    answer: async (body, arrival, proven) => {
      const { nonce, hello } = await verifyHello(body, request, connection, (unverified) =>
        checkHelloListed({ request, hello: unverified }),
      );
      const { xn } = hello.claims;
      // Each try of an extension has an `xn` of its own. An attacker who repeats a hello that he has seen uses up no
      // share.
      const demandNew = (): void => {
        if (answered.has(xn)) refuse("replayed", "hello.xn");
        if (answered.size >= MOST_HELLOS) refuse("request_settled", "hello");
      };
      demandNew();
      proven();
      const peer = await verifyPeer(arrival);
      // This is asked again, without a pause before the answer: of two hellos that are the same, one wins.
      demandNew();
      answered.add(xn);
      const proof = await presenceProof.sign(session, {
        request: request.hash,
        nonce: nonce.claims.nonce,
        xn,
        jkt: await thumbprintOf(hello.header.jwk),
        peer,
        ...(arrival.channel === "native" && { channel: "native" }),
      });
      met(arrival.channel);
      return proof;
    },
  };
}
