import type { Trusted } from "@nearside/shared/chain/chain.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import { boundSetOf, type PartyInAnyState } from "../machines/party.ts";

/**
 * Gathers the data that this server trusts when it runs the chain's checks about that bound set.
 *
 * @param approvers the other people who approved as well (protocol §11)
 */
export const trustedFor = (
  { config, keys }: WithConfig & WithKeys,
  party: PartyInAnyState,
  approvers: readonly PartyInAnyState[] = [],
): Trusted => ({
  issuer: config.issuer,
  serverKeys: keys.jwks.keys,
  bound: boundSetOf(party),
  approvers: approvers.map(boundSetOf),
  rpId: config.rpId,
  origin: config.issuer,
  peer: config.policy.requirePeer,
});
