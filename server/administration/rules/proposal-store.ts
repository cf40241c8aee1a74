import type { Selectable } from "kysely";
import type { Db, Trx } from "../../platform/store/database.ts";
import type { RuleProposalsTable } from "../../platform/store/tables/rule-tables.ts";

// The contract: a proposal is settled once, by one conditional write.

export type RuleProposal = Selectable<RuleProposalsTable>;

export const findProposal = (db: Db | Trx, id: string): Promise<RuleProposal | undefined> =>
  db.selectFrom("rule_proposals").selectAll().where("id", "=", id).executeTakeFirst();

/** Finds the proposals that wait for a second author, the oldest first. */
export const waitingProposals = (db: Db | Trx): Promise<readonly RuleProposal[]> =>
  db
    .selectFrom("rule_proposals")
    .selectAll()
    .where("state", "=", "waiting")
    .orderBy("created_at")
    .orderBy("id")
    .execute();

export async function insertProposal(
  trx: Trx,
  proposal: Omit<RuleProposal, "state" | "settled_by" | "settled_at">,
): Promise<void> {
  await trx
    .insertInto("rule_proposals")
    .values({ ...proposal, state: "waiting", settled_by: null, settled_at: null })
    .execute();
}

/**
 * Ends a proposal that waits.
 *
 * @returns false if it no longer waited
 */
export async function settleProposal(
  trx: Trx,
  id: string,
  state: "agreed" | "withdrawn",
  { by, at }: { readonly by: string | null; readonly at: number },
): Promise<boolean> {
  const settled = await trx
    .updateTable("rule_proposals")
    .set({ state, settled_by: by, settled_at: at })
    .where("id", "=", id)
    .where("state", "=", "waiting")
    .returning("id")
    .executeTakeFirst();
  return settled !== undefined;
}

/**
 * Ends the proposals that wait, because their base is no longer active.
 *
 * @returns their ids
 */
export async function overtakeProposals(trx: Trx, at: number): Promise<readonly string[]> {
  const overtaken = await trx
    .updateTable("rule_proposals")
    .set({ state: "overtaken", settled_at: at })
    .where("state", "=", "waiting")
    .returning("id")
    .execute();
  return overtaken.map(({ id }) => id);
}
