import type { DatabaseSync } from "node:sqlite";
import * as v from "valibot";
import { sealBy } from "../../platform/keys/server-secrets.ts";
import { isWrapped, type WrappingKeys } from "../../platform/keys/wrapping-keys.ts";
import { namesOfMigrations, sumOf, tablesOf } from "../../platform/store/sqlite-tables.ts";
import { rowHash } from "../../platform/store/table-sum.ts";

/** The form of the file. A change that this server could not read gets the next number. */
export const FORMAT = 1;
/** "near" as ASCII, by which `file` and this program tell a backup from another SQLite database. */
export const APPLICATION_ID = 0x6e_65_61_72;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const text = v.pipe(v.string(), v.maxLength(2048));

/** What a backup says of itself. Another server may have written it, and another person changed it. */
export const manifestSchema = v.object({
  nearside_backup: v.literal(FORMAT),
  database: v.picklist(["sqlite", "postgres"]),
  /** Epoch milliseconds. */
  made_at: count,
  server: text,
  issuer: text,
  migrations: v.pipe(v.array(text), v.maxLength(10_000)),
  tables: v.record(v.string(), v.object({ rows: count, sum: hex })),
  signing_keys: v.pipe(v.array(v.object({ kid: text, state: text })), v.maxLength(100_000)),
  /** True if they can only be opened by a key that is kept elsewhere. */
  keys_are_wrapped: v.boolean(),
  last_event: v.nullable(v.object({ seq: count, at: count, kind: text, hash: hex })),
});
export type Manifest = v.InferOutput<typeof manifestSchema>;

/** Its text, and the seal over the text by the newest secret of the server that is in the backup. */
interface Sealed {
  readonly text: string;
  /** Null where the secret could not be opened. */
  readonly seal: string | null;
}

export interface Circumstances {
  readonly issuer: string;
  /** The version of the server. */
  readonly server: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

const keyRows = v.array(v.object({ kid: v.string(), state: v.string(), private_jwk: v.nullable(v.string()) }));
const eventRow = v.looseObject({ seq: v.number(), at: v.number(), kind: v.string() });
const secretRow = v.object({ id: v.string(), secret: v.string() });

/** What the rows of that database are. */
export function describe(database: DatabaseSync, { issuer, server, now }: Circumstances): Manifest {
  const keys = keysIn(database);
  return {
    nearside_backup: FORMAT,
    database: "sqlite",
    made_at: now,
    server,
    issuer,
    migrations: [...namesOfMigrations(database)],
    tables: Object.fromEntries(tablesOf(database).map((table) => [table.name, sumOf(database, table)])),
    signing_keys: keys.map(({ kid, state }) => ({ kid, state })),
    keys_are_wrapped: keys.some(({ private_jwk }) => private_jwk !== null && isWrapped(private_jwk)),
    last_event: lastEventOf(database),
  };
}

export const keysIn = (database: DatabaseSync): v.InferOutput<typeof keyRows> =>
  v.parse(
    keyRows,
    database.prepare("select kid, state, private_jwk from signing_keys order by created_at desc, kid").all(),
  );

function lastEventOf(database: DatabaseSync): Manifest["last_event"] {
  const row = database.prepare("select * from events order by seq desc limit 1").get();
  if (row === undefined) return null;
  const { seq, at, kind } = v.parse(eventRow, row);
  const hash = rowHash(
    Object.keys(row)
      .sort()
      .map((name) => row[name]),
  );
  return { seq, at, kind, hash };
}

/**
 * @returns null where nobody here can open the secret: that key is not here
 */
export async function sealOf(database: DatabaseSync, text: string, wrapping: WrappingKeys): Promise<string | null> {
  const row = database.prepare("select id, secret from server_secrets order by made_at desc, id limit 1").get();
  if (row === undefined) return null;
  return sealBy(v.parse(secretRow, row), wrapping, text);
}

export function writeManifest(database: DatabaseSync, { text, seal }: Sealed): void {
  database.exec("create table backup_manifest (text text not null, seal text) strict");
  database.prepare("insert into backup_manifest (text, seal) values (?, ?)").run(text, seal);
  database.exec(`pragma application_id = ${APPLICATION_ID}`);
}
