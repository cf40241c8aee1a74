// I9: the person who asks has a second account on their computer, in the very browser that met their command line, and approves there as
// the other one. To the server these are two people on two machines; the extension holds both sets of keys, and signs nothing.
import { afterAll, beforeAll, expect, it } from "vitest";
import { ANYBODY } from "../kit/rules.ts";
import { reviewWindow, waitingLogin } from "../support/approvals-page.ts";
import { newTab } from "../support/console-page.ts";
import { enrolMachine } from "../support/enrol-machine.ts";
import { openExtensionPage } from "../support/extension-pages.ts";
import { headingOf } from "../support/login-page.ts";
import { press, seen } from "../support/page-controls.ts";
import { demand, publishRules } from "../support/rules.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { createWorld, WORLD_ISSUER, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld("victim's");
  await enrolMachine(world.victim, WORLD_ISSUER, "bob", await world.server.ticket("bob"), world.server.admit);
  await publishRules(world.server, ANYBODY, demand('@require_second_approver("user:bob")'));
});
afterAll(() => world?.remove());

/** A person does so on the extension's own page. */
async function removeEnrolmentOf(user: string): Promise<void> {
  const options = await openExtensionPage(world.victim.browser, "options.html");
  const enrolment = options.locator("article").filter({ hasText: user });
  await press(enrolment.getByRole("button", { name: "Remove this enrolment" }));
  await press(enrolment.getByRole("button", { name: "Remove for good" }));
  await enrolment.waitFor({ state: "detached" });
  await options.close();
}

it("shows no window in the extension that holds the keys of both, and says why; on another machine bob approves", async () => {
  const { victim } = world;
  const { cli, page: own, id } = await waitingLogin(victim, ["--user", "admin"]);
  await own.close();
  const page = await newTab(victim);
  await page.goto(`${WORLD_ISSUER}/approvals/${id}`);
  await press(page.getByRole("button", { name: "Sign in", exact: true }));
  await press(page.getByRole("button", { name: /^Sign in as .?bob/ }));
  await headingOf(page, /asks for your approval/);
  const touches = victim.authenticator.assertions();
  const pages = victim.browser.context.pages().length;
  for (const button of ["Approve", "Refuse with a reason", "Ask"]) {
    await press(page.getByRole("button", { name: button, exact: true }));
    await seen(page.getByRole("alert").filter({ hasText: "has to come from another machine" }));
  }
  await removeEnrolmentOf("admin");
  await press(page.getByRole("button", { name: "Approve", exact: true }));
  await seen(page.getByRole("alert").filter({ hasText: "has to come from another machine" }));
  expect(victim.browser.context.pages()).toHaveLength(pages);
  expect(victim.authenticator.assertions()).toBe(touches);
  expect(storedEventsAbout(world.dataFolder, id).map(({ kind }) => kind)).not.toContain("login_co_approved");
  await page.close();

  // The honest twin: bob has a computer of his own too.
  const desk = await world.newMachine("bob", "attacker");
  await enrolMachine(desk, WORLD_ISSUER, "bob", await world.server.ticket("bob"), world.server.admit);
  const his = await newTab(desk);
  await his.goto(`${WORLD_ISSUER}/approvals/${id}`);
  await press(his.getByRole("button", { name: "Sign in", exact: true }));
  await headingOf(his, /asks for your approval/);
  const window = await reviewWindow(desk, his, "Approve");
  await press(window.getByRole("button", { name: "Approve", exact: true }));
  await his.bringToFront();
  expect((await cli.ended()).code, cli.stderr()).toBe(0);
});
