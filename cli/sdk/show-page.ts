import { openInBrowser } from "../browser/open.ts";
import type { NearsideEvent } from "./events.ts";
import type { Operation } from "./operation.ts";

type Because = Extract<NearsideEvent, { type: "browser_not_opened" }>["because"];

const OPEN_IT = "Open the address in a browser of this machine.";
const WHY_NOT: Readonly<Record<Because, string>> = {
  over_ssh:
    "This is a session on another computer. Only a browser of that computer can approve this: log in where your browser runs, and never forward the port.",
  no_display: OPEN_IT,
  no_opener: OPEN_IT,
  opener_failed: OPEN_IT,
};

/** Opens the approval page in the way that the program wants. What can't be opened can be typed: nothing ends because of it. */
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
