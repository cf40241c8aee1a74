// A disk that is full.
import { existsSync, rmSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { openEnrolledStage } from "../steps/enrolling.ts";
import { askForLogin, redeemedLogin } from "../steps/logging-in.ts";
import { fillDisk, onSmallDisk, refusedLogin, reserveOf } from "../steps/small-disk.ts";
import { startServer } from "../support/nearside-server.ts";
import { storedRows } from "../support/server-rows.ts";
import { until } from "../support/until.ts";

const DEADLINE_MS = 60_000;

type Row = Readonly<Record<string, unknown>>;
const rowsOf = (stage: { readonly dataFolder: string }, table: string) => storedRows(stage)[table] as readonly Row[];

it("a full disk is a 503 that says so, machines are revoked all the same, and with room everything continues by itself", async () => {
  const { stage } = await onSmallDisk(await openEnrolledStage(onTestFinished), onTestFinished);
  const reserve = reserveOf(stage);
  const { tokens } = await redeemedLogin(stage);
  const filler = fillDisk(stage);

  // before anybody has written
  const ready = await until(
    async () => {
      const answer = await stage.send("/readyz", {});
      return answer.status === 503 ? answer : undefined;
    },
    DEADLINE_MS,
    () => "the server did not see that the disk is full",
  );
  const refused = await refusedLogin(stage);
  expect(refused).toMatch(/503 .*"temporarily_unavailable".*disk is full/);
  expect([ready.outcome, ready.headers.get("retry-after")]).toEqual(["503 temporarily_unavailable", "5"]);
  expect(ready.text).toContain("disk is full");
  expect((await stage.send("/healthz", {})).status).toBe(200);
  expect(stage.server.process.stderr()).toContain("the disk is full");

  const form = { client_id: "nearside-cli", token: tokens.refresh_token };
  expect((await stage.postForm("/oauth/revoke", form)).status).toBe(200);
  expect(existsSync(reserve)).toBe(false); // its room is given to those who may write
  const [machine] = rowsOf(stage, "bound_sets");
  expect(await stage.server.shell("revoke", "machine", String(machine?.["id"]))).toContain("The machine is revoked");
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
});

it("a server starts on a full disk, revokes, and leaves the room to those who revoke, as long as there is some", async () => {
  const { stage, place } = await onSmallDisk(await openEnrolledStage(onTestFinished), onTestFinished);
  await stage.server.stop();
  fillDisk(stage);
  for (const deed of ["quarantine", "revoke"]) {
    const server = await startServer(place);
    onTestFinished(async () => void (await server.stop()));
    expect((await stage.send("/readyz", {})).outcome).toBe("503 temporarily_unavailable");
    await expect(askForLogin(stage)).rejects.toThrow(/503 .*disk is full/);
    const [machine] = rowsOf(stage, "bound_sets");
    const args = deed === "revoke" ? ["revoke", "machine"] : ["machines", "quarantine"];
    await server.shell(...args, String(machine?.["id"]));
    expect(existsSync(reserveOf(stage))).toBe(false);
    await server.stop();
  }
  expect(rowsOf(stage, "bound_sets").map(({ state }) => state)).toEqual(["revoked"]);

  fillDisk(stage);
  await expect(startServer(place)).rejects.toThrow(`The disk of the data folder ${stage.dataFolder} is full.`);
});
