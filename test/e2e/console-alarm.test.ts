// The headline alarm as the security team meets it: a stranger starts a login and has an employee open its link. An auditor finds by
// either name who it was; an administrator quarantines the machine from there. Real browsers, by the keyboard alone.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { byKeyboard, expectNoFlaws, goTo, newTab, typeInto } from "../support/console-page.ts";
import { headingOf, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import { seen } from "../support/page-controls.ts";
import { createWorld, type World } from "../support/world.ts";

let world: World;
/** The browser of `admin`, who opened the link. */
let victim: Page;
/** The machine of `mallory`, who started the login. */
let attacker: Page;
let login: string;
/** These are errors that pages showed to no person. */
const complaints: string[] = [];
beforeAll(async () => {
  world = await createWorld();
  const { url } = await startLogin(world.attacker, ["--scope", "deploy"]);
  login = requestIdIn(url);
  const page = await openLogin(world.victim, url);
  await headingOf(page, /another computer/);
  await world.server.process.printed(new RegExp(`"request":"${login}","code":"started_elsewhere"`));
  await page.close();
  for (const { browser } of [world.victim, world.attacker])
    browser.context.on("weberror", (error) => complaints.push(error.error().message));
  victim = await newTab(world.victim);
  attacker = await newTab(world.attacker);
});
afterAll(() => world?.remove());

const open = (page: Page, path: string, heading: RegExp) => goTo(page, world.issuer + path, heading);
const ALARM = /^Login opened on another machine/;
const panel = (page: Page, title: string) => page.getByRole("region", { name: title });
const alarmRow = (page: Page) => page.getByRole("row", { name: /opened on another machine.*Alarm.*admin.*mallory/ });

describe("an auditor", () => {
  it("comes from the overview to the alarm, by the keyboard, and reads its pictures as tables", async () => {
    await world.server.shell("people", "role", "mallory", "auditor");
    await open(attacker, "/console", /^Overview/);
    await seen(attacker.getByText("1 alarm in the last 7 days."));
    const picture = panel(attacker, "Logins opened on another machine");
    await seen(picture.getByRole("img"));
    await byKeyboard(attacker, picture.getByRole("button", { name: "Show as table" }));
    await seen(picture.getByRole("link", { name: "1", exact: true }));
    await expectNoFlaws(attacker);
    await byKeyboard(attacker, attacker.getByRole("link", { name: "View alarms" }));
    await headingOf(attacker, /^Security log/);
    await seen(alarmRow(attacker));
    await expectNoFlaws(attacker);
  });

  it.each(["mallory", "admin"])("finds it by the name of %s", async (name) => {
    await open(attacker, "/console/log?topic=alarm", /^Security log/);
    await typeInto(attacker, attacker.getByRole("searchbox"), name);
    await attacker.keyboard.press("Enter");
    await attacker.waitForURL(new RegExp(`q=${name}`));
    await seen(alarmRow(attacker));
  });

  it("reads who started it, where and by which command, and which browser was sent the link; and can end nothing", async () => {
    await byKeyboard(attacker, alarmRow(attacker).getByRole("link").first());
    await headingOf(attacker, ALARM);
    const started = panel(attacker, "Started by");
    await seen(started.getByRole("link", { name: "mallory", exact: true }));
    await seen(started.getByText(/nearside login .*--scope deploy/));
    expect(await started.getByText(world.hosts.attacker.address).count()).toBe(1);
    await seen(panel(attacker, "Entry").getByText(/^Chrom/));
    await seen(panel(attacker, "Entry").getByRole("link", { name: "admin", exact: true }));
    expect(await attacker.getByRole("button", { name: "Quarantine this machine" }).count()).toBe(0);
    await expectNoFlaws(attacker);
    await byKeyboard(attacker, started.getByRole("link").nth(1));
    await headingOf(attacker, / of mallory$/);
    await seen(panel(attacker, "Alarms").getByRole("link", { name: ALARM }));
    await expectNoFlaws(attacker);
  });
});

describe("whose login it was, and who opened it", () => {
  it("each are told in their account what is theirs, and nothing of the other", async () => {
    await open(victim, "/account/logins/elsewhere", /^Started elsewhere/);
    await seen(victim.getByRole("row", { name: new RegExp(`Somebody else.*${login}`) }));
    expect(await victim.getByText("mallory").count()).toBe(0);
    await expectNoFlaws(victim);
    await open(attacker, `/account/logins/${login}`, /^Login to/);
    await seen(attacker.getByText(/in somebody else's browser$/));
    await seen(attacker.getByRole("link", { name: "This wasn't me" }));
    expect(await attacker.locator("main").getByText("admin").count()).toBe(0);
    await expectNoFlaws(attacker);
  });
});

describe("an administrator", () => {
  it("quarantines the machine from the alarm, by the keyboard and a touch", async () => {
    await world.server.shell("ticket", "olga", "--display-name", "Olga Owner"); // another person is the owner by now
    await world.server.shell("people", "role", "olga", "owner");
    await world.server.shell("people", "role", "admin", "administrator");
    await world.server.shell("people", "role", "mallory", "user");
    await open(victim, "/console/log?topic=alarm&q=mallory", /^Security log/);
    await byKeyboard(victim, alarmRow(victim).getByRole("link").first());
    await headingOf(victim, ALARM);
    await byKeyboard(victim, victim.getByRole("button", { name: "Quarantine this machine" }));
    const dialog = victim.getByRole("dialog");
    await seen(dialog.getByRole("heading", { name: / of mallory\?$/ }));
    await expectNoFlaws(victim);
    await byKeyboard(victim, dialog.getByRole("button", { name: "Quarantine", exact: true }));
    await seen(victim.getByRole("status").getByText(/ of mallory is quarantined\.$/));
    await seen(panel(victim, "Started by").getByText("Quarantined", { exact: true }));
    expect(await victim.getByRole("button", { name: "Quarantine this machine" }).count()).toBe(0);
    await expectNoFlaws(victim);
    const next = await world.attacker.cli(["login", "--no-browser"]);
    expect((await next.ended()).code).not.toBe(0);
    expect(next.stderr()).toMatch(/quarantine/);
    expect(complaints).toEqual([]);
  });
});
