import type { Stats } from "node:fs";
import { lstat, realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import * as v from "valibot";
import { KeyFileError, systemCode } from "../keys/key-file-error.ts";
import { readPlainFile } from "../keys/private-file.ts";
import { parseJson } from "../parse-json.ts";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/settings.ts";
import { type ManagedSettings, managedSchema } from "./managed-settings.ts";
import type { WindowsRights } from "./windows-rights.ts";

// The organisation's file. A fault in it ends the command: settings that can't be read, or that others could have written,
// must not count as no settings.

/** Bytes. */
const LARGEST = 262_144;
const OTHERS_MAY_WRITE = 0o022;
const STICKY = 0o1000;
/** `admin` of macOS, whose members administer the machine; it may write to /Library. */
const MACOS_ADMINISTRATORS = 80;

/** The path is fixed: an account that could redirect it by a variable could do without it. */
export function managedPath(platform: NodeJS.Platform): string {
  if (platform === "win32") return "C:\\ProgramData\\Nearside\\managed.json";
  if (platform === "darwin") return "/Library/Application Support/Nearside/managed.json";
  return "/etc/nearside/managed.json";
}

interface ManagedPlace {
  readonly platform: NodeJS.Platform;
  /** The `managedPath` of the platform. */
  readonly path: string;
  /** Tells whether administrators alone may change a path; asked on Windows only. */
  readonly windowsRights: WindowsRights;
}

/** @returns no settings if there is no file. @throws Problem `managed_unreadable` */
export async function loadManaged(place: ManagedPlace): Promise<ManagedSettings> {
  const { path } = place;
  const refuse: Refuse = (why, cause) => {
    throw new Problem("managed_unreadable", why({ path: neutralise(path, 256) }), { cause });
  };
  const real = await realpath(path).catch((cause: unknown) => {
    if (systemCode(cause) === "ENOENT" || systemCode(cause) === "ENOTDIR") return undefined;
    return refuse(texts.managedFile.unreachable, cause);
  });
  if (real === undefined) return (await isNothingThere(path)) ? {} : refuse(texts.managedFile.nowhere);
  const text = await readAsAdministrators(place, real, refuse);
  return readSettings(text, refuse);
}

/** Refuses the file. @throws Problem `managed_unreadable` */
type Refuse = (why: (shown: { readonly path: string }) => string, cause?: unknown) => never;

/** The file's text, if administrators alone may change it and every folder on the way to it. */
async function readAsAdministrators(place: ManagedPlace, real: string, refuse: Refuse): Promise<string> {
  let text: string | null;
  try {
    text = await readPlainFile(real, LARGEST, (found) =>
      place.platform === "win32" || isAdministrators(found, place.platform) ? undefined : "file_too_open",
    );
  } catch (cause) {
    if (!(cause instanceof KeyFileError)) throw cause;
    return refuse(cause.code === "file_too_open" ? texts.managedFile.notTheirs : texts.managedFile.notFile, cause);
  }
  if (text === null) return refuse(texts.managedFile.gone);
  if (!(await areAdministratorsAlone(place, real))) return refuse(texts.managedFile.notTheirs);
  return text;
}

function readSettings(text: string, refuse: Refuse): ManagedSettings {
  const value = parseJson(text);
  if (Array.isArray(value)) return refuse(texts.managedFile.list); // valibot takes an empty list for an object without members
  const read = v.safeParse(managedSchema, value, { abortEarly: true });
  if (read.success) return read.output;
  const where = v.getDotPath(read.issues[0]);
  return refuse(
    where === null
      ? texts.managedFile.notSettings
      : ({ path }) => texts.managedFile.wrong({ path, setting: neutralise(where, 64) }),
  );
}

/**
 * A link that leads nowhere, or a file in a folder's place, was put there by an administrator who meant to set
 * something.
 */
async function isNothingThere(path: string): Promise<boolean> {
  for (const each of [path, ...foldersAbove(path)]) {
    const found = await lstat(each).catch(() => undefined);
    if (found === undefined) continue;
    return each !== path && (await stat(each).catch(() => undefined))?.isDirectory() === true;
  }
  return true;
}

function isAdministrators({ uid, gid, mode }: Stats, platform: NodeJS.Platform): boolean {
  const writers = platform === "darwin" && gid === MACOS_ADMINISTRATORS ? 0o002 : OTHERS_MAY_WRITE;
  return uid === 0 && (mode & writers) === 0;
}

/**
 * Checks each folder on the way, by the name we know and by the real one: an account that may write to a folder may
 * exchange the files in it.
 */
async function areAdministratorsAlone({ platform, path, windowsRights }: ManagedPlace, real: string): Promise<boolean> {
  if (platform === "win32")
    return (await windowsRights(real, "file")) && (await windowsRights(dirname(real), "folder"));
  const folders = new Set([...foldersAbove(path), ...foldersAbove(real)]);
  const found = await Promise.all(Array.from(folders, (folder) => stat(folder).catch(() => undefined)));
  return found.every((one) => one !== undefined && isFolderOfAdministrators(one, platform));
}

/** Every account may write to a sticky folder of root's, yet none can exchange another account's files there. */
const isFolderOfAdministrators = (found: Stats, platform: NodeJS.Platform): boolean =>
  isAdministrators(found, platform) || (found.uid === 0 && (found.mode & STICKY) !== 0);

function foldersAbove(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...foldersAbove(parent)];
}
