import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { posix } from "node:path";
import { issuerSchema, userSchema } from "@nearside/shared/claims.ts";
import { sha256TextSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { issuerFile, type KeyPlace, keyFileNames, loadKeyFile, storeKeyFile } from "./key-file.ts";

// A visit: this account is enrolled nowhere, and its person's own machine vouches for it over her SSH session (protocol §10). Its
// logins lie in memory alone, and are worth nothing once the session has ended.

const openSchema = v.strictObject({
  issuer: issuerSchema,
  user: userSchema,
  /** Thumbprint of the device key of the machine that vouches. */
  machine: sha256TextSchema,
});
export type Visit = v.InferOutput<typeof openSchema>;
const secretSchema = v.strictObject({});

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
 * The folder of the visits of one SSH connection, in memory: in the account's own runtime folder, which ends with its last session
 * here, else in the system's shared memory. Several people may use one account of a host, each over a connection of their own.
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
    .update(env["SSH_CONNECTION"] ?? "")
    .digest("hex")
    .slice(0, 32);
  if (posix.isAbsolute(runtime) && (await isFolder(runtime))) return posix.join(runtime, "nearside-visits", connection);
  return (await isFolder(SHARED_MEMORY)) ? posix.join(SHARED_MEMORY, `nearside-visits-${uid}`, connection) : undefined;
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
