// I12: data is moved to PostgreSQL while people log in, the move is killed on its way, and somebody starts a server on the half that came, or on
// the half that was left behind. A login that one of both ended would be active in the other. A password on the way there is no argument either.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import pg from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { redeemedLogin, refresh } from "../steps/logging-in.ts";
import { newColleague } from "../steps/people.ts";
import { afterTests } from "../support/after-tests.ts";
import { startServer } from "../support/nearside-server.ts";
import { type Cluster, openCluster } from "../support/postgres.ts";
import { type Process, startProcess } from "../support/process.ts";
import { serverProgram } from "../support/server-program.ts";
import { rowsOf } from "../support/server-rows.ts";

const atEnd = afterTests();
const MEND = 78;
const MOST_MS = 60_000;

let stage: EnrolledStage;
let colleague: EnrolledStage;
let cluster: Cluster;
let login: Awaited<ReturnType<typeof redeemedLogin>>;

beforeAll(async () => {
  stage = await openEnrolledStage(atEnd);
  colleague = await newColleague(stage, "bob");
  await redeemedLogin(colleague);
  login = await redeemedLogin(stage);
  cluster = await openCluster({ durable: true });
  atEnd(cluster.close);
  await cluster.psql("create database nearside template template0");
});

const begin = async (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  startProcess({
    command: process.execPath,
    args: [...(await serverProgram()), ...args],
    env: {
      PATH: process.env["PATH"] ?? "",
      NEARSIDE_ISSUER: stage.issuer,
      NEARSIDE_PORT: new URL(stage.issuer).port,
      NEARSIDE_DATA_DIR: stage.dataFolder,
      ...more,
    },
  });

const kill = ({ pid }: Pick<Process, "pid">) => process.kill(pid, "SIGKILL");

const run = async (args: readonly string[], more: Readonly<Record<string, string>> = {}) => {
  const started = await begin(args, more);
  const { code } = await started.ended(MOST_MS);
  return { code, said: started.stdout() + started.stderr() };
};

describe("a move", () => {
  it("refuses a password as an argument, and says where to put it", async () => {
    const { code, said } = await run(["migrate-to", "postgres://nearside:s3cret@localhost/nearside"]);
    expect([code, said]).toEqual([MEND, expect.stringContaining("PGPASSFILE")]);
    expect(said).not.toContain("s3cret");
    const file = join(dirname(stage.dataFolder), "passwords");
    writeFileSync(file, "*:*:*:*:s3cret\n", { mode: 0o644 });
    const open = await run(["migrate-to", "postgres://nearside@localhost/nearside"], { PGPASSFILE: file });
    expect([open.code, open.said]).toEqual([MEND, expect.stringContaining("chmod 600")]);
    expect((await run(["migrate-to"])).said).toContain("Name the database");
  });

  it("that is killed leaves a database on which no server starts, and the old one continues", async () => {
    const url = cluster.url("nearside");
    const first = await begin(["migrate-to", url]);
    await madeTables();
    kill(first); // wherever it is
    const held = new pg.Client(url);
    await held.connect();
    await held.query("begin; lock table logins in access exclusive mode");
    const second = await begin(["migrate-to", url]);
    await waitsForLogins();
    kill(second); // between what logins point to and what points to them
    await held.query("rollback");
    await held.end();
    const half = await run(["start"], {
      DATABASE_URL: url,
      NEARSIDE_DATA_DIR: join(dirname(stage.dataFolder), "other"),
    });
    expect([half.code, half.said]).toEqual([
      MEND,
      expect.stringContaining("A move of data to this database is not complete"),
    ]);
    login = { ...login, ...(await redeemedLogin(stage)) };
  });

  it("that is begun again continues, and includes what happened meanwhile", async () => {
    const url = cluster.url("nearside");
    const third = await begin(["migrate-to", url]);
    await third.printed(/Stop the server now/, MOST_MS);
    await redeemedLogin(colleague);
    const renewed = await refresh(stage, login.tokens.refresh_token);
    expect(renewed.outcome).toBe("200");
    login = { ...login, tokens: { ...login.tokens, ...JSON.parse(renewed.text) } };
    const [last] = rowsOf(stage, "SELECT max(seq) AS seq FROM events");
    await stage.server.stop();
    const { code } = await third.ended(MOST_MS);
    expect([code, third.stderr()]).toEqual([
      0,
      expect.stringMatching(/All \d+ rows are in postgres:\/\/.*Each was compared/),
    ]);

    const old = await run(["start"]);
    expect([old.code, old.said]).toEqual([MEND, expect.stringMatching(/was moved to postgres:\/\/.*Set DATABASE_URL/)]);
    expect((await run(["migrate-to", url])).said).toContain("was already moved to");

    const server = await startServer({
      issuer: stage.issuer,
      host: "127.0.0.1",
      port: Number(new URL(stage.issuer).port),
      folder: dirname(stage.dataFolder),
      settings: { DATABASE_URL: url },
    });
    atEnd(server.stop);
    expect((await refresh(stage, login.tokens.refresh_token)).outcome).toBe("200");
    await redeemedLogin({ ...stage, server });
    await redeemedLogin({ ...colleague, server });
    const after = await cluster.psql(
      `select kind from events where seq > ${Number(last?.["seq"])} order by seq limit 3`,
      "nearside",
    );
    expect(after.split("\n")).toContain("data_moved");
    expect(await cluster.psql("select count(*) from signing_keys where state = 'active'", "nearside")).toBe("1");
  });
});

async function madeTables(): Promise<void> {
  for (;;) {
    const found = await cluster.psql("select count(*) from pg_tables where tablename = 'logins'", "nearside");
    if (found === "1") return;
  }
}

async function waitsForLogins(): Promise<void> {
  for (;;) {
    const waiting = await cluster.psql(
      "select count(*) from pg_locks where not granted and relation = (select oid from pg_class where relname = 'logins')",
      "nearside",
    );
    if (waiting !== "0") return;
  }
}
