// Every state that a person can see, of approval, enrolment and console: looked at by axe, narrow and wide, light and dark,
// and under the very headers that the server sends (threat B5).
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, launchBrowser } from "../support/browser.ts";
import { browserUnderTest } from "../support/browser-under-test.ts";
import { startServer } from "../support/nearside-server.ts";
import { flawsIn } from "../support/page-flaws.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";

const BUILD_MS = 30_000;
const folder = await mkdtemp(join(tmpdir(), "nearside-views-"));
const pages = join(folder, "pages");
let browser: Browser;
let server: ReturnType<typeof serve>;
let origin: string;

beforeAll(async () => {
  const built = await startProcess({
    command: process.execPath,
    args: [
      join(repository, "node_modules/vite/bin/vite.js"),
      "build",
      "--config",
      "web/vite.config.ts",
      "--mode",
      "gallery",
      "--outDir",
      pages,
    ],
    env: { PATH: process.env["PATH"] ?? "" },
    cwd: repository,
  });
  const { code } = await built.ended(BUILD_MS);
  if (code !== 0) throw new Error(`The gallery could not be built:\n${built.stderr()}`);
  const policy = await policyOfServer();
  const app = new Hono();
  app.use(async (c, next) => {
    c.header("content-security-policy", policy);
    await next();
  });
  app.use(serveStatic({ root: pages }));
  origin = await new Promise((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }: AddressInfo) =>
      resolve(`http://localhost:${port}`),
    );
  });
  browser = await launchBrowser({ executablePath: browserUnderTest(), folder });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const taken = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    taken.listen(0, "127.0.0.1", () => {
      const address = taken.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
      else reject(new Error("The listener has no port."));
    });
  });
  await new Promise((resolve) => taken.close(resolve));
  return port;
}

/** What the server that ships lets its pages do. */
async function policyOfServer(): Promise<string> {
  const port = await freePort();
  const place = { issuer: `http://localhost:${port}`, host: "127.0.0.1", port, folder: join(folder, "server") };
  const nearside = await startServer(place);
  const { headers } = await fetch(nearside.issuer);
  await nearside.stop();
  const policy = headers.get("content-security-policy");
  if (policy === null) throw new Error("The server sends no policy.");
  return policy;
}

const OWN = /^console\/(session|parts|change)\//;

/** Each by itself, since one look at all of them takes long. */
const PARTS = [
  { part: "logins and enrolments", has: (state: string) => !state.startsWith("console/"), atLeast: 35 },
  { part: "the console's own", has: (state: string) => OWN.test(state), atLeast: 25 },
  { part: "its pages", has: (state: string) => state.startsWith("console/") && !OWN.test(state), atLeast: 30 },
];
describe.each([
  { width: 360, height: 740, colorScheme: "dark" },
  { width: 1280, height: 800, colorScheme: "light" },
] as const)("at $width px, $colorScheme", ({ width, height, colorScheme }) => {
  it.each(PARTS)("shows every state without a flaw: $part", async ({ has, atLeast }) => {
    const page = await browser.context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto(origin);
    await page.getByRole("link").first().waitFor();
    const states = (await page.locator("a").allInnerTexts()).filter(has);
    expect(states.length).toBeGreaterThan(atLeast);

    const flaws: string[] = [];
    for (const state of states) flaws.push(...(await flawsOf(page, state)).map((flaw) => `${state}: ${flaw}`));
    expect(flaws).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

async function flawsOf(page: Page, state: string): Promise<string[]> {
  await page.evaluate((name) => {
    location.hash = name;
  }, state);
  await page.waitForFunction(() => document.title.endsWith(" · Nearside"));
  if (/approve\/asking/.test(state)) await page.waitForFunction(() => document.activeElement?.textContent === "Deny");
  if (!/loading$/.test(state))
    await page.waitForFunction(() => document.querySelector(".loading, .rows-loading") === null);
  const flaws = await flawsIn(page);
  await page.evaluate(() => {
    document.title = "";
  });
  return flaws;
}
