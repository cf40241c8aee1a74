// Looks for flaws of a page: by axe with all its rules, and by the page's width.
import axe from "axe-core";
import type { Page } from "playwright-core";

/**
 * The part of axe's report that crosses to us: it need not collect what is in order. Nothing where axe is not in the page yet. A button
 * that was just unlocked comes out of its grey by degrees, and an offer appears by itself after a while: what a change comes to is
 * looked at, and none begins meanwhile. A flaw is told by its rule and its place, so axe copies no element. The rules that run read no style
 * sheet, but axe by itself would load all of them at each look: that was a third of the work.
 */
const FLAWS = `"axe" in globalThis ? (async () => {
  const changes = document.getAnimations().filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime));
  for (const change of changes) change.effect.getComputedTiming().progress === null ? change.pause() : change.finish();
  axe.configure({ noHtml: true });
  const { violations } = await axe.run(document, { resultTypes: ["violations"], preload: { assets: ["media"] } });
  for (const change of changes) if (change.playState === "paused") change.play();
  return [
    ...violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + " at " + target.join(" "))),
    ...(document.documentElement.scrollWidth > innerWidth ? ["is wider than the window"] : []),
  ];
})() : undefined`;

/** One sentence each. axe stays in the page, and is there for the next state that it shows. */
export async function flawsIn(page: Page): Promise<string[]> {
  const look = (): Promise<string[] | undefined> => page.evaluate<string[] | undefined>(FLAWS);
  const flaws = await look();
  if (flaws !== undefined) return flaws;
  await page.evaluate(axe.source);
  return (await look()) ?? ["axe is not to be had"];
}
