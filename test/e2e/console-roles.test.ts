// A day of each role in the console: real browsers and extensions, the command line that ships, each change by a touch, the step
// that it is about by the keyboard alone. Who comes in the morning by a ticket has left by the evening.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { byKeyboard, expectNoFlaws, goTo, navigationOf, newTab, typeInto } from "../support/console-page.ts";
import { beginBrowserEnrolment, beginEnrolment, type Enrolling } from "../support/enrol-machine.ts";
import { approveOn, headingOf, openLogin, startLogin } from "../support/login-page.ts";
import { launchMachineBrowser, type Machine } from "../support/machine.ts";
import { press, seen } from "../support/page-controls.ts";
import { createWorld, SHORT_CLIENT, type World } from "../support/world.ts";

let world: World;
/** The browser of the owner, `admin`. */
let owner: Page;
/** The browser of `mallory`, who has one role after another. */
let page: Page;
let ada: Machine;
/** Errors that pages wrote to the console. */
const complaints: string[] = [];
beforeAll(async () => {
  world = await createWorld();
  ada = await world.newMachine("ada", "attacker");
  for (const { browser } of [world.victim, world.attacker])
    browser.context.on("weberror", (error) => complaints.push(error.error().message));
  owner = await newTab(world.victim);
  page = await newTab(world.attacker);
});
afterAll(() => world?.remove());

const open = (path: string, heading: RegExp, on = page) => goTo(on, world.issuer + path, heading);
const button = (name: string, on = page) => on.getByRole("button", { name, exact: true });
const dialogButton = (name: string, on = page) => on.getByRole("dialog").getByRole("button", { name, exact: true });
const link = (name: string, on = page) => on.getByRole("link", { name, exact: true });
const statusSays = (text: string | RegExp, on = page) => seen(on.getByRole("status").getByText(text));

/** Addresses of pages of the console that show that role nothing. */
async function isShownNothingAt(...paths: readonly string[]): Promise<void> {
  for (const path of paths) await open(path, /^Your role does not include this page/);
}

/** The six words of an enrolment that waits, typed in the console. */
async function admit({ cli, words }: Enrolling, who: RegExp): Promise<void> {
  cli.type("yes\n");
  await cli.printed(/Read these six words to your administrator/);
  await open("/console/enrolment", /^Enrolment/);
  await seen(page.getByRole("row", { name: /ada/ }));
  await expectNoFlaws(page);
  await byKeyboard(page, page.getByRole("row", { name: /ada/ }).getByRole("link").first());
  await headingOf(page, who);
  await expectNoFlaws(page);
  await typeInto(page, page.getByLabel("Six words"), words);
  await page.keyboard.press("Enter");
  await byKeyboard(page, dialogButton("Admit"));
  await statusSays(/was admitted\./);
  expect((await cli.ended()).code, cli.stderr()).toBe(0);
}

/** From the row of a login to the file, by the keyboard; any reader verifies it as it was saved. */
async function exportEvidence(): Promise<void> {
  await open("/console/log?q=ada", /^Security log/);
  const timeline = page.getByRole("button", { name: /^Timeline: Login of ada to / }).first();
  await seen(page.getByRole("row", { name: /Token issued/ }).first());
  if ((await timeline.getAttribute("aria-expanded")) !== "true") await byKeyboard(page, timeline);
  await seen(
    page
      .getByRole("listitem")
      .filter({ hasText: /Login approved by ada, with / })
      .first(),
  );
  await expectNoFlaws(page);
  await byKeyboard(page, link("Open this login").first());
  await headingOf(page, /^Login of ada to /);
  await seen(page.getByText(/^The file contains the login's access token\./));
  await expectNoFlaws(page);
  const saved = page.waitForEvent("download");
  await byKeyboard(page, button("Export evidence"));
  await byKeyboard(page, dialogButton("Export"));
  const file = await saved;
  expect(file.suggestedFilename()).toMatch(/^evidence-rq_[\w-]{22}\.json$/);
  await statusSays(/^evidence-rq_\S+ was saved\.$/);
  await expectNoFlaws(page);
  const cli = await world.attacker.cli(["verify", await file.path()]);
  expect((await cli.ended()).code, cli.stderr()).toBe(0);
  expect(cli.stdout()).toContain("ada");
  const entry = page.getByRole("link", { name: "Evidence of a login exported" });
  await byKeyboard(page, entry.first());
  await headingOf(page, /^Evidence of a login exported/);
  await seen(page.getByRole("heading", { name: "Signed change" }));
}

/** Gives mallory that role in the server's own shell. It holds from the next request on. */
const makeMallory = (role: string) => world.server.shell("people", "role", "mallory", role);

it("an owner gives somebody a role", async () => {
  await open("/console/people?q=mallory", /^People/, owner);
  await expectNoFlaws(owner);
  await byKeyboard(owner, link("mallory", owner));
  await headingOf(owner, /^mallory/);
  await expectNoFlaws(owner);
  await owner.getByLabel("Role in this console").selectOption("administrator");
  await byKeyboard(owner, button("Change role", owner));
  await byKeyboard(owner, dialogButton("Change role", owner));
  await statusSays("mallory (mallory) has the role Administrator from the next request on.", owner);
});

describe("an administrator", () => {
  it("creates a person, makes a ticket, and admits the machine that was enrolled with it; then the person logs in", async () => {
    await open("/console/people/new", /^Create a person/);
    await expectNoFlaws(page);
    await typeInto(page, page.getByLabel("Name", { exact: true }), "ada");
    await typeInto(page, page.getByLabel("Full name"), "Ada Lovelace");
    await byKeyboard(page, button("Create"));
    await headingOf(page, /^Ada Lovelace/);

    await open("/console/enrolment/tickets/new?names=ada", /^Make tickets/);
    await expectNoFlaws(page);
    await byKeyboard(page, button("Make tickets"));
    await headingOf(page, /^Ticket/);
    await expectNoFlaws(page);
    const ticket = await page.getByRole("row", { name: /ada/ }).locator("[data-title=Ticket]").textContent();

    const enrolling = await beginEnrolment(ada, world.issuer, "ada", ticket ?? "");
    await admit(enrolling, / for ada/);
    await seen(enrolling.page.getByRole("heading", { name: "This computer is enrolled" }));
    await enrolling.window.close();
    await enrolling.page.close();

    const { cli, url } = await startLogin(ada, ["--client-id", SHORT_CLIENT, "--scope", "orders:read"]);
    const approval = await openLogin(ada, url);
    await approveOn(approval);
    expect((await cli.ended()).code, cli.stderr()).toBe(0);
    await approval.close();
    expect(await token()).toMatchObject({ code: 0 });
  });

  it("is offered nothing that only owners do, and is refused it at its address", async () => {
    await open("/console/people?q=ada", /^People/);
    await press(link("ada"));
    await headingOf(page, /^Ada Lovelace/);
    expect(await page.getByLabel("Role in this console").count()).toBe(0);
    await open("/console/people?q=admin", /^People/);
    await press(link("admin"));
    await seen(page.getByText("Owner", { exact: true }).first());
    for (const name of ["Suspend", "Change role"]) expect(await button(name).count()).toBe(0);
  });
});

describe("an approver", () => {
  it("admits waiting machines, and sees nothing else", async () => {
    await makeMallory("approver");
    const browser = await launchMachineBrowser(world.placeOf("ada", "attacker"), "second browser");
    world.atEnd(browser.kill);
    const enrolling = await beginBrowserEnrolment({ ...ada, browser }, world.issuer);
    await admit(enrolling, / for ada/);
    expect(await button("Make tickets").count()).toBe(0);

    await open("/console", /^Overview/);
    await expectNoFlaws(page);
    expect(await navigationOf(page)).toEqual(expect.arrayContaining(["Overview", "Enrolment"]));
    expect(await navigationOf(page)).not.toEqual(expect.arrayContaining(["People"]));
    await isShownNothingAt("/console/people", "/console/machines", "/console/log", "/console/enrolment/tickets/new");
    await expectNoFlaws(page);
  });
});

describe("an auditor", () => {
  it("searches the log, opens the change that a passkey signed, exports it, and can change nothing", async () => {
    await makeMallory("auditor");
    await open("/console/log", /^Security log/);
    await byKeyboard(page, link("All events"));
    await typeInto(page, page.getByRole("searchbox", { name: "Person, machine, address or ID" }), "ada");
    await page.keyboard.press("Enter");
    const entry = page.getByRole("row", { name: /Person created.*\bada\b/ });
    await seen(entry);
    await expectNoFlaws(page);
    const saved = page.waitForEvent("download");
    await byKeyboard(page, button("Export CSV"));
    expect((await saved).suggestedFilename()).toMatch(/\.csv$/);
    await byKeyboard(page, entry.getByRole("link").first());
    await headingOf(page, /^Person created/);
    await seen(page.getByRole("heading", { name: "Signed change" }));
    await seen(page.getByText('"name":"ada"'));
    await expectNoFlaws(page);

    await exportEvidence();

    await open("/console/people?q=ada", /^People/);
    expect(await link("Create a person").count()).toBe(0);
    await press(link("ada"));
    await headingOf(page, /^Ada Lovelace/);
    for (const name of ["Suspend", "Change role", "Remove"]) expect(await button(name).count()).toBe(0);
    await expectNoFlaws(page);
    await isShownNothingAt("/console/people/new", "/console/groups/new", "/console/clients/new");

    await open("/console/rules", /^Rules/);
    await seen(page.getByRole("article", { name: "Rule same-machine" }));
    for (const name of ["Edit", "Replay"]) expect(await link(name).count()).toBe(0);
    await expectNoFlaws(page);
    await isShownNothingAt("/console/rules/edit", "/console/rules/replay", "/console/rules/promote/same-machine");
  });
});

describe("a rule author", () => {
  it("sees rules, people, machines and the log, and no more", async () => {
    await makeMallory("rule_author");
    await open("/console", /^Overview/);
    await expectNoFlaws(page);
    const offered = await navigationOf(page);
    expect(offered).toEqual(expect.arrayContaining(["Overview", "People", "Machines", "Security log", "Rules"]));
    for (const title of ["Enrolment", "Roll-out", "Authenticators", "Clients", "Mail"])
      expect(offered).not.toContain(title);
    await byKeyboard(page, link("Machines").first());
    await headingOf(page, /^Machines/);
    await byKeyboard(page, link("Rules").first());
    await headingOf(page, /^Rules/);
    for (const name of ["Edit", "What if", "Replay", "History"]) await seen(link(name));
    await isShownNothingAt("/console/enrolment", "/console/roll-out", "/console/clients", "/console/mail");
  });
});

describe("a user", () => {
  it("has nothing but what is their own", async () => {
    await makeMallory("user");
    await open("/console", /^Overview/);
    expect(await navigationOf(page)).toEqual(["Overview", "Approvals", "My account"]);
    await byKeyboard(page, link("My account").first());
    await headingOf(page, /^My account/);
    await seen(page.getByRole("heading", { name: "Something is wrong" }));
    await expectNoFlaws(page);
    await open("/account/machines", /^My machines/);
    await seen(page.getByRole("row", { name: /\(this one\)/ }));
    await expectNoFlaws(page);
    await isShownNothingAt("/console/people", "/console/machines", "/console/log", "/console/enrolment");
    expect(complaints).toEqual([]);
  });
});

describe("an owner", () => {
  it("offboards the person, whose next refresh fails, and somebody verifies the signed report offline", async () => {
    expect(await token()).toMatchObject({ code: 0 });
    await open("/console/people?q=ada", /^People/, owner);
    await byKeyboard(owner, link("ada", owner));
    await headingOf(owner, /^Ada Lovelace/);
    await open(`${new URL(owner.url()).pathname}/offboard`, /^Offboard ada/, owner);
    await seen(owner.getByText(/^Machines \(\d+\)/).first());
    await expectNoFlaws(owner);
    await byKeyboard(owner, button("Offboard", owner));
    await typeInto(owner, owner.getByRole("dialog").getByLabel(/^Type ada/), "ada");
    await byKeyboard(owner, dialogButton("Offboard", owner));
    await headingOf(owner, /^ada is offboarded/);
    expect(await token()).toEqual({ code: 41, stderr: expect.stringContaining("An administrator ended this machine") });
    await expectNoFlaws(owner);

    const saved = owner.waitForEvent("download");
    await byKeyboard(owner, button("Save the report", owner));
    const report = await (await saved).path();
    await world.server.stop();
    const cli = await world.attacker.cli(["verify", report]);
    expect((await cli.ended()).code, cli.stderr()).toBe(0);
    expect(cli.stdout()).toContain("ada");
  });
});

/** The person's next token: it lives too short to be given out again, so that each is a refresh. */
async function token(): Promise<{ code: number | null; stderr: string }> {
  const cli = await ada.cli(["token", "--client-id", SHORT_CLIENT]);
  const { code } = await cli.ended();
  return { code, stderr: cli.stderr() };
}
