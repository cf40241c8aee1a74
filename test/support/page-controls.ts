// Waits for what a person sees come, and presses it. Playwright waits for the same, but looks only every half second after the first quarter:
// that is longer than most of what our pages do, and just what they keep their buttons locked (web/ui/use-settled.ts).
import type { Locator, Page } from "playwright-core";
import { untilOnPage } from "./until.ts";

/** Far more than any step takes. */
const STEP_MS = 30_000;

/** Waits until it can be seen. @throws Error if more than one is meant */
export async function seen(locator: Locator, deadlineMs = STEP_MS): Promise<void> {
  const look = async (): Promise<true | undefined> => ((await locator.isVisible()) ? true : undefined);
  await untilOnPage(
    look,
    deadlineMs,
    async () => `${locator} was never to be seen on ${await shownOn(locator.page())}`,
  );
}

/** Presses a button as soon as it can be pressed. @throws Error if more than one is meant */
export async function press(button: Locator): Promise<void> {
  await seen(button);
  const look = async (): Promise<true | undefined> => ((await button.isEnabled()) ? true : undefined);
  await untilOnPage(look, STEP_MS, async () => `${button} stayed locked on ${await shownOn(button.page())}`);
  await button.click({ timeout: STEP_MS });
}

/** The page's address and text, for the message of a wait that was in vain. */
async function shownOn(page: Page): Promise<string> {
  const text = await page.locator("body").textContent({ timeout: STEP_MS });
  return `${page.url()}, which shows: ${text?.replaceAll(/\s+/g, " ")}`;
}
