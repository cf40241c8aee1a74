// On the day that something is lost: a sealed code admits an administrator on the owner's computer, where the page then asks who
// signs in; and a person who has lost nothing says so by a passkey, though their machines are quarantined.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectNoFlaws, goTo, newTab } from "../support/console-page.ts";
import { beginEnrolment } from "../support/enrol-machine.ts";
import { headingOf } from "../support/login-page.ts";
import { press, seen } from "../support/page-controls.ts";
import { createWorld, type World } from "../support/world.ts";

let world: World;
/** The browser of the owner, `admin`. */
let owner: Page;
/** Errors that pages wrote to the console. */
const complaints: string[] = [];
beforeAll(async () => {
  world = await createWorld();
  await world.server.shell("people", "role", "mallory", "administrator");
  for (const { browser } of [world.victim, world.attacker])
    browser.context.on("weberror", (error) => complaints.push(error.error().message));
  owner = await newTab(world.victim);
});
afterAll(() => world?.remove());

const open = (path: string, heading: RegExp) => goTo(owner, world.issuer + path, heading);
const button = (name: string, on = owner) => on.getByRole("button", { name, exact: true });

const TICKET = /^(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}$/;
const CODE = /^(?:[0-9A-Z]{4}-)+[0-9A-Z]{4}$/m;

it("admits by a sealed code, asks there who signs in, and logs the use", async () => {
  const [code] = (await world.server.shell("break-glass", "make")).match(CODE) ?? [];
  const page = await newTab(world.attacker);
  await page.goto(`${world.issuer}/console/break-glass`);
  await headingOf(page, /^Use a break-glass code/);
  await page.getByLabel("Code, as it was printed").fill(code ?? "");
  await page.getByLabel(/^Name of the owner/).fill("mallory");
  await press(button("Use the code", page));
  await headingOf(page, /^Enrol the machine now/);
  await expectNoFlaws(page);
  const ticket = await page.getByText(TICKET).textContent();
  const enrolling = await beginEnrolment(world.victim, world.issuer, "mallory", ticket ?? "");
  enrolling.cli.type("yes\n");
  await seen(page.getByText("A machine is waiting"));
  await page.getByLabel("Six words").fill(enrolling.words);
  await press(button("Admit", page));
  await headingOf(page, /^The machine was admitted/);
  expect((await enrolling.cli.ended()).code, enrolling.cli.stderr()).toBe(0);
  for (const each of [page, enrolling.window, enrolling.page]) await each.close();

  await owner.goto(`${world.issuer}/console/recovery/break-glass`);
  await press(button("Sign in"));
  await headingOf(owner, /^Who is signing in\?/);
  await expectNoFlaws(owner);
  await press(button("Sign in as mallory"));
  await seen(owner.getByText("A break-glass code was used"));
  await press(button("Sign out"));
  await press(button("Sign in again"));
  await press(button("Sign in as admin"));
  await owner.getByLabel("Explanation").fill("Her laptop was lost on the train.");
  await expectNoFlaws(owner);
  await press(button("Save the review"));
  await seen(owner.getByRole("status").getByText(/^You reviewed the use of code \d+ for mallory\.$/));
});

it("lets a person who has lost nothing say so by a passkey, which ends the recovery", async () => {
  await open("/console/recovery/new", /^Start a recovery/);
  await owner.getByLabel("Name", { exact: true }).fill("mallory");
  await press(button("Continue"));
  await owner.getByLabel("Loss").fill("a laptop, on the train");
  await owner.getByLabel("Proof of identity").fill("She stood at my desk.");
  await press(button("Start"));
  await press(owner.getByRole("dialog").getByRole("button", { name: "Start" }));
  await headingOf(owner, /^Recovery of mallory/);
  const [id] = /rc_[\w-]{22}$/.exec(owner.url()) ?? [];

  const page = await newTab(world.attacker);
  await page.goto(`${world.issuer}/console/objections/${id}`);
  await headingOf(page, /^Somebody says that you lost your machine/);
  await expectNoFlaws(page);
  await press(button("This wasn't me", page));
  await headingOf(page, /^The recovery was stopped/);
  await page.close();
  await open(`/console/recovery/${id}`, /^Recovery of mallory/);
  await seen(owner.getByText(/who said “This wasn't me”/));
  await expectNoFlaws(owner);
  expect(complaints).toEqual([]);
});
