// The console as a person at an enrolled machine meets it, and what they do there with the keyboard alone.
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { headingOf } from "./login-page.ts";
import type { Machine } from "./machine.ts";
import { press, seen } from "./page-controls.ts";
import { flawsIn } from "./page-flaws.ts";
import { untilOnPage } from "./until.ts";

const STEP_MS = 30_000;
/** More stops than any page of ours has between its top and what a person looks for. */
const MOST_STOPS = 120;
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 740 };

/** A tab of that machine's browser, with its authenticator at hand. */
export async function newTab(machine: Machine): Promise<Page> {
  const page = await machine.browser.context.newPage();
  await machine.authenticator.plugInto(page);
  return page;
}

/** Goes to that address, and signs in if the page asks for it. */
export async function goTo(page: Page, url: string, heading: RegExp): Promise<void> {
  await page.goto(url);
  const signIn = page.getByRole("button", { name: "Sign in", exact: true });
  const wanted = page.getByRole("heading", { level: 1, name: heading });
  await seen(signIn.or(wanted).first());
  if (await signIn.isVisible()) await press(signIn);
  await headingOf(page, heading);
}

/** Tab until that has the focus, then the key. */
export async function byKeyboard(page: Page, control: Locator, key = "Enter"): Promise<void> {
  await seen(control);
  const isReady = async (): Promise<true | undefined> => ((await control.isEnabled()) ? true : undefined);
  await untilOnPage(isReady, STEP_MS, () => `${control} stayed locked on ${page.url()}`);
  const hasFocus = () => control.evaluate((element) => element === document.activeElement);
  for (let stops = 0; !(await hasFocus()); stops += 1) {
    if (stops === MOST_STOPS) throw new Error(`${control} is not reached by the keyboard on ${page.url()}`);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press(key);
}

/** Types into a field that has the focus. */
export async function typeInto(page: Page, field: Locator, text: string): Promise<void> {
  await byKeyboard(page, field, "Control+A");
  await page.keyboard.type(text);
}

/** Waits until no rows of an earlier view are left. Then axe finds nothing, neither wide and light nor narrow and dark. */
export async function expectNoFlaws(page: Page): Promise<void> {
  const isStill = async (): Promise<true | undefined> =>
    (await page.locator("[aria-busy=true]").count()) === 0 ? true : undefined;
  const stillFlaws = async (): Promise<readonly string[]> => {
    await untilOnPage(isStill, STEP_MS, () => `${page.url()} stayed busy`);
    return flawsIn(page);
  };
  for (const [size, colorScheme] of [
    [NARROW, "dark"],
    [WIDE, "light"],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(size);
    // rows fade while others are fetched, which may begin while they are looked at: only what a second look finds too is a flaw
    const flaws = (await stillFlaws()).length === 0 ? [] : await stillFlaws();
    expect(flaws, `${page.url()} at ${size.width}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** The titles that the navigation offers, in its order. */
export async function navigationOf(page: Page): Promise<readonly string[]> {
  const links = page.getByRole("navigation", { name: "Console" }).getByRole("link");
  await seen(links.first());
  return links.allTextContents();
}
