// The data and the server of each released version, met by this one: brought forward, and beside it while a rolling update lasts.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, it } from "vitest";
import {
  approve,
  askForLogin,
  decisionOn,
  meetForLogin,
  nonceFor,
  poll,
  redeemedLogin,
  refresh,
} from "../steps/logging-in.ts";
import { newColleague } from "../steps/people.ts";
import { openReleased, RELEASED_ISSUER, RELEASED_PORT, releasedData } from "../steps/released-data.ts";
import { inFlight, openSeveralProcesses, processOf, type SeveralProcesses } from "../steps/several-processes.ts";
import { afterTests } from "../support/after-tests.ts";
import { runIn } from "../support/postgres.ts";
import { startProcess } from "../support/process.ts";
import { keptVersions, releasedServer } from "../support/released-server.ts";
import { serverProgram } from "../support/server-program.ts";
import { rowsOf } from "../support/server-rows.ts";

const RELEASED = keptVersions(/^data-(.+)\.db\.gz$/);
const LAST = keptVersions(/^nearside-server-(.+)\.tgz$/).at(-1) ?? "";
const LOGINS = 8;

const atEnd = afterTests();
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "nearside-upgrade-"));
  atEnd(async () => rmSync(folder, { recursive: true }));
  return folder;
};

const MEND = 78;

/** @param program that of another version than this one */
async function run(program: readonly string[] | undefined, args: readonly string[], data: string) {
  const started = await startProcess({
    command: process.execPath,
    args: [...(program ?? (await serverProgram())), ...args],
    env: {
      PATH: process.env["PATH"] ?? "",
      NEARSIDE_ISSUER: RELEASED_ISSUER,
      NEARSIDE_PORT: String(RELEASED_PORT),
      NEARSIDE_DATA_DIR: data,
    },
  });
  const { code } = await started.ended();
  return { code, said: started.stdout() + started.stderr() };
}

function change(data: string, statement: string, value: string): void {
  const database = new DatabaseSync(join(data, "nearside.db"));
  database.prepare(statement).run(value);
  database.close();
}

let two: SeveralProcesses;
let old: readonly string[];
beforeAll(async () => {
  old = await releasedServer(atEnd, LAST);
  two = await openSeveralProcesses(atEnd, { count: 2, tls: undefined, program: old, admission: "confirm" });
});

it("of released versions is kept", () => {
  expect(RELEASED).toContain("0.1.0"); // the first one
  expect(LAST).not.toBe("");
});

describe.each(RELEASED)("the data of %s", (version) => {
  it("in a data folder is brought forward: a machine of then logs in, and people enrol", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "data"), { mode: 0o700 });
    writeFileSync(join(folder, "data", "nearside.db"), releasedData(version, "db"), { mode: 0o600 });
    const stage = await openReleased(version, folder);
    try {
      const { tokens } = await redeemedLogin(stage);
      expect((await refresh(stage, tokens.refresh_token)).outcome).toBe("200");
      await redeemedLogin(await newColleague(stage, "dora"));
      expect(rowsOf(stage, "SELECT name FROM users ORDER BY name").map(({ name }) => name)).toEqual([
        "admin",
        "bob",
        "carol",
        "dora",
      ]);
      const file = join(folder, "backup.db");
      expect(await stage.server.shell("backup", file)).toContain("found complete");
      // its tables are exactly those that this version makes from nothing
      const restored = await run(undefined, ["restore", file], join(folder, "restored"));
      expect([restored.code, restored.said]).toEqual([0, expect.stringContaining("Now start the server")]);
    } finally {
      await stage.server.stop();
    }
    for (const name of ["9999-later", "moved to postgres://db.example.com:5432/nearside"]) {
      change(stage.dataFolder, "INSERT INTO kysely_migration VALUES (?, '')", name);
      const refused = await run(old, ["start"], stage.dataFolder);
      expect([refused.code, refused.said]).toEqual([
        MEND,
        expect.stringContaining(`written by a newer version of Nearside (it knows`),
      ]);
      change(stage.dataFolder, "DELETE FROM kysely_migration WHERE name = ?", name);
    }
  });

  it("in PostgreSQL too", async () => {
    await two.cluster.psql("create database released template template0");
    runIn(two.cluster.url("released"), releasedData(version, "sql").toString());
    const stage = await openReleased(version, newFolder(), { DATABASE_URL: two.cluster.url("released") });
    try {
      await redeemedLogin(stage);
    } finally {
      await stage.server.stop();
    }
  });
});

describe(`a process of ${LAST} beside one of this version`, () => {
  it("serves the same logins: each step at whichever it meets", async () => {
    const before = await redeemedLogin(await two.anotherSession());
    await two.servers[1]?.stop();
    await two.start(1); // brings the tables forward under the other one
    const met = new Set<string | undefined>();
    await inFlight(LOGINS, 4, async () => {
      const view = await two.anotherSession();
      const login = await askForLogin(view);
      await nonceFor(view, login);
      met.add(processOf((await meetForLogin(view, login)).answer));
      met.add(processOf(await approve(view, login, await decisionOn(view, login))));
      const polled = await poll(view, login);
      met.add(processOf(polled));
      const { refresh_token } = JSON.parse(polled.text);
      for (let turn = 0, token = refresh_token; turn < 2; turn += 1) {
        const renewed = await refresh(view, token);
        expect(renewed.outcome).toBe("200");
        token = JSON.parse(renewed.text).refresh_token;
      }
    });
    expect(met.size).toBe(2);
    expect(before.tokens.refresh_token).not.toBe("");
    await newColleague(two.stage, "eve");
    await two.servers[0]?.stop();
    await two.start(0);
    await redeemedLogin(await two.anotherSession());
  });
});
