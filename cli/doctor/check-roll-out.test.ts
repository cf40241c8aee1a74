import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { chromiumFindings, firefoxFindings } from "./check-roll-out.ts";
import { readFirefoxPolicies, readPolicyFolder } from "./policy-files.ts";

const ID = "abcdefghijklmnopabcdefghijklmnop";
const ISSUER = "https://login.example";
const UPDATES = "/get/extension/updates.xml";
const OWN = { installation_mode: "force_installed", update_url: ISSUER + UPDATES };
const MANAGED = { issuers: [ISSUER], allowOtherIssuers: false, allowRemoval: false };
const WHOLE = { ExtensionSettings: { [ID]: OWN }, "3rdparty": { extensions: { [ID]: MANAGED } } };

/** The findings where those files lie, written as given or as JSON. */
async function foundWith(files: Readonly<Record<string, unknown>>) {
  const folder = mkdtempSync(join(tmpdir(), "nearside-policies-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  const read = await readPolicyFolder(folder);
  const findings = chromiumFindings("Chromium", read, { ids: [ID], issuers: [ISSUER] });
  return findings.map(
    ({ state, says, cure }) => `${state}: ${says.replaceAll(`${folder}/`, "")}${cure === undefined ? "" : " +"}`,
  );
}

it("finds nothing wrong with the policy of the console", async () => {
  expect(await foundWith({ "nearside.json": WHOLE })).toEqual(["good: Chromium gets the extension by nearside.json."]);
});

it("says where no policy is", async () => {
  expect(await foundWith({})).toEqual([
    "good: Chromium has no policies of an organisation here, so you install the extension yourself.",
  ]);
});

it.each([
  [
    "it is missing among others",
    { "a.json": { HomepageLocation: "x" } },
    /^notice: .*none of them installs the extension\. \+$/,
  ],
  [
    "another file wins",
    { "nearside.json": WHOLE, "other.json": { ExtensionSettings: { "*": { installation_mode: "blocked" } } } },
    /^notice: .*other\.json also has ExtensionSettings, and overrides nearside\.json\. \+$/,
  ],
  [
    "it is for another id",
    { "nearside.json": { ExtensionSettings: { ["b".repeat(32)]: OWN } } },
    /^notice: Chromium gets an extension \(b{32}\) that none of your servers names as its own\. \+$/,
  ],
  [
    "it is fed from another address",
    { "nearside.json": { ExtensionSettings: { [ID]: { ...OWN, update_url: `https://x.example${UPDATES}` } } } },
    /^notice: nearside\.json makes Chromium get the extension from an address that is not one of your servers'\. \+$/,
  ],
  ["it is no JSON", { "nearside.json": "{," }, /^notice: Chromium can't read nearside\.json/],
])("says that %s", async (_what, files, says) => {
  expect((await foundWith(files))[0]).toMatch(says);
});

it.each([
  [
    "another server",
    { ...MANAGED, issuers: ["https://other.example"] },
    /^bad: nearside\.json does not let Chromium approve logins at https:\/\/login\.example\. \+$/,
  ],
  ["half of the settings", { issuers: [ISSUER] }, /^bad: .*incomplete, so Chromium approves nothing\. \+$/],
])("says that it is set for %s", async (_what, managed, says) => {
  const files = { "nearside.json": { ...WHOLE, "3rdparty": { extensions: { [ID]: managed } } } };
  expect((await foundWith(files))[1]).toMatch(says);
});

it("says that it is not set for any server", async () => {
  const found = await foundWith({ "nearside.json": { ExtensionSettings: { [ID]: OWN } } });
  expect(found[1]).toMatch(/^notice: No policy has settings of the extension in Chromium for your servers\. \+$/);
});

it("says what keeps it from loopback and from the keeper, unless it is exempted", async () => {
  const blocked = { "*": { runtime_blocked_hosts: ["*://*"] } };
  const kept = { ...WHOLE, ExtensionSettings: { ...blocked, [ID]: OWN }, NativeMessagingBlocklist: ["*"] };
  const found = await foundWith({ "nearside.json": kept });
  expect(found[1]).toMatch(/^bad: .*runtime_blocked_hosts.* \+$/);
  expect(found[2]).toMatch(/^notice: .*NativeMessagingBlocklist.* \+$/);
  const exempted = {
    ...kept,
    ExtensionSettings: { ...blocked, [ID]: { ...OWN, runtime_allowed_hosts: ["*://127.0.0.1"] } },
    NativeMessagingAllowlist: ["dev.nearside.keeper"],
  };
  expect(await foundWith({ "nearside.json": exempted })).toHaveLength(1);
});

it("reads the one file of Firefox, the first that is there", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nearside-policies-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "b"));
  const file = join(folder, "b/policies.json");
  const id = "extension@nearside.dev";
  const policies = {
    ExtensionSettings: { [id]: { installation_mode: "force_installed" } },
    "3rdparty": { Extensions: { [id]: MANAGED } },
  };
  const found = async () =>
    firefoxFindings("Firefox", await readFirefoxPolicies([join(folder, "a/policies.json"), file]), [ISSUER]);
  expect((await found())[0]?.says).toContain("Firefox has no policies of an organisation");
  writeFileSync(file, JSON.stringify({ policies }));
  expect(await found()).toMatchObject([{ state: "good" }]);
  writeFileSync(file, JSON.stringify({ policies: {} }));
  expect((await found())[0]).toMatchObject({ state: "notice" });
  writeFileSync(file, "[]");
  expect((await found())[0]?.says).toContain("can't read");
});
