import { createHash } from "node:crypto";
import { readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { KeyFileError, systemCode } from "./key-file-error.ts";
import {
  demandRoomFor,
  type PrivatePlace,
  readPrivateFile,
  removeDrafts,
  syncFolder,
  writePrivateFile,
} from "./private-file.ts";
import { checkPrivateFolder, ensurePrivateFolder } from "./private-folder.ts";
import type { OpenTpm } from "./tpm/connection/open-tpm.ts";
import type { Vault } from "./vault.ts";

/**
 * The keeper of a secret (protocol §2): the OS keyring, which holds the key that the secret's file is encrypted with, or
 * the permissions of the file alone.
 */
export type Keeper = "keyring" | "file";

/** The kinds of key files: an enrolled machine, an enrolment or a further browser under way, a credential, or a visit. */
type KeyFileKind = "machine" | "enrolling" | "adding-browser" | "credential" | "visit";

/**
 * The name of a key file: readable, and different for each issuer and for everything else that it is for. All of these also
 * lie in the open part of the file, and are compared when it is read.
 */
export function issuerFile(kind: KeyFileKind, issuer: string, ...further: readonly string[]): string {
  const host = issuer
    .replace(/^https?:\/\//, "")
    .replaceAll(/[^a-z0-9.]+/g, "-")
    .slice(0, 40);
  const whole = JSON.stringify([issuer, ...further]);
  return `${kind}-${host}-${createHash("sha256").update(whole).digest("hex").slice(0, 32)}`;
}

// Records in files that only this account can read. Each has an open part, which tells what it is about, and a secret part.
// The secret is encrypted with a key that the keyring holds, or lies there as it is (protocol §2: the last resort of key
// storage).

export interface KeyPlace extends PrivatePlace {
  /** The result of `machineIdentity` for this machine. */
  readonly machine: string;
  /** The account's name. */
  readonly account: string;
  /** True of the place of visits: nothing is enrolled there, and nothing can be. */
  readonly isOfVisits?: true;
  readonly vault: Vault;
  readonly openTpm: OpenTpm;
}

/** The form of a record's two parts. */
interface RecordSchemas<Open, Secret> {
  readonly open: v.GenericSchema<unknown, Open>;
  readonly secret: v.GenericSchema<unknown, Secret>;
}

export interface StoredRecord<Open, Secret> {
  readonly open: Open;
  readonly keptIn: Keeper;
  /** @throws KeyFileError, KeyringError */
  secret(): Promise<Secret>;
}

/** The names that a record may have. The name is that of the file, and lies in the file too. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** `name` keeps a file from being passed off for another one. Machine and account guard against accidents (protocol §2). */
const contentSchema = v.strictObject({
  nearside: v.literal("key-file"),
  version: v.literal(1),
  name: v.string(),
  machine: v.string(),
  account: v.string(),
  open: v.unknown(),
  kept: v.variant("in", [
    v.strictObject({ in: v.literal("file"), secret: v.unknown() }),
    /** A JWE (RFC 7516), encrypted with the keyring's key. */
    v.strictObject({ in: v.literal("keyring"), sealed: v.string() }),
  ]),
});

const fileOf = (place: KeyPlace, name: string): string => {
  if (!NAME.test(name)) throw new TypeError("not a name for a key file");
  return join(place.folder, `${name}.json`);
};

/**
 * Reads a record; null if no record has that name. The keyring is asked only once the secret is.
 *
 * @throws KeyFileError if the file or its folder can't be trusted. The message holds nothing that the file holds
 */
export async function loadKeyFile<Open, Secret>(
  place: KeyPlace,
  name: string,
  schemas: RecordSchemas<Open, Secret>,
): Promise<StoredRecord<Open, Secret> | null> {
  const path = fileOf(place, name);
  if (!(await checkPrivateFolder(place))) return null;
  const text = await readPrivateFile(path, place.uid);
  if (text === null) return null;
  const content = v.safeParse(contentSchema, parseJson(text));
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

/** The keeper of that record's secret; null if there is no record of that name. @throws KeyFileError */
export async function keeperOfFile(place: KeyPlace, name: string): Promise<Keeper | null> {
  const record = await loadKeyFile(place, name, { open: v.unknown(), secret: v.unknown() });
  return record === null ? null : record.keptIn;
}

/**
 * Writes a record in the place of one of that name: whole, or not at all, even if the power fails.
 *
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
  await writePrivateFile(place, path, `${content}\n`);
}

/** Checks that a record of that name could be written just now. @throws KeyFileError */
export async function demandRoomForKeyFile(place: KeyPlace, name: string): Promise<void> {
  const path = fileOf(place, name);
  await ensurePrivateFolder(place);
  await demandRoomFor(place, path);
}

/**
 * Removes a record, and the drafts that an interrupted write may have left.
 *
 * @returns true if there was a record
 * @throws KeyFileError
 */
export async function removeKeyFile(place: KeyPlace, name: string): Promise<boolean> {
  const path = fileOf(place, name);
  if (!(await checkPrivateFolder(place))) return false;
  try {
    await removeDrafts(place, path);
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

/** Removes the drafts that interrupted writes of a record may have left, secrets included. @throws KeyFileError */
export async function removeDraftsOf(place: KeyPlace, name: string): Promise<void> {
  const path = fileOf(place, name);
  try {
    await removeDrafts(place, path);
  } catch (cause) {
    throw new KeyFileError("not_removed", path, { cause });
  }
}

/** The names of all records, in alphabetical order. */
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
