// The terminal says why a browser did not meet the command line, with its cure
// while the login waits, and then cured in the same login.
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "../support/browser.ts";
import { clickExtensionIcon } from "../support/extension-icon.ts";
import { extensionWorker } from "../support/extension-pages.ts";
import { openExtensionPopup } from "../support/extension-popup.ts";
import { approveOn, headingOf, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import { launchMachineBrowser } from "../support/machine.ts";
import { installBlocker, installGreedyVpn } from "../support/other-extension.ts";
import type { Process } from "../support/process.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { createWorld, NAME, type World } from "../support/world.ts";

/** Milliseconds: the page waits a moment, the command line polls at most once a second; a busy machine is slow besides. */
const NAMED = 30_000;
const ELSEWHERE = /^This login was started on another computer$/;
let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world?.remove());

/** The id of another extension, in the victim's place. */
const folderOf = (name: string): string => join(world.placeOf("victim", "victim").folder, name);

/** One more browser of the victim's machine. */
async function otherBrowser(name: string, withExtension: boolean): Promise<Browser> {
  const browser = await launchMachineBrowser(world.placeOf("victim", "victim"), name, withExtension);
  world.atEnd(browser.kill);
  return browser;
}

/** The one without the extension. */
let bareBrowser: Promise<Browser> | undefined;
function bare(): Promise<Browser> {
  bareBrowser ??= otherBrowser("bare", false);
  return bareBrowser;
}

async function openIn({ context }: Browser, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** Approves that login in the enrolled browser after all. */
async function approves(cli: Process, page: Page): Promise<void> {
  await approveOn(page);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  expect(cli.stderr()).toMatch(/Met your browser\. Approve it there/);
  await page.close();
}

describe("the terminal names", () => {
  it("a browser without the extension; the enrolled one then meets it", async () => {
    const { cli, url } = await startLogin(world.victim);
    const page = await openIn(await bare(), url);
    await cli.printed(/A browser that opened this page says: the Nearside extension is not on the page\./, NAMED);
    await cli.printed(/→ Install it or switch it on, .*\. Or open the page in the browser that you enrolled\./);
    // once, however often the page says it
    const report = page.waitForResponse(/\/trouble$/);
    await page.getByRole("button", { name: "Try again" }).click();
    await report;
    await approves(cli, await openLogin(world.victim, url));
    expect(cli.stderr().match(/A browser that opened this page says/g)).toHaveLength(1);
    // hearsay leaves no trace among the login's events
    expect(storedEventsAbout(world.dataFolder, requestIdIn(url)).map(({ kind }) => kind)).toEqual([
      "login_requested",
      "login_met",
      "login_decided",
      "login_approved",
      "login_redeemed",
    ]);
  });

  it("a browser that is not enrolled, once its icon is clicked", async () => {
    const unknown = await otherBrowser("unknown", true);
    const { cli, url } = await startLogin(world.victim);
    const page = await openIn(unknown, url);
    await cli.printed(/says: the Nearside extension is not on the page/, NAMED);
    await clickExtensionIcon(unknown, page);
    await cli.printed(/says: its extension is not enrolled with this server\./, NAMED);
    await cli.printed(/`nearside enroll --browser https:\/\/login\.nearside\.test`/);
    await approves(cli, await openLogin(world.victim, url));
  });

  it("the extension's lost permission, to programs too; it is allowed again, and the page continues by itself", async () => {
    const { browser } = world.victim;
    const worker = await extensionWorker(browser);
    expect(await worker.evaluate(`chrome.permissions.remove({ origins: ["http://127.0.0.1/*"] })`)).toBe(true);
    const { cli, url } = await startLogin(world.victim, ["--json"]);
    const page = await openLogin(world.victim, url);
    await cli.printed(/says: its extension lost the permission to reach this command line\./, NAMED);
    const [line] = await cli.printed(/\{"browser_trouble":.*\}\n/);
    expect(JSON.parse(line)).toEqual({
      browser_trouble: {
        code: "permission_missing",
        message: expect.stringMatching(/^A browser that opened this page says: its extension lost the permission/),
        cure: expect.stringMatching(/allow it again/),
      },
    });
    const popup = await openExtensionPopup(browser, page);
    await popup.shows(/Allow it again/);
    await popup.click("main button");
    await popup.shows(/^(?!.*Allow it again)/s);
    await popup.close();
    await approves(cli, page);
  });

  it("a browser of another machine, which can't approve it; one of its own still can", async () => {
    const { cli, url } = await startLogin(world.victim);
    const page = await openLogin(world.attacker, url);
    await cli.printed(/says: its extension is enrolled with another machine/, NAMED);
    await page.close();
    await approves(cli, await openLogin(world.victim, url));
  });

  it("a VPN that takes what goes to this computer itself; an address that names SSH changes the words, and the login continues", async () => {
    const remove = await installGreedyVpn(world.victim.browser, folderOf("vpn"), NAME);
    const { cli, url } = await startLogin(world.victim);
    const page = await openLogin(world.victim, url);
    await cli.printed(/says: its extension got no answer from this command line at 127\.0\.0\.1\./, NAMED);
    await cli.printed(/without a proxy, VPN/);
    await headingOf(page, /^Your command line was not reached$/);
    await page.close();
    const hinted = await openLogin(world.victim, `${url}#ssh`);
    await headingOf(hinted, ELSEWHERE);
    await hinted.reload();
    await headingOf(hinted, ELSEWHERE);
    await remove();
    await hinted.getByRole("button", { name: "Try again" }).click();
    await approves(cli, hinted);
  });
});

describe("an ad blocker", () => {
  it("does not stop the extension where it stops everything that goes to 127.0.0.1", async () => {
    const remove = await installBlocker(world.victim.browser, folderOf("loopback-blocker"), "127.0.0.1");
    const { cli, url } = await startLogin(world.victim);
    const page = await openLogin(world.victim, url);
    const opened = openIn(world.victim.browser, "http://127.0.0.1:4000/");
    await expect(opened).rejects.toThrow(/ERR_BLOCKED_BY_CLIENT/);
    await page.bringToFront();
    await approves(cli, page);
    expect(cli.stderr()).not.toMatch(/says:/);
    await remove();
  });

  it("is named on the page where it stops the page's requests, which can tell nobody else", async () => {
    const remove = await installBlocker(world.victim.browser, folderOf("site-blocker"), `${NAME}/api/`);
    const { cli, url } = await startLogin(world.victim);
    const page = await openLogin(world.victim, url);
    await page.getByText(/allow this site in any ad or script blocker/).waitFor();
    await remove();
    await page.getByRole("button", { name: "Try again" }).click();
    await approves(cli, page);
  });
});

describe("nearside doctor", () => {
  it("ends its try with exactly that, and its cure", async () => {
    const doctor = await world.victim.cli(["doctor"]);
    const [url] = await doctor.printed(/https:\/\/\S+\/approve\/rq_[\w-]{22}/, NAMED);
    const page = await openIn(await bare(), url);
    await doctor.printed(/PROBLEM +browser: A browser that opened the page says: the Nearside extension is not/, NAMED);
    await doctor.printed(/→ Install it or switch it on/);
    expect((await doctor.ended()).code).toBe(28);
    await page.close();

    const again = await world.victim.cli(["doctor"]);
    const [next] = await again.printed(/https:\/\/\S+\/approve\/rq_[\w-]{22}/, NAMED);
    await openIn(world.victim.browser, next);
    await again.printed(/ok +browser: Its extension met this command line\./, NAMED);
    await again.ended();
  });
});
