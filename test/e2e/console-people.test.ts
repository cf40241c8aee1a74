// An owner's day with people: made, put into a group, suspended and brought back, and many of them from a file. Every change is
// signed by a touch.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { headingOf } from "../support/login-page.ts";
import { press, seen } from "../support/page-controls.ts";
import { flawsIn } from "../support/page-flaws.ts";
import { createWorld, type World } from "../support/world.ts";

let world: World;
let page: Page;
/** Errors that the page wrote to the console. */
const complaints: string[] = [];
beforeAll(async () => {
  world = await createWorld("victim's");
  world.victim.browser.context.on("weberror", (error) => complaints.push(error.error().message));
  page = await world.victim.browser.context.newPage();
  await world.victim.authenticator.plugInto(page);
  await page.goto(`${world.issuer}/console/people`);
  await press(button("Sign in"));
  await headingOf(page, /^People/);
});
afterAll(() => world?.remove());

const button = (name: string) => page.getByRole("button", { name, exact: true });
const link = (name: string) => page.getByRole("link", { name, exact: true });
const statusSays = (text: string | RegExp) => seen(page.getByRole("status").getByText(text));

it("makes a person, says beside the field that a name is wrong, and loses nothing that was typed", async () => {
  await press(link("Create a person"));
  await page.getByLabel("Name", { exact: true }).fill("Alice");
  await page.getByLabel("Full name").fill("Alice Liddell");
  await page.getByLabel("E-mail").fill("alice@example.com");
  await press(button("Create"));
  await seen(page.getByText(/must be at most 128 lower-case letters/));
  await page.getByLabel("Name", { exact: true }).fill("alice");
  await press(button("Create"));
  await headingOf(page, /^Alice Liddell/);
  await statusSays(/Alice Liddell \(alice\) was created/);
  await seen(page.getByText("alice@example.com"));
  expect(await flawsIn(page)).toEqual([]);
});

it("refuses a look-alike name with the server's sentence", async () => {
  await page.goto(`${world.issuer}/console/people/new`);
  await page.getByLabel("Name", { exact: true }).fill("a1ice");
  await page.getByLabel("Full name").fill("Another");
  await press(button("Create"));
  await seen(page.getByText("looks like alice, who is already here"));
  expect(await page.getByLabel("Full name").inputValue()).toBe("Another");
});

it("suspends her, says what ended, and undoes it", async () => {
  await page.goto(`${world.issuer}/console/people?q=alice`);
  await press(link("alice"));
  await press(button("Suspend"));
  await seen(page.getByRole("heading", { name: "Suspend Alice Liddell (alice)?" }));
  await press(page.getByRole("dialog").getByRole("button", { name: "Suspend", exact: true }));
  await statusSays(/Alice Liddell \(alice\) is suspended\. This ended 0 waiting logins and 0 active logins\./);
  await press(button("Undo"));
  await press(page.getByRole("dialog").getByRole("button", { name: "Reactivate", exact: true }));
  await statusSays("Alice Liddell (alice) can log in again.");
  await seen(page.getByText("Active", { exact: true }));
});

it("creates a group and adds her to it from the list", async () => {
  await page.goto(`${world.issuer}/console/groups/new`);
  await page.getByLabel("Name", { exact: true }).fill("Night shift");
  await press(button("Create"));
  await headingOf(page, /^Night shift/);
  await page.goto(`${world.issuer}/console/people?q=alice`);
  await page.getByRole("row", { name: /alice/ }).getByRole("checkbox").check();
  await press(button("Add to group"));
  await press(page.getByRole("dialog").getByRole("button", { name: "Add to group", exact: true }));
  await statusSays("1 person was added to Night shift.");
  await page.goto(`${world.issuer}/console/groups`);
  await press(link("Night shift"));
  await seen(page.getByRole("row", { name: /Alice Liddell/ }));
});

it("looks at a file first, says what is wrong in it, and then imports it", async () => {
  await page.goto(`${world.issuer}/console/people/import`);
  const header = "name,display_name,groups\n";
  await page.getByLabel("Or paste the text here").fill(`${header}bob,=1+1,Night shift\n`);
  await press(button("Preview changes"));
  await seen(page.getByText(/starts like a formula/));
  expect(await button("Import").count()).toBe(0);
  const rows = Array.from({ length: 300 }, (_, nth) => `person${nth}x,Person ${nth},Night shift`).join("\n");
  await page.getByLabel("Choose a file").setInputFiles({
    name: "people.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(`\uFEFF${header}${rows}\nalice,Alice Hargreaves,\n`),
  });
  await press(button("Preview changes"));
  await statusSays("300 to create, 1 to change, 0 unchanged, 0 refused.");
  await press(button("Import"));
  await press(page.getByRole("dialog").getByRole("button", { name: "Import", exact: true }));
  await statusSays("The import created 300 people and changed 1 person.");
  await seen(page.getByText(/of 30[0-9]/));

  // what the console says of it stays there, and nothing of the next page is out of reach for it
  await page
    .getByRole("row", { name: /person\d/ })
    .first()
    .getByRole("checkbox")
    .check();
  await press(link("Make tickets"));
  await headingOf(page, /tickets/i);
  for (const [width, height] of [
    [1280, 720],
    [1280, 460],
    [390, 720],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const reached = await button("Make tickets").evaluate((one) => {
      const { x, y, width, height } = one.getBoundingClientRect();
      return one.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    });
    expect([width, height, reached]).toEqual([width, height, true]);
  }
  await page.setViewportSize({ width: 1280, height: 720 });
  expect(complaints).toEqual([]);
});
