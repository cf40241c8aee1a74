import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decisionAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { readEvidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { expect, it, onTestFinished } from "vitest";
import { openEnrolledStage } from "./enrolling.ts";
import { askForLogin, meetForLogin, poll, redeemedLogin } from "./logging-in.ts";
import { exportEvidence, verify } from "./verifying.ts";

it("verifies offline, from the enrolment to the token, by the server's keys", async () => {
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
  expect(stdout).toContain("The server's keys: you gave them, and nothing else vouches for them.");
  expect(stdout).not.toContain("FAILS");
});

it("proves the earlier approval first where a login rests on one, and says that nothing was touched for the later one", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const folder = join(stage.dataFolder, "..");
  await writeFile(join(folder, "rules.cedar"), '@id("again") @stand("10m") permit (principal, action, resource);\n');
  await stage.server.shell("rules", "push", folder, "--replace", "--acknowledge", "--reason", "a test");
  const first = await redeemedLogin(stage);
  const login = await askForLogin(stage);
  await meetForLogin(stage, login);
  const at = `/api/requests/${login.id}`;
  const answer = (await stage.postJson(`${at}/decision`, {})).as(decisionAnswerSchema);
  if (answer.state !== "stands") return expect.fail(answer.state);
  const { status } = await stage.postJson(`${at}/approve`, { decision: answer.decision, assertion: null });
  expect([status, (await poll(stage, login)).status]).toEqual([200, 200]);
  const file = join(folder, "evidence.json");
  expect(await exportEvidence(stage, [login.id, "--output", file])).toMatchObject({ code: 0, stdout: "" });

  const { code, stdout, stderr } = await verify([file]);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^All 26 links hold/)]);
  expect(stdout).toContain("Approval that the login rests on");
  expect(stdout).toContain("Login without a new touch");
  expect(stdout).toMatch(new RegExp(`rests on +${first.id}, with a touch at`));
  expect(stdout).toContain("rules      again, of rules/1");
});
