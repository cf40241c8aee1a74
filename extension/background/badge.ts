import { browser } from "../browser.ts";
import { texts } from "../texts/badge.ts";
import type { Badge } from "./services.ts";

const BADGES = {
  decision: { text: "1", color: "#0d665a", title: texts.decision },
  foreign: { text: "!", color: "#a02c2c", title: texts.foreign },
} as const;

export const badge: Badge = {
  show: (tab, what) => paint(tab, BADGES[what].text, BADGES[what].title, BADGES[what].color),
  clear: (tab) => paint(tab, "", texts.product),
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
