import * as v from "valibot";

/** One row of the event table, ready to be written. */
export interface AuditEvent {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: string;
  readonly version: number;
  /** What it is about: an id of ours. Null where it is about the server. */
  readonly subject: string | null;
  readonly data: unknown;
}

/** Makes events of one kind, and tells how their data is read again. */
export interface EventKind<Data> {
  (at: number, subject: string | null, data: Data): AuditEvent;
  readonly kind: string;
  readonly version: number;
  readonly schema: v.GenericSchema<unknown, Data>;
}

/**
 * One kind of event in one version of its data. What rows of an older version say never changes: another shape is
 * another version, with its own schema beside this one.
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
    data: v.parse(schema, data), // ours alone writes events, so what does not fit is a bug of ours
  });
  return Object.assign(make, { kind, version, schema });
}
