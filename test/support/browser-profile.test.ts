import { access, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { prepareProfile } from "./browser-profile.ts";

const ID = "bahkjnjnccpjmelpfbnkdjlongipiedk";
const PATTERNS = ["https://login.nearside.test/*", "http://127.0.0.1/*"];

let profile: string;
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), "nearside-profile-"));
});
afterEach(() => rm(profile, { recursive: true, force: true }));

const preferences = async (): Promise<unknown> =>
  JSON.parse(await readFile(join(profile, "Default", "Preferences"), "utf8"));
const hosts = (explicit_host: string[]) => ({ api: [], explicit_host, manifest_permissions: [], scriptable_host: [] });

describe("a profile", () => {
  it("lets the extension be granted the patterns, and grants none yet", async () => {
    await prepareProfile(profile, { [ID]: PATTERNS });
    expect(await preferences()).toEqual({
      extensions: { settings: { [ID]: { runtime_granted_permissions: hosts(PATTERNS) } } },
    });
  });

  it("keeps, over a restart, what was granted and what else it holds, and nothing more of the extension", async () => {
    const active_permissions = hosts(PATTERNS.slice(0, 1));
    const used = {
      extensions: { alerts: 1, settings: { [ID]: { active_permissions, location: 4 }, other: {} } },
      intl: {},
    };
    await mkdir(join(profile, "Default"));
    await writeFile(join(profile, "Default", "Preferences"), JSON.stringify(used));
    await prepareProfile(profile, { [ID]: PATTERNS });
    expect(await preferences()).toEqual({
      extensions: {
        alerts: 1,
        settings: { [ID]: { active_permissions, runtime_granted_permissions: hosts(PATTERNS) }, other: {} },
      },
      intl: {},
    });
  });

  it("of a killed browser is unlocked", async () => {
    await symlink("host-123", join(profile, "SingletonLock"));
    await prepareProfile(profile, {});
    await expect(access(join(profile, "SingletonLock"))).rejects.toThrow();
  });
});
