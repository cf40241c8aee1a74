// The extension's background worker, and its pages and windows for which Playwright makes a page.
import type { Page, Worker } from "playwright-core";
import type { Browser } from "./browser.ts";
import { until } from "./until.ts";

const DEADLINE_MS = 30_000;

/** @throws Error if the browser was launched without an extension */
export function extensionOf({ extensionId }: Browser): string {
  if (extensionId === undefined) throw new Error("This browser was launched without an extension.");
  return extensionId;
}

/** Opens one of its pages in a tab. @param path such as "options.html" */
export async function openExtensionPage(browser: Browser, path: string): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(`${origin(browser)}${path}`);
  return page;
}

/** The window or tab of its own that the extension opens while `act` runs or soon after. A browser may open other pages beside it. */
export async function extensionWindow(browser: Browser, act: () => Promise<void>): Promise<Page> {
  const { context } = browser;
  const before = new Set(context.pages());
  await act();
  const opened = () => context.pages().filter((page) => !before.has(page));
  const ours = async () => opened().find((page) => page.url().startsWith(origin(browser)));
  const page = await until(
    ours,
    DEADLINE_MS,
    () => `The extension opened no page, but these came: ${opened().map((one) => one.url())}`,
  );
  // The page itself is asked: its load event may come before Playwright listens to a window that the extension opens, and is not told again.
  await until(
    async () => ((await page.evaluate(() => document.readyState)) === "complete" ? true : undefined),
    DEADLINE_MS,
    () => `${page.url()} did not load`,
  );
  return page;
}

/**
 * Its worker; waits for the first to start. That object is good for every later one: while none runs, `evaluate` waits
 * until something starts it.
 */
export async function extensionWorker(browser: Browser): Promise<Worker> {
  const ours = (worker: Worker): boolean => worker.url().startsWith(origin(browser));
  const { context } = browser;
  const first = context.serviceWorkers().find(ours);
  return first ?? context.waitForEvent("serviceworker", { predicate: ours, timeout: DEADLINE_MS });
}

/** Ends its worker, as the browser does to one that idles, and sees it gone; the next event starts it again. */
export async function stopExtensionWorker(browser: Browser): Promise<void> {
  const running = await workerTargets(browser);
  for (const targetId of running) await browser.cdp.send("Target.closeTarget", { targetId }).catch(() => {}); // it may have ended by itself
  const gone = async (): Promise<true | undefined> => {
    const left = await workerTargets(browser);
    return running.some((targetId) => left.includes(targetId)) ? undefined : true;
  };
  await until(gone, DEADLINE_MS, () => "The extension's worker would not stop.");
}

async function workerTargets(browser: Browser): Promise<string[]> {
  const { targetInfos } = await browser.cdp.send("Target.getTargets", { filter: [{ type: "service_worker" }] });
  return targetInfos.filter(({ url }) => url.startsWith(origin(browser))).map(({ targetId }) => targetId);
}

function origin(browser: Browser): string {
  return `chrome-extension://${extensionOf(browser)}/`;
}
