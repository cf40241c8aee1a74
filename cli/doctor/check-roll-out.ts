import { EXTENSION_ADDRESSES } from "@nearside/shared/api/extension.ts";
import { FIREFOX_EXTENSION_ID, NATIVE_HOST } from "@nearside/shared/api/native.ts";
import { browsersHere } from "../keeper/setup/browsers-here.ts";
import { knownExtensions, learnExtensions } from "../keeper/setup/known-extensions.ts";
import { texts } from "../texts/doctor/network.ts";
import type { World } from "../world/world.ts";
import { bad, type Finding, good, notice } from "./finding.ts";
import { memberOf, type PolicyFile, policyIn, readFirefoxPolicies, readPolicyFolder } from "./policy-files.ts";

const ABOUT = "roll-out";

/** Each browser looks for policies here on Linux (as `server/administration/roll-out/policy-places.ts` hands policies out). */
const FOLDERS: Readonly<Record<string, string>> = {
  Chromium: "/etc/chromium/policies/managed",
  "Google Chrome": "/etc/opt/chrome/policies/managed",
  "Microsoft Edge": "/etc/opt/edge/policies/managed",
  Brave: "/etc/brave/policies/managed",
};
const FIREFOX_FILES = ["/etc/firefox/policies/policies.json", "/usr/lib/firefox-esr/distribution/policies.json"];

const ASK = texts.rollOut.ask;

/** Looks whether the browsers here get the extension by a policy, and whether it is the one of these servers. */
export async function checkRollOut(world: World, issuers: readonly string[]): Promise<Finding[]> {
  if (world.surroundings.platform !== "linux") return [good(ABOUT, texts.rollOut.linuxOnly)];
  if (issuers.length === 0) return [];
  await learnExtensions(world); // a server that can't be reached is told by another look
  const ids = await knownExtensions(await world.place());
  const findings: Finding[] = [];
  for (const { name, family } of await browsersHere(world.surroundings.env)) {
    if (family === "firefox")
      findings.push(...firefoxFindings(name, await readFirefoxPolicies(FIREFOX_FILES), issuers));
    else {
      const files = await readPolicyFolder(FOLDERS[name] ?? "");
      findings.push(...chromiumFindings(name, files, { ids, issuers }));
    }
  }
  return findings;
}

interface Expected {
  /** The ids of the extension that the keeper admits here. */
  readonly ids: readonly string[];
  readonly issuers: readonly string[];
}

/** Judges what the files say to a browser of Chromium's kin. */
export function chromiumFindings(browser: string, files: readonly PolicyFile[], { ids, issuers }: Expected): Finding[] {
  if (files.length === 0) return [unmanaged(browser)];
  const unreadable = files
    .filter(({ policies }) => policies === undefined)
    .map(({ path }) =>
      notice(ABOUT, texts.rollOut.unreadable({ browser, path }), texts.rollOut.jsonForAll({ ask: ASK })),
    );
  const settings = policyIn(files, "ExtensionSettings");
  const installed = Object.entries(asObject(settings?.value)).filter(
    ([id, value]) => id !== "*" && String(memberOf(value, "update_url")).endsWith(EXTENSION_ADDRESSES.chromiumUpdates),
  );
  const addresses = issuers.map((issuer) => issuer + EXTENSION_ADDRESSES.chromiumUpdates);
  const known = installed.find(([id]) => ids.includes(id));
  const own = known !== undefined && addresses.includes(String(memberOf(known[1], "update_url"))) ? known : undefined;
  const lost = settings?.beside.filter((path) => {
    const file = files.find((each) => each.path === path);
    return ids.some((id) => memberOf(file?.policies?.["ExtensionSettings"], id) !== undefined);
  });
  if (own === undefined && lost !== undefined && lost.length > 0)
    return [
      ...unreadable,
      notice(ABOUT, texts.rollOut.overridden({ browser, path: settings?.path ?? "", lost }), texts.rollOut.oneFile),
    ];
  if (own === undefined) {
    const [other] = installed;
    const says =
      known !== undefined
        ? texts.rollOut.otherAddress({ path: settings?.path ?? "", browser })
        : other !== undefined
          ? texts.rollOut.unknownId({ browser, id: other[0] })
          : texts.rollOut.notInstalled({ browser });
    return [...unreadable, notice(ABOUT, says, ASK)];
  }
  const [id, value] = own;
  return [
    ...unreadable,
    ...(memberOf(value, "installation_mode") === "force_installed"
      ? [good(ABOUT, texts.rollOut.installed({ browser, path: settings?.path ?? "" }))]
      : [notice(ABOUT, texts.rollOut.optional({ browser, path: settings?.path ?? "" }), ASK)]),
    ...managedFindings(browser, managedOf(files, id), issuers),
    ...reachFindings(browser, files, value),
    ...nativeFindings(browser, files),
  ];
}

/** Judges what Firefox's one file says. */
export function firefoxFindings(browser: string, file: PolicyFile | undefined, issuers: readonly string[]): Finding[] {
  if (file === undefined) return [unmanaged(browser)];
  if (file.policies === undefined)
    return [notice(ABOUT, texts.rollOut.unreadable({ browser, path: file.path }), texts.rollOut.json({ ask: ASK }))];
  const mode = memberOf(file.policies["ExtensionSettings"], FIREFOX_EXTENSION_ID, "installation_mode");
  if (mode !== "force_installed") return [notice(ABOUT, texts.rollOut.notInstalled({ browser }), ASK)];
  const managed = memberOf(file.policies["3rdparty"], "Extensions", FIREFOX_EXTENSION_ID);
  return [
    good(ABOUT, texts.rollOut.installed({ browser, path: file.path })),
    ...managedFindings(browser, managed === undefined ? undefined : { value: managed, path: file.path }, issuers),
  ];
}

const unmanaged = (browser: string): Finding => good(ABOUT, texts.rollOut.unmanaged({ browser }));

const asObject = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});

interface Managed {
  readonly value: unknown;
  readonly path: string;
}

/** The settings of the extension. Each file's count for each extension by itself. */
function managedOf(files: readonly PolicyFile[], id: string): Managed | undefined {
  const found = files.flatMap(({ path, policies }) => {
    const value = memberOf(policies?.["3rdparty"], "extensions", id);
    return value === undefined ? [] : [{ path, value }];
  });
  return found.at(-1);
}

function managedFindings(browser: string, managed: Managed | undefined, issuers: readonly string[]): Finding[] {
  if (managed === undefined) return [notice(ABOUT, texts.rollOut.noSettings({ browser }), ASK)];
  const listed = memberOf(managed.value, "issuers");
  const others = memberOf(managed.value, "allowOtherIssuers");
  if (
    !Array.isArray(listed) ||
    typeof others !== "boolean" ||
    typeof memberOf(managed.value, "allowRemoval") !== "boolean"
  )
    return [bad(ABOUT, texts.rollOut.incomplete({ path: managed.path, browser }), ASK)];
  if (others) return [];
  return issuers
    .filter((issuer) => !listed.includes(issuer))
    .map((issuer) => bad(ABOUT, texts.rollOut.notAllowed({ path: managed.path, browser, issuer }), ASK));
}

/** Policies that keep extensions from this machine's loopback. */
function reachFindings(browser: string, files: readonly PolicyFile[], own: unknown): Finding[] {
  const settings = policyIn(files, "ExtensionSettings");
  const blocked = [own, memberOf(settings?.value, "*")].flatMap((value) =>
    asList(memberOf(value, "runtime_blocked_hosts")),
  );
  const allowed = asList(memberOf(own, "runtime_allowed_hosts"));
  const isKept = blocked.some((pattern) => /^\*:\/\/(?:\*|127\.0\.0\.1|\[::1\])/.test(pattern));
  if (!isKept || allowed.includes("*://127.0.0.1")) return [];
  return [bad(ABOUT, texts.rollOut.blockedHosts({ path: settings?.path ?? "", browser }), texts.rollOut.allowHosts)];
}

/** A policy that keeps every native host away; the keeper's is then not reached, and logins go over loopback. */
function nativeFindings(browser: string, files: readonly PolicyFile[]): Finding[] {
  const blocklist = policyIn(files, "NativeMessagingBlocklist");
  const allowlist = policyIn(files, "NativeMessagingAllowlist");
  const blocks = asList(blocklist?.value).some((name) => name === "*" || name === NATIVE_HOST);
  if (!blocks || asList(allowlist?.value).includes(NATIVE_HOST)) return [];
  return [
    notice(
      ABOUT,
      texts.rollOut.blockedHost({ path: blocklist?.path ?? "", browser }),
      texts.rollOut.allowHost({ host: NATIVE_HOST }),
    ),
  ];
}

const asList = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
