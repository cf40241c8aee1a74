import { NOT_OPENED, openInBrowser } from "../browser/open.ts";
import type { NearsideEvent } from "./events.ts";
import type { Operation } from "./operation.ts";

type Because = Extract<NearsideEvent, { type: "browser_not_opened" }>["because"];

const WHY_NOT: Readonly<Record<Because, string>> = { ...NOT_OPENED, opener_failed: NOT_OPENED.no_opener };

/** Opens the approval page in the way that the program wants. A failure ends nothing: the address can be typed. */
export function showPage({ openBrowser = true, browser, world, tell }: Operation, url: string): void {
  if (openBrowser === false) return;
  const failed = (because: Because): void => tell({ type: "browser_not_opened", because, message: WHY_NOT[because] });
  const show = async (): Promise<void> => {
    if (typeof openBrowser === "function") return openBrowser(url);
    const { platform, env } = world.surroundings;
    const opened = await openInBrowser(url, { platform, env, browser });
    if (!opened.opened) return failed(opened.because);
    const { by } = opened;
    tell({ type: "browser_opened", by, message: "The page was opened in your browser." });
  };
  show().catch(() => failed("opener_failed"));
}
