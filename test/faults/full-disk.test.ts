// A disk that is full: a small file system in memory, which the test fills beside a real server's data.
import { execFileSync } from "node:child_process";
import { closeSync, cpSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openEnrolledStage } from "../steps/enrolling.ts";
import { askForLogin, redeemedLogin } from "../steps/logging-in.ts";
import { startServer } from "../support/nearside-server.ts";
import { storedRows } from "../support/server-rows.ts";
import { until } from "../support/until.ts";

const MEGABYTES = 40;
const DEADLINE_MS = 60_000;

/** Starts the stage's server anew with its data on a file system of that size. */
async function onSmallDisk() {
  const stage = await openEnrolledStage(onTestFinished);
  await stage.server.stop();
  const { dataFolder } = stage;
  const before = `${dataFolder}-before`;
  renameSync(dataFolder, before);
  mkdirSync(dataFolder);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${MEGABYTES}m,mode=0700`, "nearside-test", dataFolder]);
  onTestFinished(() => void execFileSync("umount", ["--lazy", dataFolder]));
  cpSync(before, dataFolder, { recursive: true, filter: (file) => !file.endsWith(".sock") });
  const port = Number(new URL(stage.issuer).port);
  const place = { issuer: stage.issuer, host: "127.0.0.1", port, folder: dirname(dataFolder) };
  const server = await startServer(place);
  onTestFinished(server.stop);
  return { stage: { ...stage, server }, place };
}

/** Fills the file system to the last byte. */
function fill(file: string): void {
  const opened = openSync(file, "w");
  try {
    for (const bytes of [1 << 20, 4096, 1]) {
      const part = Buffer.alloc(bytes);
      try {
        for (;;) writeSync(opened, part);
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      }
    }
  } finally {
    closeSync(opened);
  }
}

type Row = Readonly<Record<string, unknown>>;
const rowsOf = (stage: { readonly dataFolder: string }, table: string) => storedRows(stage)[table] as readonly Row[];

it("a full disk is a 503 that says so, machines are revoked all the same, and with room everything goes on by itself", async () => {
  const { stage, place } = await onSmallDisk();
  const reserve = join(stage.dataFolder, "nearside.reserve");
  const { tokens } = await redeemedLogin(stage);
  await until(
    async () => {
      await askForLogin(stage);
      return existsSync(reserve) ? true : undefined;
    },
    DEADLINE_MS,
    () => "no room was kept in reserve",
  );
  const filler = join(stage.dataFolder, "filler");
  fill(filler);

  // the log has room left in its file, which is written first
  const refused = await until(
    () =>
      askForLogin(stage).then(
        () => undefined,
        (error: unknown) => String(error),
      ),
    DEADLINE_MS,
    () => "logins went on",
  );
  expect(refused).toMatch(/503 .*"temporarily_unavailable".*disk is full/);
  const ready = await stage.send("/readyz", {});
  expect([ready.outcome, ready.headers.get("retry-after")]).toEqual(["503 temporarily_unavailable", "5"]);
  expect(ready.text).toContain("disk is full");
  expect((await stage.send("/healthz", {})).status).toBe(200);
  expect(stage.server.process.stderr()).toContain("the disk is full");

  const form = { client_id: "nearside-cli", token: tokens.refresh_token };
  expect((await stage.postForm("/oauth/revoke", form)).status).toBe(200);
  expect(existsSync(reserve)).toBe(false); // its room is given to those who may write
  const [machine] = rowsOf(stage, "bound_sets");
  expect(await stage.server.shell("revoke", "machine", String(machine?.["id"]))).toContain("That machine is revoked");
  const token_families = rowsOf(stage, "token_families");
  expect(token_families.map(({ state }) => state)).toEqual(["revoked"]);
  await expect(askForLogin(stage)).rejects.toThrow(/503/);

  rmSync(filler);
  await until(
    async () => ((await stage.send("/readyz", {})).status === 200 ? true : undefined),
    DEADLINE_MS,
    () => "the server did not see that there is room",
  );
  expect(existsSync(reserve)).toBe(true);
  await expect(askForLogin(stage)).rejects.toThrow(/revoked|unknown|refused/); // of the machine's own fault now

  await stage.server.stop();
  fill(filler);
  await expect(startServer(place)).rejects.toThrow(`The disk of the data folder ${stage.dataFolder} is full.`);
});
