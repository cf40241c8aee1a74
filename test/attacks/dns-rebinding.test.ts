// B2: DNS rebinding. A stranger's name leads to his own server and to 127.0.0.1; once his page is open, only 127.0.0.1 answers,
// so that to the browser the listener is the page's own origin. The exact Host refuses it; the server answers under its own name only.
import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { HELLO_PATH } from "@nearside/shared/api/loopback.ts";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { knock } from "../steps/knock.ts";
import { approveTyped, enrolCommandLine, type Nearside, newHome, startLogin } from "../steps/real-command-line.ts";
import { type HelloBody, helloBy } from "../steps/say-hello.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import type { Browser } from "../support/browser.ts";
import { browserUnderTest } from "../support/browser-under-test.ts";
import { openBareBrowser, openPage, serve, servePage } from "./support-hostile-page.ts";
import { openPageOfLogin } from "./support-listener.ts";
import { withHosts } from "./support-own-hosts.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const NAME = "rebound.example";
/** His server, on this computer too: at another of its addresses, so that it may have the listener's port. Tried before 127.0.0.1. */
const HIS = "::1";

const atEnd = afterTests();
let stage: Stage;
let nearside: Nearside;
let browser: Browser;
beforeAll(async () => {
  stage = await openStage(atEnd);
  nearside = await newHome(atEnd);
  await enrolCommandLine(stage, nearside);
  const rebound = await withHosts(atEnd, browserUnderTest(), [`${HIS} ${NAME}`, `127.0.0.1 ${NAME}`]);
  browser = await openBareBrowser(atEnd, [NAME], [], rebound);
});

/** His page under his own name, at that port, after he closed his server. */
async function reboundPage(port: number): Promise<Page> {
  const his = await serve(atEnd, servePage, HIS, port);
  const page = await openPage(browser, `http://${NAME}:${port}/`);
  expect(await page.title()).toBe("You have won");
  await his.close();
  return page;
}

/** Asks the page's own origin: all that is answered may be read. */
const send = (page: Page, path: string, body: unknown) =>
  page.evaluate(
    async ([to, sent]) => {
      const answer = await fetch(to, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: sent,
      });
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
    },
    [path, JSON.stringify(body)] as const,
  );

const REFUSED = { status: 403, headers: { "content-length": "0", connection: "close" }, body: "" };

describe("a name that leads to 127.0.0.1 once its page is open", () => {
  it("reaches the listener and gets no answer, even with a hello that it would answer", async () => {
    const { cli, id } = await startLogin(nearside);
    const openPage = await openPageOfLogin(stage, { id });
    const { port } = openPage.loopback;
    const hello = await helloBy(stage.parties.extension, openPage);
    await expectUnmoved(stage, async () => {
      const page = await reboundPage(port);
      expect(await send(page, HELLO_PATH, hello)).toEqual(REFUSED);
      expect(await send(page, "/", {})).toEqual(REFUSED);
      await page.close();
    });
    expect((await knock(port, hello)).status).toBe(200);
    await approveTyped(stage, { id });
    expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  });

  it("is refused for its Host alone, even if everything else were an extension's", async () => {
    const { cli, id } = await startLogin(nearside);
    const openPage = await openPageOfLogin(stage, { id });
    const { port } = openPage.loopback;
    const hello = await helloBy(stage.parties.extension, openPage);
    const wrong = [
      `${NAME}:${port}`,
      `localhost:${port}`,
      "127.0.0.1",
      `127.0.0.1:${port + 1}`,
      `127.0.0.1.:${port}`,
      `127.1:${port}`,
      `0.0.0.0:${port}`,
      `[::1]:${port}`,
      `user@127.0.0.1:${port}`,
    ];
    await expectUnmoved(stage, async () => {
      for (const host of [...wrong, [`127.0.0.1:${port}`, `${NAME}:${port}`]])
        expect(await asExtension(port, host, hello), String(host)).toEqual({ status: 403, body: "" });
    });
    expect((await asExtension(port, `127.0.0.1:${port}`, hello)).status).toBe(200);
    await approveTyped(stage, { id });
    expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  });

  it("learns from the server only that it has another name", async () => {
    const { cli, id } = await startLogin(nearside);
    await expectUnmoved(stage, async () => {
      const page = await reboundPage(Number(new URL(stage.issuer).port));
      const answer = await send(page, `/api/requests/${id}/nonce`, {});
      expect(answer.status).toBe(421);
      expect(JSON.parse(answer.body)).toMatchObject({ error: "misdirected_request" });
      expect(await browser.context.cookies()).toEqual([]);
      await page.close();
    });
    await stage.server.process.printed(/"code":"misdirected_request"/);
    await approveTyped(stage, { id });
    expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  });
});

/** Sends what an extension's background sends, but to another name. @param host two of them: sent twice */
function asExtension(port: number, host: string | string[], body: HelloBody) {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const names = typeof host === "string" ? [host] : host;
    const headers = [
      ...names.flatMap((name) => ["host", name]),
      ...["content-type", "application/json", "origin", "chrome-extension://abcdefghijklmnopabcdefghijklmnop"],
      ...["sec-fetch-mode", "cors", "sec-fetch-site", "none", "connection", "close"],
      ...["content-length", String(Buffer.byteLength(JSON.stringify(body)))],
    ];
    const to = { host: "127.0.0.1", port, path: HELLO_PATH, method: "POST", headers };
    httpRequest(to, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode, body }), reject);
    })
      .on("error", reject)
      .end(JSON.stringify(body));
  });
}
