import { appendRefusal } from "../../audit/append-refusal.ts";
import { exchangeRefused } from "../../audit/events/exchange-refused.ts";
import type { Client } from "../../clients/client.ts";
import type { Ground } from "../../ground.ts";
import type { Subject } from "./subject-token.ts";

/** In a transaction of its own: the step's is rolled back. */
export async function logExchangeRefusal(
  { db, clock }: Pick<Ground, "db" | "clock">,
  { claims, family }: Subject,
  client: Client,
  code: string,
): Promise<void> {
  const data = { code, client_id: client.id, subject_token_jti: claims.jti };
  await db.transaction().execute((trx) => appendRefusal(trx, exchangeRefused(clock(), family.id, data)));
}
