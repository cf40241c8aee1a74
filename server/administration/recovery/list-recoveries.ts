import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { RecoveriesQuery, RecoveryRow } from "@nearside/shared/api/console/recovery.ts";
import { type RawBuilder, sql } from "kysely";
import { ConsoleError } from "../../platform/http/console-error.ts";
import { integerColumn, type Ordering, pageOf, textColumn } from "../../platform/lists/page-of.ts";
import { isOfFound } from "../../platform/lists/search.ts";
import type { Db } from "../../platform/store/database.ts";
import { findUsers } from "../../register/people/users.ts";
import { readMachines } from "../../register/recovery/recovery-store.ts";
import { machineByTicket } from "../tickets/machine-by-ticket.ts";

const ORDER: Ordering<RecoveriesQuery["sort"]> = {
  columns: { started_at: integerColumn("recoveries.started_at") },
  id: textColumn("recoveries.id"),
};

export async function listRecoveries(db: Db, query: RecoveriesQuery): Promise<ListAnswer<RecoveryRow>> {
  const { rows, next, total } = await pageOf(
    db,
    selected(db, query, await isOfFound(db, "recoveries.user_id", query.q)),
    ORDER,
    query,
  );
  return { rows: await shown(db, rows), next, total };
}

/**
 * Finds one recovery.
 *
 * @throws ConsoleError `unknown`
 */
export async function viewRecovery(db: Db, id: string): Promise<RecoveryRow> {
  const [row] = await shown(db, await selected(db, {}, sql`1 = 1`).where("recoveries.id", "=", id).execute());
  if (row === undefined) throw new ConsoleError("unknown");
  return row;
}

function selected(db: Db, { state }: Pick<RecoveriesQuery, "state">, sought: RawBuilder<boolean>) {
  let rows = db.selectFrom("recoveries").innerJoin("users", "users.id", "recoveries.user_id").selectAll("recoveries");
  if (state !== undefined) rows = rows.where("recoveries.state", "=", state);
  return rows.where(sought);
}

type Selected = Awaited<ReturnType<ReturnType<typeof selected>["execute"]>>[number];

async function shown(db: Db, rows: readonly Selected[]): Promise<RecoveryRow[]> {
  const people = await findUsers(
    db,
    rows.flatMap(({ user_id, started_by, seconded_by, stopped_by }) =>
      [user_id, started_by, seconded_by, stopped_by].filter((id) => id !== null),
    ),
  );
  const person = (id: string) => {
    const { name = "", display_name = "" } = people.get(id) ?? {};
    return { id, name, display_name };
  };
  const machines = await machinesNamed(
    db,
    rows.flatMap((row) => readMachines(row.machines)),
  );
  const enrolled = await machineByTicket(
    db,
    rows.flatMap(({ ticket_hash }) => ticket_hash ?? []),
  );
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    user: person(row.user_id),
    reason: row.reason,
    lost: row.lost,
    started_by: person(row.started_by),
    started_at: row.started_at,
    seconded_by: row.seconded_by === null ? null : person(row.seconded_by),
    seconded_at: row.seconded_at,
    opens_at: row.opens_at,
    closes_at: row.closes_at,
    stopped:
      row.stopped_at === null || row.stopped_how === null || row.stopped_by === null
        ? null
        : { at: row.stopped_at, how: row.stopped_how, by: person(row.stopped_by), note: row.stopped_note },
    machine: (row.ticket_hash === null ? undefined : enrolled.get(row.ticket_hash)) ?? "none",
    machines: readMachines(row.machines).flatMap((id) => machines.get(id) ?? []),
  }));
}

async function machinesNamed(db: Db, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, RecoveryRow["machines"][number]>();
  const rows = await db
    .selectFrom("devices")
    .select(["bound_set_id as id", "hostname", "state"])
    .where("bound_set_id", "in", ids)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
