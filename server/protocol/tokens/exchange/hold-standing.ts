import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Client } from "../../../platform/config/clients/client.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Trx } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { holdRegistered } from "../../../register/clients/client-store.ts";
import { findClient } from "../../../register/clients/find-client.ts";
import { holdLineage } from "../../../register/tokens/access-token-store.ts";
import { demandTokenStanding, holdFamilyStanding } from "../../../register/tokens/token-standing.ts";
import type { Subject } from "./subject-token.ts";

/**
 * Demands that the subject token, all that it rests on and its exchanger are in force, and keeps them so until this transaction
 * ends. Earlier actors are not held: the new token falls with them by the same rule, at any time.
 *
 * @throws Refused the first reason for which it does not
 */
export async function holdStanding(
  trx: Trx,
  services: WithClock & WithConfig,
  { claims, family }: Subject,
  { id, kind }: Client,
): Promise<void> {
  await holdRegistered(trx, id);
  if ((await findClient({ config: services.config, db: trx }, id))?.kind !== kind)
    refuse("client_unknown", "client_id");
  await holdFamilyStanding(trx, services, family);
  await holdLineage(trx, claims.jti);
  await demandTokenStanding(trx, services, claims.jti);
}
