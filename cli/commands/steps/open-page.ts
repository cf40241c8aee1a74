import { NOT_OPENED, openInBrowser } from "../../browser/open.ts";
import { remoteHere } from "../../context/remote.ts";
import { checkSession } from "../../doctor/check-session.ts";
import { stepTexts } from "../../texts/commands/steps.ts";
import type { World } from "../../world/world.ts";

/**
 * Opens the page if it can, and says what to do if not. The address is in the terminal already.
 *
 * @param browser the command of the chosen browser, as `Chosen.defaults` has it; else the system's is used
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
      terminal.say(stepTexts.browserNotStarted({ browser }), "dim");
      return;
    }
    // In a container or in WSL it is not plain which machine is meant.
    const [session] = opened.because === "no_display" ? checkSession(await remoteHere(surroundings)) : [];
    terminal.say(session === undefined ? NOT_OPENED[opened.because] : `${session.says} ${session.cure}`, "dim");
  };
  // A failure ends nothing: the address can be typed.
  say().catch(() => undefined);
}
