// A login on its own machine that is not simply approved: denied, out of reach, resumed, beside another, or with the
// extension's worker ended in between.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clickExtensionIcon } from "../support/extension-icon.ts";
import { stopExtensionWorker } from "../support/extension-pages.ts";
import { openExtensionPopup } from "../support/extension-popup.ts";
import { approveOn, headingOf, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import { launchMachineBrowser, type Machine } from "../support/machine.ts";
import type { Process } from "../support/process.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { createWorld, type World } from "../support/world.ts";

/** `cli/problems/exit-codes.ts` */
const DENIED = 20;
let world: World;
beforeAll(async () => {
  world = await createWorld("victim's");
});
afterAll(() => world?.remove());

async function begin() {
  const { cli, url } = await startLogin(world.victim, ["--scope", "deploy"]);
  const page = await openLogin(world.victim, url);
  return { cli, url, page, id: requestIdIn(url) };
}

async function endsWith(cli: Process, code: number): Promise<void> {
  expect(await cli.ended(), cli.stderr()).toEqual({ code, signal: null });
}

/** One more browser on the victim's machine, and the login opened in it. */
async function openInAnotherBrowser(name: string, url: string, withExtension: boolean) {
  const browser = await launchMachineBrowser(world.placeOf("victim", "victim"), name, withExtension);
  world.atEnd(browser.kill);
  const other: Machine = { ...world.victim, browser };
  return { browser, page: await openLogin(other, url) };
}

describe("a login is denied", () => {
  it("by its person, and the command line says so", async () => {
    const { cli, page, id } = await begin();
    await page.getByRole("button", { name: "Deny", exact: true }).click();
    expect(await headingOf(page, /^Denied/)).toBe("Denied");
    await endsWith(cli, DENIED);
    expect(cli.stderr()).toMatch(/denied/i);
    expect(storedEventsAbout(world.dataFolder, id).at(-1)).toMatchObject({
      kind: "login_denied",
      data: { alert: false },
    });
    await page.close();
  });

  it("with a reason, which the terminal quotes and the log keeps", async () => {
    const { cli, page, id } = await begin();
    await page.getByRole("button", { name: "Deny with a reason…" }).click();
    expect(await headingOf(page, /^Why/)).toBe("Why do you deny this?");
    await page.getByRole("button", { name: "Back" }).click();
    await page.getByRole("button", { name: "Deny with a reason…" }).click();
    await page.keyboard.press("Enter");
    await page.getByText("A few words are needed").waitFor();
    await page.keyboard.type("use the staging API");
    await page.keyboard.press("Enter");
    expect(await headingOf(page, /^Denied/)).toBe("Denied");
    await endsWith(cli, DENIED);
    expect(cli.stderr()).toContain('Denied: "use the staging API". Nothing was approved.');
    expect(storedEventsAbout(world.dataFolder, id).at(-1)).toMatchObject({
      kind: "login_denied",
      data: { alert: false, reason: "use the staging API" },
    });
    await page.close();
  });

  it("with an alert by a person who did not start it", async () => {
    const { cli, page, id } = await begin();
    await page.getByRole("button", { name: "I didn't start this" }).click();
    expect(await headingOf(page, /^Denied/)).toBe("Denied and reported");
    await endsWith(cli, DENIED);
    expect(storedEventsAbout(world.dataFolder, id).at(-1)).toMatchObject({
      kind: "login_denied",
      data: { alert: true },
    });
    await page.close();
  });
});

describe("a login that can't be met", () => {
  it("because its command line does not answer, is met at the next try once it does", async () => {
    const { cli, url } = await startLogin(world.victim);
    cli.signal("SIGSTOP");
    const page = await openLogin(world.victim, url);
    expect(await headingOf(page, /not reached/)).toBe("Your command line was not reached");
    await page.getByRole("heading", { name: "Check your terminal" }).waitFor();
    cli.signal("SIGCONT");
    await page.getByRole("button", { name: "Try again" }).click();
    await approveOn(page);
    await endsWith(cli, 0);
    await page.close();
  });

  it("because its command line was killed, says where to look", async () => {
    const { cli, url } = await startLogin(world.victim);
    cli.signal("SIGKILL");
    await cli.ended();
    const page = await openLogin(world.victim, url);
    expect(await headingOf(page, /not reached/)).toBe("Your command line was not reached");
    expect(await page.locator("main").textContent()).toContain("If it ended or was closed, start the login there");
    await page.close();
  });

  it("because the browser has no extension, or one that is not enrolled, is approved in the one that is", async () => {
    const { cli, url } = await startLogin(world.victim);
    const bare = await openInAnotherBrowser("bare", url, false);
    expect(await headingOf(bare.page, /extension/)).toBe("The Nearside extension is not on this page");
    // It may touch no page until it is enrolled, or its icon is clicked.
    const fresh = await openInAnotherBrowser("fresh", url, true);
    await headingOf(fresh.page, /extension/);
    await clickExtensionIcon(fresh.browser, fresh.page);
    expect(await headingOf(fresh.page, /enrolled/)).toBe("This browser is not enrolled yet");

    const page = await openLogin(world.victim, url);
    await approveOn(page);
    await endsWith(cli, 0);
    await page.close();
  });
});

describe("a login continues", () => {
  it("after a reload, and in a second tab", async () => {
    const { cli, url, page } = await begin();
    const approve = page.getByRole("button", { name: "Approve", exact: true });
    await approve.waitFor();
    await page.reload();
    await approve.waitFor();
    const second = await openLogin(world.victim, url);
    await approveOn(second);
    await endsWith(cli, 0);
    await page.reload();
    expect(await headingOf(page, /approved/)).toBe("This login has been approved");
    await page.close();
    await second.close();
  });

  it("beside another login", async () => {
    const one = await begin();
    const other = await begin();
    await approveOn(other.page);
    await endsWith(other.cli, 0);
    await one.page.bringToFront();
    await one.page.getByRole("button", { name: "Deny", exact: true }).click();
    await endsWith(one.cli, DENIED);
    await one.page.close();
    await other.page.close();
  });

  it("when the extension's worker was ended before the meeting", async () => {
    await stopExtensionWorker(world.victim.browser);
    const { cli, page } = await begin();
    await approveOn(page);
    await endsWith(cli, 0);
    await page.close();
  });

  it.each([
    ["denied", "Deny", DENIED],
    ["approved", "Approve", 0],
  ] as const)("when it was ended before the login is %s", async (_, name, code) => {
    const { cli, page } = await begin();
    const button = page.getByRole("button", { name, exact: true });
    await button.waitFor();
    await stopExtensionWorker(world.victim.browser);
    await button.click();
    await headingOf(page, /^(Denied|Approved)/);
    await endsWith(cli, code);
    await page.close();
  });
});

describe("the extension's own window", () => {
  it("shows the signed decision, whatever the page shows", async () => {
    const { cli, page } = await begin();
    await page.getByRole("button", { name: "Approve", exact: true }).waitFor();
    await page.evaluate(() => {
      document.body.textContent = "Nothing to see";
    });
    const popup = await openExtensionPopup(world.victim.browser, page);
    await popup.shows(/Started on this computer/);
    const text = await popup.text();
    expect(text).toMatch(/in\s+⁨?~\/shop/);
    expect(text).toMatch(/deploy/);
    expect(text).toMatch(/admin/);
    await popup.close();
    await page.close();
    cli.signal("SIGINT");
    await endsWith(cli, 130);
  });
});
