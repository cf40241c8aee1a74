import { EXTENSION_ADDRESSES, LATEST_XPI } from "@nearside/shared/api/extension.ts";
import { FIREFOX_EXTENSION_ID } from "@nearside/shared/api/native.ts";
import { managedSettings, type PolicyFile } from "./chromium-policies.ts";
import { plistOf, profileOf } from "./profile.ts";

/** The policies that put the extension into Firefox, and set it for this server (Mozilla, "policy-templates"). */
export function firefoxPolicies(issuer: string): readonly PolicyFile[] {
  const policies = {
    ExtensionSettings: {
      [FIREFOX_EXTENSION_ID]: {
        installation_mode: "force_installed",
        install_url: issuer + EXTENSION_ADDRESSES.files + LATEST_XPI,
        updates_disabled: false,
      },
    },
    "3rdparty": { Extensions: { [FIREFOX_EXTENSION_ID]: managedSettings(issuer) } },
  };
  const text = `${JSON.stringify({ policies }, null, 2)}\n`;
  const file = { browser: "Firefox", name: "policies.json", type: "application/json", text } as const;
  const settings = { EnterprisePoliciesEnabled: true, ...policies };
  const title = "Firefox: the extension and its server";
  return [
    { ...file, system: "linux", folder: "/etc/firefox/policies" },
    { ...file, system: "windows", folder: "C:\\Program Files\\Mozilla Firefox\\distribution" },
    {
      browser: "Firefox",
      system: "macos",
      name: "nearside-firefox.mobileconfig",
      folder: null,
      type: "application/x-apple-aspen-config",
      text: plistOf(profileOf(issuer, "Firefox", [{ type: "org.mozilla.firefox", title, settings }])),
    },
  ];
}
