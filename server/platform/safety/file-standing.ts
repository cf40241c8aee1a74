import { lstatSync, type Stats, statSync } from "node:fs";
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
  if (stats.isSymbolicLink())
    return `${what} is a link, and whoever may change the link chooses what the server trusts. Name the real place, or put the real thing there.`;
  if (!IS[kind](stats)) return `${what} is not a ${kind}. Move away what lies there.`;
  if (uid === undefined) return undefined;
  if (stats.uid !== uid)
    return `${what} belongs to another account (number ${stats.uid}), which may read and change all in it. Run the server as that account, or: chown ${uid} ${path}`;
  if ((stats.mode & OTHERS_MAY_ANYTHING) !== 0)
    return `${what} is open to other accounts of this machine (mode ${modeOf(stats)}). Whoever could read it may have the server's keys. Close it: chmod ${kind === "folder" ? 700 : 600} ${path}`;
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
    return `${what} belongs to another account (number ${stats.uid}). Make it this one's: chown ${uid} ${path}`;
  const isLent = stats.uid === ROOT && uid !== ROOT;
  if ((stats.mode & (isLent ? BEYOND_ONE_READING_GROUP : OTHERS_MAY_ANYTHING)) !== 0)
    return `${what} is open to other accounts of this machine (mode ${modeOf(stats)}). Close it, and think of it as known to them: chmod ${isLent ? 640 : 600} ${path}`;
  return problemOfFoldersAbove(what, path);
}

/** The problem of a file that others may read, and whose writer decides whom the server trusts. It may be a link. */
export function problemOfTrusted(what: string, path: string, { uid }: Account): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || uid === undefined) return undefined;
  if (stats.uid !== uid && stats.uid !== ROOT)
    return `${what} belongs to another account (number ${stats.uid}), which may change it. Make it this one's: chown ${uid} ${path}`;
  if ((stats.mode & OTHERS_MAY_WRITE) !== 0)
    return `${what} may be changed by other accounts of this machine (mode ${modeOf(stats)}). Look through it, then: chmod go-w ${path}`;
  return problemOfFoldersAbove(what, path);
}
