import { lstat, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { issuerSchema } from "@nearside/shared/claims.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import * as v from "valibot";
import { type KeyFileCode, KeyFileError } from "../keys/key-file-error.ts";
import { readPlainFile } from "../keys/private-file.ts";
import { parseJson } from "../parse-json.ts";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/settings.ts";
import { clientIdSchema, profileNameSchema, resourceSchema, scopeSchema, userNameSchema } from "./profile.ts";

// `.nearside.json`, committed with a project, says which of the enrolments here its commands mean, and what they ask
// for.
//
// It is the attacker's input (threat M5): it comes with a download, and is read because a person works in its folder.
// So:
//
// - It can choose only among the enrolments that the person made here at another time. Another server that it names
//   is never
//   asked anything, and no sentence of ours says how to enrol with it.
// - It can't name a program, a folder, a key, authorization details, or anything else that its schema doesn't have.
//   An
//   unknown name is refused, not passed over: the person hears of the attempt.
// - Before anything is approved, the page and the extension's window show what it asks for (program, scope,
//   resource), and
//   `nearside login` says that this file asked for it. Among tokens that were approved before, it chooses only one of the
//   enrolment's logins, which stays bound to a key that is not in the folder (RFC 9449).
// - An explicit --profile or NEARSIDE_PROFILE comes first, and then the file is not even opened.
// - It must be a file of this account or of root, no link, and not large. On the way up nothing is read beyond the
//   repository, the home folder or a folder of another account: any account can write /tmp/.nearside.json.
// - Every text in it has a form without control characters, and its path is neutralised before it is shown, as
//   everything is.

const FILE = ".nearside.json";
/** Bytes. */
const LARGEST = 16_384;

const folderFileSchema = v.strictObject({
  profile: v.optional(profileNameSchema),
  issuer: v.optional(issuerSchema),
  user: v.optional(userNameSchema),
  client_id: v.optional(clientIdSchema),
  scope: v.optional(scopeSchema),
  resource: v.optional(v.pipe(v.array(resourceSchema), v.maxLength(16))),
});

export interface FolderFile extends v.InferOutput<typeof folderFileSchema> {
  /** The folder, fit to be shown, with the home folder as ~. */
  readonly shownFolder: string;
}

interface Standing {
  readonly cwd: string;
  readonly home: string;
  /** Undefined if accounts have no numbers. */
  readonly uid: number | undefined;
}

/**
 * The nearest file from the working directory upwards, at most to the repository's, the home, or the root folder.
 *
 * @throws Problem `folder_file_refused`
 */
export async function findFolderFile({ cwd, home, uid }: Standing): Promise<FolderFile | null> {
  const [start, end] = await Promise.all([realOf(cwd), realOf(home)]);
  for (let folder = start; ; folder = dirname(folder)) {
    const found = await readFolderFile(folder, uid);
    if (found !== null) return { ...found, shownFolder: shownFolder(folder, end) };
    const isLast = folder === end || folder === dirname(folder) || (await isThere(join(folder, ".git")));
    if (isLast || !(await isOurs(dirname(folder), uid))) return null;
  }
}

const realOf = (path: string): Promise<string> => realpath(path).catch(() => path);
const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** A folder that others may write to, or own, says nothing about this account's work. */
async function isOurs(folder: string, uid: number | undefined): Promise<boolean> {
  if (uid === undefined) return true;
  const found = await lstat(folder).catch(() => undefined);
  return found !== undefined && (found.uid === uid || found.uid === 0) && (found.mode & 0o002) === 0;
}

function shownFolder(folder: string, home: string): string {
  const isBelow = folder === home || folder.startsWith(`${home}/`) || folder.startsWith(`${home}\\`);
  return neutralise(isBelow && home !== "/" ? `~${folder.slice(home.length)}` : folder, 256);
}

async function readFolderFile(
  folder: string,
  uid: number | undefined,
): Promise<v.InferOutput<typeof folderFileSchema> | null> {
  const path = join(folder, FILE);
  const shown = { path: neutralise(path, 256) };
  const refuse = (why: string, cause?: unknown): never => {
    throw new Problem("folder_file_refused", why, { cause });
  };
  let text: string | null;
  try {
    text = await readPlainFile(path, LARGEST, (found) =>
      uid === undefined || found.uid === uid || found.uid === 0 ? undefined : "file_other_owner",
    );
  } catch (cause) {
    if (!(cause instanceof KeyFileError)) throw cause;
    return refuse((WHY[cause.code] ?? texts.folderFile.unreadable)(shown), cause);
  }
  if (text === null) return null;
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse(texts.folderFile.notObject(shown));
  // The names are asked of the object itself: other ways pass over a name like __proto__ in silence.
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(folderFileSchema.entries, name));
  if (unknown !== undefined) return refuse(texts.folderFile.unknown({ ...shown, name: neutralise(unknown, 32) }));
  const read = v.safeParse(folderFileSchema, value, { abortEarly: true });
  if (read.success) return read.output;
  // The place is a path into our own schema, and never the file's text.
  return refuse(texts.folderFile.wrong({ ...shown, member: v.getDotPath(read.issues[0]) ?? "member" }));
}

const WHY: Partial<Record<KeyFileCode, (shown: { readonly path: string }) => string>> = {
  file_symlink: texts.folderFile.symlink,
  file_not_a_file: texts.folderFile.notFile,
  file_other_owner: texts.folderFile.otherOwner,
  file_too_large: texts.folderFile.tooLarge,
};
