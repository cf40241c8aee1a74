// Old logins leave the database for the archive, of a server as it ships: by itself, at a person's wish, and where two processes want to at once.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { archiveApi } from "@nearside/shared/api/console/archive.ts";
import { logApi } from "@nearside/shared/api/console/log.ts";
import { loginsApi } from "@nearside/shared/api/console/logins.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { openConsole } from "../kit/console.ts";
import { openEnrolledStage } from "../steps/enrolling.ts";
import { askForLogin, poll, redeemedLogin } from "../steps/logging-in.ts";
import { inFlight, openSeveralProcesses } from "../steps/several-processes.ts";
import { machineOf, type Stage } from "../steps/stage.ts";
import { onServerShell, verify } from "../steps/verifying.ts";
import { movableClock } from "../support/movable-clock.ts";
import { type NearsideServer, startServer } from "../support/nearside-server.ts";
import { openCluster } from "../support/postgres.ts";
import { rowsOf } from "../support/server-rows.ts";
import { until } from "../support/until.ts";

const DAY = 86_400;
/** More than one step moves. */
const LOGINS = 130;
const LATER = 402 * DAY;
const MOVED_MS = 30_000;

afterEach(() => void vi.useRealTimers());

/** Time passes for the parties too: what they sign is as old as they say. */
function passForEverybody(clock: ReturnType<typeof movableClock>, seconds: number): void {
  clock.set(seconds);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1000 });
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-archive-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The lines of all files of the archive but its index. */
async function linesIn(archive: string, files: readonly string[]): Promise<Record<string, unknown>[]> {
  const texts = await Promise.all(files.map((file) => readFile(join(archive, file), "utf8")));
  return texts.flatMap((text) =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  );
}

describe.each(["sqlite", "postgres"] as const)("on %s", (kind) => {
  it("old logins go by themselves, verified from the archive, and the console lists the rest", async () => {
    const archive = await newFolder();
    const clock = movableClock(onTestFinished);
    const settings: Record<string, string> = { ...clock.settings, NEARSIDE_RETENTION_ARCHIVE: archive };
    if (kind === "postgres") {
      const cluster = await openCluster({ durable: true });
      onTestFinished(cluster.close);
      await cluster.psql("create database nearside template template0");
      settings["DATABASE_URL"] = cluster.url("nearside");
    }
    const stage = await openEnrolledStage(onTestFinished, settings);
    const rows = (query: string) => rowsOf({ ...stage, database: settings["DATABASE_URL"] }, query);
    const logins = () => rows("select id from logins order by id").map(({ id }) => String(id));

    const old = [(await redeemedLogin(stage)).id, (await redeemedLogin(stage)).id];
    const ended = await askForLogin(stage);
    const keys = join(stage.dataFolder, "..", "jwks.json");
    await writeFile(keys, JSON.stringify({ keys: stage.serverKeys }));
    passForEverybody(clock, LATER);
    expect((await poll(stage, ended)).outcome).toBe("400 expired_token/request_expired");
    const young = (await redeemedLogin(stage)).id;
    expect(await onShell("archive", "preview")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^1 .*\n2 .*\n/),
    });
    expect(logins()).toEqual([...old, ended.id, young].sort());

    await stage.server.stop();
    const server = await restarted(stage, settings);
    await until(
      async () => logins().length === 1 || undefined,
      MOVED_MS,
      () => `${logins().length} logins are left`,
    );
    expect(logins()).toEqual([young]);
    expect(rows("select login_id from token_families")).toEqual([{ login_id: young }]);
    const claims = () => rows("select value from settings where name = 'retention/claim'").length;
    await until(
      async () => claims() === 0 || undefined,
      MOVED_MS,
      () => "the round has not ended",
    );

    // the archive is whole, and its evidence holds without the server
    const checked = await onShell("archive", "check");
    expect([checked.code, checked.stderr]).toEqual([0, "The archive has the last batch that the server lists.\n"]);
    for (const id of old) {
      const file = join(archive, `${id}.json`);
      const exported = await onShell("archive", "evidence", id, "--output", file);
      expect([id, exported.code]).toEqual([id, 0]);
      const { code, stderr } = await verify([file, "--jwks", keys]);
      expect([code, stderr]).toEqual([0, "All 18 links hold.\n"]);
    }

    // what is left can be read, and only the entries of the old logins left the log
    const console = await openConsole(stage, machineOf(stage));
    expect((await console.get(at(loginsApi.view, young).address)).status).toBe(200);
    for (const id of [...old, ended.id]) expect((await console.get(at(loginsApi.view, id).address)).status).toBe(404);
    const log = (await console.get(`${logApi.list.path}?limit=200`)).as(logApi.list.output);
    const subjects = log.rows.map(({ subject }) => subject);
    expect(subjects).toContain(young);
    for (const id of old) expect(subjects).not.toContain(id);
    const kinds = log.rows.map(({ kind: each }) => each);
    expect(kinds).toEqual(expect.arrayContaining(["enrolment_completed", "logins_archived", "events_archived"]));
    const state = (await console.get(archiveApi.state.path)).as(archiveApi.state.output);
    expect(state).toMatchObject({ folder: archive, run: { begun: "by_itself", logins: 3, problem: null } });

    // each entry of the log is in one place: the numbers have no gap
    const files = [...new Set(rows("select file from archives").map(({ file }) => String(file)))];
    const moved = (await linesIn(archive, files)).flatMap(({ event }) =>
      typeof event === "object" && event !== null && "seq" in event ? [Number(event.seq)] : [],
    );
    const here = rows("select seq from events").map(({ seq }) => Number(seq));
    expect([...moved, ...here].sort((one, other) => one - other)).toEqual(
      Array.from({ length: Math.max(...here) }, (_, nth) => nth + 1),
    );
    await server.stop();

    function onShell(...args: readonly string[]) {
      return onServerShell(stage, args, "", settings);
    }
  });
});

/** Starts the server of that stage again, in its folder and at its address. */
async function restarted({ issuer, dataFolder }: Stage, settings: Record<string, string>): Promise<NearsideServer> {
  const port = Number(new URL(issuer).port);
  const server = await startServer({ issuer, host: "127.0.0.1", port, folder: join(dataFolder, ".."), settings });
  onTestFinished(server.stop);
  return server;
}

describe("two processes on one PostgreSQL", () => {
  it("archive each login once, though both begin at the same moment", async () => {
    const archive = await newFolder();
    const clock = movableClock(onTestFinished);
    const { cluster, database, servers, start, anotherSession } = await openSeveralProcesses(onTestFinished);
    const settings = { ...clock.settings, NEARSIDE_RETENTION_ARCHIVE: archive };
    for (const index of [0, 1]) {
      await servers[index]?.stop();
      await start(index, { settings });
    }
    const made: string[] = [];
    await inFlight(LOGINS, 8, async () => void made.push((await redeemedLogin(await anotherSession())).id));
    clock.set(LATER);
    // both are told of the wish, and look at once
    await servers[0]?.shell("archive", "run");

    expect(await cluster.psql("select count(*) from logins", database)).toBe("0");
    expect(await servers[1]?.shell("archive", "check")).toContain(
      "The archive has the last batch that the server lists.",
    );
    const files = (await cluster.psql("select distinct file from archives", database)).split("\n");
    const archived = (await linesIn(archive, files)).flatMap(({ id }) => (typeof id === "string" ? [id] : []));
    expect(archived.sort()).toEqual(made.sort());
  });
});
