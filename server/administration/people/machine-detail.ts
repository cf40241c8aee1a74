import type { MachineAnswer } from "@nearside/shared/api/console/machines.ts";
import * as v from "valibot";
import type { Db } from "../../platform/store/database.ts";
import { findMachineRow } from "./machine-list.ts";

/** What is shown of a machine's past, the latest first. */
const MOST_HISTORY = 100;
const KINDS = ["device_quarantined", "device_released", "device_revoked", "device_lost"] as const;
const kindSchema = v.picklist(KINDS);
const dataSchema = v.object({ note: v.nullable(v.string()) });

/** One machine with all that belongs to it, the revoked too. @param id of the bound set: any text */
export async function findMachine(db: Db, id: string, now: number): Promise<MachineAnswer | undefined> {
  const row = await findMachineRow(db, id, now);
  if (row === undefined) return undefined;
  const browsers = await db
    .selectFrom("extensions")
    .select(["jkt as id", "browser", "state", "version", "created_at"])
    .where("bound_set_id", "=", id)
    .orderBy("created_at")
    .execute();
  const passkeys = await db
    .selectFrom("passkeys")
    .select(["credential_id as id", "aaguid", "backup_eligible", "state", "created_at"])
    .where("bound_set_id", "=", id)
    .orderBy("created_at")
    .execute();
  return {
    ...row,
    now,
    browsers,
    passkeys: passkeys.map(({ backup_eligible, ...passkey }) => ({ ...passkey, synced: backup_eligible === 1 })),
    history: await historyOf(db, row.device),
  };
}

async function historyOf(db: Db, device: string): Promise<MachineAnswer["history"]> {
  const events = await db
    .selectFrom("events")
    .leftJoin("users", "users.id", "events.actor_user")
    .select(["events.at", "events.kind", "events.data", "users.name"])
    .where("events.subject", "=", device)
    .where("events.kind", "in", KINDS)
    .orderBy("events.seq", "desc")
    .limit(MOST_HISTORY)
    .execute();
  return events.map(({ at, kind, data, name }) => ({
    at,
    what: v.parse(kindSchema, kind),
    note: v.parse(dataSchema, JSON.parse(data)).note,
    by: name,
  }));
}
