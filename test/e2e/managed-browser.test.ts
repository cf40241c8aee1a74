// A browser that an organisation manages. What it refuses there is test/attacks/unlisted-server.test.ts besides.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POLICY_APPLIED_MS, setPolicy as setBrowserPolicy } from "../support/browser-policy.ts";
import { beginEnrolment, enrolMachine } from "../support/enrol-machine.ts";
import { clickExtensionIcon } from "../support/extension-icon.ts";
import { extensionWindow, openExtensionPage } from "../support/extension-pages.ts";
import { openExtensionPopup } from "../support/extension-popup.ts";
import { approveOn, headingOf, openLogin, startLogin } from "../support/login-page.ts";
import type { Machine } from "../support/machine.ts";
import { createWorld, WORLD_ISSUER, type World } from "../support/world.ts";

const OTHER = "https://login.other.example";
const SETTINGS = { issuers: [WORLD_ISSUER], allowOtherIssuers: false, allowRemoval: false };

let world: World;
let managed: Machine;
let options: Page;

beforeAll(async () => {
  world = await createWorld("none");
  await setPolicy(SETTINGS);
  managed = await world.newMachine("managed", "attacker", "new");
  options = await openExtensionPage(managed.browser, "options.html");
});
afterAll(() => world?.remove());

/** `undefined`: no policy file at all. */
const setPolicy = (settings: unknown): Promise<void> => setBrowserPolicy(world.hosts.attacker.namespace, settings);

/** The options follow a change by themselves. */
const optionsShow = (text: string | RegExp): Promise<void> =>
  options.getByText(text).first().waitFor({ timeout: POLICY_APPLIED_MS });

const FORBIDDEN = /Your organisation's settings for this browser do not allow this server/;
const UNREADABLE = /settings that your organisation made for Nearside in this browser could not be read/;

/** A login there is refused on the page with that sentence, and the command line goes away empty-handed. */
async function expectLoginRefused(sentence: RegExp): Promise<void> {
  const { cli, url } = await startLogin(managed);
  const page = await openLogin(managed, url);
  await page.getByText(sentence).waitFor();
  expect(await page.getByRole("button", { name: "Approve", exact: true }).count()).toBe(0);
  await cli.printed(/A browser that opened this page says: .*your organisation's settings/);
  await page.close();
  expect((await cli.stop()).code).not.toBe(0);
}

/** An enrolment is refused in the extension's own window with that sentence, before a person is asked anything. */
async function expectEnrolmentRefused(sentence: RegExp): Promise<void> {
  const cli = await managed.cli(["enroll", WORLD_ISSUER, "--browser", "--no-open"]);
  const [url] = await cli.printed(/https?:\/\/\S+\/enroll\/en_[\w-]{22}/);
  const page = await managed.browser.context.newPage();
  await page.goto(url);
  await page
    .getByRole("heading", { name: "Click the Nearside icon" })
    .or(page.getByText(/Nearside window/))
    .first()
    .waitFor();
  const window = await extensionWindow(managed.browser, () => clickExtensionIcon(managed.browser, page));
  await headingOf(window, /^Nothing was enrolled/);
  await window.getByText(sentence).waitFor();
  expect(await window.getByRole("button").allTextContents()).toEqual(["Close"]);
  await window.close();
  await page.close();
  await cli.stop();
}

async function expectLoginApproved(): Promise<void> {
  const { cli, url } = await startLogin(managed);
  const page = await openLogin(managed, url);
  await approveOn(page);
  expect((await cli.ended()).code).toBe(0);
  await page.close();
}

describe("a browser that allows its organisation's server only", () => {
  it("is enrolled there, and approves logins there", async () => {
    await optionsShow("Set by your organisation");
    await enrolMachine(managed, WORLD_ISSUER, "erin", await world.server.ticket("erin"), world.server.admit);
    await expectLoginApproved();
  });

  it("shows who set what, and keeps its enrolment", async () => {
    await options.bringToFront();
    await optionsShow(WORLD_ISSUER);
    await options.reload();
    await optionsShow("Set by your organisation: this enrolment can't be removed here.");
    expect(await options.getByRole("button", { name: /Remove/ }).count()).toBe(0);
    const page = await managed.browser.context.newPage();
    const popup = await openExtensionPopup(managed.browser, page);
    await popup.shows(/Set by your organisation: this browser approves logins at login\.nearside\.test only\./);
    await popup.close();
    await page.close();
  });
});

describe("a browser that is told to allow another server only, while it runs", () => {
  beforeAll(async () => {
    await setPolicy({ ...SETTINGS, issuers: [OTHER] });
    await optionsShow("Not allowed here");
  });

  it("stops approving where it is enrolled, and says so everywhere", async () => {
    await expectLoginRefused(FORBIDDEN);
    const page = await managed.browser.context.newPage();
    const popup = await openExtensionPopup(managed.browser, page);
    await popup.shows(/Not allowed here/);
    await popup.shows(/this enrolment approves nothing/);
    await popup.close();
    await page.close();
  });

  it("is not enrolled with any other server", () => expectEnrolmentRefused(FORBIDDEN));

  it("has made no key", async () => {
    await options.reload();
    await optionsShow("Not allowed here");
    expect(await options.getByRole("article").count()).toBe(1);
  });
});

describe("a browser whose policy is not in the right form", () => {
  beforeAll(async () => {
    // a text in place of a list, which the browser leaves out without a word
    await setPolicy({ ...SETTINGS, issuers: WORLD_ISSUER });
    await optionsShow("Your organisation's settings can't be read");
  });

  it("approves nothing", () => expectLoginRefused(UNREADABLE));
  it("enrols nothing", () => expectEnrolmentRefused(UNREADABLE));

  it("says why before everything else", async () => {
    await optionsShow("On hold");
    const page = await managed.browser.context.newPage();
    const popup = await openExtensionPopup(managed.browser, page);
    await popup.shows(/settings can't be read[\s\S]*Tell your administrator/);
    await popup.close();
    await page.close();
  });

  it("is refused in the middle of an enrolment too, and continues when the policy is right or gone", async () => {
    await setPolicy({ ...SETTINGS, allowRemoval: true });
    await optionsShow("Ready");
    await expectLoginApproved();
    const frank = await world.newMachine("frank", "attacker", "new");
    const { cli, window } = await beginEnrolment(frank, WORLD_ISSUER, "frank", await world.server.ticket("frank"));
    await setPolicy({ ...SETTINGS, issuers: [OTHER] });
    await window.getByText(FORBIDDEN).waitFor({ timeout: POLICY_APPLIED_MS });
    await cli.stop();
    await setPolicy(undefined);
    await optionsShow("Ready");
    await expectLoginApproved();
  });
});
