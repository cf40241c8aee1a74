// An owner's day with machines and people who leave: a machine is quarantined and released, then its person is offboarded, all by
// touches in the console; what the person's own command line gets is what counts.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { goTo, newTab } from "../support/console-page.ts";
import { approveOn, headingOf, openLogin, startLogin } from "../support/login-page.ts";
import { press, seen } from "../support/page-controls.ts";
import { flawsIn } from "../support/page-flaws.ts";
import { THIS_VERSION } from "../support/this-version.ts";
import { createWorld, SHORT_CLIENT, type World } from "../support/world.ts";

let world: World;
let page: Page;
beforeAll(async () => {
  world = await createWorld();
  const { cli, url } = await startLogin(world.attacker, ["--client-id", SHORT_CLIENT, "--scope", "orders:read"]);
  const approval = await openLogin(world.attacker, url);
  await approveOn(approval);
  expect((await cli.ended()).code, cli.stderr()).toBe(0);
  page = await newTab(world.victim);
});
afterAll(() => world?.remove());

/** The person's next token: it lives too short to be given out again, so that each is a refresh. */
async function refreshed(): Promise<{ code: number | null; stderr: string }> {
  const cli = await world.attacker.cli(["token", "--client-id", SHORT_CLIENT]);
  const { code } = await cli.ended();
  return { code, stderr: cli.stderr() };
}

const dialogButton = (name: string) => page.getByRole("dialog").getByRole("button", { name, exact: true });

const open = (path: string, heading: RegExp) => goTo(page, `${world.issuer}${path}`, heading);

it("quarantines a machine, whose tokens count again once it is released", async () => {
  expect(await refreshed()).toMatchObject({ code: 0 });
  await open("/console/machines?q=mallory", /^Machines/);
  await page
    .getByRole("row", { name: /mallory/ })
    .getByRole("link")
    .first()
    .click();
  await headingOf(page, / of mallory$/);
  await seen(page.getByText(THIS_VERSION).first()); // of command line and extension, as they said
  expect(await flawsIn(page)).toEqual([]);

  await page.getByLabel("Reason").fill("looks odd");
  await press(page.getByRole("button", { name: "Quarantine", exact: true }));
  await press(dialogButton("Quarantine"));
  await seen(page.locator(".console-details").getByText("Quarantined").first());
  expect(await refreshed()).toEqual({ code: 66, stderr: expect.stringContaining("This machine is quarantined") });

  await press(page.getByRole("button", { name: "Release", exact: true }));
  await press(dialogButton("Release"));
  await seen(page.locator(".console-details").getByText("Active").first());
  expect(await refreshed()).toMatchObject({ code: 0 });
});

it("offboards a person, whose next refresh fails, and saves the report that anybody verifies", async () => {
  await open("/console/people?q=mallory", /^People/);
  const href = await page
    .getByRole("link", { name: /mallory/ })
    .first()
    .getAttribute("href");
  await open(`${href}/offboard`, /^Offboard mallory/);
  await seen(page.getByText("Machines (1)"));
  expect(await flawsIn(page)).toEqual([]);
  await page.getByLabel(/^Reason/).fill("a new job");
  await press(page.getByRole("button", { name: "Offboard", exact: true }));
  await page
    .getByRole("dialog")
    .getByLabel(/^Type mallory/)
    .fill("mallory");
  await press(dialogButton("Offboard"));
  await headingOf(page, /^mallory is offboarded/);
  expect(await refreshed()).toEqual({
    code: 41,
    stderr: expect.stringContaining("An administrator ended this machine"),
  });

  const saved = page.waitForEvent("download");
  await press(page.getByRole("button", { name: "Save the report", exact: true }));
  const file = await (await saved).path();
  const cli = await world.victim.cli(["verify", file]);
  expect((await cli.ended()).code, cli.stderr()).toBe(0);
  expect(cli.stdout()).toContain("a new job");
  await page.close();
});
