// Every state that a person can see, of approval, enrolment and console: looked at by axe, narrow and wide, light and dark,
// and under the very headers that the server sends (threat B5).
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { type Browser, launchBrowser } from "../support/browser.ts";
import { browserUnderTest } from "../support/browser-under-test.ts";
import { startServer } from "../support/nearside-server.ts";
import { flawsIn } from "../support/page-flaws.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";

const BUILD_MS = 30_000;
const folder = await mkdtemp(join(tmpdir(), "nearside-views-"));
const pages = join(folder, "pages");
const complaints: string[] = [];
let browser: Browser;
let page: Page;
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
  page = await openGallery();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The policy that the server which ships gives its pages. */
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

type Size = { readonly width: number; readonly height: number; readonly colorScheme: "dark" | "light" };
const NARROW: Size = { width: 360, height: 740, colorScheme: "dark" };
const WIDE: Size = { width: 1280, height: 800, colorScheme: "light" };

const PARTS = [
  { part: "logins and enrolments", has: (state: string) => !state.startsWith("console/"), atLeast: 35 },
  { part: "the console's own", has: (state: string) => OWN.test(state), atLeast: 25 },
  { part: "its pages", has: (state: string) => state.startsWith("console/") && !OWN.test(state), atLeast: 30 },
];
/** Nothing is judged by it: there are hundreds of states. */
const PART_MS = 300_000;

describe.each(PARTS)("$part", ({ has, atLeast }) => {
  it("shows every state without a flaw, narrow and dark, wide and light", { timeout: PART_MS }, async () => {
    const { states, flaws } = await lookAtAll(has);
    expect(states).toBeGreaterThan(atLeast);
    expect(flaws).toEqual([]);
    expect(complaints.splice(0)).toEqual([]);
  });
});

describe("filters that came by a link", () => {
  it("hand the focus on as they are removed, and the last one to the list's field", async () => {
    await show(page, "console/logins/list_filtered");
    const chips = page.locator(".active-filters button");
    await chips.first().focus();
    for (let left = (await chips.count()) - 1; left >= 0; left -= 1) {
      await page.locator(".active-filters button:focus").press("Enter");
      await page.waitForFunction(
        (count) => document.querySelectorAll(".active-filters button").length === count,
        left,
        {
          polling: POLL_MS,
        },
      );
      expect(await page.locator(left > 0 ? ".active-filters button:focus" : "input[type=search]:focus").count()).toBe(
        1,
      );
    }
  });
});

/** One page for all parts: what axe takes a while to get going, it does once. */
async function openGallery(): Promise<Page> {
  const gallery = await browser.context.newPage();
  gallery.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  gallery.on("pageerror", (error) => complaints.push(error.message));
  await gallery.goto(origin);
  // axe reads styles and places, which need no painting. Behind another page nothing is painted.
  await browser.context.pages()[0]?.bringToFront();
  return gallery;
}

/** Each state comes up in the size in which the one before it was last looked at, so half of them in either. */
async function lookAtAll(has: (state: string) => boolean) {
  let size = NARROW;
  await resize(page, size);
  await page.evaluate(() => {
    location.hash = "";
  });
  await page.getByRole("heading", { name: "Every state" }).waitFor();
  const states = (await page.locator("a").allInnerTexts()).filter(has);

  const flaws: string[] = [];
  const look = async (state: string) => {
    const found = await flawsIn(page);
    flaws.push(...found.map((flaw) => `${state} at ${size.width} px, ${size.colorScheme}: ${flaw}`));
  };
  for (const state of states) {
    await show(page, state);
    if (await page.getByText("page_failed").isVisible()) flaws.push(`${state} shows that its sample could not be read`);
    await look(state);
    size = size === NARROW ? WIDE : NARROW;
    await resize(page, size);
    await look(state);
  }
  return { states: states.length, flaws };
}

async function resize(page: Page, { width, height, colorScheme }: Size): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
}

/** Looks again after so long: a page that isn't painted has no frames to look at. */
const POLL_MS = 15;

/** Waits until the page no longer changes. A page that waits behind another stays as it was. */
async function show(page: Page, state: string): Promise<void> {
  await page.evaluate((name) => {
    document.title = "";
    location.hash = name;
  }, state);
  const isThere = (name: string) => {
    const isLoading = [...document.querySelectorAll(".loading, .rows-loading")].some((part) => part.checkVisibility());
    const isReady = !name.startsWith("approve/asking") || document.activeElement?.textContent === "Deny";
    return document.title.endsWith(" · Nearside") && isReady && (!isLoading || name.endsWith("loading"));
  };
  await page.waitForFunction(isThere, state, { polling: POLL_MS });
}
