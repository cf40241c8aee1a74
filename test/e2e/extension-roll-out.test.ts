// The extension, rolled out: the server's own policy lies where the browser looks, a browser with an empty profile is started, and the
// extension is there by itself, signed by this server and set for it.
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, launchBrowser } from "../support/browser.ts";
import { POLICY_APPLIED_MS, setPolicyFile } from "../support/browser-policy.ts";
import { enrolMachine } from "../support/enrol-machine.ts";
import { extensionWorker, openExtensionPage } from "../support/extension-pages.ts";
import { approveOn, openLogin, startLogin } from "../support/login-page.ts";
import type { Machine } from "../support/machine.ts";
import { createWorld, WORLD_ISSUER, type World } from "../support/world.ts";

let world: World;
let id: string;
let machine: Machine;
let browser: Browser;

beforeAll(async () => {
  world = await createWorld("none");
  const policy: unknown = JSON.parse(jsonIn(await world.server.shell("extension", "policy", "chromium", "linux")));
  [id = ""] = /[a-p]{32}/.exec(await world.server.shell("extension")) ?? [];
  // Only so does the browser show the extension's worker and pages to this test.
  await setPolicyFile(world.hosts.attacker.namespace, { ...(policy as object), DeveloperToolsAvailability: 1 });
  const computer = await world.newMachine("rolled-out", "attacker", "none");
  const place = world.placeOf("rolled-out", "attacker");
  const folder = join(place.folder, "browser");
  await mkdir(folder, { recursive: true });
  browser = await launchBrowser({
    executablePath: place.executablePath,
    folder,
    rolledOut: id,
    reachable: [new URL(WORLD_ISSUER).hostname],
    namespace: world.hosts.attacker.namespace,
    ...(place.authority && { authority: place.authority }),
  });
  world.atEnd(browser.kill);
  const { authenticator, cli, shell, program, home, close, kill } = computer;
  machine = { authenticator, browser, cli, shell, program, home, close, kill };
});
afterAll(() => world?.remove());

/** Chromium looks for native hosts in the profile's folder where that is not the usual one. */
async function startKeeper(): Promise<void> {
  const installing = await machine.cli(["keeper", "install"]);
  expect((await installing.ended()).code, installing.stderr()).toBe(0);
  const hosts = "NativeMessagingHosts";
  const profile = join(world.placeOf("rolled-out", "attacker").folder, "browser", "profile");
  await cp(join(machine.home, ".config/chromium", hosts), join(profile, hosts), { recursive: true });
  const keeper = await machine.cli(["keeper", "run"]);
  world.atEnd(async () => void (await keeper.stop()));
  await keeper.printed(/The keeper runs/);
}

/** Returns what the command prints to its output, without what it says to the person. */
const jsonIn = (printed: string): string => printed.slice(printed.indexOf("{"), printed.lastIndexOf("}") + 1);

describe("a browser with an empty profile, where the policy lies", () => {
  it("gets the extension without a person, set for this server", async () => {
    const worker = await extensionWorker(browser);
    expect(worker.url()).toMatch(new RegExp(`^chrome-extension://${id}/`));
    const options = await openExtensionPage(browser, "options.html");
    await options.getByText("Set by your organisation").first().waitFor({ timeout: POLICY_APPLIED_MS });
    await options.getByText(WORLD_ISSUER).first().waitFor();
    await options.getByText("Allowed by your organisation.").waitFor();
    await options.close();
  });

  it("is enrolled without a question of the browser, and approves a login through the keeper, which knows its id", async () => {
    await enrolMachine(machine, WORLD_ISSUER, "erin", await world.server.ticket("erin"), world.server.admit);
    await startKeeper();
    const { cli, url } = await startLogin(machine, ["--no-port"]);
    const page = await openLogin(machine, url);
    await approveOn(page);
    expect((await cli.ended()).code, cli.stderr()).toBe(0);
    await page.close();
  });
});
