// The same on PostgreSQL, where pg_dump makes the backup and pg_restore puts it back.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { beforeAll, expect, it } from "vitest";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { redeemedLogin, refresh } from "../steps/logging-in.ts";
import { afterTests } from "../support/after-tests.ts";
import { startServer } from "../support/nearside-server.ts";
import { type Cluster, openCluster } from "../support/postgres.ts";
import { startProcess } from "../support/process.ts";
import { serverProgram } from "../support/server-program.ts";
import { until } from "../support/until.ts";

const atEnd = afterTests();
const MEND = 78;
const WAITS_MS = 20_000;
const WRAPPING = { NEARSIDE_WRAPPING_KEY: Buffer.alloc(32, 7).toString("base64") };

let cluster: Cluster;
let stage: EnrolledStage;
let folder: string;
let file: string;

async function command(
  database: string | undefined,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
) {
  const run = await startProcess({
    command: process.execPath,
    args: [...(await serverProgram()), ...args],
    env: {
      PATH: process.env["PATH"] ?? "",
      NEARSIDE_ISSUER: stage.issuer,
      NEARSIDE_DATA_DIR: join(folder, "target"),
      ...(database === undefined ? {} : { DATABASE_URL: cluster.url(database) }),
      ...WRAPPING,
      ...more,
    },
  });
  const { code } = await run.ended();
  return { code, said: run.stdout() + run.stderr() };
}

const tablesIn = (database: string) =>
  cluster.psql("select count(*) from pg_tables where schemaname = 'public'", database);

beforeAll(async () => {
  cluster = await openCluster({ durable: true });
  atEnd(cluster.close);
  for (const name of ["live", "again"]) await cluster.psql(`create database ${name} template template0`);
  stage = await openEnrolledStage(atEnd, { DATABASE_URL: cluster.url("live"), ...WRAPPING });
  folder = mkdtempSync(join(tmpdir(), "nearside-backup-"));
  atEnd(async () => rmSync(folder, { recursive: true }));
  file = join(folder, "backup.db");
});

it("is made while logins continue, as of one moment", async () => {
  const [made] = await Promise.all([command("live", ["backup", file]), redeemedLogin(stage), redeemedLogin(stage)]);
  expect([made.code, made.said]).toEqual([
    0,
    expect.stringMatching(/pg_dump makes the backup(?:.|\n)*read again and found complete/),
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file).includes(WRAPPING.NEARSIDE_WRAPPING_KEY)).toBe(false);
  const without = await command("live", ["backup", join(folder, "x.db")], { PATH: folder });
  expect([without.code, without.said]).toEqual([MEND, expect.stringContaining("pg_dump is not installed")]);
  expect(readdirSync(folder).filter((name) => name.includes("x.db"))).toEqual([]);
});

it("is restored into no database that has tables, and not at all if somebody changed it", async () => {
  const full = await command("live", ["restore", file]);
  expect([full.code, full.said]).toEqual([MEND, expect.stringContaining("already has tables")]);
  const forged = join(folder, "forged.db");
  for (const [text, found] of [
    ["update dump_parts set bytes = cast(bytes || x'00' as blob) where no = 1", "The data of pg_dump is incomplete"],
    [
      "update backup_manifest set text = replace(text, '\"made_at\":', '\"made_at\":1')",
      "Its seal belongs to another text.",
    ],
    // without a seal it may be anybody's, and pg_restore runs what is in it
    ["update backup_manifest set seal = null", "Nothing proves that this backup is unchanged"],
  ] as const) {
    copyFileSync(file, forged);
    const database = new DatabaseSync(forged);
    database.exec(text);
    database.close();
    const { code, said } = await command("again", ["restore", forged]);
    expect([code, said]).toEqual([MEND, expect.stringContaining(found)]);
  }
  const embedded = await command(undefined, ["restore", file]);
  expect([embedded.code, embedded.said]).toEqual([
    MEND,
    expect.stringContaining("Set DATABASE_URL to an empty database"),
  ]);
  expect(await tablesIn("again")).toBe("0");
});

it("gives a server on which the machine logs in, and nothing of before counts", async () => {
  const { tokens } = await redeemedLogin(stage);
  const restored = await command("again", ["restore", file]);
  expect([restored.code, restored.said]).toEqual([0, expect.stringContaining("so this has ended")]);
  expect(await cluster.psql("select count(*) from pg_tables where tablename = 'unfinished_restore'", "again")).toBe(
    "0",
  );
  await stage.server.stop();
  mkdirSync(join(folder, "server"));
  const server = await startServer({
    issuer: stage.issuer,
    host: "127.0.0.1",
    port: Number(new URL(stage.issuer).port),
    folder: join(folder, "server"),
    settings: { DATABASE_URL: cluster.url("again"), ...WRAPPING },
  });
  atEnd(server.stop);
  expect((await refresh(stage, tokens.refresh_token)).outcome).toContain("invalid_grant");
  await redeemedLogin({ ...stage, server, dataFolder: dirname(folder) });
  expect(Number(await cluster.psql("select max(seq) from events", "again"))).toBeGreaterThan(1_000_000);
});

it("takes out what it brought when it fails, and nothing that somebody else made meanwhile", async () => {
  await cluster.psql("create database shared template template0");
  const other = new pg.Client(cluster.url("shared"));
  await other.connect();
  await other.query("begin; create table unfinished_restore (since text); create table of_another (n int)");
  const restoring = command("shared", ["restore", file]); // it sees an empty database, and waits for the name
  await until(
    async () => ((await cluster.psql("select count(*) from pg_locks where not granted")) === "0" ? undefined : true),
    WAITS_MS,
    () => "the restore waits for nobody",
  );
  await other.query("commit");
  await other.end();
  expect((await restoring).code).not.toBe(0);
  expect(await tablesIn("shared")).toBe("2");
});

it("that was stopped before its end keeps servers away", async () => {
  await cluster.psql("create database half template template0");
  await cluster.psql("create table unfinished_restore (since text)", "half");
  for (const args of [["start"], ["restore", file]]) {
    const { code, said } = await command("half", args);
    expect([code, said]).toEqual([
      MEND,
      expect.stringMatching(/into this database is not complete|was stopped before its end/),
    ]);
  }
});
