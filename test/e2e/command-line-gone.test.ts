// A login that no command line waits for, as the person in front of the page meets it: Ctrl-C, a command line that was killed, one that
// slept, and a test by `nearside doctor`.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openExtensionPopup } from "../support/extension-popup.ts";
import { approveOn, headingOf, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { createWorld, type World } from "../support/world.ts";

/** Milliseconds: longer than a poll is held. */
const NOTICED = 45_000;
let world: World;
beforeAll(async () => {
  world = await createWorld("victim's");
});
afterAll(() => world?.remove());

const kindsOf = (url: string) => storedEventsAbout(world.dataFolder, requestIdIn(url)).map(({ kind }) => kind);
const asks = (page: Page) => page.getByRole("button", { name: "Approve", exact: true }).waitFor();
const GONE = /^The command line is gone$/;

it("ends the question at Ctrl-C, in the page and in the extension's window", async () => {
  const { cli, url } = await startLogin(world.victim);
  const page = await openLogin(world.victim, url);
  await asks(page);
  cli.signal("SIGINT");
  expect((await cli.ended()).code).toBe(130);
  await headingOf(page, GONE);
  expect(await page.getByRole("button", { name: "Approve", exact: true }).count()).toBe(0);
  expect(kindsOf(url)).toEqual(["login_requested", "login_met", "login_decided", "login_withdrawn"]);
  const popup = await openExtensionPopup(world.victim.browser, page);
  await popup.shows(/Ready/);
  expect(await popup.text()).not.toMatch(/nearside login/);
  await popup.close();
  await page.reload();
  await headingOf(page, GONE);
  await page.close();
});

it("misses a command line that was killed within seconds", async () => {
  const { cli, url } = await startLogin(world.victim);
  const page = await openLogin(world.victim, url);
  await asks(page);
  cli.signal("SIGKILL");
  await cli.ended();
  await page.getByRole("heading", { level: 1, name: GONE }).waitFor({ timeout: NOTICED });
  expect(kindsOf(url)).toEqual(["login_requested", "login_met", "login_decided"]);
  await page.close();
});

it("meets one again that slept, and the same login is approved", async () => {
  const { cli, url } = await startLogin(world.victim);
  const page = await openLogin(world.victim, url);
  await asks(page);
  cli.signal("SIGSTOP");
  await page.getByRole("heading", { level: 1, name: GONE }).waitFor({ timeout: NOTICED });
  cli.signal("SIGCONT");
  await asks(page);
  await approveOn(page);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  await page.close();
});

it("says on the page of a test that it was one", async () => {
  const doctor = await world.victim.cli(["doctor"]);
  const [url] = await doctor.printed(/https:\/\/\S+\/approve\/rq_[\w-]{22}/);
  const page = await openLogin(world.victim, url);
  await headingOf(page, /^This was a test of your browser$/);
  expect((await doctor.ended()).code).toBe(0);
  expect(kindsOf(url)).toContain("login_withdrawn");
  await page.close();
});
