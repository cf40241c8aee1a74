import { browser } from "../browser.ts";

/** The built pages, as build.ts writes them. */
type OwnPage = "enrol-window.html" | "review-window.html";
/** Pixels, with room for the six words and what to do with them, or for what a second person reads. */
const SIZE = { width: 520, height: 720 };

/**
 * Opens the extension's own window for one thing, if it is not open.
 *
 * @param about the enrolment, or the hash of the co-decision, that the page shows
 * @param open id of the window that was opened for it before
 * @param forward true to bring an open one before the page. Never while the page asks for the passkey, which the
 * browser gives no page without focus
 * @returns the id of the window
 */
export async function openOwnWindow(
  page: OwnPage,
  about: string,
  open: number | null,
  forward: boolean,
): Promise<number | null> {
  if (open !== null) {
    try {
      await (forward ? browser.windows.update(open, { focused: true }) : browser.windows.get(open));
      return open;
    } catch {
      // it was closed
    }
  }
  const url = browser.runtime.getURL(`${page}#${about}`);
  const opened = await browser.windows.create({ type: "popup", url, ...SIZE });
  return opened.id ?? null;
}

/** Brings a tab and its window to the front, if they are still there. */
export async function bringForward(tab: number): Promise<void> {
  try {
    const { windowId } = await browser.tabs.update(tab, { active: true });
    if (windowId !== undefined) await browser.windows.update(windowId, { focused: true });
  } catch {
    // it was closed
  }
}
