import type { Db, Trx } from "../store/database.ts";
import type { Actor } from "./actor.ts";
import type { AuditEvent } from "./define-event.ts";

/**
 * Whom an event concerns and who brought it about, by which the log is searched. What is left out is found by the subject, where
 * that is a login, an enrolment, a token family or a person.
 */
export interface EventAbout {
  /** Who made the change. */
  readonly by?: Actor;
  /** The person it concerns. */
  readonly user?: string;
  /** The machine it concerns: a device id. */
  readonly device?: string;
  /** Where the request came from. */
  readonly address?: string;
}

/**
 * Writes what hangs on an event in the transaction that appends it, so that neither is ever there without the other. What it
 * throws undoes what the event tells of as well.
 */
export type Hearer = (trx: Trx, event: AuditEvent, about: EventAbout) => Promise<void>;

/** By what a database and all its transactions have in common. */
const hearers = new WeakMap<object, Hearer[]>();

/** From now on that hearer is told of every event that is appended to this database by this process. */
export function hearEvents(db: Db, hearer: Hearer): void {
  const { adapter } = db.getExecutor();
  hearers.set(adapter, [...(hearers.get(adapter) ?? []), hearer]);
}

export async function tellHearers(trx: Trx, event: AuditEvent, about: EventAbout): Promise<void> {
  for (const hear of hearers.get(trx.getExecutor().adapter) ?? []) await hear(trx, event, about);
}
