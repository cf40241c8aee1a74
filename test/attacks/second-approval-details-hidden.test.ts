// I4: a second approver approves without knowing where the request came from. The page that asks is the server's, or what
// another extension tells; the approver's own extension verifies the whole chain, shows machine, command, folder and facts
// in its own window, and signs nothing else. A page that says less changes nothing there, and what was changed before it
// came there is refused.
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ANYBODY } from "../kit/rules.ts";
import { openRequest, reviewWindow, type WaitingLogin, waitingLogin } from "../support/approvals-page.ts";
import { newTab } from "../support/console-page.ts";
import { installPageChanger } from "../support/other-extension.ts";
import { press, seen } from "../support/page-controls.ts";
import { demand, publishRules } from "../support/rules.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { createWorld, WORLD_ISSUER, type World } from "../support/world.ts";

/** `cli/problems/exit-codes.ts` */
const DENIED = 20;
/** Whatever names what is asked for, reads like something harmless. */
const SHOW_LESS = `
  const harmless = () => {
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
    while (walker.nextNode())
      if (walker.currentNode.data.includes("deploy")) walker.currentNode.data = walker.currentNode.data.replaceAll("deploy", "peruse");
  };
  new MutationObserver(harmless).observe(document, { subtree: true, childList: true, characterData: true });`;
/** The page, and her extension by it, are told of other facts than those that were signed. */
const ASK_LESS = `
  const { json, text } = Response.prototype;
  const less = (said) => said.replaceAll("deploy", "peruse");
  Response.prototype.text = async function () { return less(await text.call(this)); };
  Response.prototype.json = async function () { return JSON.parse(less(await text.call(this))); };`;

let world: World;
let page: Page;
beforeAll(async () => {
  world = await createWorld();
  await publishRules(world.server, ANYBODY, demand('@require_second_approver("user:admin")'));
});
afterAll(() => world?.remove());

/** The attacker asks, on a machine of his own; she is asked, with that script in her page. */
async function askedWith(
  name: string,
  script: string,
): Promise<WaitingLogin & { readonly remove: () => Promise<void> }> {
  const login = await waitingLogin(world.attacker, ["--scope", "deploy"]);
  const folder = join(world.placeOf("victim", "victim").folder, name);
  const remove = await installPageChanger(world.victim.browser, folder, WORLD_ISSUER, script);
  page = await newTab(world.victim);
  await openRequest(page, world.issuer, login.id);
  return { ...login, remove };
}

it("shows what was signed, and where, in her extension's own window, though the page says less", async () => {
  const { victim } = world;
  const { cli, id, remove } = await askedWith("shows", SHOW_LESS);
  const shown = (await page.locator("main").textContent()) ?? "";
  expect(shown).toContain("peruse");
  expect(shown).not.toContain("deploy");
  const touches = victim.authenticator.assertions();
  const window = await reviewWindow(victim, page, "Approve");
  await seen(window.getByRole("heading", { name: /mallory asks for your approval/ }));
  const text = (await window.locator("main").textContent()) ?? "";
  expect(text).toContain("deploy");
  expect(text).not.toContain("peruse");
  for (const words of ["nearside login", "~/shop", "Machine", "over loopback"]) expect(text).toContain(words);
  await press(window.getByRole("button", { name: "Refuse…", exact: true }));
  await window.getByRole("textbox").fill("The page shows something else");
  await press(window.getByRole("button", { name: "Refuse", exact: true }));
  expect((await cli.ended()).code, cli.stderr()).toBe(DENIED);
  expect(victim.authenticator.assertions()).toBe(touches);
  expect(storedEventsAbout(world.dataFolder, id).map(({ kind }) => kind)).not.toContain("login_approved_by_all");
  await page.close();
  await remove();
});

it("shows no window and signs nothing for other facts than those that were signed", async () => {
  const { victim } = world;
  const { cli, id, remove } = await askedWith("asks", ASK_LESS);
  const touches = victim.authenticator.assertions();
  const pages = victim.browser.context.pages().length;
  await press(page.getByRole("button", { name: "Approve", exact: true }));
  await seen(page.getByRole("alert"));
  expect(victim.browser.context.pages()).toHaveLength(pages);
  expect(victim.authenticator.assertions()).toBe(touches);
  await remove();

  // The honest twin: the same request, shown as it was signed, is approved.
  await page.reload();
  const window = await reviewWindow(victim, page, "Approve");
  await press(window.getByRole("button", { name: "Approve", exact: true }));
  await page.bringToFront();
  expect((await cli.ended()).code, cli.stderr()).toBe(0);
  expect(storedEventsAbout(world.dataFolder, id).at(-1)).toMatchObject({ kind: "login_redeemed" });
  await page.close();
});
