import { demandInForce } from "../clients/find-client.ts";
import { holdKeys } from "../directory/hold-party.ts";
import type { Ground } from "../ground.ts";
import type { Trx } from "../store/database.ts";
import { demandFamilyStanding, type FamilyInForce } from "./token-standing.ts";
import { holdFamily, type TokenFamily } from "./token-store.ts";

/**
 * The family stands (see token-standing.ts), and stays so until the transaction that relies on it ends; nobody else changes
 * meanwhile which of its tokens count. Before any of them is written.
 *
 * @returns the family as it stands
 * @throws Refused the first reason for which it does not
 */
export async function holdFamilyStanding(
  ground: Pick<Ground, "clock" | "config">,
  trx: Trx,
  { id, clientId, grant }: TokenFamily,
): Promise<{ readonly family: TokenFamily; readonly inForce: FamilyInForce }> {
  await demandInForce({ config: ground.config, db: trx }, clientId);
  await holdKeys(trx, grant.bound_set_id, { extension: grant.extension_jkt, passkey: grant.credential_id });
  const family = await holdFamily(trx, id);
  if (family === undefined) throw new Error("a token family is missing");
  return { family, inForce: await demandFamilyStanding(trx, ground, id) };
}
