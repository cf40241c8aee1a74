import type { ReactNode } from "react";
import { enrolHereTexts } from "./enrol-here.ts";
import { setUpTexts } from "./set-up.tsx";

/** The page that hands out the command line and the extension. */
export const getTexts = {
  tab: "Get Nearside",
  title: "Set up this computer",
  lead: ({ version }: { version: string }) =>
    `Three steps, once for each computer. This is version ${version}, which fits this server.`,
  footnote: "Nothing on this page is secret. Your terminal asks for your ticket, and this page never does.",

  commandLine: {
    title: "Install the command line",
    withNode: "In a terminal, with Node 20 or newer:",
    withNodeInFolder: "In a terminal, with Node 20 or newer, in ~/.local of your account:",
    npmWarns: (
      <>
        npm may warn that it did not run the install script of <code>koffi</code>. Nothing here needs that script.
      </>
    ),
    inPath: {
      linux: (
        <>
          If your terminal does not find <code>nearside</code> afterwards, type this line there. Add it to your shell’s
          file too, such as <code>~/.bashrc</code>, so that it counts in each new terminal:
        </>
      ),
      macos: (
        <>
          If your terminal does not find <code>nearside</code> afterwards, type this line there. Add it to{" "}
          <code>~/.zshrc</code> too, so that it counts in each new terminal:
        </>
      ),
    },
    inPowerShell: ({ system, processor }: { system: string; processor: string }) =>
      `Without Node, as one file for ${system} on ${processor}, in PowerShell:`,
    inFolder: ({ system, processor }: { system: string; processor: string }) =>
      `Without Node, as one file for ${system} on ${processor}, in ~/.local/bin:`,
  },
  systems: { linux: "Linux", macos: "macOS", windows: "Windows" },
  processors: {
    "linux-x64": "x64",
    "linux-arm64": "ARM64",
    "darwin-x64": "Intel",
    "darwin-arm64": "Apple silicon",
    "win32-x64": "x64",
    "win32-arm64": "ARM64",
  },

  extension: {
    title: "Add the extension to your browser",
    installedForYou: "Many organisations install it for you. Then its icon is already there.",
    load: ({ href }: { href: string }) => (
      <>
        If yours did not, <a href={href}>download it</a> and unpack it to a folder that stays. In Chrome, Chromium, Edge
        or Brave, open <code>chrome://extensions</code>, switch on Developer mode, choose “Load unpacked” and select
        that folder.
      </>
    ),
    firefox: "Firefox accepts only an extension that Mozilla has signed. Ask your administrator to install it there.",
    pin: setUpTexts.install.pin.text,
  },

  enrol: {
    title: "Enrol this computer",
    text: enrolHereTexts.withTicket,
    opens: "The command opens a page in this browser that leads you through the rest.",
  },

  checksums: {
    title: "Checksums",
    text: ({ href }: { href: string }) => (
      <>
        SHA-256 of each file. They are also part of a <a href={href}>statement that this server signed</a>, which{" "}
        <code>nearside upgrade</code> verifies.
      </>
    ),
    compare: "To compare the checksum before npm installs the file:",
  },

  nothing: {
    title: "This server has no files to download right now",
    lead: "Either the server could not be reached, or its files were not built. Reload this page. If that does not help, tell your administrator.",
  },
} as const;

/** The page at the server's root, and the one at an address that has none. */
export const frontTexts = {
  tab: "Welcome",
  title: "Logins of command lines, approved where they start",
  lead: "A command line asks this server for a login. You approve it with a passkey, in a browser on the same computer, and nowhere else.",
  get: {
    title: "Get the command line and the extension",
    text: ({ href }: { href: string }) => (
      <>
        <a href={href}>Download them from this server</a>, with the commands for this computer.
      </>
    ),
  },
  enrolled: ({ account, console }: { account: string; console: string }): ReactNode => (
    <>
      In an enrolled browser: <a href={account}>your account</a> · <a href={console}>the console</a>
    </>
  ),

  nowhere: {
    tab: "No such page",
    title: "There is no page at this address",
    lead: "If the link came from your terminal, it may be cut off: open the whole link. Nothing was approved.",
    front: ({ href }: { href: string }) => <a href={href}>About this server</a>,
  },
} as const;
