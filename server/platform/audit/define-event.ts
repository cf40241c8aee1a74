import * as v from "valibot";

/** One row of the event table, ready to be written. */
export interface AuditEvent {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: string;
  readonly version: number;
  /** The id of the thing that the event is about; null if it is about the server. */
  readonly subject: string | null;
  readonly data: unknown;
}

/** Makes events of one kind, and holds the schema by which stored data of that kind is read. */
export interface EventKind<Data> {
  (at: number, subject: string | null, data: Data): AuditEvent;
  readonly kind: string;
  readonly version: number;
  readonly schema: v.GenericSchema<unknown, Data>;
}

/**
 * Defines one kind of event, in one version of its data. Stored rows never change, so a change of shape is another version, with a schema
 * of its own beside this one.
 */
export function defineEvent<Data>(
  kind: string,
  version: number,
  schema: v.GenericSchema<unknown, Data>,
): EventKind<Data> {
  const make = (at: number, subject: string | null, data: Data): AuditEvent => ({
    at,
    kind,
    version,
    subject,
    data: v.parse(schema, data), // only this server writes events, so data that does not fit is a bug
  });
  return Object.assign(make, { kind, version, schema });
}
