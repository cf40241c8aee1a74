import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Client } from "../../clients/client.ts";
import { holdRegistered } from "../../clients/client-store.ts";
import { findClient } from "../../clients/find-client.ts";
import type { Ground } from "../../ground.ts";
import type { Trx } from "../../store/database.ts";
import { holdLineage } from "../access-token-store.ts";
import { demandTokenStanding, holdFamilyStanding } from "../token-standing.ts";
import type { Subject } from "./subject-token.ts";

/**
 * The subject token, all that it rests on and whoever exchanges it stand, and stay so until this transaction ends. Whoever acted
 * before is not held: what comes of this falls with him by the same rule, whenever he does.
 *
 * @throws Refused the first reason for which it does not
 */
export async function holdStanding(
  trx: Trx,
  ground: Pick<Ground, "clock" | "config">,
  { claims, family }: Subject,
  { id, kind }: Client,
): Promise<void> {
  await holdRegistered(trx, id);
  if ((await findClient({ config: ground.config, db: trx }, id))?.kind !== kind) refuse("client_unknown", "client_id");
  await holdFamilyStanding(trx, ground, family);
  await holdLineage(trx, claims.jti);
  await demandTokenStanding(trx, ground, claims.jti);
}
