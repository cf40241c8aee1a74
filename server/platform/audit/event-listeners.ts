import type { KyselyPlugin } from "kysely";
import type { Trx } from "../store/database.ts";
import type { Store } from "../store/store.ts";
import type { Actor } from "./actor.ts";
import type { AuditEvent } from "./define-event.ts";

/**
 * The people, machines and addresses that an event is about, by which the log is searched. A person or machine that is left out is
 * found by the subject, if that is a login, an enrolment, a token family or a person.
 */
export interface EventAbout {
  /** The author of the change. */
  readonly by?: Actor;
  /** The person it concerns. */
  readonly user?: string;
  /** The machine it concerns: a device id. */
  readonly device?: string;
  /** Network address of the request. */
  readonly address?: string;
}

/** An event of a login or of its tokens, which know their person and their machine: nothing is looked up for it. */
export const aboutMachine = ({ userId, deviceJkt }: { readonly userId: string; readonly deviceJkt: string }) => ({
  user: userId,
  device: deviceJkt,
});

/**
 * Writes what follows from an event, in the transaction that appends it, so that neither is ever there without the other. An error that
 * it throws undoes the change that the event records as well.
 */
export type EventListener = (trx: Trx, event: AuditEvent, about: EventAbout) => Promise<void>;

/**
 * Gives the store listeners, which are called for every event that is appended through its `db`. They travel with the database object and
 * with each transaction that it begins, so that `append` needs nothing but the transaction.
 */
export const withListeners = (store: Store, listeners: readonly EventListener[]): Store =>
  listeners.length === 0 ? store : { ...store, db: store.db.withPlugin(new Listening(listeners)) };

/** @throws the error of a listener */
export async function callListeners(trx: Trx, event: AuditEvent, about: EventAbout): Promise<void> {
  for (const plugin of trx.getExecutor().plugins)
    if (plugin instanceof Listening) for (const listen of plugin.listeners) await listen(trx, event, about);
}

/** Kysely hands its plugins on to transactions. This one changes no query and no result. */
class Listening implements KyselyPlugin {
  readonly listeners: readonly EventListener[];

  constructor(listeners: readonly EventListener[]) {
    this.listeners = listeners;
  }

  transformQuery: KyselyPlugin["transformQuery"] = ({ node }) => node;
  transformResult: KyselyPlugin["transformResult"] = async ({ result }) => result;
}
