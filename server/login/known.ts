import type { Known } from "@nearside/shared/chain/chain.ts";
import { boundSetOf, type Party } from "../directory/party.ts";
import type { Ground } from "../ground.ts";

/** What this server knows when it runs the chain's checks about that bound set. */
export const knownFor = ({ config, keys }: Pick<Ground, "config" | "keys">, party: Party): Known => ({
  issuer: config.issuer,
  serverKeys: keys.jwks.keys,
  bound: boundSetOf(party),
  rpId: config.rpId,
  origin: config.issuer,
  peer: config.policy.requirePeer,
});
