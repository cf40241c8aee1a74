// A real Chromium, Chrome or Edge with a profile of its own and the unpacked extension, driven through Playwright's pipe.
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BrowserContext, type CDPSession, chromium } from "playwright-core";
import { prepareProfile } from "./browser-profile.ts";
import { type Authority, trustInBrowser } from "./certificates.ts";
import { extensionIdOf } from "./extension-id.ts";
import { inNamespace } from "./process.ts";
import { quoted } from "./terminal.ts";

type Launch = {
  readonly executablePath: string;
  /** Exists and is this browser's alone; its profile and home go there. Launching again with the same folder is a restart. */
  readonly folder: string;
  /** The unpacked extension; none if left out. */
  readonly extension?: {
    readonly folder: string;
    /** Match patterns and names of permissions that `permissions.request()` grants after a real click, without its prompt; others never resolve. */
    readonly grantable: readonly string[];
  };
  /** The id of the extension that a policy puts into it; it fetches updates then, as browsers do. */
  readonly rolledOut?: string;
  /** Network namespace to run in; ours if left out. */
  readonly namespace?: string;
  /** Host names and addresses that it may reach besides loopback; every other name is unknown to it. */
  readonly reachable?: readonly string[];
  /** Trusted by this browser alone. */
  readonly authority?: Authority;
  /** More switches for the command line. A `--disable-features` here would replace the one that there is. */
  readonly args?: readonly string[];
  /** True unless set. */
  readonly headless?: boolean;
};

export type Browser = {
  readonly context: BrowserContext;
  /** A session with the browser itself, where targets and extensions are. */
  readonly cdp: CDPSession;
  /** The id of the extension that it was launched with; undefined without one. */
  readonly extensionId: string | undefined;
  readonly close: () => Promise<void>;
  /** Ends it at once, which takes half the work; its profile is lost. Does nothing once it was closed. */
  readonly kill: () => Promise<void>;
};

/** CSS pixels. */
const WINDOW = { width: 1280, height: 900 };
const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/** @throws Error if the browser doesn't start or refuses the extension */
export async function launchBrowser(launch: Launch): Promise<Browser> {
  const { folder, extension } = launch;
  const profile = join(folder, "profile");
  const home = join(folder, "home");
  await mkdir(profile, { recursive: true });
  await mkdir(home, { recursive: true });
  if (launch.authority !== undefined) await trustInBrowser(launch.authority, home);
  const extensionId = extension === undefined ? launch.rolledOut : await extensionIdOf(extension.folder);
  // A profile for a roll-out is empty.
  if (launch.rolledOut === undefined)
    await prepareProfile(profile, extensionId === undefined ? {} : { [extensionId]: extension?.grantable ?? [] });

  const reachable = [...LOOPBACK, ...(launch.reachable ?? [])];
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await executable(launch),
    headless: launch.headless ?? true,
    // Windows that the extension opens keep the size that it gave them.
    viewport: null,
    // Elsewhere than on Linux a browser may want its user's real home, for the keychain.
    env: { ...process.env, ...(process.platform === "linux" ? { HOME: home } : {}) },
    ignoreDefaultArgs: [
      "--disable-extensions",
      ...(launch.rolledOut === undefined ? [] : ["--disable-background-networking", "--disable-component-update"]),
    ],
    args: [
      "--no-first-run",
      // Branded builds load an extension by the protocol only with this; Chromium doesn't mind.
      "--enable-unsafe-extension-debugging",
      // The window's own tabs and buttons take their places at once. A headless browser draws them too: twice as often for each tab while
      // they glide. Animations of pages are what they were.
      "--animation-duration-scale=0",
      `--host-resolver-rules=MAP * ~NOTFOUND, ${reachable.map((name) => `EXCLUDE ${name}`).join(", ")}`,
      ...(launch.args ?? []),
    ],
  });
  try {
    const cdp = await context.browser()?.newBrowserCDPSession();
    if (cdp === undefined) throw new Error("Playwright gave no session with the browser");
    if (extension !== undefined) {
      // Not --load-extension: branded Chrome and Edge no longer heed it.
      const { id } = await cdp.send("Extensions.loadUnpacked", { path: extension.folder });
      if (id !== extensionId)
        throw new Error(`The extension became ${id}, and its permissions were set for ${extensionId}`);
    }
    await sizeWindow(context, cdp);
    let isOpen = true;
    const gone = new Promise<void>((resolve) => {
      context.once("close", () => {
        isOpen = false;
        resolve();
      });
    });
    const kill = async (): Promise<void> => {
      if (!isOpen) return;
      const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
      const main = processInfo.find(({ type }) => type === "browser");
      if (main === undefined) throw new Error("The browser does not say which process it is.");
      process.kill(main.id, "SIGKILL");
      await gone;
    };
    return { context, cdp, extensionId, close: () => context.close(), kill };
  } catch (error) {
    await context.close();
    throw error;
  }
}

/** The first window only: `--window-size` would also decide the size of those that the extension opens. */
async function sizeWindow(context: BrowserContext, cdp: CDPSession): Promise<void> {
  const page = context.pages()[0] ?? (await context.newPage());
  const session = await context.newCDPSession(page);
  const { windowId } = await session.send("Browser.getWindowForTarget");
  await session.detach();
  await cdp.send("Browser.setWindowBounds", { windowId, bounds: WINDOW });
}

/**
 * Lists that Chromium would drop down from its address bar, and draws beforehand as pages of their own: half the work of a start. Nobody
 * sees the address bar of a headless browser.
 */
const NEVER_SEEN = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"];

/**
 * Playwright starts one file: a script which replaces itself by the browser, pipe and all, inside the namespace. For a headless browser it
 * adds to the features that Playwright disables, because a second switch would replace Playwright's.
 */
async function executable({ executablePath, folder, namespace, headless = true }: Launch): Promise<string> {
  if (namespace === undefined && (!headless || process.platform === "win32")) return executablePath;
  const [command, args] = namespace === undefined ? [executablePath, []] : inNamespace(namespace, executablePath, []);
  const script = join(folder, "browser.sh");
  const lines = [
    "#!/bin/sh",
    "for word; do",
    "  shift",
    `  case "$word" in --disable-features=*) word="$word${headless ? `,${NEVER_SEEN.join(",")}` : ""}" ;; esac`,
    '  set -- "$@" "$word"',
    "done",
    `exec ${[command, ...args].map(quoted).join(" ")} "$@"`,
  ];
  await writeFile(script, `${lines.join("\n")}\n`);
  await chmod(script, 0o700);
  return script;
}
