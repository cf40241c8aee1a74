import type { DatabaseSync } from "node:sqlite";
import * as v from "valibot";
import { sealBy } from "../../platform/keys/server-secrets.ts";
import { isWrapped, WrappedKeyClosed, type WrappingKeys } from "../../platform/keys/wrapping-keys.ts";
import type { DataSource } from "../../platform/store/data-source.ts";
import type { Summed } from "../../platform/store/table-sum.ts";
import { rowHash } from "../../platform/store/table-sum.ts";

/** The form of the file. A change that this server could not read gets the next number. */
export const FORMAT = 1;
/** "near" as ASCII, by which `file` and this program tell a backup from another SQLite database. */
export const APPLICATION_ID = 0x6e_65_61_72;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const text = v.pipe(v.string(), v.maxLength(2048));

/** A backup says this of itself. Another server may have written it, and another person changed it. */
export const manifestSchema = v.object({
  nearside_backup: v.literal(FORMAT),
  database: v.picklist(["sqlite", "postgres"]),
  /** Epoch milliseconds. */
  made_at: count,
  server: text,
  issuer: text,
  migrations: v.pipe(v.array(text), v.maxLength(10_000)),
  tables: v.record(v.string(), v.object({ rows: count, sum: hex })),
  /** This is about what lies beside the rows of the tables. A dump is hashed as a whole. */
  rest: v.optional(hex),
  signing_keys: v.pipe(v.array(v.object({ kid: text, state: text })), v.maxLength(100_000)),
  /** True if they can only be opened by a key that is kept elsewhere. */
  keys_are_wrapped: v.boolean(),
  last_event: v.nullable(v.object({ seq: count, at: count, kind: text, hash: hex })),
  /** The output of pg_dump. */
  dump: v.optional(v.object({ bytes: count, sha256: hex })),
});
export type Manifest = v.InferOutput<typeof manifestSchema>;

/** Its text, and the seal over the text by the newest secret of the server that is in the backup. */
export interface Sealed {
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
const nameRows = v.array(v.looseObject({ name: v.string() }));
const eventRow = v.looseObject({ seq: v.number(), at: v.number(), kind: v.string() });
const secretRow = v.object({ id: v.string(), secret: v.string() });

/** Describes that data as it is now. */
export async function describe(source: DataSource, { issuer, server, now }: Circumstances): Promise<Manifest> {
  const keys = await keysIn(source);
  const migrations = v.parse(nameRows, await source.ask("select name from kysely_migration"));
  const tables: Record<string, Summed> = {};
  for (const table of await source.tables()) tables[table.name] = await source.sum(table);
  const rest = source.rest();
  return {
    nearside_backup: FORMAT,
    database: source.kind,
    made_at: now,
    server,
    issuer,
    migrations: migrations.map(({ name }) => name).sort(),
    tables,
    ...(rest === undefined ? {} : { rest }),
    signing_keys: keys.map(({ kid, state }) => ({ kid, state })),
    keys_are_wrapped: keys.some(({ private_jwk }) => private_jwk !== null && isWrapped(private_jwk)),
    last_event: await lastEventOf(source),
  };
}

export const keysIn = async (source: DataSource): Promise<v.InferOutput<typeof keyRows>> =>
  v
    .parse(keyRows, await source.ask("select kid, state, private_jwk from signing_keys"))
    .sort((one, other) => (one.kid < other.kid ? -1 : 1));

async function lastEventOf(source: DataSource): Promise<Manifest["last_event"]> {
  const [row] = await source.ask("select * from events order by seq desc limit 1");
  if (row === undefined) return null;
  const { seq, at, kind } = v.parse(eventRow, row);
  const hash = rowHash(
    Object.keys(row)
      .sort()
      .map((name) => row[name]),
  );
  return { seq, at, kind, hash };
}

/** The secret that seals, as it is stored. */
export type Sealing = v.InferOutput<typeof secretRow>;

export async function sealingIn(source: DataSource): Promise<Sealing | undefined> {
  const [row] = await source.ask("select id, secret from server_secrets order by made_at desc, id limit 1");
  return row && v.parse(secretRow, row);
}

/** @returns null where nobody here can open the secret: that key is not here */
export async function sealOf(by: Sealing | undefined, text: string, wrapping: WrappingKeys): Promise<string | null> {
  if (by === undefined) return null;
  try {
    return await sealBy(by, wrapping, text);
  } catch (error) {
    if (error instanceof WrappedKeyClosed) return null;
    throw error;
  }
}

export function writeManifest(database: DatabaseSync, { text, seal }: Sealed): void {
  database.exec("create table backup_manifest (text text not null, seal text) strict");
  database.prepare("insert into backup_manifest (text, seal) values (?, ?)").run(text, seal);
  database.exec(`pragma application_id = ${APPLICATION_ID}`);
}
