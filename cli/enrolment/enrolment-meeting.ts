import { refuse } from "@nearside/shared/chain/refusal.ts";
import { type Signer, thumbprintOf } from "@nearside/shared/signing/keys.ts";
import type { EnrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import type { Meeting } from "../listener/listener.ts";
import { verifyHello } from "../listener/verify-hello.ts";
import type { VerifyPeer } from "../listener/verify-peer.ts";
import type { Connection } from "../server/connection.ts";

/**
 * The most validly signed hellos of the extension that was met which are answered, as in a login. Nothing else uses
 * this up.
 */
const MOST_HELLOS = 100;

export interface EnrolmentMeeting extends Meeting {
  /** The presence proofs that this command line made, as texts. */
  readonly made: ReadonlySet<string>;
}

/**
 * The handshake of one enrolment (protocol §3.3). The device key takes the session key's place, no key is listed yet, and
 * after the first valid hello only that key is met again. The six words tell who said hello first (threat M7).
 */
export function createEnrolmentMeeting(
  connection: Connection,
  request: EnrolmentRequest,
  device: Signer,
  verifyPeer: VerifyPeer,
): EnrolmentMeeting {
  const made = new Set<string>();
  const answered = new Set<string>();
  let metKey: string | undefined;
  const checkKey = (key: string): void => {
    if (metKey !== undefined && metKey !== key) refuse("extension_mismatch", "hello.jwk");
  };
  return {
    made,
    isOwn: (text) => text === request.jws,
    answer: async (body, arrival, proven) => {
      const { nonce, hello } = await verifyHello(body, request, connection, async (unverified) =>
        checkKey(await thumbprintOf(unverified.header.jwk)),
      );
      const { xn } = hello.claims;
      const demandNew = (): void => {
        if (answered.has(xn)) refuse("replayed", "hello.xn"); // each try of an extension has an `xn` of its own, as in a login
      };
      demandNew();
      proven();
      const peer = await verifyPeer(arrival);
      const key = await thumbprintOf(hello.header.jwk);
      // The key is checked again, and set without a pause after that: of two first hellos at the same time one wins.
      checkKey(key);
      demandNew();
      answered.add(xn);
      if (made.size >= MOST_HELLOS) refuse("enrolment_settled", "hello");
      metKey = key;
      const proof = await presenceProof.sign(device, {
        request: request.hash,
        nonce: nonce.claims.nonce,
        xn,
        jkt: key,
        peer,
      });
      made.add(proof);
      return { presence_proof: proof };
    },
  };
}
