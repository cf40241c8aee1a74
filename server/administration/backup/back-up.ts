import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import type { WrappingKeys } from "../../platform/keys/wrapping-keys.ts";
import { DATABASE_FILE } from "../../platform/store/data-folder.ts";
import { embeddedSource } from "../../platform/store/data-source.ts";
import { tablesOf } from "../../platform/store/sqlite-tables.ts";
import { backupTexts } from "../../texts/backup.ts";
import { BackupRefused } from "./backup-refused.ts";
import { type Circumstances, describe, type Manifest, sealingIn, sealOf, writeManifest } from "./manifest.ts";
import { writeWhole } from "./whole-file.ts";

/** Pages that are copied in one go, 4 MB. Between two of them the program says how far it is. */
const PAGES = 1024;
/** A server that starts or ends holds the database for itself for a moment. */
const BUSY_MS = 5000;

interface Asked extends Circumstances {
  readonly dataFolder: string;
  readonly file: string;
  readonly replace: boolean;
}

export interface Made {
  readonly manifest: Manifest;
  readonly isSealed: boolean;
  /** The sum of the whole file, hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Makes a backup of the embedded database, while a server has it or none does. It reads as of one moment, by a connection of its own in this
 * process, so that no login waits for it. What was copied is read again before the file gets its name.
 *
 * @param copied is told of the part that is copied, from 0 to 1
 * @throws BackupRefused
 */
export function backUpEmbedded(asked: Asked, wrapping: WrappingKeys, copied: (part: number) => void): Promise<Made> {
  const { dataFolder, file, replace } = asked;
  const path = join(dataFolder, DATABASE_FILE);
  if (statSync(path, { throwIfNoEntry: false }) === undefined)
    throw new BackupRefused("no_data", backupTexts.make.noDatabase({ dataFolder }));
  return writeWhole(file, { replace }, async (partial) => {
    const expected = await copyPages(path, partial, copied);
    const { manifest, isSealed } = await finish(partial, expected, asked, wrapping);
    return { manifest, isSealed, sha256: await sha256Of(partial), bytes: statSync(partial).size };
  });
}

/** @returns how many rows each table had at the moment as of which it was copied */
async function copyPages(
  from: string,
  to: string,
  copied: (part: number) => void,
): Promise<ReadonlyMap<string, number>> {
  const source = new DatabaseSync(from, { readOnly: true, timeout: BUSY_MS });
  try {
    // The transaction keeps the moment. Without it, each write of the server would have SQLite begin the copy again.
    source.exec("begin");
    const rows = new Map(
      tablesOf(source).map(({ name }) => [
        name,
        Number(source.prepare(`select count(*) as rows from "${name}"`).get()?.["rows"]),
      ]),
    );
    await backup(source, to, {
      rate: PAGES,
      progress: ({ totalPages, remainingPages }) => copied((totalPages - remainingPages) / totalPages),
    });
    source.exec("rollback");
    return rows;
  } finally {
    source.close();
  }
}

/** Makes one file of the copy, reads the whole file, and writes into it what it is. */
async function finish(
  path: string,
  expected: ReadonlyMap<string, number>,
  circumstances: Circumstances,
  wrapping: WrappingKeys,
): Promise<{ readonly manifest: Manifest; readonly isSealed: boolean }> {
  const copy = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  try {
    copy.exec("pragma journal_mode = memory"); // in place of a log beside it
    copy.exec("pragma synchronous = off"); // the whole file is kept at the end
    copy.exec("pragma trusted_schema = off");
    demandSound(copy);
    const source = embeddedSource(copy);
    const manifest = await describe(source, circumstances);
    for (const [table, rows] of expected)
      if (manifest.tables[table]?.rows !== rows)
        throw new Error(`the copy of the table ${table} has not as many rows as the table had`);
    const text = JSON.stringify(manifest);
    const seal = await sealOf(await sealingIn(source), text, wrapping);
    writeManifest(copy, { text, seal });
    return { manifest, isSealed: seal !== null };
  } finally {
    copy.close();
  }
}

/** @throws BackupRefused where pages or rows do not fit together */
export function demandSound(database: DatabaseSync): void {
  const [found] = database.prepare("pragma integrity_check(1)").all();
  if (found?.["integrity_check"] !== "ok")
    throw new BackupRefused("damaged", backupTexts.make.damaged({ problem: String(found?.["integrity_check"]) }));
  const [loose] = database.prepare("pragma foreign_key_check").all();
  if (loose !== undefined)
    throw new BackupRefused(
      "damaged",
      backupTexts.make.looseRow({ table: String(loose["table"]), parent: String(loose["parent"]) }),
    );
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(path)) hash.update(part);
  return hash.digest("hex");
}
