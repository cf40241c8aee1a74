import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import * as v from "valibot";
import type { WrappingKeys } from "../../platform/keys/wrapping-keys.ts";
import { type DataSource, embeddedSource } from "../../platform/store/data-source.ts";
import { isSameSum } from "../../platform/store/table-sum.ts";
import { backupTexts } from "../../texts/backup.ts";
import { demandSound } from "./back-up.ts";
import { BackupRefused, troubleCode } from "./backup-refused.ts";
import { dumpIn, sealedBy } from "./dump-file.ts";
import {
  APPLICATION_ID,
  describe,
  FORMAT,
  keysIn,
  type Manifest,
  manifestSchema,
  type Sealed,
  type Sealing,
  sealingIn,
  sealOf,
} from "./manifest.ts";

/** SQLITE_NOTADB, and SQLITE_CORRUPT. */
const NO_DATABASE = "26";
const CORRUPT = "11";

export interface Checked {
  readonly manifest: Manifest;
  /** False where nothing proves that nobody changed the backup: the keys of its server, by one of which it is sealed, are in it unencrypted. */
  readonly isProven: boolean;
}

interface Expected {
  readonly database: Manifest["database"];
  readonly issuer: string;
  /** The steps to this server's tables. */
  readonly migrations: readonly string[];
  /** True if the person named the SHA-256 of the file, and the file has it. */
  readonly isNamed: boolean;
}

/**
 * Checks a copy of a backup, in this order: that it is one, of a form and tables that this server knows, of this server, unchanged and whole,
 * that its keys can be opened here, and that it is the one that was made. Its author may be a stranger.
 *
 * @param path of a copy that nobody else changes meanwhile
 * @throws BackupRefused, WrappedKeyClosed
 */
export async function checkBackup(path: string, expected: Expected, wrapping: WrappingKeys): Promise<Checked> {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true, defensive: true, enableForeignKeyConstraints: false });
    database.exec("pragma trusted_schema = off");
    return await check(database, expected, wrapping);
  } catch (error) {
    const code = troubleCode(error);
    if (code === NO_DATABASE) throw notOne(error);
    if (code === CORRUPT) throw damaged(error);
    throw error;
  } finally {
    database?.close();
  }
}

async function check(database: DatabaseSync, expected: Expected, wrapping: WrappingKeys): Promise<Checked> {
  if (database.prepare("pragma application_id").get()?.["application_id"] !== APPLICATION_ID) throw notOne();
  const { text, seal } = sealedIn(database);
  const manifest = read(text);
  const unknown = manifest.migrations.filter((name) => !expected.migrations.includes(name));
  if (unknown.length > 0)
    throw new BackupRefused(
      "newer",
      backupTexts.check.newer({ version: manifest.server, unknown: unknown.slice(0, 5).join(", ") }),
    );
  if (manifest.issuer !== expected.issuer)
    throw new BackupRefused(
      "of_another_server",
      backupTexts.check.otherServer({ theirs: manifest.issuer, ours: expected.issuer }),
    );
  if (manifest.database !== expected.database)
    throw new BackupRefused(
      "of_another_database",
      manifest.database === "postgres" ? backupTexts.check.ofPostgres : backupTexts.check.ofEmbedded,
    );
  demandSound(database);
  const sealing = await wholeSealing(manifest, database, wrapping);
  const isProven = (await isSealed(sealing, { text, seal }, wrapping)) || expected.isNamed;
  // The database runs what pg_restore is given. And a key that wraps is given so that nobody else can say what this server's data is.
  if (!isProven && (wrapping.areGiven || manifest.database === "postgres")) throw unproven();
  return { manifest, isProven };
}

/** Demands that all is there. @returns the secret that is to have sealed it */
async function wholeSealing(
  manifest: Manifest,
  database: DatabaseSync,
  wrapping: WrappingKeys,
): Promise<Sealing | undefined> {
  if (manifest.database === "postgres") {
    demandWholeDump(manifest, database);
    return sealedBy(database);
  }
  const source = embeddedSource(database);
  await demandUnchanged(manifest, source);
  await demandOpenable(source, wrapping);
  return sealingIn(source);
}

/**
 * A seal by an unencrypted secret proves nothing, as the forger of the backup may have put it there.
 *
 * @throws BackupRefused where the seal is of another text
 */
async function isSealed(by: Sealing | undefined, { text, seal }: Sealed, wrapping: WrappingKeys): Promise<boolean> {
  const opened = by && (await wrapping.open(by.secret));
  if (seal === null) return false;
  if (seal !== (await sealOf(by, text, wrapping))) throw altered(backupTexts.changed.seal);
  return opened !== undefined && opened.wrappedBy !== "nothing";
}

/** @throws WrappedKeyClosed */
export async function demandOpenable(source: DataSource, wrapping: WrappingKeys): Promise<void> {
  for (const { private_jwk } of await keysIn(source)) if (private_jwk !== null) await wrapping.open(private_jwk);
}

function demandWholeDump({ dump }: Manifest, database: DatabaseSync): void {
  const hash = createHash("sha256");
  let bytes = 0;
  for (const part of dumpIn(database)) {
    hash.update(part);
    bytes += part.length;
  }
  if (dump === undefined || dump.bytes !== bytes || dump.sha256 !== hash.digest("hex"))
    throw altered(backupTexts.changed.dump);
}

const sealedRow = v.object({ text: v.pipe(v.string(), v.maxLength(16_000_000)), seal: v.nullable(v.string()) });

function sealedIn(database: DatabaseSync): v.InferOutput<typeof sealedRow> {
  try {
    return v.parse(sealedRow, database.prepare("select text, seal from backup_manifest").get());
  } catch (error) {
    if (troubleCode(error) === CORRUPT) throw error;
    throw notOne(error);
  }
}

function read(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw altered(backupTexts.changed.unreadable, error);
  }
  const form = v.safeParse(v.looseObject({ nearside_backup: v.number() }), json);
  if (form.success && form.output.nearside_backup > FORMAT)
    throw new BackupRefused("newer", backupTexts.check.newerForm({ form: form.output.nearside_backup, ours: FORMAT }));
  const parsed = v.safeParse(manifestSchema, json);
  if (!parsed.success) throw altered(backupTexts.changed.form);
  return parsed.output;
}

/** Compares every table, the keys, the last event and the rest with what the manifest says. */
export async function demandUnchanged(manifest: Manifest, source: DataSource): Promise<void> {
  const { issuer, server, made_at } = manifest;
  const found = await describe(source, { issuer, server, now: made_at });
  const names = new Set([...Object.keys(manifest.tables), ...Object.keys(found.tables)]);
  for (const name of names) {
    const [said, is] = [manifest.tables[name], found.tables[name]];
    if (!isSameSum(said, is))
      throw altered(backupTexts.changed.rows({ name, said: said?.rows ?? "no", found: is?.rows ?? "no" }));
  }
  if (manifest.rest !== found.rest) throw altered(backupTexts.changed.tables);
  for (const part of ["migrations", "signing_keys", "keys_are_wrapped", "last_event"] as const)
    if (JSON.stringify(manifest[part]) !== JSON.stringify(found[part]))
      throw altered(backupTexts.changed.part({ part }));
}

const altered = (finding: string, cause?: unknown): BackupRefused =>
  new BackupRefused("altered", backupTexts.check.changed({ finding }), { cause });

const unproven = (): BackupRefused => new BackupRefused("unproven", backupTexts.check.unproven);

const notOne = (cause?: unknown): BackupRefused =>
  new BackupRefused("not_a_backup", backupTexts.check.notABackup, { cause });

const damaged = (cause: unknown): BackupRefused => new BackupRefused("damaged", backupTexts.check.damaged, { cause });

/** "3 hours 20 minutes", of milliseconds. */
export const ageInWords = (ms: number): string => spanInWords(Math.max(0, Math.floor(ms / 1000)));
