import type { StartRecovery } from "@nearside/shared/api/console/recovery.ts";
import { newRecoveryId } from "@nearside/shared/ids.ts";
import type { Actor } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { recoveryStarted } from "../../platform/audit/events/recovery.ts";
import { ConsoleError, wrongField } from "../../platform/http/console-error.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { quarantineIn } from "../../protocol/revocation/quarantine-machine.ts";
import { announce } from "../../protocol/revocation/revocation.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { holdPerson } from "../../register/people/hold-person.ts";
import type { UserRow } from "../../register/people/users.ts";
import { insertRecovery } from "../../register/recovery/recovery-store.ts";
import { started } from "../../register/recovery/transitions.ts";
import { consoleTexts } from "../../texts/console.ts";
import { holdTicketsOf, revokeTicketsOf } from "../tickets/end-ticket.ts";
import { demandPerson } from "./demand-administrators.ts";

/** Finds the machines of that person that are active or quarantined. */
export const machinesOf = (db: Db | Trx, userId: string) =>
  db
    .selectFrom("bound_sets")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .select(["bound_sets.id", "devices.jkt", "devices.hostname", "devices.state"])
    .where("bound_sets.user_id", "=", userId)
    .where("bound_sets.state", "=", "active")
    .where("devices.state", "in", ["active", "quarantined"])
    .orderBy("bound_sets.id")
    .execute();

/**
 * Demands that nothing prevents a recovery of that person. The console checks it before the form is filled in, and again when
 * it is sent.
 *
 * @param startedBy user id of the administrator who would begin it
 * @param field of the form that the problem names
 * @throws ConsoleError `invalid_request`
 */
export async function demandLost(
  db: Db | Trx,
  user: Pick<UserRow, "id" | "state">,
  startedBy: string,
  field: string,
): Promise<void> {
  if (user.state !== "active") throw wrongField(field, consoleTexts.recovery.notActive);
  if (user.id === startedBy) throw wrongField(field, consoleTexts.recovery.yourself);
  if (!(await everHadOne(db, user.id))) throw wrongField(field, consoleTexts.recovery.neverEnrolled);
}

/**
 * An administrator begins the recovery of a person who lost their only machine (protocol §9). Every machine of that person is
 * quarantined at once, so that its present holder is locked out before anything else. Every ticket of theirs is revoked, with
 * what began with it, because one administrator alone may have made it (threat R28).
 *
 * @returns id of the recovery
 * @throws ConsoleError `not_permitted`, `unknown`, `conflict`, `invalid_request`
 */
export async function startRecovery(
  services: WithChanges & WithClock & WithDb & WithRandom,
  request: StartRecovery,
  by: Actor,
): Promise<string> {
  const { userId: startedBy } = demandPerson(by);
  const id = newRecoveryId(services.random);
  const ended = await services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const tickets = await holdTicketsOf(trx, request.user, services.clock());
    const user = await holdPerson(trx, by, request.user);
    await demandLost(trx, user, startedBy, "user");
    const machines = await machinesOf(trx, user.id);
    if (!sameSet(request.machines, machines)) throw new ConsoleError("conflict");
    const about = { reason: request.reason, lost: request.lost, machines: request.machines };
    const now = services.clock();
    const recovery = { ...about, id, userId: user.id, startedBy, startedAt: now };
    if (!(await insertRecovery(trx, recovery, started(now)))) throw isOpenAlready();
    await append(trx, recoveryStarted(now, id, { user_id: user.id, ...about, machines: [...about.machines] }), {
      by,
      user: user.id,
    });
    const logins = await quarantineAll(trx, services, user, machines, { by, note: `lost: ${id}` });
    const enrolments = await revokeTicketsOf(trx, services, tickets, by);
    return { logins, enrolments, machines: machines.map(({ jkt }) => jkt) };
  });
  announce(services, { state: "started", ended });
  return id;
}

/**
 * Quarantines those machines.
 *
 * @returns ids of the logins that ended
 */
async function quarantineAll(
  trx: Trx,
  services: WithClock,
  user: Pick<UserRow, "id" | "role">,
  machines: Awaited<ReturnType<typeof machinesOf>>,
  why: { readonly by: Actor; readonly note: string },
): Promise<readonly string[]> {
  const logins: string[] = [];
  for (const { id, jkt, state } of machines) {
    const set = { id, userId: user.id, deviceJkt: jkt, deviceState: state, role: user.role };
    logins.push(...((await quarantineIn(trx, services, set, why)) ?? []));
  }
  return logins;
}

const isOpenAlready = () =>
  new ConsoleError("conflict", {
    description: consoleTexts.recovery.openAlready,
  });

const sameSet = (ids: readonly string[], found: readonly { readonly id: string }[]): boolean =>
  ids.length === found.length && new Set(ids).size === found.length && found.every(({ id }) => ids.includes(id));

async function everHadOne(db: Db | Trx, userId: string): Promise<boolean> {
  const set = await db
    .selectFrom("bound_sets")
    .select("id")
    .where("user_id", "=", userId)
    .where(({ or, eb }) => or([eb("confirmed_at", "is not", null), eb("state", "=", "active")]))
    .limit(1)
    .executeTakeFirst();
  return set !== undefined;
}
