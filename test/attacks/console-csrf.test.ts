// I5: CSRF in the console. An owner is signed in; pages of another site, and of another name of the server's own site, ask in that very
// browser for what only the console's page may ask, in every way in which a page can.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goTo, newTab } from "../support/console-page.ts";
import { headingOf } from "../support/login-page.ts";
import { press, seen } from "../support/page-controls.ts";
import { lastStoredEvent, rowsOf, storedEventsSince, storedRows } from "../support/server-rows.ts";
import { createWorld, SIBLING, type World } from "../support/world.ts";
import { LOOKALIKE_ORIGIN, openLookalike } from "./support-lookalike.ts";
import { askInVain, isBridged } from "./support-page-asks.ts";
import { sendEveryWay } from "./support-page-deeds.ts";

let world: World;
/** The console, in which the owner is signed in. */
let hers: Page;
let owner: string;
beforeAll(async () => {
  world = await createWorld("victim's");
  await openLookalike(world, SIBLING);
  hers = await newTab(world.victim);
  await goTo(hers, `${world.issuer}/console/people`, /^People/);
  owner = String(rowsOf(world, "SELECT id FROM users WHERE name = 'admin'")[0]?.["id"]);
});
afterAll(() => world?.remove());

const SIGN_OUT = "/api/console/sign-out";
const PEOPLE = "/api/console/people";
const CREATE = JSON.stringify({
  change: { name: "trudy", display_name: "Trudy", email: null, role: "owner", groups: [], ticket_seconds: null },
  touch: { nonce: "A".repeat(22), assertion: {} },
});

async function openHostile(origin: string): Promise<Page> {
  const page = await newTab(world.victim);
  await page.goto(origin);
  return page;
}

/** With the cookie, if the browser gives it: what the page learns of the answer. */
const withCredentials = (page: Page, path: string, body: string) =>
  page.evaluate(
    async ([url, sent]) => {
      const learned: string[] = [];
      const tries: readonly RequestInit[] = [
        { mode: "no-cors" },
        { mode: "no-cors", method: "POST", headers: { "content-type": "text/plain" }, body: sent },
        { method: "POST", headers: { "content-type": "application/json" }, body: sent },
        { method: "POST", headers: { "content-type": "application/json", dpop: "a.b.c" }, body: sent },
      ];
      for (const init of tries)
        learned.push(
          await fetch(url, { ...init, credentials: "include" }).then(
            async (answer) => `${answer.type} ${await answer.text()}`,
            () => "nothing",
          ),
        );
      return learned.filter((what) => what !== "nothing" && what !== "opaque ");
    },
    [world.issuer + path, body] as const,
  );

describe.each([
  ["another site", LOOKALIKE_ORIGIN, false],
  ["another name of the server's own site", `https://${SIBLING}`, true],
])("a page of %s", (_what, origin, isSameSite) => {
  it("learns nothing and changes nothing, in whatever way it asks", async () => {
    const before = storedRows(world);
    const seq = lastStoredEvent(world);
    const page = await openHostile(origin);
    for (const [path, body] of [
      [PEOPLE, CREATE],
      [SIGN_OUT, "{}"],
      ["/api/console/touch", "{}"],
    ] as const) {
      const learned = await page.evaluate(sendEveryWay, { at: world.issuer, path, body, marked: true });
      expect(new Set(Object.values(learned))).toEqual(new Set(["nothing"]));
      expect(await withCredentials(page, path, body)).toEqual([]);
    }
    expect(storedRows(world)).toEqual(before);
    // To its own site's other names the browser gives the cookie along: then the log says whose session was aimed at.
    const logged = storedEventsSince(world, seq).map(
      ({ kind, subject, data }) => `${kind} ${subject} ${data.code} ${data.path}`,
    );
    const refusals = [PEOPLE, SIGN_OUT, "/api/console/touch"].map(
      (path) => `console_refused ${owner} foreign_request ${path}`,
    );
    expect([...new Set(logged)].sort()).toEqual(isSameSite ? refusals.sort() : []);
    await page.close();
  });

  it("opens the console by a link or a form, and changes nothing", async () => {
    const before = storedRows(world);
    for (const html of [
      `<a id=go href="${world.issuer}${PEOPLE}?limit=200">go</a>`,
      `<form method=post enctype=text/plain action="${world.issuer}${SIGN_OUT}"><input type=hidden name="{}"><button id=go>go</button></form>`,
    ]) {
      const page = await openHostile(origin);
      await page.setContent(html);
      const answer = page.waitForResponse((response) => response.url().startsWith(world.issuer));
      await page.locator("#go").click();
      expect((await answer).status()).toBe(403);
      await seen(page.getByText("foreign_request"));
      await page.close();
    }
    expect(storedRows(world)).toEqual(before);
  });

  it("frames nothing of the console", async () => {
    const page = await openHostile(origin);
    for (const path of ["/console/people", "/account", PEOPLE]) {
      const refusal = page.waitForEvent("console", (message) =>
        /frame-ancestors|X-Frame-Options/i.test(message.text()),
      );
      await page.evaluate((src) => {
        const frame = document.createElement("iframe");
        frame.src = src;
        document.body.append(frame);
      }, world.issuer + path);
      await refusal;
    }
    for (const frame of page.frames().slice(1)) expect(await frame.getByText("Security log").count()).toBe(0);
    await page.close();
  });

  it("gets no signature of the extension or a passkey to sign in with", async () => {
    const touches = world.victim.authenticator.assertions();
    const page = await openHostile(origin);
    expect(await isBridged(page)).toBe(false);
    expect(await askInVain(page, { kind: "sign_in", nonce: "A".repeat(22) })).toBe("silence");
    const passkey = page.evaluate(
      (rpId) =>
        navigator.credentials
          .get({ publicKey: { rpId, challenge: new Uint8Array(32), userVerification: "required" } })
          .then(
            () => "a passkey",
            ({ name }) => String(name),
          ),
      new URL(world.issuer).hostname,
    );
    expect(await passkey).toBe("SecurityError");
    expect(world.victim.authenticator.assertions()).toBe(touches);
    await page.close();
  });
});

it("leaves the owner signed in, with everything unchanged", async () => {
  await hers.bringToFront();
  await hers.reload();
  await headingOf(hers, /^People/);
  expect(await hers.getByRole("row", { name: /trudy/ }).count()).toBe(0);
  // a change of her own goes through
  await goTo(hers, `${world.issuer}/console/people/new`, /^Create a person/);
  await hers.getByLabel("Name", { exact: true }).fill("alice");
  await hers.getByLabel("Full name").fill("Alice Liddell");
  await press(hers.getByRole("button", { name: "Create", exact: true }));
  await headingOf(hers, /^Alice Liddell/);
});
