// A second account of this computer, made for a test and removed after it. Needs root, as `npm test` has it.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { access } from "node:fs/promises";
import { promisify } from "node:util";
import type { AtEnd } from "../support/at-end.ts";
import { type Process, startProcess } from "../support/process.ts";

const PREFIX = "nearside-test";

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Runs a program as that account. */
  readonly run: (command: string, args: readonly string[]) => Promise<Process>;
}

const execute = promisify(execFile);

/** @throws Error if accounts can't be made; never falls back to something weaker */
export async function newAccount(atEnd: AtEnd): Promise<Account> {
  await removeLeftOver();
  const name = `${PREFIX}-${process.pid}-${randomBytes(3).toString("hex")}`;
  await execute("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name]);
  atEnd(() => remove(name));
  const { stdout } = await execute("getent", ["passwd", name]);
  const [uid, gid] = stdout.split(":").slice(2, 4).map(Number);
  if (uid === undefined || gid === undefined || uid === 0 || uid === process.getuid?.())
    throw new Error(`${name} is no other account: ${stdout}`);
  const run = async (command: string, args: readonly string[]): Promise<Process> => {
    const program = await startProcess({
      command: "setpriv",
      args: [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--", command, ...args],
      env: { PATH: process.env["PATH"] ?? "" },
      cwd: "/",
    });
    atEnd(async () => void (await program.stop()));
    return program;
  };
  return { name, uid, gid, run };
}

/** With its group, which has its name. */
const remove = async (name: string): Promise<void> => void (await execute("userdel", ["--force", name]));

/** Accounts of runs that are no more. */
async function removeLeftOver(): Promise<void> {
  const { stdout } = await execute("getent", ["passwd"]);
  for (const [, name = "", pid] of stdout.matchAll(new RegExp(`^(${PREFIX}-(\\d+)-[0-9a-f]{6}):`, "gm"))) {
    const runs = await access(`/proc/${pid}`).then(
      () => true,
      () => false,
    );
    if (!runs) await remove(name).catch(() => undefined); // another run may be removing it too
  }
}
