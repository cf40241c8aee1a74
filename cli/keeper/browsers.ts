import { posix } from "node:path";

// The browsers that the keeper knows, and where each looks for native hosts of an account on Linux.

export interface Browser {
  readonly name: string;
  readonly family: "chromium" | "firefox";
  /** Executables' names, of which the first that is there is opened. */
  readonly commands: readonly string[];
  /** Below the home folder. The browser makes the profile's folder; the last part is ours. */
  readonly hosts: string;
}

/**
 * Chrome for Developers, "Native messaging"; MDN, "Native manifests"; Microsoft, "Native messaging". Only Chromium was seen;
 * the others' folders are as their makers document them.
 */
export const BROWSERS: readonly Browser[] = [
  {
    name: "Chromium",
    family: "chromium",
    commands: ["chromium", "chromium-browser"],
    hosts: ".config/chromium/NativeMessagingHosts",
  },
  {
    name: "Google Chrome",
    family: "chromium",
    commands: ["google-chrome", "google-chrome-stable"],
    hosts: ".config/google-chrome/NativeMessagingHosts",
  },
  {
    name: "Microsoft Edge",
    family: "chromium",
    commands: ["microsoft-edge", "microsoft-edge-stable"],
    hosts: ".config/microsoft-edge/NativeMessagingHosts",
  },
  {
    name: "Brave",
    family: "chromium",
    commands: ["brave-browser", "brave"],
    hosts: ".config/BraveSoftware/Brave-Browser/NativeMessagingHosts",
  },
  {
    name: "Firefox",
    family: "firefox",
    commands: ["firefox", "firefox-esr"],
    hosts: ".mozilla/native-messaging-hosts",
  },
];

/** The names of executables that are such a browser, or one of its kin with the same engine. */
const EXECUTABLES =
  /^(?:chrom(?:e|ium)(?:-browser)?|google-chrome(?:-\w+)?|msedge|microsoft-edge(?:-\w+)?|brave(?:-browser)?|firefox(?:-\w+)?|vivaldi(?:-bin)?|opera|librewolf|waterfox|zen(?:-bin)?)$/;

/** True for the executable of a browser. @param executable its path */
export const isBrowser = (executable: string): boolean => EXECUTABLES.test(posix.basename(executable).toLowerCase());
