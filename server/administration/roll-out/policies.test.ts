import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { chromiumPolicies } from "./chromium-policies.ts";
import { firefoxPolicies } from "./firefox-policies.ts";

const ISSUER = "https://login.example.test";
const ID = "abcdefghijklmnopabcdefghijklmnop";
const SCHEMA = JSON.parse(
  readFileSync(new URL("../../../extension/policy/managed_schema.json", import.meta.url), "utf8"),
);
const MANAGED = { issuers: [ISSUER], allowOtherIssuers: false, allowRemoval: false };

const policies = [...chromiumPolicies(ISSUER, ID), ...firefoxPolicies(ISSUER)];
const of = (browser: string, system: string): string =>
  policies.find((policy) => policy.browser === browser && policy.system === system)?.text ?? "";

describe("policies", () => {
  it("are there for each browser on each system", () => {
    expect(policies.map(({ browser, system }) => `${browser} ${system}`).sort()).toEqual(
      ["Brave", "Chromium", "Firefox", "Google Chrome", "Microsoft Edge"].flatMap((browser) =>
        ["linux", "macos", "windows"].map((system) => `${browser} ${system}`),
      ),
    );
  });

  it("set all that the extension asks for, and nothing else", () => {
    const { "3rdparty": third, ExtensionSettings } = JSON.parse(of("Chromium", "linux"));
    expect(third.extensions[ID]).toEqual(MANAGED);
    expect(Object.keys(third.extensions[ID]).sort()).toEqual(Object.keys(SCHEMA.properties).sort());
    expect(ExtensionSettings[ID]).toMatchObject({
      installation_mode: "force_installed",
      update_url: `${ISSUER}/get/extension/updates.xml`,
      runtime_allowed_hosts: expect.arrayContaining(["*://127.0.0.1", "*://[::1]"]),
    });
    expect(JSON.parse(of("Firefox", "linux")).policies["3rdparty"].Extensions["extension@nearside.dev"]).toEqual(
      MANAGED,
    );
  });

  it("add to what the registry has, and replace nothing of others", () => {
    const text = of("Google Chrome", "windows");
    const key = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Google\\Chrome";
    expect(text.startsWith("Windows Registry Editor Version 5.00\r\n\r\n")).toBe(true);
    expect(text).toContain(`[${key}\\ExtensionSettings\\${ID}]\r\n"installation_mode"="force_installed"`);
    expect(text).toContain(`[${key}\\3rdparty\\extensions\\${ID}\\policy\\issuers]\r\n"1"="${ISSUER}"`);
    expect(text).toContain('"allowOtherIssuers"=dword:00000000');
    expect(text).not.toContain("[-");
    expect(text.replaceAll("\r\n", "")).not.toContain("\n");
  });

  it.each(["Chromium", "Firefox"])("are a property list for %s that macOS' own format reads", (browser) => {
    // Python is on every Debian, and reads Apple's property lists.
    const read = "import sys,json,plistlib;print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))";
    const profile = JSON.parse(
      execFileSync("python3", ["-c", read], { input: of(browser, "macos"), encoding: "utf8" }),
    );
    const [first, second] = profile.PayloadContent;
    expect(profile).toMatchObject({ PayloadType: "Configuration", PayloadScope: "System" });
    if (browser === "Firefox") {
      expect(first["3rdparty"].Extensions["extension@nearside.dev"]).toEqual(MANAGED);
      return;
    }
    expect(first.ExtensionSettings[ID].override_update_url).toBe(true);
    expect(second).toMatchObject({ PayloadType: `org.chromium.Chromium.extensions.${ID}`, ...MANAGED });
  });
});
