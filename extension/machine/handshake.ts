import type { Met } from "@nearside/shared/api/login-requests.ts";
import type { HelloAnswer } from "@nearside/shared/api/loopback.ts";
import { checkPresenceBinding } from "@nearside/shared/chain/presence-proof/check-presence-binding.ts";
import { verifyPresenceSignature } from "@nearside/shared/chain/presence-proof/check-presence-signature.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { checkRelayPresence } from "@nearside/shared/chain/relay/check-relay-presence.ts";
import { verifyRelaySignature } from "@nearside/shared/chain/relay/check-relay-signature.ts";
import type { Loopback } from "@nearside/shared/claims.ts";
import { newRandomId, type RandomBytes } from "@nearside/shared/ids.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { sawPeer } from "@nearside/shared/statements/elsewhere.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { hopAttestation } from "@nearside/shared/statements/hop-locality.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import type { Nonce } from "@nearside/shared/statements/nonce.ts";
import { channelOf, type PresenceProof, presenceProof } from "@nearside/shared/statements/presence.ts";
import { type Relay, relay as relayStatement } from "@nearside/shared/statements/relay.ts";
import { reach, type Ways } from "./reach.ts";

/** The command line to meet, as the server signed it. */
interface ToMeet {
  readonly request: {
    readonly jws: string;
    readonly hash: string;
    readonly claims: { readonly loopback: Loopback | null };
  };
  readonly nonce: Nonce;
  /** Thumbprint of the key that must answer: the session key of a login, the device key of an enrolment. */
  readonly key: string;
  /** Given for a command line elsewhere: the thumbprint of the device key whose keeper must be between (protocol §10.3). */
  readonly relayedBy?: string;
}

interface HandshakeServices extends Ways {
  readonly random: RandomBytes;
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
  { request, nonce, key, relayedBy }: ToMeet,
  signer: Signer,
  services: HandshakeServices,
): Promise<Met> {
  const { loopback } = request.claims;
  const helloText = await hello.sign(signer, {
    request: request.hash,
    nonce: nonce.claims.nonce,
    xn: newRandomId(services.random),
  });
  const body = { request: request.jws, nonce: nonce.jws, hello: helloText };
  const { answer, channel } = await reach(loopback, body, services);

  // §4.3: before it attests, the extension verifies key, H(request), nonce, its own `xn`, its own `jkt`
  const presence = await presenceProof.read(answer.presence_proof);
  await verifyPresenceSignature(presence, key);
  await checkPresenceBinding({ request, nonce, hello: await hello.read(helloText), presence });
  // both ends saw the same way: a hello that was carried from one to the other is worth nothing
  const relay = await verifyRelay(answer, presence, relayedBy);
  if (channelOf(sawPeer({ presence, relay })) !== channel) refuse("loopback_mismatch", "presence.channel");

  const met = {
    presence: presence.hash,
    loopback: channel === "native" ? null : loopback,
    browser: services.browserName,
  };
  const proven = { hello: helloText, presence_proof: presence.jws };
  if (relay === null) return { ...proven, attestation: await attestation.sign(signer, met) };
  const attested = await hopAttestation.sign(signer, { ...met, relay: relay.hash });
  return { ...proven, relay: relay.jws, attestation: attested };
}

/** The keeper of this browser's own machine passed the hello on, where the request asks for it, and nobody did elsewhere (protocol §10.3). */
async function verifyRelay(
  { relay: text }: HelloAnswer,
  presence: PresenceProof,
  relayedBy: string | undefined,
): Promise<Relay | null> {
  if ((text === undefined) !== (relayedBy === undefined)) refuse("relay_mismatch", "relay");
  if (text === undefined || relayedBy === undefined) return null;
  const relay = await relayStatement.read(text);
  await verifyRelaySignature(relay, relayedBy);
  checkRelayPresence({ presence, relay });
  return relay;
}
