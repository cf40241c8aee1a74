import { refuse } from "@nearside/shared/chain/refusal.ts";
import { demandInForce, holdInForce, type Register } from "../clients/find-client.ts";
import { checkExtensionStanding, checkPasskeyStanding, checkStanding } from "../directory/check-standing.ts";
import { holdParty } from "../directory/hold-party.ts";
import { findParty, type Party } from "../directory/party.ts";
import type { Trx } from "../store/database.ts";
import { holdFamily, type TokenFamily } from "./token-store.ts";

/**
 * All that a family of tokens rests on still stands: itself, its program, and the user, the device, the extension and the passkey of its
 * approval. Judged at every refresh and wherever else a token is shown to this server (protocol §4.6, threat R16).
 *
 * @param register its `db` a transaction's where the answer must be one with what it is asked for
 * @param now epoch milliseconds
 * @throws Refused `credential_revoked`, …
 */
export async function demandFamilyStanding(register: Register, family: TokenFamily, now: number): Promise<Party> {
  await demandInForce(register, family.clientId);
  return judge(family, await findParty(register.db, family.grant.bound_set_id), now);
}

/**
 * The same in the transaction that relies on it: it stays so until that ends, and nobody else changes which of the family's
 * tokens count. Before any of them is written.
 *
 * @returns the family as it stands
 */
export async function holdFamilyStanding(
  register: Register & { readonly db: Trx },
  { id, clientId, grant }: TokenFamily,
  now: number,
): Promise<{ readonly family: TokenFamily; readonly party: Party }> {
  await holdInForce(register, clientId);
  const party = await holdParty(register.db, grant.bound_set_id, {
    extension: grant.extension_jkt,
    passkey: grant.credential_id,
  });
  const family = await holdFamily(register.db, id);
  if (family === undefined) throw new Error("a token family is missing");
  return { family, party: judge(family, party, now) };
}

function judge(family: TokenFamily, party: Party | undefined, now: number): Party {
  if (family.state !== "active" || now >= family.expiresAt) refuse("credential_revoked", "token_family");
  if (party === undefined) throw new Error("a token family's bound set is missing");
  checkStanding(party);
  checkExtensionStanding(party, family.grant.extension_jkt);
  checkPasskeyStanding(party, family.grant.credential_id);
  return party;
}
