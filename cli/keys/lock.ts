import { link, readFile, rename, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "../problems/problem.ts";
import type { Waiting } from "../waiting.ts";
import { KeyFileError, systemCode } from "./key-file-error.ts";
import { ensurePrivateFolder, type FolderPlace } from "./private-folder.ts";

export interface LockPlace extends FolderPlace {
  readonly pid: number;
  /** At least 128 random bits, as letters and digits that a file's name may have. */
  readonly randomName: () => string;
}

/** A command that waits longer for a lock ends and says so. Milliseconds. */
const LONGEST_WAIT = 60_000;
/** A lock that is older was left behind: a renewal, which takes longest, gives up before. Milliseconds. */
const LONGEST_HOLD = 90_000;
const PAUSE = 50;

/**
 * Runs `task` while no other nearside process of this account runs one under the same name: two renewals at once would void
 * each other's refresh token (protocol §4.6). A lock whose holder died is taken over.
 *
 * @throws Problem `credential_busy`; KeyFileError
 */
export async function withLock<T>(
  place: LockPlace,
  name: string,
  { now, sleep }: Waiting,
  task: () => Promise<T>,
): Promise<T> {
  await ensurePrivateFolder(place);
  const path = join(place.folder, `.${name}.lock`);
  const mine = `${place.pid} ${place.randomName()}\n`;
  const until = now() + LONGEST_WAIT;
  while (!(await take(path, mine, place))) {
    await dropIfDead(path, place, now());
    if (now() >= until) throw new Problem("credential_busy");
    await sleep(PAUSE);
  }
  try {
    return await task();
  } finally {
    await drop(path, mine);
  }
}

/**
 * One of any number of processes that try makes the link. The text is written before the link exists, so a process that is
 * killed in between leaves no lock without an owner, for which all others would have to wait.
 */
async function take(path: string, mine: string, place: LockPlace): Promise<boolean> {
  if ((await contentOf(path)) !== undefined) return false;
  const draft = `${path}.${place.randomName()}`;
  try {
    try {
      await writeFile(draft, mine, { flag: "wx", mode: 0o600 });
      await link(draft, path);
    } finally {
      await unlink(draft).catch(() => undefined);
    }
    return true;
  } catch (cause) {
    if (systemCode(cause) === "EEXIST") return false;
    throw new KeyFileError("not_written", path, { cause });
  }
}

/** Removes our own lock only: one that was taken over meanwhile is another process's. */
async function drop(path: string, mine: string): Promise<void> {
  if ((await contentOf(path)) === mine) await unlink(path).catch(() => undefined);
}

async function dropIfDead(path: string, place: LockPlace, now: number): Promise<void> {
  const held = await contentOf(path);
  if (held === undefined || !(await isDead(path, held, now))) return;
  // One of the processes that saw it dead moves it away. If a live one had come in its place, it is moved back.
  const aside = `${path}.${place.randomName()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await contentOf(aside)) === held) await unlink(aside).catch(() => undefined);
  else {
    // A link overwrites no lock that was taken meanwhile.
    await link(aside, path).catch(() => undefined);
    await unlink(aside).catch(() => undefined);
  }
}

async function isDead(path: string, held: string, now: number): Promise<boolean> {
  const made = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  if (made === undefined) return false;
  if (now - made > LONGEST_HOLD) return true;
  const pid = Number(/^(\d{1,10}) /.exec(held)?.[1]);
  // Every lock of ours names its owner: this one may be an older version's that is only just being written.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return systemCode(error) === "ESRCH";
  }
}

const contentOf = (path: string): Promise<string | undefined> => readFile(path, "utf8").catch(() => undefined);
