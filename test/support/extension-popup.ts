// The popup under the extension's icon. Playwright makes no page for it, so it is driven by the protocol itself: its
// clicks are input to the browser, and count as a person's.
import { writeFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import type { Browser } from "./browser.ts";
import { clickExtensionIcon } from "./extension-icon.ts";
import { extensionOf } from "./extension-pages.ts";
import { attach, type RawTarget } from "./raw-target.ts";
import { until } from "./until.ts";

type Popup = {
  /** The text of the popup. */
  readonly text: () => Promise<string>;
  /** The first match in what is or will be written in it. @throws Error with its text, if the deadline passes first */
  readonly shows: (pattern: RegExp, deadlineMs?: number) => Promise<RegExpExecArray>;
  /** Presses and releases the mouse in the middle of the element. @throws Error if no such element is there */
  readonly click: (selector: string) => Promise<void>;
  /** The value of an expression in its page; it must survive JSON. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** Writes a PNG. */
  readonly screenshot: (file: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

const DEADLINE_MS = 30_000;

/** Clicks the icon while `page` is the tab in front, if the extension answers with a popup. */
export async function openExtensionPopup(browser: Browser, page: Page): Promise<Popup> {
  const before = new Set(await extensionTargets(browser));
  await clickExtensionIcon(browser, page);
  const targetId = await until(
    async () => (await extensionTargets(browser)).find((id) => !before.has(id)),
    DEADLINE_MS,
    () => "The click on the icon opened no popup.",
  );
  return drive(await attach(browser.cdp, targetId));
}

async function extensionTargets(browser: Browser): Promise<string[]> {
  const { targetInfos } = await browser.cdp.send("Target.getTargets", { filter: [{ type: "page" }] });
  const origin = `chrome-extension://${extensionOf(browser)}/`;
  return targetInfos.filter(({ url }) => url.startsWith(origin)).map(({ targetId }) => targetId);
}

function drive(target: RawTarget): Popup {
  const evaluate = async (expression: string): Promise<unknown> => {
    const answer = await target.send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
    if (!isObject(answer) || !isObject(answer["result"])) throw new Error("The popup's page gave no result.");
    if ("exceptionDetails" in answer) throw new Error(`In the popup: ${String(answer["result"]["description"])}`);
    return answer["result"]["value"];
  };
  const text = async (): Promise<string> => String(await evaluate("document.body?.innerText ?? ''"));
  return {
    text,
    evaluate,
    shows: async (pattern, deadlineMs = DEADLINE_MS) => {
      let shown = "";
      const look = async (): Promise<RegExpExecArray | undefined> => {
        shown = await text();
        return pattern.exec(shown) ?? undefined;
      };
      return until(look, deadlineMs, () => `The popup never showed ${pattern}, but:\n${shown}`);
    },
    click: async (selector) => {
      const centre = await evaluate(`(() => {
        const element = document.querySelector(${JSON.stringify(selector)});
        element?.scrollIntoView({ block: "center", behavior: "instant" });
        const box = element?.getBoundingClientRect();
        return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      })()`);
      if (!isObject(centre)) throw new Error(`The popup has no ${selector}; it shows:\n${await text()}`);
      for (const type of ["mousePressed", "mouseReleased"]) {
        await target.send("Input.dispatchMouseEvent", { type, ...centre, button: "left", clickCount: 1 });
      }
    },
    screenshot: async (file) => {
      const picture = await target.send("Page.captureScreenshot", { format: "png" });
      if (!isObject(picture)) throw new Error("The popup gave no picture.");
      await writeFile(file, Buffer.from(String(picture["data"]), "base64"));
    },
    // Its answer is its end.
    close: async () => void (await target.send("Page.close").catch(() => {})),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
