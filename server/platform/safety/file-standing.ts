import { lstatSync, type Stats, statSync } from "node:fs";
import { startTexts } from "../../texts/start.ts";
import { type Account, ROOT } from "./account.ts";
import { problemOfFoldersAbove } from "./folders-above.ts";

// Judges what other accounts of this machine may do with a file. It reads owner and mode and tries nothing, since root may do anything.

const OTHERS_MAY_ANYTHING = 0o077;
const OTHERS_MAY_WRITE = 0o022;
/** Permissions beyond reading by one group, which root may grant so that the server's account can read the file at all. */
const BEYOND_ONE_READING_GROUP = 0o037;

type Kind = "folder" | "file" | "socket";
const IS: Readonly<Record<Kind, (stats: Stats) => boolean>> = {
  folder: (stats) => stats.isDirectory(),
  file: (stats) => stats.isFile(),
  socket: (stats) => stats.isSocket(),
};

const modeOf = ({ mode }: Stats): string => (mode & 0o7777).toString(8).padStart(3, "0");

/**
 * The problem of a file that must be this account's alone, and no link to elsewhere. Undefined where there is no problem, or no file.
 *
 * @param what the beginning of the sentence: "The data folder /var/lib/nearside"
 */
export function problemOfPrivate(what: string, path: string, kind: Kind, { uid }: Account): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) return startTexts.unsafe.link({ what });
  if (!IS[kind](stats)) return startTexts.unsafe.kind({ what, kind });
  if (uid === undefined) return undefined;
  if (stats.uid !== uid) return startTexts.unsafe.foreignFolder({ what, owner: stats.uid, uid, path });
  if ((stats.mode & OTHERS_MAY_ANYTHING) !== 0)
    return startTexts.unsafe.openFolder({ what, mode: modeOf(stats), wanted: kind === "folder" ? 700 : 600, path });
  return undefined;
}

/**
 * The problem of a key that the operator brought, which is this account's alone, or root's and readable by one group. It may be a link, as
 * tools that renew certificates make them.
 */
export function problemOfKey(what: string, path: string, { uid }: Account): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || uid === undefined) return undefined;
  if (stats.uid !== uid && stats.uid !== ROOT)
    return startTexts.unsafe.foreignSecret({ what, owner: stats.uid, uid, path });
  const isLent = stats.uid === ROOT && uid !== ROOT;
  if ((stats.mode & (isLent ? BEYOND_ONE_READING_GROUP : OTHERS_MAY_ANYTHING)) !== 0)
    return startTexts.unsafe.openSecret({ what, mode: modeOf(stats), wanted: isLent ? 640 : 600, path });
  return problemOfFoldersAbove(what, path);
}

/** The problem of a file that others may read, and whose writer decides whom the server trusts. It may be a link. */
export function problemOfTrusted(what: string, path: string, { uid }: Account): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || uid === undefined) return undefined;
  if (stats.uid !== uid && stats.uid !== ROOT)
    return startTexts.unsafe.foreignTrust({ what, owner: stats.uid, uid, path });
  if ((stats.mode & OTHERS_MAY_WRITE) !== 0) return startTexts.unsafe.writable({ what, mode: modeOf(stats), path });
  return problemOfFoldersAbove(what, path);
}
