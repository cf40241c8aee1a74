import { appendRefusal } from "../../../platform/audit/append-refusal.ts";
import { exchangeRefused } from "../../../platform/audit/events/tokens.ts";
import type { Client } from "../../../platform/config/clients/client.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";

/** Logs the refusal in a transaction of its own, since the step's transaction is rolled back. */
export async function logExchangeRefusal(
  { db, clock }: WithClock & WithDb,
  { claims, family }: { readonly claims: { readonly jti: string }; readonly family: { readonly id: string } },
  client: Client,
  code: string,
): Promise<void> {
  const data = { code, client_id: client.id, subject_token_jti: claims.jti };
  await db.transaction().execute((trx) => appendRefusal(trx, exchangeRefused(clock(), family.id, data)));
}
