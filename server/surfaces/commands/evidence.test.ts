import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readEvidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { startedLogin } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { openShell, type TestShell } from "../../testing/shell.ts";
import { evidenceCommand } from "./evidence.ts";

let machine: EnrolledMachine;
let shell: TestShell;
beforeEach(async () => {
  shell = await openShell();
  machine = await enrolledMachine(shell.server, "alice");
});
afterEach(() => shell.close());

const evidence = (login: string, output?: string): Promise<void> =>
  evidenceCommand(shell.folder, { login, output }, shell.terminal);

it("prints the document alone on stdout, and says how long its token is good", async () => {
  const { id } = await redeemedLogin(shell.server, machine);
  shell.server.pass(300);
  await evidence(id);
  expect((await verifyEvidence(readEvidence(shell.out.join("\n")), undefined)).failed).toBeNull();
  expect(shell.messages.join("\n")).toContain("valid for another 10 minutes");
  shell.server.pass(600);
  shell.clear();
  await evidence(id);
  expect(shell.messages.join("\n")).toBe("Anybody can verify it offline: nearside verify <file>");
});

it("writes a new file for this account alone, and never over one that is there", async () => {
  const { id } = await redeemedLogin(shell.server, machine);
  const file = join(shell.folder, "evidence.json");
  await evidence(id, file);
  expect(shell.out).toEqual([]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await verifyEvidence(readEvidence(readFileSync(file, "utf8")), undefined)).failed).toBeNull();
  writeFileSync(file, "mine");
  await expect(evidence(id, file)).rejects.toThrow("Name another one. Nothing was written.");
  expect(readFileSync(file, "utf8")).toBe("mine");
  await expect(evidence(id, join(shell.folder, "none", "evidence.json"))).rejects.toThrow(
    "does not exist. Make it first",
  );
});

it("says why there is no evidence", async () => {
  await expect(evidence("rq_nothing")).rejects.toThrow("There is no login with this ID.");
  await expect(evidence("x".repeat(5000))).rejects.toThrow("There is no login with this ID.");
  await expect(evidence((await startedLogin(shell.server, machine)).id)).rejects.toThrow(
    "No browser has met this login yet",
  );
  expect(shell.out).toEqual([]);
  await shell.stop();
  await expect(evidence("rq_nothing")).rejects.toThrow("No server is running with the data folder");
});
