// The pages as the server that ships serves them, in the states that a real login reaches: without a flaw that axe finds,
// by keyboard alone, and with nothing that their own policy would stop. `every-view.test.ts` looks at all other states.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { headingOf, openLogin, startLogin } from "../support/login-page.ts";
import { flawsIn } from "../support/page-flaws.ts";
import { createWorld, type World } from "../support/world.ts";

const LOOKS = [1280, 360].flatMap((width) =>
  (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme })),
);
/** Errors that the pages wrote to the console. */
const complaints: string[] = [];
let world: World;
beforeAll(async () => {
  world = await createWorld("victim's");
  world.victim.browser.context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  world.victim.browser.context.on("weberror", (error) => complaints.push(error.error().message));
});
afterAll(() => world?.remove());

async function flawsOf(page: Page): Promise<string[]> {
  const former = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  const flaws: string[] = [];
  for (const { width, colorScheme } of LOOKS) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const found = await flawsIn(page);
    flaws.push(...found.map((flaw) => `${width} ${colorScheme}: ${flaw}`));
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  await page.setViewportSize(former);
  return flaws;
}

const focused = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(() => document.activeElement?.textContent);

describe("a real login's pages", () => {
  it("are approved by keyboard alone, Deny focused first, and have no flaw", async () => {
    const { cli, url } = await startLogin(world.victim, ["--scope", "deploy"]);
    const page = await openLogin(world.victim, url);
    await headingOf(page, /this computer/);
    expect(await flawsOf(page)).toEqual([]);
    await page.waitForFunction(() => document.activeElement?.textContent === "Deny");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Approve");
    await page.keyboard.press("Enter");
    await headingOf(page, /^Approved/);
    expect(await flawsOf(page)).toEqual([]);
    expect((await cli.ended()).code).toBe(0);
    await page.close();
  });

  it("are denied by Enter, and have no flaw", async () => {
    const { cli, url } = await startLogin(world.victim);
    const page = await openLogin(world.victim, url);
    await headingOf(page, /this computer/);
    await page.waitForFunction(() => document.activeElement?.textContent === "Deny");
    await page.keyboard.press("Enter");
    await headingOf(page, /^Denied/);
    expect(await flawsOf(page)).toEqual([]);
    expect((await cli.ended()).code).toBe(20);
    await page.close();
  });

  it("have no flaw where it was started elsewhere", async () => {
    const { cli, url } = await startLogin(world.attacker);
    const page = await openLogin(world.victim, url);
    await headingOf(page, /another computer/);
    expect(await flawsOf(page)).toEqual([]);
    await page.close();
    await cli.stop();
  });

  it("did nothing that their policy refuses", () => {
    expect(complaints).toEqual([]);
  });
});
