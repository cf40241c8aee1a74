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

/** Whoever waits longer is told so. Milliseconds. */
const LONGEST_WAIT = 60_000;
/** Nobody holds a lock longer, for a renewal gives up before: what is older was left behind. Milliseconds. */
const LONGEST_HOLD = 90_000;
const PAUSE = 50;

/**
 * Runs `task` while no other nearside process of this account runs one under the same name: two renewals at once would
 * void each other's refresh token (protocol §4.6). A lock whose holder died is taken over.
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
 * Of any number that try, one makes the link. It is written before it is there: whoever is killed in between leaves no lock
 * that does not say whose it was, which the others would have to wait for.
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

/** Ours only: one that was taken over meanwhile is another's. */
async function drop(path: string, mine: string): Promise<void> {
  if ((await contentOf(path)) === mine) await unlink(path).catch(() => undefined);
}

async function dropIfDead(path: string, place: LockPlace, now: number): Promise<void> {
  const held = await contentOf(path);
  if (held === undefined || !(await isDead(path, held, now))) return;
  // Of several who saw it dead, one moves it away. If a live one had come in its place, it is moved back.
  const aside = `${path}.${place.randomName()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await contentOf(aside)) === held) await unlink(aside).catch(() => undefined);
  else {
    // link, which overwrites nobody who has taken the place meanwhile
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
  // None of ours, which all say whose they are: it may be an older version's, only just being written.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return systemCode(error) === "ESRCH";
  }
}

const contentOf = (path: string): Promise<string | undefined> => readFile(path, "utf8").catch(() => undefined);
