import { browser } from "../browser.ts";
import type { BoundSetStore } from "../keys/bound-set-store.ts";
import type { EnrolmentServices } from "./enrol.ts";
import { type BridgeScript, bridgeScripts, CONTENT_FILE, scriptChanges } from "./issuer-scripts.ts";

export interface Bridges {
  /**
   * Registers the content script for the issuers that this extension is enrolled with, or is enrolling with, and brings
   * it into their open pages if it was not registered before: registrations do not always survive a restart or an
   * update, and a permission granted late helps only the next page.
   */
  keepUp(change?: "permissions"): Promise<void>;
  readonly inject: EnrolmentServices["bridges"]["inject"];
  readonly tell: EnrolmentServices["bridges"]["tell"];
}

export function openBridges(boundSets: BoundSetStore): Bridges {
  let last: Promise<void> = Promise.resolve();

  const inject = async (tab: number): Promise<boolean> => {
    try {
      await browser.scripting.executeScript({ target: { tabId: tab, frameIds: [0] }, files: [CONTENT_FILE] });
      return true;
    } catch {
      return false; // the tab is gone, or shows a page that the person gave no permission for
    }
  };

  const injectInto = async (scripts: readonly BridgeScript[]): Promise<void> => {
    const patterns = scripts.flatMap(({ matches }) => matches);
    if (patterns.length === 0) return;
    const tabs = await browser.tabs.query({ url: patterns });
    await Promise.all(tabs.map(({ id }) => (id === undefined ? false : inject(id))));
  };

  const register = async (change: "permissions" | undefined): Promise<void> => {
    const wanted = bridgeScripts((await boundSets.all()).map(({ issuer }) => issuer));
    const { add, drop } = scriptChanges(await browser.scripting.getRegisteredContentScripts(), wanted);
    if (drop.length > 0) await browser.scripting.unregisterContentScripts({ ids: [...drop] });
    if (add.length > 0)
      await browser.scripting.registerContentScripts(
        add.map(({ id, matches }) => ({
          id,
          matches: [...matches],
          js: [CONTENT_FILE],
          runAt: "document_start",
          persistAcrossSessions: true,
        })),
      );
    await injectInto(change === "permissions" ? wanted : add);
  };

  return {
    inject,
    // registering the same script twice at once fails, so one waits for the other
    keepUp(change) {
      last = last.catch(() => undefined).then(() => register(change));
      return last;
    },
    async tell(tab, event) {
      const message = { kind: "page_event", event };
      const send = () => browser.tabs.sendMessage(tab, message, { frameId: 0 });
      try {
        await send();
      } catch {
        // the page was loaded again since its icon was clicked
        if (await inject(tab)) await send().catch(() => undefined);
      }
    },
  };
}
