// The browser that the demo and the end-to-end tests drive: Chromium, Chrome or Edge, wherever this system keeps it.
import { homedir } from "node:os";
import { join } from "node:path";
import { runQuietly } from "./child.mjs";
import { distribution, installDebianPackages, mayInstallDebianPackages } from "./debian.mjs";
import { findProgram, isProgram } from "./programs.mjs";
import { CannotGoOn } from "./step.mjs";

// Chromium first: branded Chrome no longer loads an unpacked extension named on its command line.
const LINUX_NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "microsoft-edge-stable",
  "microsoft-edge",
];
const MAC_APPS = ["Chromium", "Google Chrome", "Microsoft Edge"];
const WINDOWS_PROGRAMS = [
  ["Chromium", "Application", "chrome.exe"],
  ["Google", "Chrome", "Application", "chrome.exe"],
  ["Microsoft", "Edge", "Application", "msedge.exe"],
];
// Chromium itself draws no text without a font, and screenshots are looked at.
const DEBIAN_PACKAGES = ["chromium", "fonts-liberation"];

/**
 * Finds the browser for the tests. On Debian or Ubuntu, as root, it installs one where it finds no browser.
 * @returns {Promise<string>}
 * @throws {CannotGoOn} naming what to install
 */
export async function ensureBrowser() {
  const { NEARSIDE_BROWSER: named } = process.env;
  if (named !== undefined && named !== "") {
    if (await starts(named)) return named;
    throw new CannotGoOn(
      `NEARSIDE_BROWSER names ${named}, which does not start as a browser. Correct it, or unset it.`,
    );
  }
  const found = await findBrowser();
  if (found !== undefined) return found;
  if (mayInstallDebianPackages()) {
    await installDebianPackages(DEBIAN_PACKAGES);
    const installed = await findBrowser();
    if (installed !== undefined) return installed;
  }
  throw new CannotGoOn(
    [
      "No Chrome, Chromium or Edge was found, and the login is approved in a real browser. Install one:",
      `    ${howToInstall()}`,
      "or, if there is one in an unusual place, name it: NEARSIDE_BROWSER=/path/to/browser",
    ].join("\n"),
  );
}

/** @returns {Promise<string | undefined>} */
async function findBrowser() {
  for (const candidate of candidates()) if (await starts(candidate)) return candidate;
  return undefined;
}

/** @returns {string[]} */
function candidates() {
  if (process.platform === "darwin") {
    return ["/Applications", join(homedir(), "Applications")].flatMap((folder) =>
      MAC_APPS.map((app) => join(folder, `${app}.app`, "Contents", "MacOS", app)),
    );
  }
  if (process.platform === "win32") {
    const { ProgramFiles, "ProgramFiles(x86)": programFilesX86, LocalAppData } = process.env;
    return [ProgramFiles, programFilesX86, LocalAppData].flatMap((folder) =>
      folder === undefined ? [] : WINDOWS_PROGRAMS.map((parts) => join(folder, ...parts)),
    );
  }
  const folders = ["/usr/bin", "/usr/local/bin", "/opt/google/chrome", "/opt/microsoft/msedge"];
  return LINUX_NAMES.flatMap((name) => findProgram(name, folders) ?? []);
}

/**
 * Tells whether the program is there and is a browser that we can drive. On Ubuntu `chromium-browser` may be a mere notice to
 * install a snap, and the snap itself sees another /tmp than we do, so that profiles made for it never reach it.
 * @param {string} path
 */
async function starts(path) {
  if (!isProgram(path)) return false;
  // On Windows, `--version` would open a window.
  if (process.platform === "win32") return true;
  const { code, output } = await runQuietly(path, ["--version"]);
  return code === 0 && /\d+\.\d+\.\d+/.test(output) && !/\bsnap\b/.test(output);
}

function howToInstall() {
  if (process.platform === "darwin") return "brew install --cask google-chrome    (or https://www.google.com/chrome)";
  if (process.platform === "win32") return "winget install Google.Chrome";
  const ids = distribution();
  if (ids.includes("ubuntu")) {
    return [
      "wget https://dl.google.com/linux/direct/google-chrome-stable_current_amd64.deb",
      "sudo apt-get install ./google-chrome-stable_current_amd64.deb",
      "(Ubuntu's own Chromium is a snap, which cannot see the temporary profiles made for it)",
    ].join("\n    ");
  }
  if (ids.includes("debian")) return `sudo apt-get install ${DEBIAN_PACKAGES.join(" ")}`;
  if (ids.includes("fedora")) return "sudo dnf install chromium";
  if (ids.includes("arch")) return "sudo pacman -S chromium";
  return "Chromium, by this system's package manager, or https://www.google.com/chrome";
}
