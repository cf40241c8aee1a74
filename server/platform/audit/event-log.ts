import type { Kysely, Selectable } from "kysely";
import type { Database, Trx } from "../store/database.ts";
import { fixedQuery } from "../store/fixed-query.ts";
import type { EventsTable } from "../store/tables/audit-tables.ts";
import type { AuditEvent, EachEvent } from "./define-event.ts";
import { callListeners, type EventAbout } from "./event-listeners.ts";
import { hasRoom } from "./room-in-log.ts";

/** The table in which the subject of an event is found, by the prefix of its id. Its row names the person and the machine. */
const HOMES = { rq_: "logins", en_: "enrolments", tf_: "token_families" } as const;
type Home = (typeof HOMES)[keyof typeof HOMES];

type Row = Omit<Selectable<EventsTable>, "seq">;

/**
 * Writes one event.
 *
 * @param home the table that names the person and the machine if the event does not; undefined if no table does
 */
const insertAbout = (home: Home | undefined) => ({
  unnumbered: fixedQuery<Row>()((db, value) => eventAbout(home, db, value)),
  numbered: fixedQuery<Row>()((db, value) => eventAbout(home, db, value).returning("seq")),
});

const eventAbout = (
  home: Home | undefined,
  db: Kysely<Database>,
  value: <Name extends keyof Row>(name: Name) => Row[Name],
) =>
  db.insertInto("events").values((eb) => {
    const ofSubject = (column: "user_id" | "device_jkt") =>
      home === undefined
        ? value(column)
        : eb.fn.coalesce(
            eb.val(value(column)),
            eb.selectFrom(home).select(`${home}.${column}`).where(`${home}.id`, "=", value("subject")),
          );
    return {
      at: value("at"),
      kind: value("kind"),
      version: value("version"),
      subject: value("subject"),
      data: value("data"),
      actor_user: value("actor_user"),
      actor_device: value("actor_device"),
      actor_change: value("actor_change"),
      user_id: ofSubject("user_id"),
      device_jkt: ofSubject("device_jkt"),
      address: value("address"),
    };
  });
const insert = insertAbout(undefined);
const insertBy: Readonly<Record<string, typeof insert>> = Object.fromEntries(
  Object.entries(HOMES).map(([prefix, home]) => [prefix, insertAbout(home)]),
);

/**
 * Appends the event in the transaction that makes the change it records, so that neither is ever there without the other. The database
 * refuses every later change of the row. Of a kind that is put together with others alike, only so many are stored; such an event is the
 * first statement of its transaction, or `takeTurnToAppend` is.
 */
export async function append(trx: Trx, event: AuditEvent, about: EventAbout = {}): Promise<void> {
  if (!(await hasRoom(trx, event))) return;
  const { insert, row } = rowOf(event, about);
  await insert.unnumbered(trx, row);
  await callListeners(trx, event, about);
}

/** The same. @returns the number of the event, for which the transaction waits */
export async function appendNumbered(trx: Trx, event: EachEvent, about: EventAbout = {}): Promise<number> {
  const { insert, row } = rowOf(event, about);
  const [numbered] = await insert.numbered(trx, row);
  await callListeners(trx, event, about);
  return Number(numbered?.seq);
}

function rowOf(event: AuditEvent, about: EventAbout) {
  const { at, kind, version, subject, data } = event;
  const person = about.by?.kind === "person" ? about.by : undefined;
  const prefix = subject?.slice(0, 3) ?? "";
  const row = {
    at,
    kind,
    version,
    subject,
    data: JSON.stringify(data),
    actor_user: person?.userId ?? null,
    actor_device: person?.deviceJkt ?? null,
    actor_change: person?.changeId ?? null,
    user_id: about.user ?? (prefix === "us_" ? subject : null),
    device_jkt: about.device ?? null,
    address: about.address ?? null,
  };
  const isWhole = about.user !== undefined && about.device !== undefined;
  return { insert: (isWhole ? undefined : insertBy[prefix]) ?? insert, row };
}
