import { statSync } from "node:fs";
import type { DatabasePlace } from "../../platform/config/database-url.ts";
import type { WrappingKeys } from "../../platform/keys/wrapping-keys.ts";
import { PostgresCopy } from "../../platform/store/postgres-copy.ts";
import { backupTexts } from "../../texts/backup.ts";
import { type Made, sha256Of } from "./back-up.ts";
import { BackupRefused } from "./backup-refused.ts";
import { DumpFile } from "./dump-file.ts";
import { type Circumstances, describe, type Manifest, sealingIn, sealOf } from "./manifest.ts";
import { runProgram } from "./postgres-programs.ts";
import { writeWhole } from "./whole-file.ts";

interface Asked extends Circumstances {
  readonly place: DatabasePlace;
  readonly file: string;
  readonly replace: boolean;
  /** Programs are looked for in these folders, separated as in PATH. */
  readonly path: string;
}

/**
 * Makes a backup by `pg_dump`, while servers run. The manifest is of the very moment that the dump is of: both see the same snapshot.
 *
 * @throws CannotStart
 */
export function backUpPostgres(asked: Asked, wrapping: WrappingKeys): Promise<Made> {
  return writeWhole(asked.file, { replace: asked.replace }, async (partial) => {
    const copy = new PostgresCopy(asked.place);
    const file = new DumpFile(partial);
    try {
      await copy.open();
      const { manifest, isSealed } = await copy.asOfNow((snapshot) => dump(copy, snapshot, file, asked, wrapping));
      file.close();
      return { manifest, isSealed, sha256: await sha256Of(partial), bytes: statSync(partial).size };
    } catch (error) {
      file.close();
      throw error;
    } finally {
      await copy.close();
    }
  });
}

async function dump(
  { source }: PostgresCopy,
  snapshot: string,
  file: DumpFile,
  asked: Asked,
  wrapping: WrappingKeys,
): Promise<{ readonly manifest: Manifest; readonly isSealed: boolean }> {
  const [schema] = await source.ask(
    "select current_schema()::text as name, to_regclass('signing_keys') is not null as is_there",
  );
  if (schema?.["is_there"] !== true) throw new BackupRefused("no_data", backupTexts.make.neverStarted);
  const args = [
    "--format=custom",
    "--no-owner",
    "--no-privileges",
    `--schema=${String(schema["name"])}`,
    `--snapshot=${snapshot}`,
  ];
  const program = runProgram("pg_dump", args, asked.place, asked.path);
  program.stdin.end();
  for await (const part of program.stdout) file.add(part);
  await program.ended;
  const manifest: Manifest = { ...(await describe(source, asked)), dump: file.end() };
  const text = JSON.stringify(manifest);
  const by = await sealingIn(source);
  const seal = await sealOf(by, text, wrapping);
  file.seal({ text, seal }, by);
  return { manifest, isSealed: seal !== null };
}
