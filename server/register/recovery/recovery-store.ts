import type { Selectable } from "kysely";
import * as v from "valibot";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import type { RecoveriesTable } from "../../platform/store/tables/recovery-tables.ts";
import type { Recovery, RecoveryState, RequestedRecovery } from "./recovery.ts";
import { OPEN_RECOVERY_STATES, TICKETLESS_RECOVERY_STATES } from "./transitions.ts";

// The contract: `moveRecovery` is one conditional write; of several callers at once exactly one gets true.

type Row = Selectable<RecoveriesTable>;

const machinesSchema = v.array(v.string());
export const readMachines = (stored: string): readonly string[] => v.parse(machinesSchema, JSON.parse(stored));

function recoveryOf(row: Row): Recovery {
  return {
    id: row.id,
    userId: row.user_id,
    reason: row.reason,
    lost: row.lost,
    machines: readMachines(row.machines),
    startedBy: row.started_by,
    startedAt: row.started_at,
    version: row.version,
    ...stateOf(row),
  };
}

function stateOf(row: Row): RecoveryState {
  const closesAt = row.closes_at;
  switch (row.state) {
    case "started":
    case "lapsed":
      return { state: row.state, closesAt };
    case "cooling":
      return { state: row.state, closesAt, ...agreedIn(row) };
    case "issued":
      return { state: row.state, closesAt, ...agreedIn(row), ticketHash: there(row.ticket_hash) };
    case "stopped": {
      const [stoppedBy, stoppedAt, how] = [row.stopped_by, row.stopped_at, row.stopped_how];
      const stopped = { stoppedBy: there(stoppedBy), stoppedAt: there(stoppedAt), how: there(how) };
      return { state: row.state, closesAt, ...stopped, note: row.stopped_note };
    }
  }
}

const agreedIn = (row: Row) => ({
  secondedBy: there(row.seconded_by),
  secondedAt: there(row.seconded_at),
  opensAt: there(row.opens_at),
});

function there<T>(value: T | null): T {
  if (value === null) throw new Error("a recovery lacks what belongs to its state");
  return value;
}

/** Finds a recovery. @param id any printable text. @throws ConsoleError `unknown` */
export async function findRecovery(db: Db | Trx, id: string): Promise<Recovery> {
  const row = await db.selectFrom("recoveries").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw new ConsoleError("unknown");
  return recoveryOf(row);
}

/** Finds those that have expired, the oldest first. */
export async function findOverdueRecoveries(db: Db, now: number, limit: number): Promise<readonly Recovery[]> {
  const rows = await db
    .selectFrom("recoveries")
    .selectAll()
    .where("state", "in", TICKETLESS_RECOVERY_STATES)
    .where("closes_at", "<=", now)
    .orderBy("closes_at")
    .limit(limit)
    .execute();
  return rows.map(recoveryOf);
}

/** Finds that person's recoveries that were not stopped and did not lapse, even if they have expired. */
export async function findOpenRecoveries(trx: Trx, userId: string): Promise<readonly Recovery[]> {
  const rows = await trx
    .selectFrom("recoveries")
    .selectAll()
    .where("user_id", "=", userId)
    .where("state", "in", OPEN_RECOVERY_STATES)
    .orderBy("id")
    .execute();
  return rows.map(recoveryOf);
}

/** Stores a new recovery. @returns false if one of that person is open already */
export async function insertRecovery(trx: Trx, request: RequestedRecovery, first: RecoveryState): Promise<boolean> {
  const open = await trx
    .selectFrom("recoveries")
    .select("id")
    .where("user_id", "=", request.userId)
    .where("state", "in", TICKETLESS_RECOVERY_STATES)
    .executeTakeFirst();
  if (open !== undefined) return false;
  await trx
    .insertInto("recoveries")
    .values({
      id: request.id,
      user_id: request.userId,
      state: first.state,
      reason: request.reason,
      lost: request.lost,
      machines: JSON.stringify(request.machines),
      started_by: request.startedBy,
      started_at: request.startedAt,
      closes_at: first.closesAt,
      version: 0,
    })
    .execute();
  return true;
}

/** Moves the recovery to its next state. @returns false if another request was first */
export async function moveRecovery(trx: Trx, recovery: Recovery, next: RecoveryState): Promise<boolean> {
  const moved = await trx
    .updateTable("recoveries")
    .set({ state: next.state, closes_at: next.closesAt, version: recovery.version + 1, ...columnsOf(next) })
    .where("id", "=", recovery.id)
    .where("version", "=", recovery.version)
    .returning("id")
    .executeTakeFirst();
  return moved !== undefined;
}

/** Earlier records stay: they show who agreed to a recovery that was stopped later. */
function columnsOf(next: RecoveryState): Partial<Row> {
  if (next.state === "stopped")
    return {
      stopped_by: next.stoppedBy,
      stopped_at: next.stoppedAt,
      stopped_how: next.how,
      stopped_note: next.note,
    };
  if (next.state !== "cooling" && next.state !== "issued") return {};
  const agreed = { seconded_by: next.secondedBy, seconded_at: next.secondedAt, opens_at: next.opensAt };
  return next.state === "issued" ? { ...agreed, ticket_hash: next.ticketHash } : agreed;
}
