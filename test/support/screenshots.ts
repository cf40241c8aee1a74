// Pictures of a page for people to look at: in light and dark, wide and narrow.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";

const SCHEMES = ["light", "dark"] as const;
/** CSS pixels. */
const SIZES = { wide: { width: 1280, height: 900 }, narrow: { width: 360, height: 740 } } as const;

/**
 * Takes `<name>-<light|dark>-<wide|narrow>.png` of the whole page and leaves it as it was: light unless the browser says
 * otherwise, and at its own size.
 * @returns the files
 */
export async function takeScreenshots(page: Page, folder: string, name: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const former = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  const files: string[] = [];
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      const path = join(folder, `${name}-${scheme}-${size}.png`);
      await page.screenshot({ path, fullPage: true, animations: "disabled", caret: "hide" });
      files.push(path);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(former);
  return files;
}
