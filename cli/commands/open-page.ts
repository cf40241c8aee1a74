import { openInBrowser } from "../browser/open.ts";
import type { World } from "../world.ts";

/**
 * Opens the page if it can, and says what to do if not. The address stands in the terminal already.
 *
 * @param browser the command of the chosen browser, as `Chosen.defaults` has it; else the system's
 */
export function openPage(
  { terminal, surroundings }: Pick<World, "terminal" | "surroundings">,
  url: string,
  browser?: string,
): void {
  const say = async (): Promise<void> => {
    const { platform, env } = surroundings;
    const opened = await openInBrowser(url, { platform, env, browser });
    if (opened.opened) return;
    if (browser !== undefined && opened.because === "no_opener") {
      terminal.say(`“${browser}” could not be started. Open the address above in that browser.`, "dim");
      return;
    }
    terminal.say(
      opened.because === "over_ssh"
        ? "This is a session on another computer. Only a browser of that computer can approve this: log in where your browser runs, and never forward the port."
        : "Open the address above in a browser of this machine.",
      "dim",
    );
  };
  // What can't be opened can be typed: nothing ends because of it.
  say().catch(() => undefined);
}
