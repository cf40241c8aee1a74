import { EXTENSION_ADDRESSES } from "@nearside/shared/api/extension.ts";
import { NATIVE_HOST } from "@nearside/shared/api/native.ts";
import { consoleTexts } from "../../texts/console.ts";
import { CHROMIUM_BROWSERS, type ChromiumBrowser } from "./policy-places.ts";
import { plistOf, profileOf } from "./profile.ts";

// The policies that put the extension into Chromium and its kin, and set it for this server: one text for each browser and system, as an
// administrator copies it to where the browser looks. Nothing in them is secret.

/** A policy's text, and where it goes. */
export interface PolicyFile {
  readonly browser: string;
  readonly system: "linux" | "windows" | "macos";
  readonly name: string;
  /** The folder in which the browser looks; null where the file is opened, or handed to what manages machines. */
  readonly folder: string | null;
  readonly type: string;
  readonly text: string;
}

/** The settings of the extension (extension/policy/managed_schema.json): this server, and no other. */
export const managedSettings = (issuer: string) => ({
  issuers: [issuer],
  allowOtherIssuers: false,
  allowRemoval: false,
});

/** Hosts that the extension may reach even where a policy keeps extensions from them: this server, and this machine. */
const reachable = (issuer: string): readonly string[] => [
  `*://${new URL(issuer).hostname}`,
  "*://127.0.0.1",
  "*://[::1]",
];

const settingsOf = (issuer: string) => ({
  installation_mode: "force_installed",
  update_url: issuer + EXTENSION_ADDRESSES.chromiumUpdates,
  override_update_url: true,
  toolbar_pin: "force_pinned",
  runtime_allowed_hosts: reachable(issuer),
});

/** @param id of this server's extension */
export const chromiumPolicies = (issuer: string, id: string): readonly PolicyFile[] =>
  CHROMIUM_BROWSERS.flatMap((browser) => [
    linuxFile(browser, issuer, id),
    windowsFile(browser, issuer, id),
    macFile(browser, issuer, id),
  ]);

function linuxFile({ name, linux }: ChromiumBrowser, issuer: string, id: string): PolicyFile {
  const policy = {
    ExtensionSettings: { [id]: settingsOf(issuer) },
    NativeMessagingAllowlist: [NATIVE_HOST],
    "3rdparty": { extensions: { [id]: managedSettings(issuer) } },
  };
  const text = `${JSON.stringify(policy, null, 2)}\n`;
  return { browser: name, system: "linux", name: "nearside.json", folder: linux, type: "application/json", text };
}

/** A list is a key with the values 1, 2, … in it. So nothing that other extensions have there is replaced. */
function windowsFile({ name, windows, file }: ChromiumBrowser, issuer: string, id: string): PolicyFile {
  const root = `HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\${windows}`;
  const { runtime_allowed_hosts, ...settings } = settingsOf(issuer);
  const { issuers, ...managed } = managedSettings(issuer);
  const extension = `${root}\\3rdparty\\extensions\\${id}\\policy`;
  const keys: readonly (readonly [string, Readonly<Record<string, string | boolean>>])[] = [
    [`${root}\\ExtensionSettings\\${id}`, settings],
    [`${root}\\ExtensionSettings\\${id}\\runtime_allowed_hosts`, numbered(runtime_allowed_hosts)],
    [extension, managed],
    [`${extension}\\issuers`, numbered(issuers)],
  ];
  const lines = keys.flatMap(([key, values]) => [`[${key}]`, ...Object.entries(values).map(registryValue), ""]);
  const text = ["Windows Registry Editor Version 5.00", "", ...lines].join("\r\n");
  return { browser: name, system: "windows", name: `nearside-${file}.reg`, folder: null, type: "text/plain", text };
}

const numbered = (values: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(values.map((value, at) => [String(at + 1), value]));

/** Writes a value as the registry editor reads it: \ and " are escaped in texts. */
function registryValue([name, value]: [string, string | boolean]): string {
  if (typeof value === "boolean") return `"${name}"=dword:0000000${value ? 1 : 0}`;
  return `"${name}"="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function macFile({ name, macos, file }: ChromiumBrowser, issuer: string, id: string): PolicyFile {
  const text = profileOf(issuer, name, [
    {
      type: macos,
      title: consoleTexts.rollOut.extension({ browser: name }),
      settings: { ExtensionSettings: { [id]: settingsOf(issuer) } },
    },
    {
      type: `${macos}.extensions.${id}`,
      title: consoleTexts.rollOut.server({ browser: name }),
      settings: managedSettings(issuer),
    },
  ]);
  return {
    browser: name,
    system: "macos",
    name: `nearside-${file}.mobileconfig`,
    folder: null,
    type: "application/x-apple-aspen-config",
    text: plistOf(text),
  };
}
