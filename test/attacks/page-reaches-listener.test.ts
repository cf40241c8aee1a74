// B1: a page fetches the listener (simple requests, preflights, forms, navigation, WebSocket, `0.0.0.0`, `[::1]`, `localhost`).
// Host, Origin, Sec-Fetch and content type keep it out, even with a hello that the listener would answer: no CORS grant, and
// one uniform empty refusal. What browsers stop by themselves (Local Network Access) is not relied on.
import { HELLO_PATH } from "@nearside/shared/api/loopback.ts";
import type { BrowserContext, Page, Response } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { knock } from "../steps/knock.ts";
import { approveTyped, enrolCommandLine, type Nearside, newHome, startLogin } from "../steps/real-command-line.ts";
import { helloBy } from "../steps/say-hello.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import type { Browser } from "../support/browser.ts";
import { openBareBrowser, openPage, STRANGER, serve, servePage } from "./support-hostile-page.ts";
import { openPageOfLogin } from "./support-listener.ts";
import { sendEveryWay } from "./support-page-deeds.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const atEnd = afterTests();
let stage: Stage;
let nearside: Nearside;
let browser: Browser;
let site: string;
/** Requests that arrive at a program of this computer that answers everybody, as many do. */
const arrived: string[] = [];
let careless: number;

beforeAll(async () => {
  stage = await openStage(atEnd);
  nearside = await newHome(atEnd);
  await enrolCommandLine(stage, nearside);
  const { port } = await serve(atEnd, servePage);
  site = `http://${STRANGER}:${port}/`;
  const answering = await serve(atEnd, ({ method, url = "" }, response) => {
    if (method !== "OPTIONS") arrived.push(url.split("?")[1] ?? "navigation");
    const granted = { "access-control-allow-origin": "*", "access-control-allow-headers": "content-type" };
    response.writeHead(200, { ...granted, connection: "close" }).end();
  });
  careless = answering.port;
  // The page is treated as if it came from the Internet.
  browser = await openBareBrowser(atEnd, [STRANGER], [`--ip-address-space-overrides=127.0.0.1:${port}=public`]);
});

/** A login, and a hello that its listener would answer: as if the page had the victim's extension key as well. */
async function login() {
  const typed = await startLogin(nearside);
  const openPage = await openPageOfLogin(stage, typed);
  const { port } = openPage.loopback;
  return { ...typed, port, hello: await helloBy(stage.parties.extension, openPage) };
}

/** The answers of that port while `act` ran. */
async function answersFrom(context: BrowserContext, port: number, act: () => Promise<unknown>) {
  const answers: { readonly method: string; readonly status: number; readonly headers: object }[] = [];
  const note = (response: Response) => {
    if (new URL(response.url()).port !== String(port)) return;
    answers.push({ method: response.request().method(), status: response.status(), headers: response.headers() });
  };
  context.on("response", note);
  await act();
  context.off("response", note);
  return answers;
}

/** Nothing that tells one reason from another, and no grant. */
function expectUniform(answers: Awaited<ReturnType<typeof answersFrom>>): void {
  for (const { status, headers } of answers) {
    expect(status).toBe(403);
    expect(headers).toEqual({ "content-length": "0", connection: "close" });
  }
}

/** The very same hello from where it may come, and the login itself. */
async function endsHonestly({ cli, id, port, hello }: Awaited<ReturnType<typeof login>>): Promise<void> {
  expect((await knock(port, hello)).status).toBe(200);
  await approveTyped(stage, { id });
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
}

async function sendsEveryWay(page: Page, port: number, hello: object, host = "127.0.0.1"): Promise<string[]> {
  const body = JSON.stringify(hello);
  const marked = port === careless;
  const learned = await page.evaluate(sendEveryWay, { at: `http://${host}:${port}`, path: HELLO_PATH, body, marked });
  return Object.entries(learned)
    .filter(([, what]) => what !== "nothing")
    .map(([way, what]) => `${way}: ${what}`);
}

describe.each([
  ["without Local Network Access", false],
  ["that was granted Local Network Access", true],
])("a page %s", (_, granted) => {
  beforeAll(async () => {
    await browser.context.clearPermissions();
    if (granted) await browser.context.grantPermissions(["local-network-access"], { origin: site });
  });

  it("learns nothing and changes nothing, whatever it sends", async () => {
    const page = await openPage(browser, site);
    arrived.length = 0;
    await sendsEveryWay(page, careless, {});
    // If the browser lets a page through, all of these reach the program that listens.
    if (granted)
      expect(arrived).toEqual(
        expect.arrayContaining([
          "simple-post",
          "typed-post",
          "read-post",
          "json-post",
          "get",
          "image",
          "script",
          "frame-post",
        ]),
      );
    const attacked = await login();
    const answers = await expectUnmoved(stage, () =>
      answersFrom(browser.context, attacked.port, async () => {
        expect(await sendsEveryWay(page, attacked.port, attacked.hello)).toEqual([]);
      }),
    );
    if (granted) expect(answers.length).toBeGreaterThan(5);
    expectUniform(answers);
    await endsHonestly(attacked);
    await page.close();
  });

  it("fails where it goes there itself, and sends the victim along with a form", async () => {
    const attacked = await login();
    arrived.length = 0;
    const there = (port: number, path = HELLO_PATH) => `http://127.0.0.1:${port}${path}`;
    await goesThere(there(careless, "/"), {});
    expect(arrived.slice(0, 2)).toEqual(["navigation", "navigation"]);
    const answers = await expectUnmoved(stage, () =>
      answersFrom(browser.context, attacked.port, () => goesThere(there(attacked.port), attacked.hello)),
    );
    expect(answers.map(({ method }) => method)).toEqual(["GET", "POST"]);
    expectUniform(answers);
    await endsHonestly(attacked);
  });
});

/** Two tabs in which the victim leaves the page for that address: by a link, and by a form. */
async function goesThere(url: string, hello: object): Promise<void> {
  const followed = (page: Page) => page.waitForResponse((answer) => answer.url().startsWith(url));
  const link = await openPage(browser, site);
  await Promise.all([followed(link), link.evaluate((to) => void location.assign(to), url)]);
  await link.close();
  const form = await openPage(browser, site);
  const submit = ([to, body]: readonly [string, string]) => {
    const sent = document.createElement("form");
    sent.method = "post";
    sent.enctype = "text/plain";
    sent.action = to;
    const field = document.createElement("input");
    field.name = body;
    sent.append(field);
    document.body.append(sent);
    sent.submit();
  };
  await Promise.all([followed(form), form.evaluate(submit, [url, JSON.stringify(hello)] as const)]);
  await form.close();
}

it("is refused by every other name of this computer as well, though it was granted the permission", async () => {
  await browser.context.grantPermissions(["local-network-access"], { origin: site });
  const page = await openPage(browser, site);
  const attacked = await login();
  for (const host of ["localhost", "0.0.0.0", "[::1]", "127.1", "2130706433"]) {
    const answers = await expectUnmoved(stage, () =>
      answersFrom(browser.context, attacked.port, async () => {
        expect(await sendsEveryWay(page, attacked.port, attacked.hello, host), host).toEqual([]);
      }),
    );
    // These lead to the listener; it has no other address, and what a browser makes of 0.0.0.0 is its own affair.
    if (/^(?:localhost|127\.1|2130706433)$/.test(host)) expect(answers.length, host).toBeGreaterThan(5);
    expectUniform(answers);
  }
  await endsHonestly(attacked);
  await page.close();
});
