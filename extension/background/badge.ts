import { browser } from "../browser.ts";
import type { Badge } from "./services.ts";

const BADGES = {
  decision: { text: "1", color: "#0d665a", title: "Nearside: a login waits for your decision" },
  foreign: { text: "!", color: "#a02c2c", title: "Nearside: a login that was started on another computer" },
} as const;

export const badge: Badge = {
  show: (tab, what) => paint(tab, BADGES[what].text, BADGES[what].title, BADGES[what].color),
  clear: (tab) => paint(tab, "", "Nearside"),
};

async function paint(tabId: number, text: string, title: string, color?: string): Promise<void> {
  try {
    if (color !== undefined) await browser.action.setBadgeBackgroundColor({ tabId, color });
    await browser.action.setBadgeText({ tabId, text });
    await browser.action.setTitle({ tabId, title });
  } catch {
    // the tab was closed meanwhile
  }
}
