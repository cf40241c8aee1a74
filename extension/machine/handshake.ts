import type { Met } from "@nearside/shared/api/login-requests.ts";
import { checkPresenceBinding } from "@nearside/shared/chain/presence-proof/check-presence-binding.ts";
import { verifyPresenceSignature } from "@nearside/shared/chain/presence-proof/check-presence-signature.ts";
import type { Loopback } from "@nearside/shared/claims.ts";
import { newRandomId, type RandomBytes } from "@nearside/shared/ids.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import type { Nonce } from "@nearside/shared/statements/nonce.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import type { SayHello } from "./say-hello.ts";

/** The command line to meet, as the server signed it. */
interface ToMeet {
  readonly request: { readonly jws: string; readonly hash: string; readonly claims: { readonly loopback: Loopback } };
  readonly nonce: Nonce;
  /** Thumbprint of the key that must answer: the session key of a login, the device key of an enrolment. */
  readonly key: string;
}

interface HandshakeServices {
  readonly random: RandomBytes;
  readonly sayHello: SayHello;
  /** The name of this browser in the attestation. */
  readonly browserName: string;
}

/**
 * Runs the handshake of protocol §4.3. The caller has verified request and nonce, and that this extension may meet
 * there.
 *
 * @throws Refused if no answer comes, or if another key answers: then nothing was attested
 */
export async function shakeHands(
  { request, nonce, key }: ToMeet,
  signer: Signer,
  services: HandshakeServices,
): Promise<Met> {
  const { loopback } = request.claims;
  const helloText = await hello.sign(signer, {
    request: request.hash,
    nonce: nonce.claims.nonce,
    xn: newRandomId(services.random),
  });
  const answer = await services.sayHello(loopback, { request: request.jws, nonce: nonce.jws, hello: helloText });

  // §4.3: before it attests, the extension verifies key, H(request), nonce, its own `xn`, its own `jkt`
  const presence = await presenceProof.read(answer);
  await verifyPresenceSignature(presence, key);
  await checkPresenceBinding({ request, nonce, hello: await hello.read(helloText), presence });

  const attested = await attestation.sign(signer, {
    presence: presence.hash,
    loopback,
    browser: services.browserName,
  });
  return { hello: helloText, presence_proof: presence.jws, attestation: attested };
}
