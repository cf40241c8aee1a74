import type { OwnMachine, OwnMachineDetail, OwnMachines } from "@nearside/shared/api/console/own-machines.ts";
import { keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import * as v from "valibot";
import { describeAuthenticator } from "../authenticators/describe-authenticator.ts";
import { ConsoleError } from "../console/console-error.ts";
import { listOwnEnrolments } from "../enrolment/own-enrolments.ts";
import type { Ground } from "../ground.ts";
import type { Db } from "../store/database.ts";
import { countOpen, stateOf } from "./machine-standing.ts";
import { usableMachines } from "./usable-machines.ts";

/** From where somebody asks for what is theirs. */
export interface Here {
  readonly userId: string;
  readonly boundSetId: string;
  readonly extensionJkt: string;
  readonly credentialId: string;
}

/** A person has a few, and some that ended. */
const MOST = 100;

/** The machines of that person, those seen last first; those that are set aside or have ended too. */
export async function listOwnMachines(ground: Pick<Ground, "clock" | "db">, here: Here): Promise<OwnMachines> {
  const rows = await ownMachines(ground.db, here.userId)
    .orderBy("devices.last_seen_at", "desc")
    .orderBy("devices.jkt")
    .limit(MOST + 1)
    .execute();
  const machines = await withStanding(ground, here, rows.slice(0, MOST));
  return { machines, more: rows.length > MOST };
}

/**
 * One of them with all that was ever enrolled on it.
 *
 * @throws ConsoleError `unknown`, also where it is somebody else's
 */
export async function viewOwnMachine(
  ground: Pick<Ground, "clock" | "db" | "metadata">,
  here: Here,
  id: string,
): Promise<OwnMachineDetail> {
  const found = await ownMachines(ground.db, here.userId).where("bound_sets.id", "=", id).execute();
  const [machine] = await withStanding(ground, here, found);
  if (machine === undefined) throw new ConsoleError("unknown");
  const browsers = await ground.db
    .selectFrom("extensions")
    .select(["jkt as id", "browser", "state", "created_at"])
    .where("bound_set_id", "=", id)
    .orderBy("created_at")
    .execute();
  const passkeys = await ground.db
    .selectFrom("passkeys")
    .select(["credential_id", "label", "aaguid", "attestation_verdict", "backup_eligible", "state", "created_at"])
    .where("bound_set_id", "=", id)
    .orderBy("created_at")
    .execute();
  const live = browsers.filter(({ state }) => state === "active").length;
  return {
    machine,
    browsers: browsers.map((browser) => ({
      ...browser,
      is_here: browser.id === here.extensionJkt,
      is_last: browser.state === "active" && live === 1,
    })),
    passkeys: passkeys.map((passkey) => ({
      id: passkey.credential_id,
      label: passkey.label,
      authenticator: describeAuthenticator(ground, passkey),
      synced: passkey.backup_eligible === 1,
      state: passkey.state,
      created_at: passkey.created_at,
      is_here: passkey.credential_id === here.credentialId,
    })),
    enrolments: [...(await listOwnEnrolments(ground.db, here.userId, id))],
  };
}

const ownMachines = (db: Db, userId: string) =>
  db
    .selectFrom("bound_sets")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .select(["bound_sets.id", "bound_sets.state", "devices.jkt", "devices.hostname", "devices.os"])
    .select(["devices.key_storage", "devices.state as device_state", "devices.created_at", "devices.last_seen_at"])
    .select("devices.label")
    .where("bound_sets.user_id", "=", userId);
type Row = Awaited<ReturnType<ReturnType<typeof ownMachines>["execute"]>>[number];

async function withStanding(
  { clock, db }: Pick<Ground, "clock" | "db">,
  here: Here,
  rows: readonly Row[],
): Promise<OwnMachine[]> {
  const ids = rows.map(({ id }) => id);
  const open = await countOpen(db, ids, clock());
  const usable = await usableMachines(db, here.userId);
  const browsers = await countActive(db, "extensions", ids);
  const passkeys = await countActive(db, "passkeys", ids);
  return rows.map((row) => ({
    id: row.id,
    device: row.jkt,
    label: row.label,
    state: stateOf(row.state, row.device_state),
    hostname: row.hostname,
    os: row.os,
    key_storage: v.parse(keyStorageSchema, row.key_storage),
    enrolled_at: row.created_at,
    last_seen_at: row.last_seen_at,
    is_here: row.id === here.boundSetId,
    is_last: usable.length === 1 && usable[0] === row.id,
    browsers: browsers.get(row.id) ?? 0,
    passkeys: passkeys.get(row.id) ?? 0,
    ...open(row.id),
  }));
}

async function countActive(
  db: Db,
  table: "extensions" | "passkeys",
  sets: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (sets.length === 0) return new Map();
  const rows = await db
    .selectFrom(table)
    .select(({ fn }) => [`${table}.bound_set_id as id`, fn.countAll<number>().as("count")])
    .where(`${table}.bound_set_id`, "in", sets)
    .where(`${table}.state`, "=", "active")
    .groupBy(`${table}.bound_set_id`)
    .execute();
  return new Map(rows.map(({ id, count }) => [id, Number(count)]));
}
