import { browser } from "../browser.ts";
import { ENROL_PAGE } from "../files.ts";

/** Pixels: room for the six words and what to do with them. */
const SIZE = { width: 520, height: 720 };

/** Opens the extension's own window for an enrolment; the one that is open already is brought forward. */
export async function openOwnWindow(enrolment: string, open: number | null): Promise<number | null> {
  if (open !== null) {
    try {
      await browser.windows.update(open, { focused: true, drawAttention: true });
      return open;
    } catch {
      // it was closed
    }
  }
  const url = browser.runtime.getURL(`${ENROL_PAGE}#${enrolment}`);
  const opened = await browser.windows.create({ type: "popup", url, ...SIZE });
  return opened.id ?? null;
}
