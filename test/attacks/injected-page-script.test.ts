// B5: script in the approval page changes what is shown or asked. The page's policy (CSP without inline script, Trusted Types)
// admits none; where an extension adds it all the same, her own extension shows the signed decision in its own window, and
// the passkey's signature is valid for that decision and for nothing else.
import { join } from "node:path";
import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { assertionJsonSchema, type RequestOptions } from "@nearside/shared/passkey/webauthn.ts";
import type { Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openExtensionPage } from "../support/extension-pages.ts";
import { openExtensionPopup } from "../support/extension-popup.ts";
import { headingOf, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import { installPageChanger } from "../support/other-extension.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { createWorld, WORLD_ISSUER, type World } from "../support/world.ts";
import { injectEveryWay } from "./support-injections.ts";
import { LOOKALIKE_ORIGIN, openLookalike } from "./support-lookalike.ts";
import { approvedOn, openAsked, startOwnLogin } from "./support-own-login.ts";
import { askServer } from "./support-page-asks.ts";
import { stepRefused } from "./support-refusals.ts";
import { expectUnmoved } from "./support-unmoved.ts";

/** The browser says within this time what it refused. Milliseconds. */
const PATIENCE_MS = 5000;
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
/** The page itself, and her extension, are told of other facts than the server signed. */
const ASK_LESS = `
  const { json, text } = Response.prototype;
  const less = (said) => said.replaceAll("deploy", "peruse");
  Response.prototype.text = async function () { return less(await text.call(this)); };
  Response.prototype.json = async function () { return JSON.parse(less(await text.call(this))); };
  const { decode } = TextDecoder.prototype;
  TextDecoder.prototype.decode = function (...given) { return less(decode.apply(this, given)); };`;

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await openLookalike(world);
});
afterAll(() => world?.remove());

const folderOf = (name: string): string => join(world.placeOf("victim", "victim").folder, name);
const kindsOf = (id: string): string[] => storedEventsAbout(world.dataFolder, id).map(({ kind }) => kind);

const decisionFor = async (page: Page, id: string) =>
  v.parse(decidedAnswerSchema, JSON.parse(await askServer(page, `/api/requests/${id}/decision`)));

/** The victim touches her authenticator because that page asks her to; she sees no difference. */
const touched = async (page: Page, options: RequestOptions) =>
  v.parse(
    assertionJsonSchema,
    await page.evaluate(async (options) => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(options));
      const credential = await navigator.credentials.get({ publicKey });
      return credential instanceof PublicKeyCredential ? credential.toJSON() : undefined;
    }, JSON.stringify(options)),
  );

describe("another extension's script in the approval page", () => {
  it("changes what the page shows, and not what her extension's own window shows", async () => {
    const { victim } = world;
    const remove = await installPageChanger(victim.browser, folderOf("shows"), WORLD_ISSUER, SHOW_LESS);
    const login = await startOwnLogin(world);
    const touches = victim.authenticator.assertions();
    const page = await openAsked(world, login);
    const shown = (await page.locator("main").textContent()) ?? "";
    expect(shown).toContain("peruse");
    expect(shown).not.toContain("deploy");
    const popup = await openExtensionPopup(victim.browser, page);
    await popup.shows(/Started on this computer/);
    const text = await popup.text();
    expect(text).toContain("deploy");
    expect(text).not.toContain("peruse");
    expect(text).toContain("If the page shows anything else than this, deny");
    await popup.close();
    await page.bringToFront();
    await page.getByRole("button", { name: "I didn't start this" }).click();
    expect((await login.cli.ended()).code).toBe(DENIED);
    expect(storedEventsAbout(world.dataFolder, login.id).at(-1)).toMatchObject({
      kind: "login_denied",
      data: { alert: true },
    });
    expect(victim.authenticator.assertions()).toBe(touches);
    await page.close();
    await remove();
    const again = await startOwnLogin(world);
    await approvedOn(await openAsked(world, again), again);
  });

  it("does not get her extension to show other facts than the server signed", async () => {
    const { victim } = world;
    const remove = await installPageChanger(victim.browser, folderOf("asks"), WORLD_ISSUER, ASK_LESS);
    const login = await startOwnLogin(world);
    const touches = victim.authenticator.assertions();
    const page = await openLogin(victim, login.url);
    await headingOf(page, /did not work/);
    expect(await page.locator("code").textContent()).toBe("facts_mismatch");
    expect(kindsOf(login.id)).toEqual(["login_requested", "login_met", "login_decided"]);
    const popup = await openExtensionPopup(victim.browser, page);
    expect(await popup.text()).not.toMatch(/Started on this computer|peruse/);
    await popup.close();
    expect(victim.authenticator.assertions()).toBe(touches);
    await remove();
    await page.reload();
    await approvedOn(page, login);
  });

  it("gets nothing by her touch for the attacker's login, or for words of its own", async () => {
    const { attacker } = world;
    const his = await startLogin(attacker, ["--scope", "deploy"]);
    const hisId = requestIdIn(his.url);
    const hisPage = await openLogin(attacker, his.url);
    await hisPage.getByRole("button", { name: "Approve", exact: true }).waitFor();
    const login = await startOwnLogin(world);
    const page = await openAsked(world, login);
    const hisDecision = await decisionFor(hisPage, hisId);
    const hers = await decisionFor(page, login.id);
    const signed = await touched(page, { ...hers.options, challenge: hisDecision.options.challenge });
    const approve = (from: Page, id: string, decision: string, assertion: unknown) =>
      expectUnmovedBy(id, () => askServer(from, `/api/requests/${id}/approve`, { decision, assertion }));

    // Her passkey over his decision: it is in no bound set of his, and her session did not meet his login.
    expect(await approve(hisPage, hisId, hisDecision.decision, signed)).toBe("400 passkey_not_bound");
    expect(await approve(page, hisId, hisDecision.decision, signed)).toBe("400 other_session");
    // Over anything else than this very decision, it approves her own login no more.
    expect(await approve(page, login.id, hers.decision, signed)).toBe("400 assertion_invalid");
    expect(await approve(page, login.id, hisDecision.decision, signed)).toBe("400 decision_stale");

    expect(kindsOf(hisId)).not.toContain("login_approved");
    await hisPage.close();
    await his.cli.stop();
    await page.reload();
    await approvedOn(page, login);
  });
});

/** Refused by the server with that code, which the security log names as well. */
async function expectUnmovedBy(id: string, attack: () => Promise<string>): Promise<string> {
  const before = storedEventsAbout(world.dataFolder, id).length;
  const outcome = await attack();
  const [, code = ""] = outcome.split(" ");
  const { kind, data } = stepRefused(id, "approve", code);
  expect(storedEventsAbout(world.dataFolder, id).slice(before)).toMatchObject([{ kind, data }]);
  return outcome;
}

describe("a script that gets into a page of", () => {
  it("the server's, brings in no script, and sends nothing out", async () => {
    const login = await startOwnLogin(world);
    const page = await openAsked(world, login);
    await expectUnmoved(world, async () => {
      const outcomes = await page.evaluate(injectEveryWay, [LOOKALIKE_ORIGIN, PATIENCE_MS, []] as const);
      expect(Object.entries(outcomes).filter(([, what]) => what !== "refused")).toEqual([["pwned", "false"]]);
    });
    // That script succeeds in everything if no policy is in its way.
    const his = await world.victim.browser.context.newPage();
    await his.goto(LOOKALIKE_ORIGIN);
    const outcomes = await his.evaluate(injectEveryWay, [LOOKALIKE_ORIGIN, 0, []] as const);
    expect(Object.values(outcomes)).not.toContain("refused");
    expect(outcomes["pwned"]).toBe("true");
    await his.close();
    await page.reload();
    await approvedOn(page, login);
  });

  it("the extension's, brings in and sends nothing either", async () => {
    const page = await openExtensionPage(world.victim.browser, "options.html");
    // It speaks to issuers and command lines, whose names are not known before: out it may.
    const out = ["fetch", "loopback", "beacon", "socket"];
    const outcomes = await page.evaluate(injectEveryWay, [LOOKALIKE_ORIGIN, PATIENCE_MS, out] as const);
    const came = Object.entries(outcomes).filter(([way, what]) => !out.includes(way) && what !== "refused");
    expect(came).toEqual([["pwned", "false"]]);
    await page.close();
  });
});
