import * as v from "valibot";
import type { Client } from "../../platform/config/clients/client.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";

// An administrator can allow the built-in command line more than it may request by itself: the APIs of an organisation that has no
// configuration file.

const dataSchema = v.strictObject({ scopes: v.array(v.string()), resources: v.array(v.string()) });
export type Allowance = v.InferOutput<typeof dataSchema>;

const byClient = fixedQuery<{ id: string }>()((db, value) =>
  db.selectFrom("client_allowances").select("data").where("client_id", "=", value("id")),
);

export async function findAllowance(db: Db | Trx, id: string): Promise<Allowance> {
  const [row] = await byClient(db, { id });
  return row === undefined ? { scopes: [], resources: [] } : v.parse(dataSchema, JSON.parse(row.data));
}

export async function storeAllowance(trx: Trx, id: string, allowance: Allowance, at: number): Promise<void> {
  const row = { data: JSON.stringify(allowance), changed_at: at };
  await trx
    .insertInto("client_allowances")
    .values({ client_id: id, ...row })
    .onConflict((conflict) => conflict.column("client_id").doUpdateSet(row))
    .execute();
}

/** Adds to a client that was not registered what it was allowed to request. */
export async function withAllowance<Any extends Client>(db: Db | Trx, client: Any): Promise<Any> {
  if (client.kind !== "command_line" || client.source !== "built_in") return client;
  const { scopes, resources } = await findAllowance(db, client.id);
  return { ...client, scopes: [...client.scopes, ...scopes], resources: [...client.resources, ...resources] };
}
