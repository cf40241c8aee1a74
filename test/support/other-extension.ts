// Another extension in a person's browser, such as a blocker or a VPN: what the real ones do to requests, and nothing else.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Worker } from "playwright-core";
import type { Browser } from "./browser.ts";
import { until } from "./until.ts";

type Files = Readonly<Record<string, string>>;

/** Nothing is judged by it: a busy machine takes its time. */
const STARTED_MS = 30_000;

/** Installs it. @returns removes it */
async function install(browser: Browser, folder: string, files: Files): Promise<() => Promise<void>> {
  return (await installed(browser, folder, files)).remove;
}

async function installed(browser: Browser, folder: string, files: Files) {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const { id } = await browser.cdp.send("Extensions.loadUnpacked", { path: folder });
  return { id, remove: async (): Promise<void> => void (await browser.cdp.send("Extensions.uninstall", { id })) };
}

/** The background of one that was just installed, once it runs. */
const workerOf = ({ context }: Browser, id: string): Promise<Worker> =>
  until(
    async () => context.serviceWorkers().find((worker) => worker.url() === `chrome-extension://${id}/background.js`),
    STARTED_MS,
    () => "The other extension's worker did not start.",
  );

/** A content blocker: whatever is fetched from such an address, or opened there, is stopped. @param place host and beginning of the path */
export async function installBlocker(browser: Browser, folder: string, place: string): Promise<() => Promise<void>> {
  const manifest = {
    manifest_version: 3,
    name: "Blocker",
    version: "1",
    // the second to ask whether its rules are at work
    permissions: ["declarativeNetRequest", "declarativeNetRequestFeedback"],
    host_permissions: ["<all_urls>"],
    background: { service_worker: "background.js" },
    declarative_net_request: { rule_resources: [{ id: "rules", enabled: true, path: "rules.json" }] },
  };
  const condition = { urlFilter: `||${place}`, resourceTypes: ["main_frame", "xmlhttprequest", "other"] };
  const rules = [{ id: 1, priority: 1, action: { type: "block" }, condition }];
  const { id, remove } = await installed(browser, folder, {
    "manifest.json": JSON.stringify(manifest),
    "rules.json": JSON.stringify(rules),
    "background.js": "chrome.runtime.onInstalled.addListener(() => undefined);",
  });
  const worker = await workerOf(browser, id);
  const request = JSON.stringify({ url: `https://${place}`, type: "xmlhttprequest" });
  const stops = `chrome.declarativeNetRequest.testMatchOutcome(${request}).then((found) => found.matchedRules.length > 0 || undefined)`;
  const look = (): Promise<true | undefined> => worker.evaluate(stops);
  await until(look, STARTED_MS, () => "The blocker stopped nothing.");
  return remove;
}

/** A VPN that takes even what goes to this computer itself, but for that name. No host answers at its other end, unless named. */
export async function installGreedyVpn(
  browser: Browser,
  folder: string,
  except: string,
  { host, port } = { host: "127.0.0.1", port: 9 },
): Promise<() => Promise<void>> {
  const manifest = {
    manifest_version: 3,
    name: "VPN",
    version: "1",
    permissions: ["proxy"],
    background: { service_worker: "background.js" },
  };
  const value = {
    mode: "fixed_servers",
    rules: { singleProxy: { host, port }, bypassList: ["<-loopback>", except] },
  };
  const script = `chrome.proxy.settings.set({ value: ${JSON.stringify(value)} });`;
  const files = { "manifest.json": JSON.stringify(manifest), "background.js": script };
  const { id, remove } = await installed(browser, folder, files);
  const worker = await workerOf(browser, id);
  const takesAll = "chrome.proxy.settings.get({}).then(({ value }) => value.mode === 'fixed_servers' || undefined)";
  const look = (): Promise<true | undefined> => worker.evaluate(takesAll);
  await until(look, STARTED_MS, () => "The VPN took nothing.");
  return remove;
}

/** A page changer: that script is part of every page there, from its beginning, and no policy of the page stops it. */
export function installPageChanger(
  browser: Browser,
  folder: string,
  site: string,
  script: string,
): Promise<() => Promise<void>> {
  const manifest = {
    manifest_version: 3,
    name: "Page changer",
    version: "1",
    host_permissions: [`${site}/*`],
    content_scripts: [{ matches: [`${site}/*`], js: ["page.js"], run_at: "document_start", world: "MAIN" }],
  };
  return install(browser, folder, { "manifest.json": JSON.stringify(manifest), "page.js": script });
}

/** One that may reach this computer itself, and says of each of its requests that they come from that origin. */
export async function installForger(
  browser: Browser,
  folder: string,
  origin: string,
): Promise<{ readonly worker: Worker; readonly remove: () => Promise<void> }> {
  const manifest = {
    manifest_version: 3,
    name: "Forger",
    version: "1",
    permissions: ["declarativeNetRequest"],
    host_permissions: ["http://127.0.0.1/*"],
    background: { service_worker: "background.js" },
    declarative_net_request: { rule_resources: [{ id: "rules", enabled: true, path: "rules.json" }] },
  };
  const action = { type: "modifyHeaders", requestHeaders: [{ header: "origin", operation: "set", value: origin }] };
  const condition = { urlFilter: "||127.0.0.1", resourceTypes: ["xmlhttprequest", "other"] };
  const { id, remove } = await installed(browser, folder, {
    "manifest.json": JSON.stringify(manifest),
    "rules.json": JSON.stringify([{ id: 1, priority: 1, action, condition }]),
    "background.js": "chrome.runtime.onInstalled.addListener(() => undefined);",
  });
  return { worker: await workerOf(browser, id), remove };
}
