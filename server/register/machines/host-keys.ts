import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";

const byFingerprint = fixedQuery<{ fingerprint: string }>()((db, value) =>
  db.selectFrom("host_keys").select("name").where("fingerprint", "=", value("fingerprint")),
);

/** The name under which administrators enrolled that key (protocol §10.7); null if they did not. */
export async function findHostName(db: Db | Trx, fingerprint: string): Promise<string | null> {
  const [row] = await byFingerprint(db, { fingerprint });
  return row?.name ?? null;
}
