import { sql } from "kysely";
import type { Trx } from "../store/database.ts";
import { takeTurnOf } from "../store/take-turn.ts";
import type { AuditEvent, EventKind } from "./define-event.ts";

/**
 * At most this many entries of the same subject that are alike are stored within a day. Any holder of a link can be refused without
 * end, and the table only grows. What makes them alike has closed sets of values, so the number of different entries of a subject is
 * bounded, and no flood of one keeps another out of the log. An entry from an earlier day keeps none out either: people and machines
 * stay, and old tries are no reason to hide new ones.
 */
const MOST_ALIKE = 8;
/** Milliseconds. */
const WITHIN_MS = 86_400_000;

/**
 * Waits until no other transaction appends such an event of that subject, and holds that turn. Otherwise many at once would each find
 * room. A transaction that takes other locks before it appends one takes this one first.
 */
export const takeTurnToAppend = (trx: Trx, { kind }: Pick<EventKind<never>, "kind">, subject: string): Promise<void> =>
  takeTurnOf(trx, "refusals", `${kind} ${subject}`);

/** True unless enough that are alike are stored already. */
export async function hasRoom(trx: Trx, event: AuditEvent): Promise<boolean> {
  const { bound, subject } = event;
  if (typeof bound === "string" || !("alike" in bound)) return true;
  if (subject === null) throw new Error("an event that is put together with others alike has a subject");
  await takeTurnToAppend(trx, event, subject);
  const data = new Map<string, unknown>(Object.entries(event.data));
  const alike = await trx
    .selectFrom("events")
    .select("seq")
    .where("subject", "=", subject)
    .where("kind", "=", event.kind)
    .where((eb) => eb.and(bound.alike.map((member) => holdsMember(member, data.get(member)))))
    .where("at", ">", event.at - WITHIN_MS)
    .limit(MOST_ALIKE)
    .execute();
  return alike.length < MOST_ALIKE;
}

/** A condition on the stored data, which are flat: a text within them has its quotes escaped, and can't look like a member. */
const holdsMember = (member: string, value: unknown) => {
  const written = JSON.stringify({ [member]: value }).slice(1, -1);
  return sql<boolean>`data like ${`%${written.replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`;
};
