// A disk that takes its time, and one that fails: strace holds up what a real server asks of the system, or answers in its place.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { askForLogin, redeemedLogin } from "../steps/logging-in.ts";
import { startServer } from "../support/nearside-server.ts";
import { storedRows } from "../support/server-rows.ts";
import { until } from "../support/until.ts";

/** Milliseconds: far longer than anything else takes on a busy machine. */
const SYNC_MS = 1_000;
const DEADLINE_MS = 90_000;
const MANY_LOGINS = { NEARSIDE_LIMIT_LOGINS_PER_MACHINE: "100000", NEARSIDE_LIMIT_RECORDS_PER_USER: "1000000" };

/**
 * Starts the stage's server again on a disk of that kind.
 *
 * @param inject what strace does to each sync
 * @param only the one file of the data folder that it concerns
 */
async function onDisk(inject: string, settings: Readonly<Record<string, string>> = {}, only?: string) {
  const stage = await openEnrolledStage(onTestFinished);
  await stage.server.stop();
  const folder = dirname(stage.dataFolder);
  const trace = join(folder, "trace");
  const syncs = "fdatasync,fsync";
  const port = Number(new URL(stage.issuer).port);
  const place = { issuer: stage.issuer, host: "127.0.0.1", port, folder };
  const server = await startServer({
    ...place,
    settings,
    under: [
      "strace",
      "-f",
      "--seccomp-bpf",
      "-ttt",
      "-o",
      trace,
      "-e",
      `trace=${syncs}`,
      "-e",
      `inject=${syncs}:${inject}`,
      ...(only === undefined ? [] : ["-P", join(stage.dataFolder, only)]),
    ],
  });
  onTestFinished(server.stop);
  return { stage: { ...stage, server } satisfies EnrolledStage, place, trace };
}

it("a slow disk holds up those who write, nobody else, and tells nobody before it has kept what was written", async () => {
  const { stage, trace } = await onDisk(`delay_exit=${SYNC_MS * 1000}`);
  const before = Date.now();
  let isOver = false;
  const login = askForLogin(stage).finally(() => {
    isOver = true;
  });
  const others: { readonly asked: number; readonly answered: number }[] = [];
  while (!isOver) {
    const asked = Date.now();
    expect((await fetch(`${stage.issuer}/healthz`)).status).toBe(200);
    others.push({ asked, answered: Date.now() });
  }
  await login;
  const after = Date.now();
  const syncs = readFileSync(trace, "utf8")
    .split("\n")
    .filter((line) => line.includes("sync("))
    .map((line) => Number(/\d+\.\d+/.exec(line)?.[0]) * 1000)
    .map((from) => ({ from, to: from + SYNC_MS }))
    .filter(({ from, to }) => before <= from && to <= after);
  expect(syncs).not.toEqual([]); // so the login was not answered before the disk had it
  for (const { from, to } of syncs)
    expect(others.some(({ asked, answered }) => from < asked && answered < to)).toBe(true);
});

it("a disk that failed once is trusted no more: the server says so, answers 503, and a new start finds what was told", async () => {
  // one thread of libuv does all that waits for the disk, so that strace counts its syncs together
  const { stage, place } = await onDisk("error=EIO:when=30+", { UV_THREADPOOL_SIZE: "1" });
  const told: string[] = [];
  const failing = async () => {
    for (;;) told.push((await redeemedLogin(stage)).id);
  };
  await expect(failing()).rejects.toThrow(/503 .*"temporarily_unavailable"/);
  expect(told.length).toBeGreaterThan(0);
  const ready = await stage.send("/readyz", {});
  expect([ready.outcome, (await stage.send("/healthz", {})).outcome]).toEqual(["503 temporarily_unavailable", "200"]);
  expect(ready.text).toContain("disk failed");
  await expect(askForLogin(stage)).rejects.toThrow(/503/);
  expect(stage.server.process.stderr()).toContain("the disk failed");

  await stage.server.stop();
  const again = await startServer(place);
  onTestFinished(again.stop);
  const { logins } = storedRows(stage) as {
    readonly logins: readonly { readonly id: string; readonly state: string }[];
  };
  const redeemed = logins.filter(({ state }) => state === "redeemed").map(({ id }) => id);
  expect(redeemed).toEqual(expect.arrayContaining(told));
  await redeemedLogin(stage);
});

it("a log that can't be put into the database is told once, and logins go on", async () => {
  const { stage } = await onDisk("error=EIO", MANY_LOGINS, "nearside.db");
  const told = () =>
    stage.server.process.stderr().match(/SQLite's log could not be moved into the database/g)?.length ?? 0;
  await until(
    async () => {
      await Promise.all([1, 2, 3, 4].map(() => redeemedLogin(stage)));
      return told() > 0 ? true : undefined;
    },
    DEADLINE_MS,
    () => "nothing was told",
  );
  for (let login = 0; login < 30; login++) await redeemedLogin(stage);
  expect(told()).toBe(1);
  expect((await stage.send("/readyz", {})).outcome).toBe("200");
});
