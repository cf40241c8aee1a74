// A rule author writes rules: by form, as text, from a template, with a test beside them, and publishes them. Whatever is wrong is said
// where it is, and nothing that was written is lost.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { headingOf } from "../support/login-page.ts";
import { press, seen } from "../support/page-controls.ts";
import { flawsIn } from "../support/page-flaws.ts";
import { createWorld, type World } from "../support/world.ts";

let world: World;
let page: Page;
/** Errors that the page wrote to the console. A style that its policy forbids is among them. */
const complaints: string[] = [];
beforeAll(async () => {
  world = await createWorld("victim's");
  world.victim.browser.context.on("weberror", (error) => complaints.push(error.error().message));
  page = await world.victim.browser.context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("status of 4")) complaints.push(message.text());
  });
  await world.victim.authenticator.plugInto(page);
  await page.goto(`${world.issuer}/console/rules/edit`);
  await press(button("Sign in"));
  await headingOf(page, /^Edit the rules/);
});
afterAll(() => world?.remove());

const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
const tab = (name: string) => page.getByRole("tab", { name, exact: true });
const rulesText = () => page.getByRole("textbox", { name: /^Rules as text/ });
const statusSays = (text: string | RegExp) => seen(page.getByRole("status").getByText(text));

it("makes a rule by form, and says beside the field what is wrong", async () => {
  await press(button("Add a rule"));
  await page.getByLabel("Title").fill("No remote sessions");
  const when = page.getByRole("group", { name: "When", exact: true });
  await press(when.getByRole("button", { name: "Add a condition" }));
  await when.getByLabel("Subject").selectOption("context.session.remote");
  await page.getByLabel("When the rule applies").selectOption("demand");
  await press(button("Apply to the draft"));
  await seen(page.getByText("Choose below what the rule requires, or let it refuse."));
  await page.getByLabel("Maximum age of the touch").fill("1s");
  await press(button("Apply to the draft"));
  await seen(page.getByText(/@require_fresh_touch is written like/));
  await page.getByLabel("Maximum age of the touch").fill("60s");
  await press(button("Apply to the draft"));
  await seen(page.getByRole("article", { name: "Rule no-remote-sessions" }).getByText("Remote session: yes"));
  expect(await flawsIn(page)).toEqual([]);
});

it("shows the same as text, where a mistake is shown in its line, and keeps it while the author is elsewhere", async () => {
  await press(tab("Text"));
  await seen(rulesText());
  expect(
    await rulesText().evaluate((editor) =>
      [...editor.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"),
    ),
  ).toContain('@require_fresh_touch("60s")\nforbid (principal, action == Action::"approve", resource)');
  await rulesText().focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type('@id("weekend")\nforbid (principal, action, resource)\nwhen { context.tick');
  await seen(page.getByRole("option", { name: /^ticket/ }));
  await page.keyboard.press("Escape");
  await page.keyboard.type('et == "OPS-1');
  await page.keyboard.press("Control+End");
  await page.keyboard.type(";");
  await seen(button(/^Line \d+, column \d+$/));
  await seen(page.getByText(/has ticket/).first());
  await page.keyboard.press("Tab");
  expect(await rulesText().evaluate((editor) => editor.matches(":focus"))).toBe(false);
  await press(page.getByRole("link", { name: "Active rules", exact: true }));
  await headingOf(page, /^Rules/);
  await press(page.getByRole("link", { name: "Edit", exact: true }));
  await seen(page.getByText("There are no cards while the text can't be read"));
});

it("goes from a problem to its place, and fixes it there", async () => {
  await press(button(/^Line \d+, column \d+$/));
  await seen(rulesText());
  await page.keyboard.press("Control+End");
  const line = 'when { context.ticket == "OPS-1"};';
  for (const _ of line) await page.keyboard.press("Backspace");
  await page.keyboard.type('unless { ["saturday", "sunday"].contains(context.time.weekday) };');
  await statusSays(/^3 rules, no problems/);
});

it("removes a rule again, and adds a template", async () => {
  await press(tab("Cards"));
  await press(button("Remove weekend"));
  await press(page.getByRole("dialog").getByRole("button", { name: "Remove" }));
  await statusSays(/^2 rules, no problems/);
  await page.getByText("Start from a template").click();
  await press(button("Add A new machine is read-only for a day"));
  await statusSays(/^3 rules, no problems/);
  await press(button("Edit new-machine-read-only"));
  await page.getByRole("group", { name: "When", exact: true }).getByLabel("Number").fill("48");
  await press(button("Apply to the draft"));
  await seen(page.getByText("Hours since the machine was enrolled: less than 48"));
});

it("publishes once the test beside it passes, and not before", async () => {
  const tests = page.getByRole("textbox", { name: /^Tests as JSON/ });
  const write = async (outcome: string) => {
    await tests.focus();
    await page.keyboard.press("Control+A");
    // brackets and quotes close themselves, and are typed over
    await page.keyboard.insertText(
      `[{ "name": "from afar", "given": { "session": { "remote": true } }, "expect": { "outcome": "${outcome}" } }]`,
    );
  };
  await write("deny");
  await seen(page.getByText("The test fails."));
  await seen(page.getByText("Fix 1 problem before you publish"));
  await write("allow");
  await seen(page.getByText("The test passes.").first());
  const warnings = page.getByLabel(/^I have read the/);
  if ((await warnings.count()) > 0) await warnings.check();
  await page.getByLabel("Reason", { exact: true }).fill("Remote sessions touch again");
  await press(button("Publish"));
  await press(page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }));
  await statusSays("Version 1 is active.");
  await seen(page.getByText("The draft equals the active rules, version 1."));
  expect(complaints).toEqual([]);
});

it("leads from a rule that can't be activated, because a test expects it to report, to the editor", async () => {
  await press(button("Add a rule"));
  await page.getByLabel("Title").fill("Say what for");
  await page.getByLabel("When the rule applies").selectOption("demand");
  await page.getByLabel("A reason, typed by the person").check();
  await press(button("Apply to the draft"));
  await page.getByRole("textbox", { name: /^Tests as JSON/ }).focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(
    '[{ "name": "it reports", "given": {}, "expect": { "outcome": "allow", "reports": ["say-what-for"] } }]',
  );
  await seen(page.getByText("The test passes.").first());
  const warnings = page.getByLabel(/^I have read the/);
  if ((await warnings.count()) > 0) await warnings.check();
  await page.getByLabel("Reason", { exact: true }).fill("Look first");
  await press(button("Publish"));
  await press(page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }));
  await statusSays("Version 2 is active.");
  await press(page.getByRole("link", { name: "Active rules", exact: true }));
  await press(page.getByRole("row", { name: /^Say what for/ }).getByRole("link", { name: "Preview…", exact: true }));
  await headingOf(page, /^Activate a rule/);
  await press(button("Start the replay"));
  await seen(page.getByText("Fix 1 problem before you publish"));
  await press(button("Continue in the editor"));
  await headingOf(page, /^Edit the rules/);
  await seen(page.getByText("The test fails."));
  expect(await page.getByRole("article", { name: "Rule say-what-for" }).getByText("Report-only").count()).toBe(0);
  expect(complaints).toEqual([]);
});
