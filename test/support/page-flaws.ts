// Looks for flaws of a page: by axe with all its rules, and by the page's width.
import axe from "axe-core";
import type { Page } from "playwright-core";
import { textsAlike } from "./texts-alike.ts";

/**
 * Adds axe to a page, and to axe what finds the page's flaws: it gives each by its rule and its place, and collects nothing about what is in
 * order. A button that was just unlocked comes out of its grey by degrees, and an offer appears by itself after a while: what a change comes
 * to is looked at, and none begins meanwhile. The rules that run read no style sheet, but axe by itself would load all of them at each look:
 * that was a third of the work. Contrast was more than half of the rest, so it is computed once for texts that look alike. A look counts as
 * in order only where axe has computed a contrast: what nobody can see passes too. All of this is compiled once, not at each look.
 */
const AXE = `${axe.source};
{
  const inOrder = new Set();
  let texts;
  const contrast = axe._audit.getRule("color-contrast");
  const matches = contrast.matches;
  contrast.matches = (element, ...more) => !texts.leftOut.has(element) && matches(element, ...more);
  axe.addReporter("flaws", (rules, _, done) => {
    for (const { node, any } of rules.find(({ id }) => id === contrast.id).passes)
      if (any[0].data.contrastRatio > 0 && texts.looks.has(node.element)) inOrder.add(texts.looks.get(node.element));
    done(rules.flatMap(({ id, violations }) => violations.map(({ node }) => id + " at " + node.selector.join(" "))));
  });
  axe.configure({ noHtml: true, reporter: "flaws" });
  const textsAlike = ${textsAlike};
  globalThis.findFlaws = async () => {
    const changes = document.getAnimations().filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime));
    for (const change of changes) change.effect.getComputedTiming().progress === null ? change.pause() : change.finish();
    texts = textsAlike(inOrder);
    const flaws = await axe.run(document, { preload: { assets: ["media"] } });
    for (const change of changes) if (change.playState === "paused") change.play();
    return [...flaws, ...(document.documentElement.scrollWidth > innerWidth ? ["is wider than the window"] : [])];
  };
}
undefined;`;

/** One sentence each. axe stays in the page, and is there for the next state that it shows. */
export async function flawsIn(page: Page): Promise<string[]> {
  const look = (): Promise<string[] | undefined> => page.evaluate<string[] | undefined>("globalThis.findFlaws?.()");
  const flaws = await look();
  if (flaws !== undefined) return flaws;
  await page.evaluate(AXE);
  return (await look()) ?? ["axe is not to be had"];
}
