import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Client } from "../../../platform/config/clients/client.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Trx } from "../../../platform/store/database.ts";
import { holdRegistered } from "../../../register/clients/client-store.ts";
import { findClient } from "../../../register/clients/find-client.ts";
import { holdLineage } from "../../../register/tokens/access-token-store.ts";
import type { WithActiveTokens } from "../../../register/tokens/active-tokens.ts";
import type { Subject } from "./subject-token.ts";

/**
 * Demands that the subject token, everything on which it depends and its exchanger are active, and keeps them so until this
 * transaction ends. Earlier actors are not held: the new token ends with them by the same rule, at any time.
 *
 * @throws Refused the first reason for which one of them is not active
 */
export async function holdSubject(
  trx: Trx,
  { config, activeTokens }: WithConfig & WithActiveTokens,
  { claims, family }: Subject,
  { id, kind }: Client,
): Promise<void> {
  await holdRegistered(trx, id);
  if ((await findClient({ config, db: trx }, id))?.kind !== kind) refuse("client_unknown", "client_id");
  await activeTokens.holdFamily(trx, family);
  await holdLineage(trx, claims.jti);
  await activeTokens.demandToken(trx, claims.jti);
}
