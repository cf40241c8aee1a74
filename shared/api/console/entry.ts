import type * as v from "valibot";
import type { RefusalCode } from "../../chain/refusal.ts";
import type { Permission } from "../../roles.ts";
import type { Addressed, Entry, WithAddress } from "../entry.ts";
import type { ConsoleCode } from "./console-error.ts";

/**
 * A code that an entry names: one of the console's, or one of the chain's that is answered with 404. Every POST may be refused by the
 * chain's other codes.
 */
type EntryCode = ConsoleCode | Extract<RefusalCode, "enrolment_unknown" | "request_unknown">;

/**
 * One address of console and account. Its kind says what a request needs besides a session whose role has its
 * permission:
 *
 * - `read` is a GET of one thing or list, and `file` one of the same list as CSV;
 * - `ask` is a POST that changes nothing, such as a preview, or that only takes something away from oneself;
 * - `change` is a POST of `{ change, touch }`: a passkey signs path and change (protocol §8). Its input is the change.
 */
export interface ConsoleEntry<
  Kind extends "read" | "file" | "ask" | "change" = "read" | "file" | "ask" | "change",
  In extends v.GenericSchema = v.GenericSchema,
  Out extends v.GenericSchema | null = v.GenericSchema | null,
> extends Entry<In, Out> {
  readonly kind: Kind;
  readonly permission: Permission;
  /**
   * The most bytes of its body, where they differ from the limit of its kind; of a change, the most bytes of the
   * change's text.
   */
  readonly maxBytes?: number;
  /** The codes of its own refusals, beside those that {@link errorsOf} adds for its kind. */
  readonly errors: readonly EntryCode[];
}
export type ReadEntry<
  In extends v.GenericSchema = v.GenericSchema,
  Out extends v.GenericSchema = v.GenericSchema,
> = ConsoleEntry<"read", In, Out>;
export type FileEntry<In extends v.GenericSchema = v.GenericSchema> = ConsoleEntry<"file", In, null>;
export type AskEntry<
  In extends v.GenericSchema = v.GenericSchema,
  Out extends v.GenericSchema = v.GenericSchema,
> = ConsoleEntry<"ask", In, Out>;
export type ChangeEntry<
  In extends v.GenericSchema = v.GenericSchema,
  Out extends v.GenericSchema = v.GenericSchema,
> = ConsoleEntry<"change", In, Out>;

/**
 * One address that only the server's own shell asks, over its socket: a page must not have it, no matter who is signed in. Without a
 * session it has no permission and no touch either. Its kind keeps it out of the console's table and of docs/openapi.json.
 */
export interface ShellEntry<In extends v.GenericSchema = v.GenericSchema, Out extends v.GenericSchema = v.GenericSchema>
  extends Entry<In, Out> {
  readonly kind: "shell";
}

/** The most bytes of a change that names many people, groups, machines or models. Its whole text is stored for good. */
export const LISTING_CHANGE_BYTES = 65_536;

/** @param path on the socket, which has no address in common with a page's */
export const shell = <In extends v.GenericSchema, Out extends v.GenericSchema>(
  path: string,
  input: In,
  output: Out,
): ShellEntry<In, Out> & Addressed => ({ kind: "shell", method: "POST", path, input, output, address: path });

/** An entry may have these beside the usual members. */
interface More {
  readonly maxBytes?: number;
  readonly errors?: readonly EntryCode[];
}

const OF_EVERY = ["not_signed_in", "not_permitted", "foreign_request", "invalid_request"] as const;

/**
 * Lists every code of the console with which a session's request to that entry can be refused. The edge adds its own, such as
 * `rate_limited`, and what is sent may be refused by a code of the chain (`shared/chain/refusal.ts`).
 */
export const errorsOf = ({ kind, path, errors }: ConsoleEntry): readonly EntryCode[] => [
  ...OF_EVERY,
  ...(kind === "change" ? (["touch_invalid"] as const) : (["read_too_long"] as const)),
  ...(kind === "change" || path.includes("/:id") ? (["unknown"] as const) : []),
  ...errors,
];

const made = <Path extends string, E extends ConsoleEntry>(entry: E) =>
  ({ ...entry, address: entry.path }) as unknown as WithAddress<Path, E>;

export const read = <const Path extends string, In extends v.GenericSchema, Out extends v.GenericSchema>(
  path: Path,
  permission: Permission,
  input: In,
  output: Out,
) => made<Path, ReadEntry<In, Out>>({ kind: "read", method: "GET", path, permission, input, output, errors: [] });

export const file = <const Path extends string, In extends v.GenericSchema>(
  path: Path,
  permission: Permission,
  input: In,
) => made<Path, FileEntry<In>>({ kind: "file", method: "GET", path, permission, input, output: null, errors: [] });

export const ask = <const Path extends string, In extends v.GenericSchema, Out extends v.GenericSchema>(
  path: Path,
  permission: Permission,
  input: In,
  output: Out,
  more: More = {},
) =>
  made<Path, AskEntry<In, Out>>({ kind: "ask", method: "POST", path, permission, input, output, errors: [], ...more });

export const change = <const Path extends string, In extends v.GenericSchema, Out extends v.GenericSchema>(
  path: Path,
  permission: Permission,
  input: In,
  output: Out,
  more: More = {},
) =>
  made<Path, ChangeEntry<In, Out>>({
    ...{ kind: "change", method: "POST", path, permission, input, output, errors: [] },
    ...more,
  });
