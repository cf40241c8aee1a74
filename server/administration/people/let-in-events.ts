import * as v from "valibot";
import type { AuditEvent, EventKind } from "../../platform/audit/define-event.ts";
import { enrolmentConfirmed } from "../../platform/audit/events/enrolments.ts";
import { groupChanged, groupJoined } from "../../platform/audit/events/groups.ts";
import { deviceReleased } from "../../platform/audit/events/machines.ts";
import { userCreated, userRestored } from "../../platform/audit/events/people.ts";
import { recoveryAgreed, recoveryStarted } from "../../platform/audit/events/recovery.ts";
import { ticketCreated, ticketFreed } from "../../platform/audit/events/tickets.ts";
import type { Hearer } from "../../platform/audit/hearers.ts";
import type { Trx } from "../../platform/store/database.ts";
import { noteLetIns } from "../../register/people/let-ins.ts";

// Every door by which one person lets another one in (protocol §11, threat I4): by the event that it leaves, in the transaction that opens
// it. Another door is another line here. The server's own shell and break-glass codes are nobody's person.

type Through = Omit<Parameters<typeof noteLetIns>[1][number], "byUserId">;
type Note = (trx: Trx, event: AuditEvent) => Promise<readonly Through[]>;

const by = <Data>(
  kind: EventKind<Data>,
  through: (subject: string, data: Data, trx: Trx) => Through | Promise<Through | readonly Through[]>,
): readonly [string, Note] => [
  kind.kind,
  async (trx, { subject, data }) => {
    if (subject === null) throw new Error(`an event ${kind.kind} lacks its subject`);
    return [await through(subject, v.parse(kind.schema, data), trx)].flat();
  },
];

const DOORS: ReadonlyMap<string, Note> = new Map([
  by(userCreated, (userId) => ({ userId, door: "person" })),
  by(userRestored, (userId) => ({ userId, door: "person" })),
  by(ticketCreated, (userId) => ({ userId, door: "ticket" })),
  by(ticketFreed, (userId) => ({ userId, door: "ticket" })),
  by(recoveryStarted, (_, { user_id: userId }) => ({ userId, door: "ticket" })),
  by(recoveryAgreed, (_, { user_id: userId }) => ({ userId, door: "ticket" })),
  by(enrolmentConfirmed, async (_, { bound_set_id }, trx) => ({
    userId: await ownerOf(trx, bound_set_id),
    door: "enrolment",
  })),
  by(groupJoined, (groupId, { user: userId }) => ({ userId, door: "group", groupId })),
  // a rule may name a group that is not there yet
  by(groupChanged, async (groupId, { name, from }, trx) => (name === from.name ? [] : membersOf(trx, groupId))),
  by(deviceReleased, (_, { user_id: userId }) => ({ userId, door: "released" })),
]);

async function ownerOf(trx: Trx, boundSetId: string): Promise<string> {
  const set = trx.selectFrom("bound_sets").select("user_id").where("id", "=", boundSetId);
  return (await set.executeTakeFirstOrThrow()).user_id;
}

async function membersOf(trx: Trx, groupId: string): Promise<readonly Through[]> {
  const members = await trx.selectFrom("group_members").select("user_id").where("group_id", "=", groupId).execute();
  return members.map(({ user_id: userId }) => ({ userId, door: "group", groupId }));
}

/** Writes down who let in whom. */
export const noteLetInsOf: Hearer = async (trx, event, about) => {
  const note = about.by?.kind === "person" ? DOORS.get(event.kind) : undefined;
  if (note === undefined || about.by?.kind !== "person") return;
  const byUserId = about.by.userId;
  const letIns = (await note(trx, event)).map((through) => ({ ...through, byUserId }));
  await noteLetIns(trx, letIns, event.at);
};
