// An agent under a lease, as its person meets it: the page and the extension's own window say what it may do, the account lists what came
// of the lease and ends it, and the agent reads the reason of a denial.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { byKeyboard, expectNoFlaws, goTo, newTab } from "../support/console-page.ts";
import { openExtensionPopup } from "../support/extension-popup.ts";
import { approveOn, headingOf, openLogin, requestIdIn } from "../support/login-page.ts";
import { startOrdersApi } from "../support/orders-api.ts";
import { press, seen } from "../support/page-controls.ts";
import type { Process } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { API_ORIGIN, createWorld, type World } from "../support/world.ts";

const DENIED = 20;
const STEP_MS = 30_000;
let world: World;
beforeAll(async () => {
  world = await createWorld("victim's");
  const { namespace } = world.hosts.server;
  const api = await startOrdersApi({ issuer: world.issuer, origin: API_ORIGIN, env: world.env, namespace });
  world.atEnd(api.stop);
  const keeper = await world.victim.cli(["keeper", "run"]);
  await keeper.printed(/The keeper runs/);
  world.atEnd(async () => void (await keeper.stop()));
});
afterAll(() => world?.remove());

const ASKED = ["--api", API_ORIGIN, "--scope", "orders:read", "--for", "2h", "--calls", "3", "--name", "Claude Code"];
const WHY = "find the order that was lost";

/** @param program of the agent, in JavaScript, with the SDK as `Nearside` */
async function ask(program: string): Promise<{ cli: Process; url: string }> {
  const sdk = JSON.stringify(join(repository, "cli/dist/sdk.js"));
  const agent = [process.execPath, "--input-type=module", "--eval", `import { Nearside } from ${sdk};\n${program}`];
  const cli = await world.victim.cli(["lease", "run", "--no-browser", ...ASKED, "--why", WHY, "--", ...agent]);
  const [url] = await cli.printed(/https?:\/\/\S+\/approve\/rq_[\w-]{22}/, STEP_MS);
  return { cli, url };
}

describe("the person of an agent", () => {
  it("reads on the page and in the extension's own window what it may do, and who claims its reason", async () => {
    const { cli, url } = await ask(`
      const nearside = await Nearside.open({ clientId: "nearside-cli" });
      const session = await nearside.signIn({ resource: "${API_ORIGIN}", scope: "orders:read" });
      console.log((await session.fetch("${API_ORIGIN}/orders")).status);
      setInterval(() => undefined, 1000);`);
    const page = await openLogin(world.victim, url);
    expect(await headingOf(page, /Asked on this computer/)).toMatch(/^Let the agent Claude Code work for 2 hours\?/);
    const may = page.getByRole("region", { name: "Access" });
    for (const text of [API_ORIGIN, "orders:read", "At most 3 calls", "2 hours from your approval"])
      await seen(may.getByText(text, { exact: true }));
    await seen(page.getByRole("region", { name: "About the agent" }).getByText(WHY));
    expect(await may.getByText(WHY).count()).toBe(0);
    await expectNoFlaws(page);
    const popup = await openExtensionPopup(world.victim.browser, page);
    await popup.shows(/Lease for/);
    const shown = await popup.text();
    for (const text of ["Claude Code", API_ORIGIN, "orders:read", "At most 3 calls", "2 hours from your approval", WHY])
      expect(shown).toContain(text);
    await popup.close();
    await page.bringToFront();
    await approveOn(page);
    await cli.printed(/^200$/m, STEP_MS);

    const account = await newTab(world.victim);
    await goTo(account, `${world.issuer}/account/leases`, /^My leases/);
    const row = account.getByRole("row", { name: /Claude Code.*Active/ });
    await seen(row.getByText("1 of 3"));
    await expectNoFlaws(account);
    await byKeyboard(account, row.getByRole("link", { name: /Claude Code/ }));
    await headingOf(account, /^Lease of Claude Code/);
    await seen(account.getByRole("row", { name: new RegExp(`${API_ORIGIN}.*orders:read`) }));
    await expectNoFlaws(account);
    await byKeyboard(account, account.getByRole("button", { name: "End the lease" }));
    await press(account.getByRole("dialog").getByRole("button", { name: "End", exact: true }));
    await seen(account.getByText("its person ended it"));
    cli.signal("SIGTERM"); // the program itself continues without its lease
    await cli.ended(STEP_MS);
    expect(storedEventsAbout(world.dataFolder, requestIdIn(url)).map(({ kind }) => kind)).toContain("lease_token");
    await account.close();
    await page.close();
  });

  it("denies with a reason, and the agent's terminal shows the sentence", async () => {
    const { cli, url } = await ask(`console.log("it must not run")`);
    const page = await openLogin(world.victim, url);
    await headingOf(page, /^Let the agent/);
    await press(page.getByRole("button", { name: "Deny with a reason…" }));
    await headingOf(page, /^Why do you deny this/);
    await page.keyboard.type("use the staging API");
    await page.keyboard.press("Enter");
    await headingOf(page, /^Denied/);
    expect((await cli.ended(STEP_MS)).code).toBe(DENIED);
    expect(cli.stderr()).toContain('Denied: "use the staging API". Nothing was approved.');
    expect(cli.stdout()).not.toContain("it must not run");
    await page.close();
  });
});
