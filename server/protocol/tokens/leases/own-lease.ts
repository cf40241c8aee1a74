import { refuse } from "@nearside/shared/chain/refusal.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import type { WithDb } from "../../../platform/store/database.ts";
import { findLease } from "../../../register/tokens/lease-store.ts";
import { findFamily, type TokenFamily } from "../../../register/tokens/token-store.ts";

/** Finds the family of that lease. @param id any text, as it is in an address @throws Refused `request_unknown` */
export async function demandLease({ db }: WithDb, id: string): Promise<TokenFamily> {
  const lease = v.is(requestIdSchema, id) ? await findLease(db, id) : undefined;
  const family = lease && (await findFamily(db, { id: lease.familyId }));
  return family ?? refuse("request_unknown", "lease");
}

/** Finds it for the key that its keeper holds. @throws Refused `request_unknown`, `key_mismatch` */
export async function demandOwnLease(services: WithDb, id: string, sessionJkt: string): Promise<TokenFamily> {
  const family = await demandLease(services, id);
  return family.sessionJkt === sessionJkt ? family : refuse("key_mismatch", "dpop.jwk");
}
