import { constants } from "node:fs";
import { type FileHandle, lstat, open, readdir, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import type { OpenTpmKey } from "./device-key.ts";
import type { Keeper } from "./keeper.ts";
import { KeyFileError, systemCode } from "./key-file-error.ts";
import { checkPrivateFolder, ensurePrivateFolder, type FolderPlace } from "./private-folder.ts";
import type { Vault } from "./vault.ts";

// Records in files that only this account can read. Each has an open part, which tells what it is about, and a secret one:
// encrypted with a key that the keyring holds, or else as it is (protocol §2: the last resort of key storage).

export interface KeyPlace extends FolderPlace {
  readonly platform: NodeJS.Platform;
  /** machineIdentity() of this machine. */
  readonly machine: string;
  /** The account's name. */
  readonly account: string;
  /** At least 128 random bits, as letters and digits that a file's name may have. */
  readonly randomName: () => string;
  readonly vault: Vault;
  readonly openTpmKey: OpenTpmKey;
}

/** What a record is made of. */
export interface RecordSchemas<Open, Secret> {
  readonly open: v.GenericSchema<unknown, Open>;
  readonly secret: v.GenericSchema<unknown, Secret>;
}

export interface KeptRecord<Open, Secret> {
  readonly open: Open;
  readonly keptIn: Keeper;
  /** @throws KeyFileError, KeyringError */
  secret(): Promise<Secret>;
}

/** Bytes; no secret of ours comes near. */
const LARGEST_FILE = 65_536;

/** What a record may be called: it is its file's name and stands in the file. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** `name` keeps a file from being passed off for another; machine and account: protocol §2, against accidents. */
const contentSchema = v.strictObject({
  nearside: v.literal("key-file"),
  version: v.literal(1),
  name: v.string(),
  machine: v.string(),
  account: v.string(),
  open: v.unknown(),
  kept: v.variant("in", [
    v.strictObject({ in: v.literal("file"), secret: v.unknown() }),
    /** JWE (RFC 7516) by the keyring's key. */
    v.strictObject({ in: v.literal("keyring"), sealed: v.string() }),
  ]),
});

const fileOf = (place: KeyPlace, name: string): string => {
  if (!NAME.test(name)) throw new TypeError("not a name for a key file");
  return join(place.folder, `${name}.json`);
};

/**
 * Reads a record; null if there is none of that name. The keyring is asked only for the secret.
 * @throws KeyFileError where the file or its folder can't be trusted, with nothing of what it holds in its text
 */
export async function loadKeyFile<Open, Secret>(
  place: KeyPlace,
  name: string,
  schemas: RecordSchemas<Open, Secret>,
): Promise<KeptRecord<Open, Secret> | null> {
  const path = fileOf(place, name);
  if (!(await checkPrivateFolder(place))) return null;
  const text = await readPrivateFile(path, place.uid);
  if (text === null) return null;
  const content = v.safeParse(contentSchema, parsed(text));
  if (!content.success || content.output.name !== name) throw new KeyFileError("file_not_ours", path);
  if (content.output.machine !== place.machine) throw new KeyFileError("other_machine", path);
  if (content.output.account !== place.account) throw new KeyFileError("other_account", path);
  const open = v.safeParse(schemas.open, content.output.open);
  if (!open.success) throw new KeyFileError("file_not_ours", path);
  const { kept } = content.output;
  const secret = async (): Promise<Secret> => {
    const found = kept.in === "file" ? kept.secret : await place.vault.unseal(name, kept.sealed);
    const read = v.safeParse(schemas.secret, found);
    if (!read.success) throw new KeyFileError("file_not_ours", path);
    return read.output;
  };
  return { open: open.output, keptIn: kept.in, secret };
}

/**
 * Writes a record, in the place of one of that name: whole, or not at all, also if the power fails.
 * @param record JSON values
 * @throws KeyFileError, KeyringError
 */
export async function storeKeyFile(
  place: KeyPlace,
  name: string,
  record: { readonly open: unknown; readonly secret: unknown },
  keeper: Keeper,
): Promise<void> {
  const path = fileOf(place, name);
  const { machine, account, vault } = place;
  await ensurePrivateFolder(place);
  const { open: about, secret } = record;
  const kept = keeper === "file" ? { in: "file", secret } : { in: "keyring", sealed: await vault.seal(name, secret) };
  const content = JSON.stringify({ nearside: "key-file", version: 1, name, machine, account, open: about, kept });
  const draft = join(place.folder, `.${name}.${place.randomName()}.draft`);
  let made = false;
  try {
    const file = await open(draft, "wx", 0o600); // O_EXCL: never through a link that lies there already
    made = true;
    try {
      await file.writeFile(`${content}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    await syncFolder(place);
  } catch (cause) {
    if (made) await unlink(draft).catch(() => undefined);
    throw new KeyFileError("not_written", path, { cause });
  }
}

/**
 * Removes a record and what an interrupted write may have left of it.
 * @returns whether there was one
 * @throws KeyFileError
 */
export async function removeKeyFile(place: KeyPlace, name: string): Promise<boolean> {
  const path = fileOf(place, name);
  if (!(await checkPrivateFolder(place))) return false;
  try {
    const drafts = (await readdir(place.folder)).filter(
      (entry) => entry.startsWith(`.${name}.`) && /^[\w-]+\.draft$/.test(entry.slice(name.length + 2)),
    );
    for (const draft of drafts) await unlink(join(place.folder, draft));
    const removed = await unlink(path).then(
      () => true,
      (error: unknown) => {
        if (systemCode(error) === "ENOENT") return false;
        throw error;
      },
    );
    await syncFolder(place);
    return removed;
  } catch (cause) {
    throw new KeyFileError("not_removed", path, { cause });
  }
}

/** The names of what is kept, in alphabetical order. */
export async function keyFileNames(place: KeyPlace): Promise<string[]> {
  if (!(await checkPrivateFolder(place))) return [];
  try {
    const entries = await readdir(place.folder);
    return entries
      .flatMap((entry) => (entry.endsWith(".json") && NAME.test(entry.slice(0, -5)) ? [entry.slice(0, -5)] : []))
      .sort();
  } catch (cause) {
    throw new KeyFileError("folder_unusable", place.folder, { cause });
  }
}

/** The file's text; null if there is no file. What is judged is what was opened, whatever happens to the name. */
async function readPrivateFile(path: string, uid: number | undefined): Promise<string | null> {
  const file = await openWithoutLinks(path);
  if (file === null) return null;
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new KeyFileError("file_not_a_file", path);
    if (uid !== undefined && found.uid !== uid) throw new KeyFileError("file_other_owner", path);
    if (uid !== undefined && (found.mode & 0o077) !== 0) throw new KeyFileError("file_too_open", path);
    if (found.size > LARGEST_FILE) throw new KeyFileError("file_too_large", path);
    return await file.readFile("utf8");
  } catch (cause) {
    if (cause instanceof KeyFileError) throw cause;
    throw new KeyFileError("file_unreadable", path, { cause });
  } finally {
    await file.close();
  }
}

async function openWithoutLinks(path: string): Promise<FileHandle | null> {
  try {
    if ((await lstat(path)).isSymbolicLink()) throw new KeyFileError("file_symlink", path);
    // Windows has neither flag; there the look before must do. O_NONBLOCK: a pipe in the file's place must not make us wait.
    return await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    if (cause instanceof KeyFileError) throw cause;
    const code = systemCode(cause);
    if (code === "ENOENT") return null;
    if (code === "ELOOP") throw new KeyFileError("file_symlink", path, { cause });
    if (code === "ENXIO") throw new KeyFileError("file_not_a_file", path, { cause }); // a socket
    throw new KeyFileError("file_unreadable", path, { cause });
  }
}

/** No `cause`: what JSON.parse says quotes the text, which may be the secret. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A new name is on the disk only when its folder is (fsync(2)); Windows can't open folders. */
async function syncFolder({ folder, platform }: KeyPlace): Promise<void> {
  if (platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
