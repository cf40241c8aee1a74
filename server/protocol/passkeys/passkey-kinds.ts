import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../platform/store/database.ts";
import type { PasskeyFacts } from "./judge-passkey.ts";

/** Passkeys alike in all that a policy asks of: 100,000 of them are a few dozen kinds. */
export interface PasskeyKind extends PasskeyFacts {
  /** The number of those that are active or wait for an administrator. */
  readonly count: number;
}

/** A passkey in one of these states is active, or about to be. */
export const LIVE_STATES = ["active", "pending"] as const;

/** Finds every kind that there is. The database keeps their counts (`Ddl.keepCounted`). */
export async function findPasskeyKinds(db: Db): Promise<readonly PasskeyKind[]> {
  const rows = await db
    .selectFrom("passkey_counts")
    .select(({ fn }) => [
      "aaguid",
      "attestation_format",
      "attestation_verdict",
      "backup_eligible",
      fn.sum<string | number>("count").as("count"),
    ])
    .groupBy(["aaguid", "attestation_format", "attestation_verdict", "backup_eligible"])
    .having(({ fn }) => fn.sum("count"), ">", 0)
    .execute();
  return rows.map((row) => ({ ...row, backup_eligible: row.backup_eligible === 1, count: Number(row.count) }));
}

/** A condition: passkey `p` is one of those kinds. @param kinds at least one */
export function isOneOf(kinds: readonly PasskeyFacts[]): RawBuilder<boolean> {
  const rows = kinds.map(
    ({ aaguid, attestation_format, attestation_verdict, backup_eligible }) =>
      sql`(${aaguid}, ${attestation_format}, ${attestation_verdict}, ${sql.lit(backup_eligible ? 1 : 0)})`,
  );
  return sql`(p.aaguid, p.attestation_format, p.attestation_verdict, p.backup_eligible) in (values ${sql.join(rows)})`;
}
