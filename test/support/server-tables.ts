// The tables of the server's SQLite database, made before it starts: all steps to them are a third of the work of a first start. A
// first start from nothing is what test/e2e/readme.test.ts, test/storage/ and test/properties/crashes.test.ts begin with, among others.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProcess } from "./process.ts";
import { repository } from "./repository.ts";

const DATABASE_FILE = "nearside.db";

let made: Promise<Buffer> | undefined;

/** Puts them into a data folder that has nothing yet, as the server itself leaves them. */
export async function putTables(dataFolder: string): Promise<void> {
  made ??= makeTables();
  const tables = await made;
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  await writeFile(join(dataFolder, DATABASE_FILE), tables, { flag: "wx", mode: 0o600 });
}

async function makeTables(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-tables-"));
  try {
    const file = join(folder, DATABASE_FILE);
    const program = await startProcess({
      command: process.execPath,
      args: [join(repository, "server/testing/write-tables.ts"), file],
      env: { PATH: process.env["PATH"] ?? "" },
    });
    const { code } = await program.ended();
    if (code !== 0) throw new Error(`The tables could not be made:\n${program.stderr()}`);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
