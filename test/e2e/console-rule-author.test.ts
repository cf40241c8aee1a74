// A rule author's day: a rule is drafted, replayed, and published so that it only reports; what it would have changed, its promotion,
// and the developer whose next login is stepped up by it; then the roll-back, and an organisation with two authors. By the keyboard alone.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { byKeyboard, expectNoFlaws, goTo, newTab, typeInto } from "../support/console-page.ts";
import { approveOn, headingOf, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import { startServer } from "../support/nearside-server.ts";
import { press, seen } from "../support/page-controls.ts";
import { until } from "../support/until.ts";
import { createWorld, type World } from "../support/world.ts";

const STEP_MS = 30_000;
let world: World;
/** The browser of the owner, `admin`, who may write rules. */
let page: Page;
/** The developer's first login. */
let login: string;
/** Errors that pages wrote to the console. */
const complaints: string[] = [];

const RULE = "Say what you log in for";
const ID = "say-what-you-log-in-for";
const SAYS = "Logins are looked through once a week.";

beforeAll(async () => {
  world = await createWorld();
  world.victim.browser.context.on("weberror", (error) => complaints.push(error.error().message));
  page = await newTab(world.victim);
});
afterAll(() => world?.remove());

const open = (path: string, heading: RegExp) => goTo(page, world.issuer + path, heading);
const button = (name: string, on = page) => on.getByRole("button", { name, exact: true });
const dialogButton = (name: string, on = page) => on.getByRole("dialog").getByRole("button", { name, exact: true });
const link = (name: string) => page.getByRole("link", { name, exact: true });
const statusSays = (text: string | RegExp, on = page) => seen(on.getByRole("status").getByText(text));

async function mallorysLogin(): Promise<string> {
  const { cli, url } = await startLogin(world.attacker);
  const approval = await openLogin(world.attacker, url);
  await approveOn(approval);
  expect((await cli.ended()).code, cli.stderr()).toBe(0);
  await approval.close();
  return requestIdIn(url);
}

it("the built-in rules are active, and allow the developer's login", async () => {
  login = await mallorysLogin();
  await open("/console/rules", /^Rules/);
  await seen(page.getByRole("heading", { name: "Active: the built-in rules" }));
  await seen(page.getByRole("article", { name: "Rule same-machine" }));
  await expectNoFlaws(page);
});

it("its author drafts a rule by form, and replays the draft before anybody else sees it", async () => {
  await byKeyboard(page, link("Edit the rules"));
  await headingOf(page, /^Edit the rules/);
  await byKeyboard(page, button("Add a rule"));
  await typeInto(page, page.getByLabel("Title"), RULE);
  await page.getByLabel("Applies to").selectOption("person");
  await typeInto(page, page.getByLabel("User name"), "mallory");
  await page.getByLabel("When the rule applies").selectOption("demand");
  await byKeyboard(page, page.getByLabel("A reason, typed by the person"), "Space");
  await typeInto(page, page.getByLabel("Message to the person"), SAYS);
  expect(await page.getByLabel("Report-only").isChecked()).toBe(true);
  await byKeyboard(page, button("Apply to the draft"));
  await seen(page.getByRole("article", { name: `Rule ${ID}` }));
  await seen(page.getByRole("figure", { name: "Changes to the rules" }));
  await expectNoFlaws(page);

  await byKeyboard(page, link("Replay recent logins"));
  await headingOf(page, /^Replay/);
  await seen(page.getByRole("heading", { name: "Your draft" }));
  await byKeyboard(page, page.getByLabel("Treat report-only rules as active"), "Space");
  await byKeyboard(page, button("Start the replay"));
  await statusSays(/^1 login replayed in/);
  await seen(page.getByRole("row", { name: /mallory 0 1 0 0/ }));
  await expectNoFlaws(page);
});

it("the rule is published so that it only reports, and what it would have done is counted", async () => {
  await byKeyboard(page, link("Edit"));
  await headingOf(page, /^Edit the rules/);
  await typeInto(page, page.getByLabel("Reason", { exact: true }), "Begin to look");
  await byKeyboard(page, button("Publish"));
  await byKeyboard(page, dialogButton("Publish"));
  await statusSays("Version 1 is active.");
  await byKeyboard(page, link("Active rules"));
  await seen(page.getByRole("heading", { name: "Active: version 1" }));
  await seen(page.getByRole("row", { name: `${RULE} 0 0 0 0` }));
  await mallorysLogin();
  await page.goto(`${world.issuer}/console/rules`);
  await seen(page.getByRole("row", { name: `${RULE} 0 1 0 1` }));
  await expectNoFlaws(page);
});

it("what-if shows the login as it was, and with the active rule", async () => {
  await open("/console/rules/what-if", /^What if/);
  await byKeyboard(page, page.getByText("Enter a login ID"));
  await typeInto(page, page.getByLabel("Login ID"), login);
  await page.keyboard.press("Enter");
  await page.waitForURL(/login=rq_/);
  await seen(page.getByText("Verdict if report-only rules were active"));
  await seen(page.getByText("A reason, typed by the person."));
  await byKeyboard(page, page.getByText(/^Request /));
  await typeInto(page, page.getByLabel("Reason"), "To look");
  await page.keyboard.press("Enter");
  await seen(page.getByText("Verdict:", { exact: false }).first());
  await expectNoFlaws(page);

  await byKeyboard(page, page.getByText("Choose a person and a program"));
  await typeInto(page, page.getByLabel("Find a person"), "mallory");
  const isFound = async () => ((await people.getByRole("option").count()) === 1 ? true : undefined);
  const people = page.getByLabel("Person", { exact: true });
  await until(isFound, STEP_MS, () => "mallory was never found");
  await byKeyboard(page, button("Use this login").first());
  await page.waitForURL(/person=us_/);
  await seen(page.getByText("Verdict if report-only rules were active"));
});

it("its promotion shows first what it would change, login by login", async () => {
  await open("/console/rules", /^Rules/);
  await byKeyboard(page, link("Preview…"));
  await headingOf(page, /^Activate a rule/);
  await seen(page.getByRole("figure", { name: "Changes to the rules" }).getByText('- @mode("report-only")'));
  await byKeyboard(page, button("Start the replay"));
  await statusSays(/2 logins replayed in/);
  await seen(page.getByRole("row", { name: /mallory 0 2 0 0/ }));
  await seen(page.getByRole("row", { name: `${RULE} ${ID} 0 2 0 0` }));
  await seen(page.getByRole("article", { name: `Login ${login}` }));
  await expectNoFlaws(page);
  await byKeyboard(page, button("Publish"));
  await byKeyboard(page, dialogButton("Publish"));
  await statusSays("Version 2 is active.");
  await headingOf(page, /^Rules/);
  await seen(page.getByRole("heading", { name: "Active: version 2" }));
  expect(await page.getByRole("heading", { name: "Report-only rules" }).count()).toBe(0);
});

it("the developer's next login needs a step-up", async () => {
  const { cli, url } = await startLogin(world.attacker);
  const approval = await openLogin(world.attacker, url);
  await headingOf(approval, /^Why do you need this\?/);
  await seen(approval.getByText(RULE));
  await seen(approval.getByText(SAYS));
  await approval.getByLabel("Your reason").fill("To mend the orders");
  await press(approval.getByRole("button", { name: "Continue", exact: true }));
  await approveOn(approval);
  expect((await cli.ended()).code, cli.stderr()).toBe(0);
  await approval.close();
});

it("the history shows the difference, and one step rolls back", async () => {
  await byKeyboard(page, link("History"));
  await headingOf(page, /^History of the rules/);
  await byKeyboard(page, page.getByRole("row", { name: /^Version 2/ }).getByRole("link"));
  await headingOf(page, /^Version 2/);
  await seen(page.getByText("These are the active rules."));
  await expectNoFlaws(page);
  await open("/console/rules/history/1", /^Version 1/);
  await expectNoFlaws(page);
  await byKeyboard(page, button("Roll back to version 1"));
  await statusSays("Version 3 is active. It restores version 1.");
  await headingOf(page, /^Rules/);
  await mallorysLogin();
});

it("one of two authors proposes, over a reload of the page, and the proposal is published once the other agrees", async () => {
  await world.server.stop();
  const { serverPlace } = world;
  const settings = { ...serverPlace.settings, NEARSIDE_RULES_SECOND_AUTHOR: "true" };
  const server = await startServer({ ...serverPlace, settings });
  world.atEnd(server.stop);
  await server.shell("people", "role", "mallory", "rule_author");

  await open("/console/rules/edit", /^Edit the rules/);
  await byKeyboard(page, page.getByText("Start from a template"));
  await byKeyboard(page, button("Add No approvals from remote sessions"));
  await seen(page.getByRole("article", { name: "Rule no-remote-sessions" }));
  await page.reload();
  await seen(page.getByRole("article", { name: "Rule no-remote-sessions" }));
  await seen(page.getByText(/is kept in this tab until you publish it/));
  await typeInto(page, page.getByLabel("Reason", { exact: true }), "Nobody logs in over SSH");
  await byKeyboard(page, button("Propose"));
  await byKeyboard(page, dialogButton("Propose"));
  await statusSays("The rules wait for the agreement of a second author.");
  await open("/console/rules", /^Rules/);
  await seen(page.getByRole("heading", { name: "Active: version 3" }));
  await seen(page.getByRole("heading", { name: "Your proposal waits for a second author" }));
  expect(await button("Agree").count()).toBe(0);

  const second = await newTab(world.attacker);
  await goTo(second, `${world.issuer}/console/rules`, /^Rules/);
  await seen(second.getByRole("heading", { name: "admin proposes new rules" }));
  const change = second.getByRole("figure", { name: "Changes to the rules" });
  await seen(change.getByText('+ @id("no-remote-sessions")'));
  await byKeyboard(second, button("Agree", second));
  await byKeyboard(second, dialogButton("Publish", second));
  await statusSays("Version 4 is active.", second);
  await seen(second.getByRole("heading", { name: "Active: version 4" }));
  await second.close();
  await open("/console/rules/history/4", /^Version 4/);
  await seen(page.getByText("Agreed to by"));
  expect(complaints).toEqual([]);
});
