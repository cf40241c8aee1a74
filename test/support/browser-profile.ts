// A browser's profile, written before the browser starts. A permission prompt is native: headless there is no person to press its
// button. Chrome asks again for nothing that it was granted before, so a profile is made to say that it was.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** By extension id: the match patterns and permissions that `permissions.request()` grants without asking. */
type Grantable = Readonly<Record<string, readonly string[]>>;

type Json = { [key: string]: unknown };

/** Readies a new profile, or one that a browser has used, ended or not. */
export async function prepareProfile(profile: string, grantable: Grantable): Promise<void> {
  // A killed browser leaves its locks behind, and the next one would refuse to start.
  for (const lock of ["SingletonLock", "SingletonCookie", "SingletonSocket"]) {
    await rm(join(profile, lock), { force: true });
  }
  const file = join(profile, "Default", "Preferences");
  const preferences = await readPreferences(file);
  const extensions = member(preferences, "extensions");
  const settings = member(extensions, "settings");
  for (const [id, origins] of Object.entries(grantable)) {
    // An extension loaded by the protocol is installed again at each launch, and would lose what it was granted. Only
    // these two entries on their own survive that; so a restart is here what it is to an installed extension.
    const held =
      settings[id] === undefined ? {} : { active_permissions: member(member(settings, id), "active_permissions") };
    settings[id] = { ...held, runtime_granted_permissions: granted(origins) };
  }
  const written = { ...preferences, extensions: { ...extensions, settings } };
  await mkdir(join(profile, "Default"), { recursive: true });
  await writeFile(file, JSON.stringify(written));
}

/** Chrome keeps match patterns and names of permissions apart. */
function granted(permissions: readonly string[]): Json {
  const [origins, api] = [true, false].map((isPattern) =>
    permissions.filter((permission) => permission.includes("://") === isPattern),
  );
  return { api, explicit_host: origins, manifest_permissions: [], scriptable_host: [] };
}

async function readPreferences(file: string): Promise<Json> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  return object(JSON.parse(text));
}

function member(of: Json, key: string): Json {
  return object(of[key] ?? {});
}

function object(value: unknown): Json {
  if (typeof value !== "object" || value === null) throw new Error("The profile's Preferences are not what they were.");
  return { ...value };
}
