/** The places in which a browser of Chromium's kin looks for policies. */
export interface ChromiumBrowser {
  readonly name: string;
  /** Used in the names of files. */
  readonly file: string;
  /** A folder. */
  readonly linux: string;
  /** Below HKEY_LOCAL_MACHINE\SOFTWARE\Policies. */
  readonly windows: string;
  /** The domain of its preferences. */
  readonly macos: string;
}

/** Chromium, "Linux Quick Start" and "Mac Quick Start" of its policies; Microsoft Edge, "Configure for Linux"; Brave, "Group Policy". */
export const CHROMIUM_BROWSERS: readonly ChromiumBrowser[] = [
  {
    name: "Chromium",
    file: "chromium",
    linux: "/etc/chromium/policies/managed",
    windows: "Chromium",
    macos: "org.chromium.Chromium",
  },
  {
    name: "Google Chrome",
    file: "chrome",
    linux: "/etc/opt/chrome/policies/managed",
    windows: "Google\\Chrome",
    macos: "com.google.Chrome",
  },
  {
    name: "Microsoft Edge",
    file: "edge",
    linux: "/etc/opt/edge/policies/managed",
    windows: "Microsoft\\Edge",
    macos: "com.microsoft.Edge",
  },
  {
    name: "Brave",
    file: "brave",
    linux: "/etc/brave/policies/managed",
    windows: "BraveSoftware\\Brave",
    macos: "com.brave.Browser",
  },
];
