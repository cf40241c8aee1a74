// What axe, with all its rules, and a look at the page's width find wrong with what a page shows.
import axe from "axe-core";
import type { Page } from "playwright-core";

/** What of it crosses to us: of what is in order, axe need put nothing together. */
const FLAWS = `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + " at " + target.join(" "))))`;

/** One sentence each. axe stays in the page, and is there for the next state that it shows. */
export async function flawsIn(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  const flaws = await page.evaluate<string[]>(FLAWS);
  const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  return isWider ? [...flaws, "is wider than the window"] : flaws;
}
