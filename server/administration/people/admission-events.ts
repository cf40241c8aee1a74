import * as v from "valibot";
import type { AuditEvent, EventKind } from "../../platform/audit/define-event.ts";
import type { EventListener } from "../../platform/audit/event-listeners.ts";
import { enrolmentConfirmed } from "../../platform/audit/events/enrolments.ts";
import { groupChanged, groupJoined } from "../../platform/audit/events/groups.ts";
import { deviceReleased } from "../../platform/audit/events/machines.ts";
import { userCreated, userRestored } from "../../platform/audit/events/people.ts";
import { recoveryAgreed, recoveryStarted } from "../../platform/audit/events/recovery.ts";
import { ticketCreated, ticketFreed } from "../../platform/audit/events/tickets.ts";
import type { Trx } from "../../platform/store/database.ts";
import { noteAdmissions } from "../../register/people/admissions.ts";

// Every way in which one person admits another one (protocol §11, threat I8): by the event that it leaves, in the transaction that writes
// it. Another way is another line here. The server's own shell is nobody's person, and nobody knows who typed a break-glass code, so
// that it counts for everybody.

type Admission = Parameters<typeof noteAdmissions>[1][number];
type Through = Omit<Admission, "byUserId">;
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

const WAYS: ReadonlyMap<string, Note> = new Map([
  by(userCreated, (userId) => ({ userId, door: "person" })),
  by(userRestored, (userId) => ({ userId, door: "person" })),
  by(ticketCreated, (userId) => ({ userId, door: "ticket" })),
  by(ticketFreed, (userId) => ({ userId, door: "ticket" })),
  by(recoveryStarted, (_, { user_id: userId }) => ({ userId, door: "ticket" })),
  by(recoveryAgreed, (_, { user_id: userId }) => ({ userId, door: "ticket" })),
  by(groupJoined, (groupId, { user: userId }) => ({ userId, door: "group", groupId })),
  // a rule may name a group that is not there yet
  by(groupChanged, async (groupId, { name, from }, trx) => (name === from.name ? [] : membersOf(trx, groupId))),
  by(deviceReleased, (_, { user_id: userId }) => ({ userId, door: "released" })),
]);

/**
 * A machine or browser comes in: by the person who typed its words, and by those who opened the way that it came. A ticket is good for days, so
 * the time counts at which somebody came by it.
 */
async function admittedWith(
  trx: Trx,
  { subject, data }: AuditEvent,
  typedBy: string | undefined,
): Promise<Admission[]> {
  if (subject === null) throw new Error("a confirmed enrolment lacks its subject");
  const { user_id: userId, ticket_hash } = await trx
    .selectFrom("enrolments")
    .select(["user_id", "ticket_hash"])
    .where("id", "=", subject)
    .executeTakeFirstOrThrow();
  const ticket = await trx
    .selectFrom("tickets")
    .leftJoin("recoveries", "recoveries.ticket_hash", "tickets.hash")
    .select(["tickets.origin", "tickets.made_by", "recoveries.started_by", "recoveries.seconded_by"])
    .where("tickets.hash", "=", ticket_hash)
    .executeTakeFirst();
  const isByCode = v.parse(enrolmentConfirmed.schema, data).by === "break_glass" || ticket?.origin === "break_glass";
  const openers = new Set([ticket?.made_by, ticket?.started_by, ticket?.seconded_by].flatMap((one) => one ?? []));
  return [
    ...(typedBy === undefined ? [] : [{ userId, byUserId: typedBy, door: "enrolment" } as const]),
    ...(isByCode ? [{ userId, byUserId: null, door: "enrolment" } as const] : []),
    ...[...openers].map((byUserId) => ({ userId, byUserId, door: "ticket" }) as const),
  ];
}

async function membersOf(trx: Trx, groupId: string): Promise<readonly Through[]> {
  const members = await trx.selectFrom("group_members").select("user_id").where("group_id", "=", groupId).execute();
  return members.map(({ user_id: userId }) => ({ userId, door: "group", groupId }));
}

/** Writes down who admitted whom. */
export const noteAdmissionsOf: EventListener = async (trx, event, about) => {
  const byUserId = about.by?.kind === "person" ? about.by.userId : undefined;
  if (event.kind === enrolmentConfirmed.kind)
    return noteAdmissions(trx, await admittedWith(trx, event, byUserId), event.at);
  const note = WAYS.get(event.kind);
  if (note === undefined || byUserId === undefined) return;
  const admissions = (await note(trx, event)).map((through) => ({ ...through, byUserId }));
  await noteAdmissions(trx, admissions, event.at);
};
