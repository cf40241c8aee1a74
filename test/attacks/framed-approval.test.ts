// B6: clickjacking, framing, popup-under. No page may frame the approval page, and a press counts only once the page has been
// in front of the person for long enough to be read.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storedEventsAbout } from "../support/server-rows.ts";
import { createWorld, WORLD_ISSUER, type World } from "../support/world.ts";
import { LOOKALIKE_ORIGIN, openLookalike } from "./support-lookalike.ts";
import { approvedOn, openAsked, startOwnLogin } from "./support-own-login.ts";
import { expectUnmoved } from "./support-unmoved.ts";

/** The browser's message where `frame-ancestors` refuses. */
const REFUSED = /frame-ancestors 'none'/;

let world: World;
beforeAll(async () => {
  world = await createWorld("victim's");
  await openLookalike(world);
});
afterAll(() => world?.remove());

/** Puts the address into the page in that way, and waits until the browser has refused to show it there. */
async function refusesFrame(page: Page, element: string, attributes: Readonly<Record<string, string>>): Promise<void> {
  const refusal = page.waitForEvent("console", (message) => REFUSED.test(message.text()));
  await page.evaluate(
    ([name, its]) => {
      const framing = document.createElement(name);
      for (const [key, value] of Object.entries(its)) framing.setAttribute(key, value);
      document.body.append(framing);
    },
    [element, attributes] as const,
  );
  await refusal;
}

describe("a page that frames the approval page", () => {
  it("shows nothing in any kind of frame, and changes no login", async () => {
    const login = await startOwnLogin(world);
    const { url } = login;
    const his = await world.victim.browser.context.newPage();
    await his.goto(LOOKALIKE_ORIGIN);
    await expectUnmoved(world, async () => {
      await refusesFrame(his, "iframe", { src: url });
      await refusesFrame(his, "iframe", { src: url, sandbox: "allow-scripts allow-same-origin allow-forms" });
      await refusesFrame(his, "iframe", { src: url, credentialless: "", allow: "publickey-credentials-get *" });
      await refusesFrame(his, "iframe", { srcdoc: `<iframe src="${url}"></iframe>` });
      await refusesFrame(his, "object", { data: url, type: "text/html" });
      await refusesFrame(his, "embed", { src: url, type: "text/html" });
      // Pages of the server's own, enrolment's too.
      await refusesFrame(his, "iframe", { src: `${WORLD_ISSUER}/enroll/en_AAAAAAAAAAAAAAAAAAAAAA` });
      await refusesFrame(his, "iframe", { src: WORLD_ISSUER });
      for (const frame of his.frames()) {
        if (frame === his.mainFrame()) continue;
        expect(await frame.evaluate(() => document.querySelectorAll("button").length)).toBe(0);
        expect(await frame.evaluate(() => document.documentElement.dataset["nearside"])).toBeUndefined();
      }
    });
    await his.close();
    await approvedOn(await openAsked(world, login), login);
  });

  it("shows nothing on the server's own origin either", async () => {
    const login = await startOwnLogin(world);
    const own = await openAsked(world, login);
    const violation = own.evaluate(
      (url) =>
        new Promise<string>((resolve) => {
          document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => resolve(effectiveDirective));
          const framing = document.createElement("iframe");
          framing.src = url;
          document.body.append(framing);
        }),
      login.url,
    );
    expect(await violation).toBe("frame-src");
    await approvedOn(own, login);
  });
});

describe("a press that was meant for something else", () => {
  it("does not count while the page has only just come to the front, however often it does", async () => {
    const { victim, dataFolder } = world;
    const login = await startOwnLogin(world);
    const touches = victim.authenticator.assertions();
    const his = await victim.browser.context.newPage();
    await his.goto(LOOKALIKE_ORIGIN);
    const opening = victim.browser.context.waitForEvent("page");
    await his.evaluate(`open(${JSON.stringify(login.url)}, "", "popup,width=400,height=300"); undefined`);
    const page = await opening;
    await victim.authenticator.plugInto(page);
    await page.getByRole("button", { name: "Approve", exact: true }).waitFor();
    // A window over it that comes and goes, as a popup-under does.
    // It comes just as she presses too: of a page that was busy, timers come later than clicks.
    await page.evaluate(`come = () => dispatchEvent(new Event("focus"));
      flicker = setInterval(come, 20);
      addEventListener("click", come, true)`);
    const notice = page.getByText("so your press did not count. Press again.");
    for (const name of ["Approve", "Deny", "I didn't start this"]) {
      await page.getByRole("button", { name, exact: true }).click({ force: true });
      await notice.waitFor();
    }
    expect(victim.authenticator.assertions()).toBe(touches);
    expect(kindsOf(dataFolder, login.id)).toEqual(["login_requested", "login_met", "login_decided"]);
    await page.evaluate("clearInterval(flicker); removeEventListener('click', come, true)");
    await approvedOn(page, login);
    expect(victim.authenticator.assertions()).toBe(touches + 1);
    await his.close();
  });

  it("does not count where no person pressed", async () => {
    const { victim, dataFolder } = world;
    const login = await startOwnLogin(world);
    const touches = victim.authenticator.assertions();
    const page = await openAsked(world, login);
    await page.locator("button[aria-disabled=false]").first().waitFor();
    await page.evaluate(() => {
      for (const button of document.querySelectorAll("button")) {
        button.click();
        button.dispatchEvent(new MouseEvent("click", { bubbles: true }));
        button.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
      }
    });
    expect(victim.authenticator.assertions()).toBe(touches);
    expect(kindsOf(dataFolder, login.id)).toEqual(["login_requested", "login_met", "login_decided"]);
    await approvedOn(page, login);
  });
});

const kindsOf = (dataFolder: string, id: string): string[] => storedEventsAbout(dataFolder, id).map(({ kind }) => kind);
