// B8: the person is led to another server than her organisation's, which asks her browser to approve and to enrol; or what the
// organisation has set is spoilt. To this browser the world's own server is that other one. It hears of the refusal only as
// the page's word (protocol §4.4), so its security log gains nothing: no meeting, no denial, no enrolment.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POLICY_APPLIED_MS, setPolicy } from "../support/browser-policy.ts";
import { enrolMachine } from "../support/enrol-machine.ts";
import { clickExtensionIcon } from "../support/extension-icon.ts";
import { extensionWindow, openExtensionPage } from "../support/extension-pages.ts";
import { loopbackPackets } from "../support/hosts.ts";
import { approveOn, headingOf, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import type { Machine } from "../support/machine.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { createWorld, WORLD_ISSUER, type World } from "../support/world.ts";

const LISTED = { issuers: [WORLD_ISSUER], allowOtherIssuers: false, allowRemoval: false };

let world: World;
let managed: Machine;
let options: Page;
beforeAll(async () => {
  world = await createWorld("none");
  await setPolicy(world.hosts.attacker.namespace, LISTED);
  managed = await world.newMachine("managed", "attacker", "new");
});
afterAll(() => world?.remove());

/** Another setting while the browser runs, until its options show that they know. */
async function change(settings: object, shown: string): Promise<void> {
  await setPolicy(world.hosts.attacker.namespace, settings);
  await options.getByText(shown).first().waitFor({ timeout: POLICY_APPLIED_MS });
}

async function approvesLogin(): Promise<void> {
  const { cli, url } = await startLogin(managed);
  const page = await openLogin(managed, url);
  await approveOn(page);
  expect((await cli.ended()).code).toBe(0);
  await page.close();
}

async function refusesLogin(code: string, sentence: RegExp): Promise<void> {
  const touches = managed.authenticator.assertions();
  const { cli, url } = await startLogin(managed, ["--json"]);
  const before = await loopbackPackets(world.hosts.attacker);
  const page = await openLogin(managed, url);
  await page.getByText(sentence).waitFor();
  expect(await page.getByRole("button", { name: "Approve", exact: true }).count()).toBe(0);
  await cli.printed(new RegExp(`"browser_trouble":\\{"code":"${code}"`));
  expect(await loopbackPackets(world.hosts.attacker)).toBe(before);
  expect(managed.authenticator.assertions()).toBe(touches);
  expect(storedEventsAbout(world.dataFolder, requestIdIn(url)).map(({ kind }) => kind)).toEqual(["login_requested"]);
  await page.close();
  cli.signal("SIGINT");
  expect(await cli.ended()).toEqual({ code: 130, signal: null });
}

/** It is refused before a person is asked anything, and before any packet goes to the port that the enrolment names. */
async function refusesEnrolment(sentence: RegExp): Promise<void> {
  const cli = await managed.cli(["enroll", WORLD_ISSUER, "--browser", "--no-open"]);
  const [url, id = ""] = await cli.printed(/https?:\/\/\S+\/enroll\/(en_[\w-]{22})/);
  const page = await managed.browser.context.newPage();
  await page.goto(url);
  await page.getByRole("heading", { name: "Click the Nearside icon" }).waitFor();
  const before = await loopbackPackets(world.hosts.attacker);
  const window = await extensionWindow(managed.browser, () => clickExtensionIcon(managed.browser, page));
  await headingOf(window, /^Nothing was enrolled/);
  await window.getByText(sentence).waitFor();
  expect(await window.getByRole("button").allTextContents()).toEqual(["Close"]);
  expect(await loopbackPackets(world.hosts.attacker)).toBe(before);
  expect(storedEventsAbout(world.dataFolder, id).map(({ kind }) => kind)).toEqual(["enrolment_started"]);
  await window.close();
  await page.close();
  await cli.stop();
}

describe("a browser whose organisation names its servers", () => {
  it("is enrolled with one of them, and approves there", async () => {
    options = await openExtensionPage(managed.browser, "options.html");
    await options.getByText("Set by your organisation").first().waitFor({ timeout: POLICY_APPLIED_MS });
    await enrolMachine(managed, WORLD_ISSUER, "erin", await world.server.ticket("erin"), world.server.admit);
    await approvesLogin();
  });

  it("approves and enrols nothing at another server", async () => {
    const sentence = /Your organisation's settings for this browser do not allow this server/;
    await change({ ...LISTED, issuers: ["https://login.other.example"] }, "Not allowed here");
    await refusesLogin("issuer_not_allowed", sentence);
    await refusesEnrolment(sentence);
  });

  it("approves and enrols nothing where the list can't be read", async () => {
    const sentence = /settings that your organisation made for Nearside in this browser could not be read/;
    // a text in place of a list, which the browser leaves out without a word
    await change({ ...LISTED, issuers: WORLD_ISSUER }, "Your organisation's settings can't be read");
    await refusesLogin("settings_unreadable", sentence);
    await refusesEnrolment(sentence);
  });

  it("approves there again once the list is right", async () => {
    await change(LISTED, "Ready");
    await approvesLogin();
  });
});
