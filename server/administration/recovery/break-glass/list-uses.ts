import type { UseRow, UsesQuery } from "@nearside/shared/api/console/break-glass.ts";
import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import { integerColumn, type Ordering, pageOf, textColumn } from "../../../platform/lists/page-of.ts";
import type { Log } from "../../../platform/log/log.ts";
import type { Db } from "../../../platform/store/database.ts";
import { findUsers } from "../../../register/people/users.ts";
import { logTexts } from "../../../texts/log.ts";
import { machineByTicket } from "../../tickets/machine-by-ticket.ts";
import { countActiveCodes } from "./make-codes.ts";

const ORDER: Ordering<UsesQuery["sort"]> = {
  columns: { at: integerColumn("break_glass_uses.at") },
  id: textColumn("break_glass_uses.id"),
};

/** Uses in the banner, at most: an owner with more has not looked for a long time. */
const MOST_UNREVIEWED = 20;

export async function listUses(db: Db, query: UsesQuery): Promise<ListAnswer<UseRow>> {
  const { rows, next, total } = await pageOf(db, selected(db), ORDER, query);
  return { rows: await shown(db, rows), next, total };
}

/** The uses that no owner has reviewed, the latest first. */
export async function unreviewedUses(db: Db): Promise<readonly UseRow[]> {
  const rows = await selected(db)
    .where("reviewed_at", "is", null)
    .orderBy("at", "desc")
    .limit(MOST_UNREVIEWED)
    .execute();
  return shown(db, rows);
}

const selected = (db: Db) =>
  db
    .selectFrom("break_glass_uses")
    .innerJoin("break_glass_codes", "break_glass_codes.hash", "break_glass_uses.code_hash")
    .select(["break_glass_uses.id", "break_glass_codes.number", "break_glass_uses.at", "break_glass_uses.user_id"])
    .select(["break_glass_uses.address", "break_glass_uses.expires_at", "break_glass_uses.ended_at"])
    .select(["break_glass_uses.reviewed_at", "break_glass_uses.reviewed_by", "break_glass_uses.review"])
    .select("break_glass_uses.ticket_hash");

type Selected = Awaited<ReturnType<ReturnType<typeof selected>["execute"]>>[number];

async function shown(db: Db, rows: readonly Selected[]): Promise<UseRow[]> {
  const people = await findUsers(
    db,
    rows.flatMap(({ user_id, reviewed_by }) => (reviewed_by === null ? [user_id] : [user_id, reviewed_by])),
  );
  const machines = await machineByTicket(
    db,
    rows.map(({ ticket_hash }) => ticket_hash),
  );
  const person = (id: string) => {
    const { name = "", display_name = "" } = people.get(id) ?? {};
    return { id, name, display_name };
  };
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    at: row.at,
    user: person(row.user_id),
    address: row.address,
    expires_at: row.expires_at,
    ended_at: row.ended_at,
    machine: machines.get(row.ticket_hash) ?? "none",
    reviewed:
      row.reviewed_at === null || row.reviewed_by === null
        ? null
        : { at: row.reviewed_at, by: person(row.reviewed_by), says: row.review ?? "" },
  }));
}

/**
 * Warns at each start about uses that were not reviewed yet. Once a person is enrolled who could be locked out, it also warns if
 * no code is left.
 */
export async function warnOfCodes(db: Db, log: Log, isSetUp: boolean): Promise<void> {
  for (const { id, at, address } of await unreviewedUses(db))
    log.warn({ use: id, at, address }, logTexts.breakGlass.notReviewed);
  const { left } = await countActiveCodes(db);
  if (isSetUp && left === 0) log.warn(logTexts.breakGlass.none);
}
