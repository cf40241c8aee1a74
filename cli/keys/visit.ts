import { createHash } from "node:crypto";
import { lstat, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { posix } from "node:path";
import { issuerSchema, userSchema } from "@nearside/shared/claims.ts";
import { sha256TextSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { issuerFile, type KeyPlace, keyFileNames, loadKeyFile, storeKeyFile } from "./key-file.ts";
import { systemCode } from "./key-file-error.ts";

// A visit: this account is enrolled nowhere, and its person's own machine vouches for it over her SSH session (protocol §10). Its
// logins lie in memory alone, and are worth nothing once the session has ended.

const openSchema = v.strictObject({
  issuer: issuerSchema,
  user: userSchema,
  /** Thumbprint of the device key of the machine that vouches. */
  machine: sha256TextSchema,
  /** The socket that leads to that machine's keeper. sshd takes it away with the session. */
  channel: v.pipe(v.string(), v.maxLength(4096), v.check(posix.isAbsolute)),
});
export type Visit = v.InferOutput<typeof openSchema>;
const secretSchema = v.strictObject({});

/**
 * Removes what visits left whose sessions have ended: their folders lie beside this one. Nothing that can't be read is touched, nor anything
 * of a session that may be there.
 */
export async function removeEndedVisits(place: KeyPlace): Promise<void> {
  const all = posix.dirname(place.folder);
  const names = await readdir(all).catch(() => []);
  for (const name of names) {
    const folder = posix.join(all, name);
    const visits = await allVisits({ ...place, folder }).catch(() => []);
    const isOver =
      visits.length > 0 && (await Promise.all(visits.map(({ channel }) => isGone(channel)))).every(Boolean);
    if (isOver) await rm(folder, { recursive: true, force: true });
  }
}

const isGone = (path: string): Promise<boolean> =>
  stat(path).then(
    () => false,
    (cause: unknown) => systemCode(cause) === "ENOENT",
  );

/** @throws KeyFileError */
export const storeVisit = (place: KeyPlace, visit: Visit): Promise<void> =>
  storeKeyFile(place, visitFile(visit), { open: visit, secret: {} }, "file");

/** @throws KeyFileError */
export async function allVisits(place: KeyPlace): Promise<Visit[]> {
  const names = (await keyFileNames(place)).filter((name) => name.startsWith("visit-"));
  const loaded = await Promise.all(
    names.map((name) => loadKeyFile(place, name, { open: openSchema, secret: secretSchema })),
  );
  return loaded.flatMap((record) => (record === null ? [] : [record.open]));
}

const visitFile = ({ issuer, user }: Visit): string => issuerFile("visit", issuer, user.name);

/** Linux, <linux/magic.h>: a file system that is in memory, and in no file of a disk. */
const SHARED_MEMORY = "/dev/shm";

/**
 * The folder of the visits of one SSH connection, or of one container, in memory: in the account's own runtime folder, which ends with
 * its last session here, else in the system's shared memory. Several people may use one account of a host, each over a connection of
 * their own.
 *
 * @returns undefined where there is neither
 */
export async function visitFolder(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  uid: number | undefined,
): Promise<string | undefined> {
  if (platform !== "linux" || uid === undefined) return undefined;
  const runtime = env["XDG_RUNTIME_DIR"] ?? "";
  const connection = createHash("sha256")
    .update(env["SSH_CONNECTION"] ?? env["NEARSIDE_KEEPER"] ?? "")
    .digest("hex")
    .slice(0, 32);
  if (posix.isAbsolute(runtime) && (await isFolder(runtime))) return posix.join(runtime, "nearside-visits", connection);
  if (!(await isFolder(SHARED_MEMORY))) return undefined;
  return posix.join(await ownFolderIn(SHARED_MEMORY, uid), connection);
}

/** The account's own folder where everybody may make one: a name that somebody else has taken keeps nobody out. */
async function ownFolderIn(shared: string, uid: number): Promise<string> {
  const start = `nearside-visits-${uid}-`;
  for (const name of (await readdir(shared)).sort()) {
    if (!name.startsWith(start)) continue;
    const path = posix.join(shared, name);
    const found = await lstat(path).catch(() => undefined);
    if (found?.isDirectory() === true && found.uid === uid && (found.mode & 0o077) === 0) return path;
  }
  return mkdtemp(posix.join(shared, start)); // of mode 0700
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
