import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readEvidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { expect, it, onTestFinished } from "vitest";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { openEnrolledStage } from "./enrolling.ts";
import { redeemedLogin } from "./logging-in.ts";
import type { Stage } from "./stage.ts";

/** The oldest Node that the command line runs on is what Debian has; elsewhere the one that runs the tests. */
const OLDEST_NODE = existsSync("/usr/bin/node") ? "/usr/bin/node" : process.execPath;
/** Without any network where we may make a namespace: nothing is fetched. */
const APART = process.platform === "linux" && process.geteuid?.() === 0 ? ["unshare", "--net"] : [];

/** `nearside-server evidence …` on the server's own shell. */
const exportTo = (stage: Stage, login: string, file: string) =>
  ended(process.execPath, [join(repository, "server/main.ts"), "evidence", login, "--output", file], {
    NEARSIDE_ISSUER: stage.issuer,
    NEARSIDE_DATA_DIR: stage.dataFolder,
  });

/** `nearside verify …` of somebody who was never enrolled. */
function verify(...args: readonly string[]) {
  const [command = OLDEST_NODE, ...rest] = [
    ...APART,
    OLDEST_NODE,
    join(repository, "cli/bin/nearside.js"),
    "verify",
    ...args,
  ];
  return ended(command, rest, {});
}

async function ended(command: string, args: readonly string[], more: Readonly<Record<string, string>>) {
  const { ended, stdout, stderr } = await startProcess({
    command,
    args,
    env: { PATH: process.env["PATH"] ?? "", ...more },
  });
  const { code } = await ended(30_000);
  return { code, stdout: stdout(), stderr: stderr() };
}

it("what the server exports of a login verifies offline, from who was enrolled to the token, by the server's keys", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const { id, tokens } = await redeemedLogin(stage);
  const file = join(stage.dataFolder, "..", "evidence.json");
  const keys = join(stage.dataFolder, "..", "jwks.json");
  expect(await exportTo(stage, id, file)).toMatchObject({ code: 0, stdout: "" });
  await writeFile(keys, await (await fetch(`${stage.issuer}/oauth/jwks`)).text());
  await stage.server.stop();

  const evidence = readEvidence(await readFile(file, "utf8"));
  expect(evidence.login.access_token).toBe(tokens.access_token);
  const report = await verifyEvidence(evidence, stage.serverKeys);
  expect(report.failed).toBeNull();
  expect(report.facts).toMatchObject({ login: id, user: stage.user, enrolled_by: "bootstrap_ticket" });

  const { code, stdout, stderr } = await verify(file, "--jwks", keys);
  expect([code, stderr]).toEqual([0, "All 18 links hold.\n"]);
  expect(stdout).toContain(`${id} at ${stage.issuer}`);
  expect(stdout).toContain("deploy prod, in ~/shop");
  expect(stdout).not.toContain("FAILS");

  const changed = join(stage.dataFolder, "..", "changed.json");
  const asked = { read: String.raw`\"scope\":\"read\"`, write: String.raw`\"scope\":\"write\"` };
  await writeFile(changed, (await readFile(file, "utf8")).replace(asked.read, asked.write));
  const refused = await verify(changed);
  expect(refused.code).toBe(80); // facts_mismatch
  expect(refused.stderr).toContain("The chain breaks at link 11 of 18 (login: request).");
  expect(refused.stdout).not.toContain("What it proves");
});
