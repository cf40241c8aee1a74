import type { OwnMachine, OwnMachineDetail, OwnMachines } from "@nearside/shared/api/console/own-machines.ts";
import { keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import * as v from "valibot";
import type { PersonActor } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { labelChanged } from "../../platform/audit/events/machines.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { listOwnEnrolments } from "../../protocol/enrolment/decide/own-enrolments.ts";
import { describeAuthenticator } from "../../protocol/passkeys/describe-authenticator.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/active-metadata.ts";
import { usableMachines } from "../../register/machines/usable-machines.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { countOpen, stateOf } from "./machine-state.ts";

/** The person, machine, browser and passkey of the session that makes the request. */
export interface Here {
  readonly userId: string;
  readonly boundSetId: string;
  readonly extensionJkt: string;
  readonly credentialId: string;
}

/** At most this many are listed: a person has a few, and some that ended. */
const MOST = 100;

/** Lists the machines of that person, the last seen first, also those that are quarantined or ended. */
export async function listOwnMachines(services: WithClock & WithDb, here: Here): Promise<OwnMachines> {
  const rows = await ownMachines(services.db, here.userId)
    .orderBy("devices.last_seen_at", "desc")
    .orderBy("devices.jkt")
    .limit(MOST + 1)
    .execute();
  const machines = await withStanding(services, here, rows.slice(0, MOST));
  return { machines, more: rows.length > MOST };
}

/**
 * Finds one of these machines, with all that was ever enrolled on it.
 *
 * @throws ConsoleError `unknown`, also if it belongs to another person
 */
export async function viewOwnMachine(
  services: WithClock & WithDb & WithMetadata,
  here: Here,
  id: string,
): Promise<OwnMachineDetail> {
  const found = await ownMachines(services.db, here.userId).where("bound_sets.id", "=", id).execute();
  const [machine] = await withStanding(services, here, found);
  if (machine === undefined) throw new ConsoleError("unknown");
  const browsers = await services.db
    .selectFrom("extensions")
    .select(["jkt as id", "browser", "state", "created_at"])
    .where("bound_set_id", "=", id)
    .orderBy("created_at")
    .execute();
  const passkeys = await services.db
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
      authenticator: describeAuthenticator(services, passkey),
      synced: passkey.backup_eligible === 1,
      state: passkey.state,
      created_at: passkey.created_at,
      is_here: passkey.credential_id === here.credentialId,
    })),
    enrolments: [...(await listOwnEnrolments(services.db, here.userId, id))],
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
  { clock, db }: WithClock & WithDb,
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

/**
 * Gives a machine of the person's own another label.
 *
 * @throws ConsoleError `unknown`
 */
export const renameMachine = (
  services: WithClock & WithDb,
  deviceJkt: string,
  label: string,
  by: PersonActor,
): Promise<void> =>
  services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const device = await trx
      .selectFrom("devices")
      .innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id")
      .select(["devices.label", "bound_sets.user_id"])
      .where("devices.jkt", "=", deviceJkt)
      .where("devices.state", "<>", "revoked")
      .executeTakeFirst();
    if (device?.user_id !== by.userId) throw new ConsoleError("unknown");
    await trx.updateTable("devices").set({ label }).where("jkt", "=", deviceJkt).execute();
    const change = { what: "machine", from: device.label, to: label } as const;
    await append(trx, labelChanged(services.clock(), deviceJkt, change), { by, user: by.userId });
  });
