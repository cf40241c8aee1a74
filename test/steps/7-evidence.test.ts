import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readEvidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { expect, it, onTestFinished } from "vitest";
import { openEnrolledStage } from "./enrolling.ts";
import { redeemedLogin } from "./logging-in.ts";
import { exportEvidence, verify } from "./verifying.ts";

it("what the server exports of a login verifies offline, from who was enrolled to the token, by the server's keys", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const { id, tokens } = await redeemedLogin(stage);
  const file = join(stage.dataFolder, "..", "evidence.json");
  const keys = join(stage.dataFolder, "..", "jwks.json");
  expect(await exportEvidence(stage, [id, "--output", file])).toMatchObject({ code: 0, stdout: "" });
  await writeFile(keys, JSON.stringify({ keys: stage.serverKeys }));
  await stage.server.stop();

  const evidence = readEvidence(await readFile(file, "utf8"));
  expect(evidence.login.access_token).toBe(tokens.access_token);
  const report = await verifyEvidence(evidence, stage.serverKeys);
  expect(report.failed).toBeNull();
  expect(report.facts).toMatchObject({ login: id, user: stage.user, enrolled_by: "bootstrap_ticket" });

  const { code, stdout, stderr } = await verify([file, "--jwks", keys]);
  expect([code, stderr]).toEqual([0, "All 18 links hold.\n"]);
  expect(stdout).toContain(`${id} at ${stage.issuer}`);
  expect(stdout).toContain("deploy prod, in ~/shop");
  expect(stdout).toContain("That the server's keys are the server's: you gave them.");
  expect(stdout).not.toContain("FAILS");
});
