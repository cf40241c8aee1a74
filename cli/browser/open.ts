import { spawn } from "node:child_process";
import { posix, win32 } from "node:path";
import { texts } from "../texts/browser.ts";
import { type BrowserCommand, readBrowserCommand } from "./browser-command.ts";

// Opens a page in the person's browser, never through a shell, and never waits until it is read.

interface Desk {
  readonly platform: NodeJS.Platform;
  /**
   * BROWSER, DISPLAY, WAYLAND_DISPLAY, the SSH_ variables and, on Windows, SystemRoot are read. All variables are
   * passed on.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The command of the browser that the person or the organisation chose. It comes before BROWSER. */
  readonly browser?: string | undefined;
}

type Opened =
  | { readonly opened: true; readonly by: string }
  | {
      readonly opened: false;
      /**
       * `over_ssh`: the page would open where no person sits. `no_display`: the session has no display. `no_opener`: no
       * program could be started.
       */
      readonly because: "over_ssh" | "no_display" | "no_opener";
    };

/**
 * Tries to open the address. `opened` means that a program took it. Only the person can see whether a page came up, so the
 * address is printed in any case.
 *
 * @throws TypeError if the address is not http or https
 */
export async function openInBrowser(address: string, desk: Desk): Promise<Opened> {
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new TypeError("not a web address");
  const because = reasonNotTo(desk);
  if (because !== undefined) return { opened: false, because };
  for (const [program, ...args] of openersOf(desk)) {
    // The text of a URL holds no spaces, double quotes or control characters, and never begins like an option.
    if (await starts(program, withAddress(args, url.href), desk.env)) return { opened: true, by: program };
  }
  return { opened: false, because: "no_opener" };
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== "";

function reasonNotTo({ platform, env, browser }: Desk): "over_ssh" | "no_display" | undefined {
  const overSsh = isSet(env["SSH_CONNECTION"]) || isSet(env["SSH_TTY"]) || isSet(env["SSH_CLIENT"]);
  // On macOS and Windows the page would open on the screen of that other computer.
  if (platform === "darwin" || platform === "win32") return overSsh ? "over_ssh" : undefined;
  if (isSet(env["DISPLAY"]) || isSet(env["WAYLAND_DISPLAY"])) return undefined;
  // A remote editor sets BROWSER to a program that opens the page at its own end (protocol §6).
  if (overSsh) return "over_ssh";
  return isSet(browser) || isSet(env["BROWSER"]) ? undefined : "no_display";
}

function openersOf({ platform, env, browser }: Desk): readonly BrowserCommand[] {
  if (isSet(browser)) {
    // No other browser takes the place of a chosen one that can't be started: only the chosen one may have the extension.
    const command = readBrowserCommand(browser ?? "", platform);
    return command === null ? [] : [command];
  }
  if (platform === "win32") {
    // The program is named by its full path, since Windows looks into the working directory first. It takes the rest of its
    // line as it is.
    const rundll32 = win32.join(env["SystemRoot"] ?? "C:\\Windows", "System32", "rundll32.exe");
    return [[rundll32, "url.dll,FileProtocolHandler"]];
  }
  if (isSet(env["BROWSER"])) return chosenBrowsers(env["BROWSER"] ?? "");
  if (platform === "darwin") return [["/usr/bin/open"]];
  return [["xdg-open"], ["gio", "open"], ["x-www-browser"]];
}

/** Reads BROWSER: commands separated by colons, words separated by spaces, `%s` in the address's place (xdg-open(1)). */
function chosenBrowsers(browser: string): BrowserCommand[] {
  return browser.split(":").flatMap((command) => {
    const [program, ...args] = command.split(/\s+/).filter((word) => word !== "");
    // A relative path would be looked up in the working directory, which may hold anything.
    if (program === undefined || (program.includes("/") && !posix.isAbsolute(program))) return [];
    return [[program, ...args] as const];
  });
}

function withAddress(args: readonly string[], address: string): string[] {
  if (!args.some((argument) => argument.includes("%s"))) return [...args, address];
  return args.map((argument) => argument.replaceAll("%s", () => address));
}

/** Starts a program that outlives this one; false if there is no such program, or it may not be run. */
async function starts(program: string, args: readonly string[], env: Desk["env"]): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const child = spawn(program, args, { env, detached: true, stdio: "ignore", shell: false, windowsHide: true });
      child.once("error", () => resolve(false));
      child.once("spawn", () => {
        child.unref();
        resolve(true);
      });
    } catch {
      resolve(false); // an argument that the system doesn't take
    }
  });
}

type Because = Extract<Opened, { opened: false }>["because"];

const OPEN_IT = texts.openIt;

/** For people: why no browser opened, and what to do. The address was told them already. */
export const NOT_OPENED: Readonly<Record<Because, string>> = {
  over_ssh: texts.overSsh,
  no_display: OPEN_IT,
  no_opener: OPEN_IT,
};
