import { refuse } from "@nearside/shared/chain/refusal.ts";
import { checkExtensionStanding, checkPasskeyStanding, checkStanding } from "../directory/check-standing.ts";
import { findParty, type Party } from "../directory/party.ts";
import type { Db, Trx } from "../store/database.ts";
import type { TokenFamily } from "./token-store.ts";

/**
 * All that a family of tokens rests on still stands: itself, and the user, the device, the extension and the passkey of its
 * approval. Judged at every refresh and wherever else a token is shown to this server (protocol §4.6, threat R16).
 *
 * @param now epoch milliseconds
 * @throws Refused `credential_revoked`, …
 */
export async function demandFamilyStanding(db: Db | Trx, family: TokenFamily, now: number): Promise<Party> {
  if (family.state !== "active" || now >= family.expiresAt) refuse("credential_revoked", "token_family");
  const party = await findParty(db, family.grant.bound_set_id);
  if (party === undefined) throw new Error("a token family's bound set is missing");
  checkStanding(party);
  checkExtensionStanding(party, family.grant.extension_jkt);
  checkPasskeyStanding(party, family.grant.credential_id);
  return party;
}
