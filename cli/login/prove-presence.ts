import type { HelloAnswer } from "@nearside/shared/api/loopback.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import type { GoodHello } from "./login-meeting.ts";

/** Answers hellos as the command line of that request, by its session key (protocol §4.3). */
export const provePresence =
  (request: { readonly hash: string }, session: Signer) =>
  async ({ nonce, hello, jkt, peer, channel }: Omit<GoodHello, "body">): Promise<HelloAnswer> => ({
    presence_proof: await presenceProof.sign(session, {
      request: request.hash,
      nonce: nonce.claims.nonce,
      xn: hello.claims.xn,
      jkt,
      peer,
      ...(channel === "native" && { channel: "native" }),
    }),
  });
