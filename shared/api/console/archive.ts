import * as v from "valibot";
import { emptyBodySchema } from "../login-requests.ts";
import { change, read } from "./entry.ts";

// The archive: what would be moved to it now, and moving it at once. Times in epoch milliseconds.

const dueSchema = v.strictObject({
  /** The days for which the settings keep it in the database. */
  days: v.number(),
  /** All that is older than this moment goes. */
  before: v.number(),
  count: v.number(),
  /** True if there is more than was counted. */
  more: v.boolean(),
  /** The time of the oldest one; null without any. */
  oldest: v.nullable(v.number()),
});
export type Due = v.InferOutput<typeof dueSchema>;

const runSchema = v.strictObject({
  began_at: v.number(),
  /** Null while it is running. */
  ended_at: v.nullable(v.number()),
  /** Says how it was begun, and by whom if it was in the console. */
  begun: v.picklist(["by_itself", "server_shell", "console"]),
  by: v.nullable(v.strictObject({ id: v.string(), name: v.string() })),
  /** Counts what it has moved so far. */
  logins: v.number(),
  events: v.number(),
  /** A sentence that says why it failed; null if it did not. */
  problem: v.nullable(v.string()),
});
export type ArchiveRun = v.InferOutput<typeof runSchema>;

const archiveStateSchema = v.strictObject({
  /** Null where no archive is set, and everything stays. */
  folder: v.nullable(v.string()),
  /** Moved there so far. */
  batches: v.number(),
  entries: v.number(),
  last: v.nullable(v.strictObject({ at: v.number(), file: v.string() })),
  /** The last time that something was moved, or the start of the run that is under way. */
  run: v.nullable(runSchema),
});
export type ArchiveState = v.InferOutput<typeof archiveStateSchema>;

/** Counts of all that would be moved there now. */
const archiveDueSchema = v.strictObject({
  /** Logins that gave no token. */
  ended: dueSchema,
  /** Logins that gave one, with their evidence and tokens. */
  approved: dueSchema,
  /** Entries of the security log. */
  events: dueSchema,
});
export type ArchiveDue = v.InferOutput<typeof archiveDueSchema>;

export const archiveApi = {
  state: read("/api/console/archive", "log.read", emptyBodySchema, archiveStateSchema),
  due: read("/api/console/archive/due", "log.read", emptyBodySchema, archiveDueSchema),
  run: change("/api/console/archive/run", "archive.run", emptyBodySchema, v.strictObject({ began_at: v.number() }), {
    errors: ["conflict"],
  }),
};
