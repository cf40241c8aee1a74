// Another extension in a person's browser, such as a blocker or a VPN: what the real ones do to requests, and nothing else.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "./browser.ts";

/** Installs it. @returns removes it */
async function install(
  browser: Browser,
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const { id } = await browser.cdp.send("Extensions.loadUnpacked", { path: folder });
  return async () => void (await browser.cdp.send("Extensions.uninstall", { id }));
}

/** A content blocker: whatever is fetched from such an address, or opened there, is stopped. @param urlFilter as declarativeNetRequest has it */
export function installBlocker(browser: Browser, folder: string, urlFilter: string): Promise<() => Promise<void>> {
  const manifest = {
    manifest_version: 3,
    name: "Blocker",
    version: "1",
    permissions: ["declarativeNetRequest"],
    host_permissions: ["<all_urls>"],
    declarative_net_request: { rule_resources: [{ id: "rules", enabled: true, path: "rules.json" }] },
  };
  const condition = { urlFilter, resourceTypes: ["main_frame", "xmlhttprequest", "other"] };
  const rules = [{ id: 1, priority: 1, action: { type: "block" }, condition }];
  return install(browser, folder, { "manifest.json": JSON.stringify(manifest), "rules.json": JSON.stringify(rules) });
}

/** A VPN that takes even what goes to this computer itself, but for that name. Nobody answers at its other end. */
export function installGreedyVpn(browser: Browser, folder: string, except: string): Promise<() => Promise<void>> {
  const manifest = {
    manifest_version: 3,
    name: "VPN",
    version: "1",
    permissions: ["proxy"],
    background: { service_worker: "background.js" },
  };
  const value = {
    mode: "fixed_servers",
    rules: { singleProxy: { host: "127.0.0.1", port: 9 }, bypassList: ["<-loopback>", except] },
  };
  const script = `chrome.proxy.settings.set({ value: ${JSON.stringify(value)} });`;
  return install(browser, folder, { "manifest.json": JSON.stringify(manifest), "background.js": script });
}
