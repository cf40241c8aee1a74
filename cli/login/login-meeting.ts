import type { HelloAnswer, HelloBody } from "@nearside/shared/api/loopback.ts";
import { checkHelloListed } from "@nearside/shared/chain/hello/check-hello-listed.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Channel } from "@nearside/shared/claims.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import type { Hello } from "@nearside/shared/statements/hello.ts";
import type { Nonce } from "@nearside/shared/statements/nonce.ts";
import type { PresenceProof } from "@nearside/shared/statements/presence.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import type { Meeting } from "../listener/listener.ts";
import { verifyHello } from "../listener/verify-hello.ts";
import type { VerifyPeer } from "../listener/verify-peer.ts";
import type { Connection } from "../server/connection.ts";

/** The most validly signed hellos that are answered in one login. Nothing else uses this up (protocol §4.2). */
const MOST_HELLOS = 100;

/** A hello that this login may be met by: nothing is left to be checked. */
export interface GoodHello {
  readonly body: HelloBody;
  readonly nonce: Nonce;
  readonly hello: Hello;
  /** Thumbprint of the extension key. */
  readonly jkt: string;
  readonly peer: PresenceProof["claims"]["peer"];
  readonly channel: Channel;
}

/**
 * The command line's side of the handshake of one login (protocol §4.2, §4.3), or its keeper's for it (§10.3).
 *
 * @param prove makes the answer, or has it made
 */
export function createLoginMeeting(
  connection: Connection,
  request: Request,
  prove: (good: GoodHello) => Promise<HelloAnswer>,
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
      const jkt = await thumbprintOf(hello.header.jwk);
      const answer = await prove({ body, nonce, hello, jkt, peer, channel: arrival.channel });
      met(arrival.channel);
      return answer;
    },
  };
}
