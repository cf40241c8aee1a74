import { refuse } from "@nearside/shared/chain/refusal.ts";
import { demandInForce, type Register } from "../clients/find-client.ts";
import { checkExtensionStanding, checkPasskeyStanding, checkStanding } from "../directory/check-standing.ts";
import { findParty, type Party } from "../directory/party.ts";
import type { TokenFamily } from "./token-store.ts";

/**
 * All that a family of tokens rests on still stands: itself, its program, and the user, the device, the extension and the passkey of its
 * approval. Judged at every refresh and wherever else a token is shown to this server (protocol §4.6, threat R16).
 *
 * @param register its `db` a transaction's where the answer must be one with what it is asked for
 * @param now epoch milliseconds
 * @throws Refused `credential_revoked`, …
 */
export async function demandFamilyStanding(register: Register, family: TokenFamily, now: number): Promise<Party> {
  if (family.state !== "active" || now >= family.expiresAt) refuse("credential_revoked", "token_family");
  await demandInForce(register, family.clientId);
  const party = await findParty(register.db, family.grant.bound_set_id);
  if (party === undefined) throw new Error("a token family's bound set is missing");
  checkStanding(party);
  checkExtensionStanding(party, family.grant.extension_jkt);
  checkPasskeyStanding(party, family.grant.credential_id);
  return party;
}
