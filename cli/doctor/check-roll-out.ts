import { EXTENSION_ADDRESSES } from "@nearside/shared/api/extension.ts";
import { FIREFOX_EXTENSION_ID, NATIVE_HOST } from "@nearside/shared/api/native.ts";
import { browsersHere } from "../keeper/setup/browsers-here.ts";
import { knownExtensions, learnExtensions } from "../keeper/setup/known-extensions.ts";
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

const ASK = "Ask your administrator to put the policy in place again: the console has it under Roll-out.";

/** Looks whether the browsers here get the extension by a policy, and whether it is the one of these servers. */
export async function checkRollOut(world: World, issuers: readonly string[]): Promise<Finding[]> {
  if (world.surroundings.platform !== "linux")
    return [
      good(
        ABOUT,
        "Policies for browsers are looked at on Linux alone. Your browser shows its own: chrome://policy or about:policies.",
      ),
    ];
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
      notice(
        ABOUT,
        `${browser} can't read ${path}, so none of its policies count.`,
        `It must be JSON, and readable for everybody. ${ASK}`,
      ),
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
      notice(
        ABOUT,
        `${browser} does not get the extension: ${settings?.path} has ExtensionSettings too, and wins over ${lost.join(", ")}.`,
        "Ask your administrator to put both into one file: of several, the last by name counts as a whole.",
      ),
    ];
  if (own === undefined) {
    const [other] = installed;
    const says =
      known !== undefined
        ? `${settings?.path} has ${browser} get the extension from another address than that of your servers.`
        : other !== undefined
          ? `${browser} gets an extension (${other[0]}) that no server says it is its own.`
          : `${browser} has policies here, and none of them puts the extension into it.`;
    return [...unreadable, notice(ABOUT, says, ASK)];
  }
  const [id, value] = own;
  return [
    ...unreadable,
    ...(memberOf(value, "installation_mode") === "force_installed"
      ? [good(ABOUT, `${browser} gets the extension by ${settings?.path}.`)]
      : [notice(ABOUT, `${browser} may have the extension, and ${settings?.path} does not put it there.`, ASK)]),
    ...managedFindings(browser, managedOf(files, id), issuers),
    ...reachFindings(browser, files, value),
    ...nativeFindings(browser, files),
  ];
}

/** Judges what Firefox's one file says. */
export function firefoxFindings(browser: string, file: PolicyFile | undefined, issuers: readonly string[]): Finding[] {
  if (file === undefined) return [unmanaged(browser)];
  if (file.policies === undefined)
    return [
      notice(ABOUT, `${browser} can't read ${file.path}, so none of its policies count.`, `It must be JSON. ${ASK}`),
    ];
  const mode = memberOf(file.policies["ExtensionSettings"], FIREFOX_EXTENSION_ID, "installation_mode");
  if (mode !== "force_installed")
    return [notice(ABOUT, `${browser} has policies here, and none of them puts the extension into it.`, ASK)];
  const managed = memberOf(file.policies["3rdparty"], "Extensions", FIREFOX_EXTENSION_ID);
  return [
    good(ABOUT, `${browser} gets the extension by ${file.path}.`),
    ...managedFindings(browser, managed === undefined ? undefined : { value: managed, path: file.path }, issuers),
  ];
}

const unmanaged = (browser: string): Finding =>
  good(ABOUT, `No policy of an organisation for ${browser} is here: its person puts the extension there.`);

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
  if (managed === undefined)
    return [notice(ABOUT, `No policy sets the extension in ${browser} for your servers.`, ASK)];
  const listed = memberOf(managed.value, "issuers");
  const others = memberOf(managed.value, "allowOtherIssuers");
  if (
    !Array.isArray(listed) ||
    typeof others !== "boolean" ||
    typeof memberOf(managed.value, "allowRemoval") !== "boolean"
  )
    return [
      bad(ABOUT, `The extension's settings in ${managed.path} are not whole, so ${browser} approves nothing.`, ASK),
    ];
  if (others) return [];
  return issuers
    .filter((issuer) => !listed.includes(issuer))
    .map((issuer) => bad(ABOUT, `${managed.path} lets ${browser} approve nothing at ${issuer}.`, ASK));
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
  return [
    bad(
      ABOUT,
      `${settings?.path} keeps extensions of ${browser} from this machine's loopback (runtime_blocked_hosts), so no login is met.`,
      "Ask your administrator to add runtime_allowed_hosts, as the policy of the console has it under Roll-out.",
    ),
  ];
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
      `${blocklist?.path} keeps ${browser} from the keeper (NativeMessagingBlocklist); logins go over loopback.`,
      `Ask your administrator to add ${NATIVE_HOST} to NativeMessagingAllowlist.`,
    ),
  ];
}

const asList = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
