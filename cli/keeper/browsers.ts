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
 * Chrome for Developers, "Native messaging"; MDN, "Native manifests"; Microsoft, "Native messaging". Chromium and Firefox were
 * seen; the others' folders are as their makers document them. The last command of each is Flatpak's.
 */
export const BROWSERS: readonly Browser[] = [
  {
    name: "Chromium",
    family: "chromium",
    commands: ["chromium", "chromium-browser", "org.chromium.Chromium"],
    hosts: ".config/chromium/NativeMessagingHosts",
  },
  {
    name: "Google Chrome",
    family: "chromium",
    commands: ["google-chrome", "google-chrome-stable", "com.google.Chrome"],
    hosts: ".config/google-chrome/NativeMessagingHosts",
  },
  {
    name: "Microsoft Edge",
    family: "chromium",
    commands: ["microsoft-edge", "microsoft-edge-stable", "com.microsoft.Edge"],
    hosts: ".config/microsoft-edge/NativeMessagingHosts",
  },
  {
    name: "Brave",
    family: "chromium",
    commands: ["brave-browser", "brave", "com.brave.Browser"],
    hosts: ".config/BraveSoftware/Brave-Browser/NativeMessagingHosts",
  },
  {
    name: "Firefox",
    family: "firefox",
    commands: ["firefox", "firefox-esr", "org.mozilla.firefox"],
    hosts: ".mozilla/native-messaging-hosts",
  },
];

/** The names of executables that are such a browser, or one of its kin with the same engine. */
const EXECUTABLES =
  /^(?:chrom(?:e|ium)(?:-browser)?|google-chrome(?:-\w+)?|msedge|microsoft-edge(?:-\w+)?|brave(?:-browser)?|firefox(?:-\w+)?|vivaldi(?:-bin)?|opera|librewolf|waterfox|zen(?:-bin)?)$/;

/** True for a program with the name of a browser. Nothing rests on it: every program may have that name. @param path of its executable */
export const isBrowser = (path: string): boolean => EXECUTABLES.test(posix.basename(path).toLowerCase());
