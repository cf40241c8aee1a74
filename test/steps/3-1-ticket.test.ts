import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ticketSchema } from "@nearside/shared/api/enrolments.ts";
import * as v from "valibot";
import { expect, it, onTestFinished } from "vitest";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { newHome } from "./real-command-line.ts";
import { openStage } from "./stage.ts";

it("makes a ticket at the server's shell, or at its first start, and stores it as a hash", async () => {
  const { server, dataFolder } = await openStage(onTestFinished);
  const tickets = [server.bootstrapTicket ?? "", await server.ticket("ada"), await server.ticket("ada")];
  expect(new Set(tickets).size).toBe(3);
  for (const ticket of tickets) v.parse(ticketSchema, ticket);

  await server.stop();
  const stored = await readFile(join(dataFolder, "nearside.db"), "latin1");
  for (const ticket of tickets) expect(stored).not.toContain(ticket);
});

it("refuses a ticket before anything has begun, and status shows nothing under way", async () => {
  const { issuer } = await openStage(onTestFinished);
  const nearside = await newHome(onTestFinished);
  const enrolling = await nearside(["enroll", issuer, "--no-open"]);
  enrolling.type(`ada\n${"0000-".repeat(7)}0000\n`);
  expect((await enrolling.ended()).code).toBe(30);
  const status = await nearside(["status"]);
  await status.ended();
  expect(status.stdout() + status.stderr()).not.toMatch(/enrolment begun/);
  expect(status.stderr()).toMatch(/not enrolled with any server yet/);
});

it("says over SSH why no login works there, before anything else", async () => {
  const home = await mkdtemp(join(tmpdir(), "nearside-ssh-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const enrolling = await startProcess({
    command: process.execPath,
    args: [join(repository, "cli/bin/nearside.js"), "enroll", "http://localhost:9", "--no-open"],
    env: { PATH: process.env["PATH"] ?? "", HOME: home, SSH_CONNECTION: "192.0.2.1 1 192.0.2.2 22" },
    cwd: home,
  });
  onTestFinished(async () => void (await enrolling.stop()));
  await enrolling.printed(/SSH session on another computer.*Log in where your browser runs.*could not be reached/s);
});
