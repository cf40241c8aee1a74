// The second way to meet: through the keeper of the machine, by native messaging, and without any port.
import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openExtensionPage, stopExtensionWorker } from "../support/extension-pages.ts";
import { approveOn, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import { press, seen } from "../support/page-controls.ts";
import type { Process } from "../support/process.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { API_ORIGIN, createWorld, type World } from "../support/world.ts";

let world: World;
let keeper: Process;

/** Chromium looks for native hosts in the profile's folder where that is not the usual one. */
async function showHostsToBrowser(): Promise<void> {
  const { victim, placeOf } = world;
  const profile = join(placeOf("victim", "victim").folder, "browser", "profile");
  const hosts = "NativeMessagingHosts";
  await cp(join(victim.home, ".config/chromium", hosts), join(profile, hosts), { recursive: true });
}

async function nearside(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const cli = await world.victim.cli(args);
  const { code } = await cli.ended();
  return { code, stdout: cli.stdout(), stderr: cli.stderr() };
}

async function startKeeper(): Promise<Process> {
  const started = await world.victim.cli(["keeper", "run"]);
  await started.printed(/The keeper runs/);
  return started;
}

beforeAll(async () => {
  world = await createWorld("victim's");
  expect((await nearside("keeper", "install")).code).toBe(0);
  await showHostsToBrowser();
  keeper = await startKeeper();
  world.atEnd(async () => void (await keeper.stop()));
  const options = await openExtensionPage(world.victim.browser, "options.html");
  await press(options.getByRole("button", { name: "Allow it" }));
  await seen(options.getByRole("button", { name: "Use the port only" }));
  await options.close();
  // Chromium gives a worker that runs no function of a permission that came later; the next one has it.
  await stopExtensionWorker(world.victim.browser);
});
afterAll(() => world?.remove());

describe("a login whose browser reaches the keeper", () => {
  it("needs no port, and its token says how it was met", async () => {
    const args = ["--no-port", "--scope", "orders:read", "--resource", API_ORIGIN];
    const { cli, url } = await startLogin(world.victim, args);
    // Nothing listens on TCP in this machine's whole network.
    expect((await listeningPorts(cli.pid)).length).toBe(0);
    const page = await openLogin(world.victim, url);
    await approveOn(page);
    expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
    const { stdout } = await nearside("token", "--resource", API_ORIGIN, "--scope", "orders:read");
    expect(decodeJwt<{ proof: unknown }>(stdout.trim()).proof).toMatchObject({
      channel: "native",
      peer: "same",
      forwarded: "no",
    });
    const met = storedEventsAbout(world.dataFolder, requestIdIn(url)).find(({ kind }) => kind === "login_met");
    expect(met?.data).toMatchObject({ peer: { account: "same", process: expect.stringMatching(/chrom/) } });
    await page.close();
  });
});

describe("keeper install --check", () => {
  it("proves the whole way from the browser to a command line that opens no port", async () => {
    const cli = await world.victim.cli(["keeper", "install", "--check", "--browser", "true"]);
    const [url] = await cli.printed(/https:\/\/\S+\/approve\/rq_[\w-]{22}/);
    const page = await openLogin(world.victim, url);
    expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
    expect(cli.stderr()).toMatch(/ok +keeper: It runs/);
    expect(cli.stderr()).toMatch(/ok +browser: Its extension met this command line/);
    await page.close();
  });
});

describe("without the keeper", () => {
  it("the same browser meets a login over loopback", async () => {
    await keeper.stop();
    const { cli, url } = await startLogin(world.victim, ["--scope", "orders:read", "--resource", API_ORIGIN]);
    const page = await openLogin(world.victim, url);
    await approveOn(page);
    expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
    const { stdout } = await nearside("token", "--resource", API_ORIGIN, "--scope", "orders:read");
    expect(decodeJwt<{ proof: unknown }>(stdout.trim()).proof).toMatchObject({ channel: "loopback" });
  });
});

/** The ports on which that process listens, by proc_pid_net(5) of its own namespace. */
async function listeningPorts(pid: number): Promise<readonly string[]> {
  const files = await Promise.all(["tcp", "tcp6"].map((name) => readFile(`/proc/${pid}/net/${name}`, "utf8")));
  const inodes = files.flatMap((text) =>
    text
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state]) => state === "0A")
      .map((fields) => `socket:[${fields[9]}]`),
  );
  expect(await readdir(`/proc/${pid}/fd`)).not.toEqual([]);
  return inodes;
}
