import { browser } from "../browser.ts";

/** The built page, as build.ts writes it. */
const ENROL_PAGE = "enrol-window.html";
/** Pixels, with room for the six words and what to do with them. */
const SIZE = { width: 520, height: 720 };

/**
 * Opens the extension's own window for an enrolment, if it is not open.
 *
 * @param open id of the window that was opened for it before
 * @param forward true to bring an open one before the page. Never while the page asks for the passkey, which the
 * browser gives no page without focus
 * @returns the id of the window
 */
export async function openOwnWindow(enrolment: string, open: number | null, forward: boolean): Promise<number | null> {
  if (open !== null) {
    try {
      await (forward ? browser.windows.update(open, { focused: true }) : browser.windows.get(open));
      return open;
    } catch {
      // it was closed
    }
  }
  const url = browser.runtime.getURL(`${ENROL_PAGE}#${enrolment}`);
  const opened = await browser.windows.create({ type: "popup", url, ...SIZE });
  return opened.id ?? null;
}
