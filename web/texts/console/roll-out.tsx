import type { ReactNode } from "react";

/** The texts of the pages that put the extension into browsers, and that show which versions machines run. */
export const rollOutTexts = {
  title: "Roll-out",
  tabs: { label: "Roll-out", policies: "Policies", versions: "Versions" },
  policies: {
    lead: "Install the extension in your people's browsers by a policy, and see which versions they run.",
    what: "the roll-out",
    title: "Policies",
    says: "A policy installs the extension in the browser, keeps it there, and sets it up for this server. It contains no secret.",
    browser: "Browser",
    system: "System",
    copy: (browser: string): string => `the policy for ${browser}`,
    save: (file: string): string => `Save ${file}`,
  },
  systems: { linux: "Linux", windows: "Windows", macos: "macOS" },
  place: {
    folder: (folder: string, file: string, browser: string): string =>
      `Save it as ${file} in ${folder}, readable for everybody and writable only for root. ${browser} applies it without a restart.`,
    windows:
      "Import it on each machine, or set the same values by your group policy. The ADMX name of the policy is “Extension management settings”, and its values are those in this file.",
    macos:
      "Install it with your device management (MDM). A profile that a person opens by hand doesn't install the extension.",
  },
  warnings: {
    windows: (browser: string): string =>
      `On Windows, ${browser} installs an extension from outside its store only if the machine is joined to a domain or managed in another way.`,
    macos: (browser: string): string =>
      `On macOS, ${browser} installs an extension from outside its store only if the Mac is managed (MDM).`,
    linux: (browser: string): string =>
      `${browser} reads the files in this folder in the order of their names. If two files set the same policy, only the last one counts. If another file already has ExtensionSettings, add this entry to that file.`,
  },
  extension: {
    title: "Extension",
    missing: {
      title: "This server has no extension to hand out",
      says: (
        <>
          The server was started from a checkout in which the extension was not built. Build it with{" "}
          <code>npm run build</code>, and restart the server.
        </>
      ),
    },
    keptBack: {
      title: "The extension is not handed out, because it is older than the one before",
      says: "Machines keep the version that they have. Upgrade the server again, or put back its newer package.",
    },
    version: "Version",
    id: "ID in Chromium",
    formerId: "Former ID",
    untilEnded: "Until you end it",
    key: (id: ReactNode, badge: ReactNode, made: ReactNode): ReactNode => (
      <>
        {id} {badge} with a key made {made}
      </>
    ),
    firefox: "Firefox",
  },
  firefox: {
    handed_out: "The package that Mozilla signed is handed out.",
    not_named:
      "Firefox installs only packages that Mozilla signed. Have the package signed, and set NEARSIDE_ROLL_OUT_FIREFOX_PACKAGE to its path.",
    not_built: "The extension of this server was not built.",
    unreadable: "The server's account can't read the file that NEARSIDE_ROLL_OUT_FIREFOX_PACKAGE names.",
    not_a_package: "The file that NEARSIDE_ROLL_OUT_FIREFOX_PACKAGE names is not an extension package.",
    other_extension: "The file that NEARSIDE_ROLL_OUT_FIREFOX_PACKAGE names is another extension.",
    other_version:
      "The signed package has another version than this server's extension. Have the new version signed, and replace the old package.",
    unsigned: "The file that NEARSIDE_ROLL_OUT_FIREFOX_PACKAGE names has no signature of Mozilla.",
  },
  versionStates: {
    behind: "Out of date",
    current: "Up to date",
    ahead: "Newer than the server",
    unknown: "Unknown",
  },
  versions: {
    lead: "The versions that machines run. Each machine reports its own, and nobody verifies it. Outdated ones come first.",
    what: "the versions",
    commandLines: "Command lines",
    extensions: "Extensions",
    here: (version: string): string => `This server hands out ${version}.`,
    noneHere: "This server hands out none.",
    version: "Version",
    machines: "Machines",
    browsers: "Browsers",
    noMachines: "No machines yet.",
    noBrowsers: "No browsers yet.",
    notReported: "not reported",
    list: {
      title: "All machines",
      what: "machines",
      name: (machine: string, owner: string): string => `${machine} of ${owner}`,
      search: "Machine or owner",
      machine: "Machine",
      owner: "Owner",
      commandLine: "Command line",
      extension: "Extension",
      system: "System",
      lastSeen: "Last seen",
      filter: { title: "Versions", behind: "Out of date", notBehind: "Not out of date" },
      empty: {
        title: "No machines yet",
        says: "Install a policy on your machines, make a ticket for a person, and have them open the page /get of this server.",
      },
    },
  },
} as const;
