import type { Selectable } from "kysely";
import type { Db, Trx } from "../store/database.ts";
import { fixedQuery } from "../store/fixed-query.ts";
import type { RuleVersionsTable } from "../store/tables/rule-tables.ts";

export type RuleVersion = Selectable<RuleVersionsTable>;

const newest = fixedQuery<Record<never, never>>()((db) =>
  db.selectFrom("rule_versions").select("number").orderBy("number", "desc").limit(1),
);

/** Of the set in force; 0 before anybody published one. */
export async function currentNumber(db: Db | Trx): Promise<number> {
  const [row] = await newest(db, {});
  return row?.number ?? 0;
}

export const findVersion = (db: Db | Trx, number: number): Promise<RuleVersion | undefined> =>
  db.selectFrom("rule_versions").selectAll().where("number", "=", number).executeTakeFirst();
