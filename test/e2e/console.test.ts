// The console as a person meets it: signed in by the enrolled browser and its passkey, and by nothing less.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { headingOf } from "../support/login-page.ts";
import { press, seen } from "../support/page-controls.ts";
import { flawsIn } from "../support/page-flaws.ts";
import { createWorld, type World } from "../support/world.ts";

let world: World;
/** Errors that the page wrote to the console. */
const complaints: string[] = [];
beforeAll(async () => {
  world = await createWorld("victim's");
  world.victim.browser.context.on("weberror", (error) => complaints.push(error.error().message));
});
afterAll(() => world?.remove());

async function openConsole(path: string): Promise<Page> {
  const page = await world.victim.browser.context.newPage();
  await world.victim.authenticator.plugInto(page);
  await page.goto(`${world.issuer}${path}`);
  return page;
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

it("signs in, stays signed in over a reload, and returns to the same page once the session has ended", async () => {
  const page = await openConsole("/console/log/events");
  await headingOf(page, /^Sign in with your passkey/);
  await press(button(page, "Sign in"));
  await headingOf(page, /^Security log/);
  await seen(page.getByText(/Owner · until \d\d:\d\d · .+/));
  await seen(page.getByRole("row").nth(1));
  expect(await flawsIn(page)).toEqual([]);
  const saved = page.waitForEvent("download");
  await press(button(page, "Export CSV"));
  expect((await saved).suggestedFilename()).toMatch(/\.csv$/);

  await page.reload();
  await headingOf(page, /^Security log/);

  await page.keyboard.press("Control+k");
  const search = page.getByRole("combobox", { name: "Person, machine, program, login ID or page" });
  await search.fill("admin");
  await seen(page.getByRole("option", { name: "admin" }).first());
  expect(await flawsIn(page)).toEqual([]);
  await search.fill("log logins");
  await seen(page.getByRole("option", { name: "Security log: logins", selected: true }));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/console\/log$/);
  await headingOf(page, /^Security log/);
  await page.goBack();
  await headingOf(page, /^Security log/);

  // the session is gone; what was typed is not
  await world.victim.browser.context.clearCookies();
  await page.getByRole("searchbox", { name: "Person, machine, address or ID" }).fill("adm");
  await headingOf(page, /^Your session was ended/);
  expect(new URL(page.url()).pathname).toBe("/console/log/events");
  await press(button(page, "Sign in again"));
  await headingOf(page, /^Security log/);
  expect(await page.getByRole("searchbox", { name: "Person, machine, address or ID" }).inputValue()).toBe("adm");

  await press(button(page, "Sign out"));
  await headingOf(page, /^You are signed out/);
  await page.reload();
  await headingOf(page, /^Sign in with your passkey/);
  expect(complaints).toEqual([]);
  await page.close();
});

it("admits nobody whom no passkey has recognised, and says so", async () => {
  const page = await openConsole("/account");
  await headingOf(page, /^Sign in with your passkey/);
  await world.victim.authenticator.setUserVerified(false);
  await press(button(page, "Sign in"));
  await seen(page.getByRole("alert").getByText(/No passkey was used/));
  await world.victim.authenticator.setUserVerified(true);
  await page.close();
});

it("makes changes, each by a touch, says beside the field what is wrong, and undoes what can be undone", async () => {
  const page = await openConsole("/console/people/new");
  await press(button(page, "Sign in"));
  await headingOf(page, /^Create a person/);
  await page.getByLabel("Name", { exact: true }).fill("admin");
  await page.getByLabel("Full name").fill("Alice Liddell");
  await press(button(page, "Create"));
  // the server's sentence is beside the field that it is about; the rest of what was typed is still there
  await seen(page.locator("#content .field-problem").first());
  expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("name");
  expect(await page.getByLabel("Full name").inputValue()).toBe("Alice Liddell");

  const touches = world.victim.authenticator.assertions();
  await page.getByLabel("Name", { exact: true }).fill("alice");
  await press(button(page, "Create"));
  await headingOf(page, /^Alice Liddell/);
  expect(world.victim.authenticator.assertions()).toBe(touches + 1);

  await press(button(page, "Suspend"));
  const dialog = page.getByRole("dialog", { name: "Suspend Alice Liddell (alice)?" });
  await press(dialog.getByRole("button", { name: "Suspend" }));
  await press(button(page, "Undo"));
  await press(page.getByRole("dialog").getByRole("button", { name: "Reactivate" }));
  await seen(page.getByText("Alice Liddell (alice) can log in again."));
  expect(world.victim.authenticator.assertions()).toBe(touches + 3);
  await seen(button(page, "Suspend"));
  expect(complaints).toEqual([]);
  await page.close();
});
