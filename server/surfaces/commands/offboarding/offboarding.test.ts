import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOffboarding } from "@nearside/shared/evidence/offboarding-document.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { redeemedLogin } from "../../../../test/kit/log-in.ts";
import { refresh } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import type { Listening } from "../../../platform/http/listen.ts";
import { giveRole } from "../../../testing/console.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { allRows } from "../../../testing/ledger.ts";
import { serverForEach } from "../../../testing/server-for-tests.ts";
import { createShellApp } from "../../shell/shell-app.ts";
import { listenForCommands } from "../../shell/socket.ts";
import { consoleRoutesOf } from "../../wiring/console-routes.ts";
import { actOnMachineCommand } from "../machines/act-on-machine.ts";
import { machinesCommand } from "../machines/machines.ts";
import { type OffboardOptions, offboardCommand } from "./offboard.ts";
import { reportCommand } from "./report.ts";

const server = serverForEach();
let alice: EnrolledMachine;
let folder: string;
let listening: Listening;
let output: string[];
let out: string[];
let typed: string[];
beforeEach(async () => {
  alice = await enrolledMachine(server, "alice");
  folder = mkdtempSync(join(tmpdir(), "nearside-leaving-"));
  listening = await listenForCommands(createShellApp(server.services, consoleRoutesOf(server.services)), folder);
  [output, out, typed] = [[], [], []];
});
afterEach(async () => {
  await listening.stop();
  rmSync(folder, { recursive: true });
});

const terminal = {
  out: (text: string) => void out.push(text),
  say: (text: string) => void output.push(text),
  ask: async () => typed.shift(),
};

describe("nearside-server machines", () => {
  type Action = Parameters<typeof actOnMachineCommand>[1]["action"];
  const act = (action: Action, note?: string, id = alice.boundSetId) =>
    actOnMachineCommand(folder, { action, id, note }, terminal);

  it("quarantines one, says so in the list, and lets it continue", async () => {
    const login = await redeemedLogin(server, alice);
    await act("quarantine", "looks odd");
    expect(output.join()).toContain("nearside-server machines release");
    await machinesCommand(folder, "alice", terminal);
    expect(out.join()).toContain(": QUARANTINED, its key is in a file");
    expect(out.join()).toContain("reports no version; 0 waiting logins, 1 active login");
    const renewed = () => refresh(server, alice, login, login.tokens.refresh_token);
    expect((await renewed()).outcome).toBe("400 invalid_grant/device_quarantined");
    await act("quarantine");
    expect(output.join()).toContain("already quarantined");
    await act("release");
    expect((await renewed()).outcome).toBe("200");
  });

  it("prints the ticket of a new enrolment and nothing else", async () => {
    await act("re_enrol");
    expect(out).toEqual([expect.stringMatching(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){7}$/)]);
    await act("lost");
    expect(output.join()).toContain("The machine was already revoked.");
    await expect(act("release")).rejects.toThrow("not active");
  });

  it.each(["", "nobody", "x".repeat(2000), "\u0000"])("knows no machine %j", async (id) => {
    await expect(act("revoke", undefined, id)).rejects.toThrow(
      "There is no machine with this id, so nothing was changed. `nearside-server machines` lists the ids.",
    );
  });
  it.each(["", "x".repeat(300), "\u202e"])("takes %j for no reason", async (note) => {
    await expect(act("revoke", note)).rejects.toThrow(/^The reason must .* Nothing was changed\.$/);
  });
});

describe("nearside-server offboard", () => {
  const offboard = (options: OffboardOptions = {}, user = "alice") =>
    offboardCommand(folder, { user, ...options }, terminal);

  it("shows what would end, and stops where the name is not typed once more", async () => {
    await redeemedLogin(server, alice);
    const before = await allRows(server);
    await offboard({ preview: true });
    expect(output.join("\n")).toMatch(
      /For alice .*, this would end for good:\n +1 machine\n +1 browser\n +1 passkey\n/,
    );
    for (const wrong of ["", "Alice", undefined]) {
      typed = wrong === undefined ? [] : [wrong];
      await expect(offboard()).rejects.toThrow("This is not the user name, so nothing was changed.");
    }
    expect(await allRows(server)).toEqual(before);
  });

  it("ends it, and writes the report for this account alone", async () => {
    const file = join(folder, "report.json");
    typed = ["alice"];
    await offboard({ reason: "left", output: file });
    expect(output.join("\n")).toContain("alice is offboarded. This has ended:");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const written = readFileSync(file, "utf8");
    expect(readOffboarding(written).issuer).toBe(server.services.config.issuer);
    await reportCommand(folder, { user: "alice", output: undefined }, terminal);
    expect(`${out.join("\n")}\n`).toBe(written);
    await expect(offboard()).rejects.toThrow("offboarded before");
    await expect(reportCommand(folder, { user: "alice", output: file }, terminal)).rejects.toThrow(
      "There is already a file",
    );
  });

  it("says why not", async () => {
    await expect(offboard({}, "nobody")).rejects.toThrow("no person with this user name");
    await expect(offboard({}, "\u0000")).rejects.toThrow("no person with this user name");
    await expect(reportCommand(folder, { user: "nobody", output: undefined }, terminal)).rejects.toThrow("no report");
    await expect(reportCommand(folder, { user: "alice", output: undefined }, terminal)).rejects.toThrow(
      "was not offboarded",
    );
    await expect(offboard({ reason: "\u202e" })).rejects.toThrow(/^The reason must/);
    await giveRole(server, alice.user.id, "owner");
    typed = ["alice"];
    await expect(offboard()).rejects.toThrow("last active owner");
  });
});
