import * as v from "valibot";

/**
 * What bounds the entries of a kind. The log only grows, so each kind says it, and no caller can choose otherwise.
 * - `once`: what the entry is about comes to it one time, by a conditional write.
 * - `signed`: an administrator or a person who is signed in makes the change, or the operator at the server's own shell.
 * - `server`: the server does it by itself, at its own pace.
 * - a limit: a step that may be repeated, as often as that row of the limits allows.
 * - `alike`: nothing changed, so the entry costs its author nothing. Of those of one subject that are alike in these members, few
 *   are stored within a day (`room-in-log.ts`). Their values are closed sets.
 */
type Bound<Data = never> = Each | Alike<Data>;
type Each = "once" | "server" | "signed" | { readonly limit: string };
interface Alike<Data> {
  readonly alike: readonly ([Data] extends [never] ? string : keyof Data & string)[];
}

/** One row of the event table, ready to be written. */
export interface AuditEvent<B extends Bound = Bound> {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: string;
  readonly version: number;
  readonly bound: B;
  /** The id of the thing that the event is about; null if it is about the server. */
  readonly subject: string | null;
  readonly data: object;
}

/** An event of which each one is stored. */
export type EachEvent = AuditEvent<Each>;

/** Makes events of one kind, and holds the schema by which stored data of that kind is read. */
export interface EventKind<Data, B extends Bound = Bound> {
  (at: number, subject: B extends Alike<never> ? string : string | null, data: Data): AuditEvent<B>;
  readonly kind: string;
  readonly version: number;
  readonly bound: B;
  readonly schema: v.GenericSchema<unknown, Data>;
}

/**
 * Defines one kind of event, in one version of its data. Stored rows never change, so a change of shape is another version, with a schema
 * of its own beside this one.
 */
export function defineEvent<Data extends object, const B extends Bound<Data>>(
  kind: string,
  version: number,
  bound: B,
  schema: v.GenericSchema<unknown, Data>,
): EventKind<Data, B> {
  const make = (at: number, subject: string | null, data: Data): AuditEvent<B> => ({
    at,
    kind,
    version,
    bound,
    subject,
    data: v.parse(schema, data), // only this server writes events, so data that does not fit is a bug
  });
  return Object.assign(make, { kind, version, bound, schema });
}
