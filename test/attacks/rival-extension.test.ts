// B3: a rival extension with permission for loopback forges `Origin`; another takes what goes to loopback through its proxy. A
// hello must be signed by a listed extension key, and the answer by the session key of that very login.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nonceAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { HELLO_PATH, helloAnswerSchema, helloBodySchema } from "@nearside/shared/api/loopback.ts";
import type { Page, Worker } from "playwright-core";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newSigner } from "../kit/keys.ts";
import { loopbackIn } from "../kit/meeting.ts";
import { type HelloBody, helloBy } from "../steps/say-hello.ts";
import { extensionOf } from "../support/extension-pages.ts";
import { loopbackPackets } from "../support/hosts.ts";
import { headingOf, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import { installForger, installGreedyVpn } from "../support/other-extension.ts";
import { createWorld, LOOKALIKE, NAME, type World } from "../support/world.ts";
import { attestTo, type OpenPage } from "./support-listener.ts";
import { approvedOn, openAsked, startOwnLogin } from "./support-own-login.ts";
import { askServer } from "./support-page-asks.ts";
import { stepRefused } from "./support-refusals.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const PROXY_PORT = 3128;

let world: World;
beforeAll(async () => {
  world = await createWorld("victim's");
});
afterAll(() => world?.remove());

const folderOf = (name: string): string => join(world.placeOf("victim", "victim").folder, name);
const programOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The answer that a page of the server's gets about that login, which an extension can read there. */
async function openPageIn(page: Page, id: string): Promise<OpenPage> {
  const answer = v.parse(nonceAnswerSchema, JSON.parse(await askServer(page, `/api/requests/${id}/nonce`)));
  if (answer.state !== "open") throw new Error(`the login is ${answer.state}`);
  const loopback = await loopbackIn(answer.request);
  return { request: answer.request, nonce: answer.nonce, loopback };
}

/** The answer to the rival: status and body. */
const sent = (rival: Worker, port: number, body: HelloBody): Promise<string> =>
  rival.evaluate(
    async ([url, text]) => {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(url, { method: "POST", headers, body: text, credentials: "omit" });
      return `${answer.status} ${await answer.text()}`;
    },
    [`http://127.0.0.1:${port}${HELLO_PATH}`, JSON.stringify(body)] as const,
  );

describe("an extension that forges the Origin of the victim's", () => {
  it("is refused without its key, though nothing else tells it from her extension", async () => {
    const { victim } = world;
    const origin = `chrome-extension://${extensionOf(victim.browser)}`;
    const { worker, remove } = await installForger(victim.browser, folderOf("forger"), origin);
    const login = await startOwnLogin(world);
    const page = await openAsked(world, login);
    const openPage = await openPageIn(page, login.id);
    const own = await newSigner();
    await expectUnmoved(world, async () => {
      // It sends what her extension would send …
      const echo = await victim.program(programOf("support-echo-server.ts"), []);
      const [, port] = await echo.printed(/port (\d+)/);
      await sent(worker, Number(port), await helloBy(own, openPage));
      const [, printedHeaders = ""] = await echo.printed(/asked (.+)\n/);
      const headers = {
        origin,
        "sec-fetch-site": "none",
        "sec-fetch-mode": "cors",
        "content-type": "application/json",
      };
      expect(JSON.parse(printedHeaders)).toMatchObject(headers);
      await echo.stop();
      // … and her command line has no answer to it.
      expect(await sent(worker, openPage.loopback.port, await helloBy(own, openPage))).toBe("403 ");
      // Nor has her extension, which speaks to no other.
      const ask = { kind: "page_ask", ask: { kind: "meet", request: openPage.request, nonce: openPage.nonce } };
      const sending = worker.evaluate(
        `chrome.runtime.sendMessage(${JSON.stringify(origin.slice(19))}, ${JSON.stringify(ask)})`,
      );
      await expect(sending).rejects.toThrow(/Receiving end does not exist/);
    });
    await approvedOn(page, login);
    await remove();
  });
});

/** Takes the place of the program behind the proxy: answers hellos with a key of its own, and prints them. */
async function startProxy() {
  const { address } = world.hosts.attacker;
  const proxy = await world.attacker.program(programOf("support-squatter.ts"), [address, String(PROXY_PORT)]);
  await proxy.printed(/listening/);
  return { proxy, hellos: () => proxy.stdout().match(/^met /gm)?.length ?? 0 };
}

describe("an extension that takes what goes to loopback through its proxy", () => {
  it("gets no hello for a login that was started elsewhere; of her own, it can't answer or use the one that it gets", async () => {
    const { victim, attacker, hosts, server } = world;
    const touches = victim.authenticator.assertions();
    const { proxy, hellos } = await startProxy();
    const at = { host: LOOKALIKE, port: PROXY_PORT };
    const remove = await installGreedyVpn(victim.browser, folderOf("proxy"), NAME, at);

    const his = await startLogin(attacker);
    const packets = await loopbackPackets(hosts.victim);
    const foreign = await openLogin(victim, his.url);
    await headingOf(foreign, /another computer/);
    await server.process.printed(new RegExp(`"request":"${requestIdIn(his.url)}","code":"started_elsewhere"`));
    expect(hellos()).toBe(0);
    expect(await loopbackPackets(hosts.victim)).toBe(packets);
    await foreign.close();
    await his.cli.stop();

    // In the place of her command line, with another key than its own: nothing is attested.
    const login = await startOwnLogin(world);
    const page = await openLogin(victim, login.url);
    await headingOf(page, /did not work/);
    expect(await page.locator("code").textContent()).toBe("key_mismatch");
    const [, printed = ""] = await proxy.printed(/met (.+)\n/);
    await remove();

    // With her extension's hello her command line is met, and still her extension alone can attest that.
    const origin = `chrome-extension://${extensionOf(victim.browser)}`;
    const forger = await installForger(victim.browser, folderOf("forger"), origin);
    const { hello: caught } = v.parse(v.object({ hello: helloBodySchema }), JSON.parse(printed));
    const openPage = { ...caught, loopback: await loopbackIn(caught.request) };
    const answer = await sent(forger.worker, openPage.loopback.port, caught);
    expect(answer).toMatch(/^200 /);
    const { presence_proof } = v.parse(helloAnswerSchema, JSON.parse(answer.slice(4)));
    const met = await attestTo(await newSigner(), caught, presence_proof, openPage);
    const refusal = stepRefused(login.id, "locality", "extension_mismatch");
    const hand = () => askServer(page, `/api/requests/${login.id}/locality`, met);
    expect(await expectUnmoved(world, hand, [refusal])).toBe("400 extension_mismatch");
    await forger.remove();
    expect(victim.authenticator.assertions()).toBe(touches);

    await page.getByRole("button", { name: "Try again" }).click();
    await approvedOn(page, login);
    await proxy.stop();
  });
});
