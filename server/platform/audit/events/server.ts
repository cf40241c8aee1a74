import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** The server is about to listen. `nearside` and `node` are versions. */
export const serverStarted = defineEvent(
  "server_started",
  1,
  "server",
  v.strictObject({ issuer: v.string(), nearside: v.string(), node: v.string(), migrations: v.array(v.string()) }),
);

const batchEntries = {
  file: v.string(),
  from: v.number(),
  to: v.number(),
  entries: v.number(),
  /** The hash of the bytes of the batch, hexadecimal. */
  sha256: v.string(),
};

/** The archive lacked this batch, or had others behind it: the server continues with what was there, and demands the batch no more. */
export const archiveBegun = defineEvent(
  "archive_begun",
  1,
  "server",
  v.strictObject({ ...batchEntries, by: bySchema }),
);

/** Somebody asked for everything that is old to be moved to the archive now. */
export const archivingAsked = defineEvent("archiving_asked", 1, "signed", v.strictObject({ by: bySchema }));

/** Old logins were moved to the archive, with their evidence and their tokens. */
export const loginsArchived = defineEvent(
  "logins_archived",
  1,
  "server",
  v.strictObject({ ...batchEntries, oldest: v.number(), newest: v.number() }),
);

/** Old events of this log were moved to the archive. */
export const eventsArchived = defineEvent(
  "events_archived",
  1,
  "server",
  v.strictObject({ ...batchEntries, first: v.number(), last: v.number() }),
);

/**
 * A limit was reached (threats R9, R17, R19). It is written once for each limit, key and window. The subject is the id of the machine,
 * the user, the login or the resource server. For an address it is null, and `address` is its network.
 */
export const rateLimited = defineEvent(
  "rate_limited",
  1,
  "once",
  v.strictObject({
    limit: v.string(),
    by: v.picklist(["address", "everybody", "login", "machine", "resource_server", "user"]),
    address: v.nullable(v.string()),
  }),
);

/** Somebody had the webhook continue after an entry that it never took. `entry` is its number. */
export const entrySkipped = defineEvent(
  "entry_skipped",
  1,
  "signed",
  v.strictObject({ entry: v.number(), by: bySchema }),
);

const howMany = v.number();

/**
 * The data is that of a backup. What happened after `last_event` of the backup is not in this log. `ended` counts what was revoked, because it
 * might have been used or revoked in that time.
 */
export const dataRestored = defineEvent(
  "data_restored",
  1,
  "server",
  v.strictObject({
    /** When the backup was made. */
    made_at: v.number(),
    /** The version of the server that made it. */
    server: v.string(),
    last_event: v.nullable(v.number()),
    ended: v.strictObject({
      access: howMany,
      sessions: howMany,
      logins: howMany,
      enrolments: howMany,
      tickets: howMany,
      codes: howMany,
    }),
  }),
);

/** All data came here from the embedded database of a data folder, and was compared row by row. */
export const dataMoved = defineEvent("data_moved", 1, "server", v.strictObject({ tables: howMany, rows: howMany }));
