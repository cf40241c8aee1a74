// A click on the extension's icon. The toolbar is out of Playwright's reach; the browser's own session triggers the
// same action, with what it grants (activeTab) and what it opens (onClicked, or the popup).
import type { Page } from "playwright-core";
import type { Browser } from "./browser.ts";
import { extensionOf } from "./extension-pages.ts";
import { attach } from "./raw-target.ts";

/** Clicks the icon while `page` is the tab in front. */
export async function clickExtensionIcon(browser: Browser, page: Page): Promise<void> {
  const id = extensionOf(browser);
  await page.bringToFront();
  await browser.cdp.send("Extensions.triggerAction", { id, targetId: await tabOf(browser, page) });
}

/**
 * The tab target around a page target, which the protocol does not name: the one tab at that address, or else each tab is
 * asked for its page. Asking a tab takes the virtual authenticator from its page, so it is the last resort.
 */
async function tabOf({ context, cdp }: Browser, page: Page): Promise<string> {
  const { targetInfos: all } = await cdp.send("Target.getTargets", { filter: [{ type: "tab" }] });
  const [only, ...others] = all.filter(({ url }) => url === page.url());
  if (only !== undefined && others.length === 0) return only.targetId;
  const session = await context.newCDPSession(page);
  const { targetInfo } = await session.send("Target.getTargetInfo");
  await session.detach();
  const { targetInfos: tabs } = await cdp.send("Target.getTargets", { filter: [{ type: "tab" }] });
  for (const { targetId } of tabs) {
    const tab = await attach(cdp, targetId);
    const pages: string[] = [];
    tab.onEvent((method, params) => pages.push(...attachedPage(method, params)));
    // Answered after the events for what is there already.
    await tab.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: true });
    await tab.detach();
    if (pages.includes(targetInfo.targetId)) return targetId;
  }
  throw new Error(`No tab shows ${page.url()}`);
}

function attachedPage(method: string, params: unknown): string[] {
  if (method !== "Target.attachedToTarget" || typeof params !== "object" || params === null) return [];
  const info = "targetInfo" in params ? params.targetInfo : undefined;
  if (typeof info !== "object" || info === null || !("targetId" in info)) return [];
  return typeof info.targetId === "string" ? [info.targetId] : [];
}
