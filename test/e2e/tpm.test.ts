// A device key in a TPM (protocol §3.8): the machine enrols with it and logs in, and no copy of its files does.
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { startSoftwareTpm } from "../kit/software-tpm.ts";
import { exportEvidence, verify } from "../steps/verifying.ts";
import { afterTests } from "../support/after-tests.ts";
import { browserUnderTest } from "../support/browser-under-test.ts";
import { beginKeyMove, compareWords, completeEnrolment, enrolMachine } from "../support/enrol-machine.ts";
import { approveOn, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import { type Machine, startMachine } from "../support/machine.ts";
import { type NearsideServer, startServer } from "../support/nearside-server.ts";
import { settledProfile } from "../support/settled-profile.ts";

let root: string;
let issuer: string;
let server: NearsideServer;
const atEnd = afterTests();

/** A computer with a TPM by that maker. */
async function newMachine(name: string, maker: string, withBrowser = true): Promise<Machine> {
  const folder = join(root, name);
  const tpm = join(folder, "tpm");
  await mkdir(tpm, { recursive: true });
  const profile = await settledProfile();
  const settings = { NEARSIDE_TPM: `swtpm:path=${join(tpm, "socket")}` };
  const place = { folder, executablePath: browserUnderTest(), issuer, settings, profile };
  const starting = startMachine(place, withBrowser);
  atEnd(async () => (await starting).kill());
  const software = await startSoftwareTpm(tpm, join(root, maker));
  atEnd(() => software.stop());
  return starting;
}

async function nearside(machine: Machine, ...args: readonly string[]) {
  const cli = await machine.cli(args);
  const { code } = await cli.ended();
  return { code, stdout: cli.stdout(), stderr: cli.stderr() };
}

let machine: Machine;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "nearside-tpm-"));
  atEnd(() => rm(root, { recursive: true, force: true }));
  const port = await freePort();
  issuer = `http://localhost:${port}`;
  machine = await newMachine("computer", "maker");
  const settings = { NEARSIDE_TPM_ROOTS: join(root, "maker/issuercert.pem") };
  server = await startServer({ issuer, host: "127.0.0.1", port, folder: root, settings });
  atEnd(server.stop);
});

describe("a machine with a TPM", () => {
  it("keeps its key there without a question, says so, and logs in with it", async () => {
    await enrolMachine(machine, issuer, "admin", server.bootstrapTicket ?? "", undefined);
    const { cli, url } = await startLogin(machine, []);
    const page = await openLogin(machine, url);
    await page.getByText("in this computer's security chip (TPM)").first().waitFor();
    await approveOn(page);
    expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
    await page.close();
    const { stdout } = await nearside(machine, "whoami", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ user: { name: "admin" }, device: { key_storage: "tpm" } });
    const place = { issuer, dataFolder: join(root, "data") };
    const evidence = await exportEvidence(place, [requestIdIn(url)]);
    const report = await verify(["-"], evidence.stdout);
    expect(report.code).toBe(0);
    expect(report.stderr).toContain("All 20 links hold");
    expect(report.stdout).toContain("by the TPM's attestation key");
  });

  it("leaves nothing in its files that can sign elsewhere", async () => {
    const copy = await newMachine("copy", "maker", false);
    await cp(machine.home, copy.home, { recursive: true });
    const { code, stderr } = await nearside(copy, "login", "--no-browser");
    expect(code).toBe(121);
    expect(stderr).toContain("The TPM does not know this machine's key");
  });
});

describe("a key that was in a file", () => {
  it("is followed by a new one in the TPM, by a new enrolment", async () => {
    const mover = await newMachine("mover", "maker");
    const cli = await mover.cli(["enroll", issuer, "--no-open", "--key", "file"]);
    cli.type(`carol\n${await server.ticket("carol")}\n`);
    await completeEnrolment(await compareWords(mover, cli), server.admit);
    const device = async () => JSON.parse((await nearside(mover, "key", "--json")).stdout).device;
    const before = await device();
    expect(before).toMatchObject({ key_storage: "file" });
    const moving = await beginKeyMove(mover, await server.ticket("carol"));
    await completeEnrolment(moving, server.admit);
    expect(moving.cli.stderr()).toContain(`Ask your administrator to revoke the old key: ${before.id}`);
    const after = await device();
    expect(after).toMatchObject({ key_storage: "tpm" });
    expect(after.id).not.toBe(before.id);
    for (const place of ["keyring", "file", "tpm"])
      expect(await nearside(mover, "key", "move", place)).toMatchObject({ code: place === "keyring" ? 120 : 2 });
    const { cli: login, url } = await startLogin(mover, []);
    const page = await openLogin(mover, url);
    await approveOn(page);
    expect(await login.ended(), login.stderr()).toEqual({ code: 0, signal: null });
    await page.close();
  });
});

describe("a TPM that the server does not trust", () => {
  it("is named where it was asked for, and is not used where it was not", async () => {
    const stranger = await newMachine("stranger", "nobody");
    const ticket = await server.ticket("bob");
    const wished = await stranger.cli(["enroll", issuer, "--no-open", "--key", "tpm"]);
    wished.type(`bob\n${ticket}\n`);
    expect(await wished.ended()).toMatchObject({ code: 46 });
    expect(wished.stderr()).toContain("The server does not trust this computer's TPM");
    await enrolMachine(stranger, issuer, "bob", ticket, server.admit);
    const { stdout } = await nearside(stranger, "whoami", "--json");
    const [firstLine = ""] = stdout.split("\n");
    expect(JSON.parse(firstLine)).toMatchObject({ user: { name: "bob" }, device: { key_storage: "file" } });
  });
});
