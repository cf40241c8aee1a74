import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEvidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createAdminApp } from "../admin/admin-app.ts";
import { listenForCommands } from "../admin/socket.ts";
import type { Listening } from "../http/listen.ts";
import { enrolledMachine } from "../testing/enrol.ts";
import { redeemedLogin } from "../testing/log-in.ts";
import { startedLogin } from "../testing/login-steps.ts";
import type { EnrolledMachine } from "../testing/machine.ts";
import { openTestServer, type TestServer } from "../testing/test-server.ts";
import { evidenceCommand } from "./evidence.ts";

let server: TestServer;
let machine: EnrolledMachine;
let folder: string;
let listening: Listening;
let out: string[];
let said: string[];
beforeEach(async () => {
  server = await openTestServer();
  machine = await enrolledMachine(server, "alice");
  folder = mkdtempSync(join(tmpdir(), "nearside-evidence-"));
  listening = await listenForCommands(createAdminApp(server.ground), folder);
  out = [];
  said = [];
});
afterEach(async () => {
  await listening.stop();
  await server.close();
  rmSync(folder, { recursive: true });
});

const evidence = (login: string, output?: string): Promise<void> =>
  evidenceCommand(
    folder,
    { login, output },
    { out: (text) => out.push(text), say: (text) => said.push(text), ask: async () => undefined },
  );

it("prints the document alone on stdout, and says how long its token is good", async () => {
  const { id } = await redeemedLogin(server, machine);
  server.pass(300);
  await evidence(id);
  expect((await verifyEvidence(readEvidence(out.join("\n")), undefined)).failed).toBeNull();
  expect(said.join("\n")).toContain("good for another 10 minutes");
  server.pass(600);
  said = [];
  await evidence(id);
  expect(said.join("\n")).toBe("Anybody verifies it offline: nearside verify <file>");
});

it("writes a new file for this account alone, and never over one that is there", async () => {
  const { id } = await redeemedLogin(server, machine);
  const file = join(folder, "evidence.json");
  await evidence(id, file);
  expect(out).toEqual([]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await verifyEvidence(readEvidence(readFileSync(file, "utf8")), undefined)).failed).toBeNull();
  writeFileSync(file, "mine");
  await expect(evidence(id, file)).rejects.toThrow("left as it is. Name another one. Nothing was written.");
  expect(readFileSync(file, "utf8")).toBe("mine");
  await expect(evidence(id, join(folder, "none", "evidence.json"))).rejects.toThrow("its folder does not exist");
});

it("says why there is none", async () => {
  await expect(evidence("rq_nothing")).rejects.toThrow("There is no login of that number here.");
  await expect(evidence("x".repeat(5000))).rejects.toThrow("There is no login of that number here.");
  await expect(evidence((await startedLogin(server, machine)).id)).rejects.toThrow("no browser has met it yet");
  expect(out).toEqual([]);
  await listening.stop();
  await expect(evidence("rq_nothing")).rejects.toThrow("No server is running with the data folder");
});
