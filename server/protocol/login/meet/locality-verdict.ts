import { checkBoundSet } from "@nearside/shared/chain/attestation/check-bound-set.ts";
import { checkLocalityLoopback } from "@nearside/shared/chain/attestation/check-locality-loopback.ts";
import { checkLocalityPresence } from "@nearside/shared/chain/attestation/check-locality-presence.ts";
import { checkLocalityRelay } from "@nearside/shared/chain/attestation/check-locality-relay.ts";
import { checkLocalitySignature } from "@nearside/shared/chain/attestation/check-locality-signature.ts";
import { checkPeer } from "@nearside/shared/chain/attestation/check-peer.ts";
import type { MeetingLink, Trusted } from "@nearside/shared/chain/chain.ts";
import { checkHelloBinding } from "@nearside/shared/chain/hello/check-hello-binding.ts";
import { checkHelloListed } from "@nearside/shared/chain/hello/check-hello-listed.ts";
import { checkHelloSignature } from "@nearside/shared/chain/hello/check-hello-signature.ts";
import { checkNonceRequest } from "@nearside/shared/chain/nonce/check-nonce-request.ts";
import { checkNonceSignature } from "@nearside/shared/chain/nonce/check-nonce-signature.ts";
import { checkPresenceBinding } from "@nearside/shared/chain/presence-proof/check-presence-binding.ts";
import { checkPresenceSignature } from "@nearside/shared/chain/presence-proof/check-presence-signature.ts";
import { checkRelayAsked } from "@nearside/shared/chain/relay/check-relay-asked.ts";
import { checkRelayPresence } from "@nearside/shared/chain/relay/check-relay-presence.ts";
import { checkRelaySignature } from "@nearside/shared/chain/relay/check-relay-signature.ts";
import {
  checkExtensionLive,
  checkNonceSession,
  checkPartyStanding,
  checkRequestOpen,
  checkRequestUnexpired,
  type PresentState,
  type VerdictCheck,
} from "./state-checks.ts";

/** protocol §4.4, in its order: the first failure is named. */
const VERDICT: readonly VerdictCheck[] = [
  checkRequestOpen,
  checkRequestUnexpired,
  checkNonceSignature,
  checkNonceRequest,
  checkNonceSession,
  checkHelloListed,
  checkExtensionLive,
  checkHelloSignature,
  checkHelloBinding,
  checkPresenceSignature,
  checkPresenceBinding,
  checkRelayAsked,
  checkRelaySignature,
  checkRelayPresence,
  checkLocalitySignature,
  checkLocalityPresence,
  checkLocalityRelay,
  checkLocalityLoopback,
  checkBoundSet,
  checkPartyStanding,
  checkPeer,
];

/** @throws Refused with the code of the first check that fails */
export async function judgeLocality(chain: MeetingLink, trusted: Trusted, state: PresentState): Promise<void> {
  for (const check of VERDICT) await check(chain, trusted, state);
}
