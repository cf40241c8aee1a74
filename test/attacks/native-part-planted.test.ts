// M14: another OS account plants the native parts of the single executable. It looks for no file: what it carries is loaded from a file
// without a name.
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { makeExecutable } from "../../setup/executable.mjs";
import { afterTests } from "../support/after-tests.ts";
import { type Process, startProcess } from "../support/process.ts";

const NAMES = ["koffi.node", "keyring.node", "keyring.linux-x64-gnu.node"];
const atEnd = afterTests();
let executable: string;
/** A folder that everybody may write to, full of what somebody else put there, and the home of the victim within it. */
let shared: string;
let home: string;

beforeAll(async () => {
  executable = await makeExecutable();
  shared = await mkdtemp(join(tmpdir(), "nearside-planted-"));
  atEnd(() => rm(shared, { recursive: true, force: true }));
  await chmod(shared, 0o1777);
  home = join(shared, "home");
  await mkdir(home, { mode: 0o700 });
  const evil = join(shared, "evil.node");
  await writeFile(evil, "no library: to load it ends the load", { mode: 0o755 });
  for (const folder of [
    shared,
    home,
    ...["native", "build/koffi/linux_x64", "@koromix/koffi-linux-x64"].map((name) => join(shared, name)),
  ]) {
    await mkdir(folder, { recursive: true });
    for (const name of NAMES) await symlink(evil, join(folder, name));
  }
});

/** @param within a program, with its arguments, that runs it */
const startKeeper = (...within: readonly string[]): Promise<Process> => {
  const [command = executable, ...args] = [...within, executable];
  return startProcess({
    command,
    args: [...args, "keeper", "run"],
    env: { PATH: process.env["PATH"] ?? "", HOME: home, TMPDIR: shared, NODE_PATH: shared },
    cwd: shared,
  });
};

/** The files outside of the system's own folders whose code the process runs, by their paths. */
async function codeOf({ pid }: Process): Promise<readonly string[]> {
  const files = (await readFile(`/proc/${pid}/maps`, "utf8"))
    .split("\n")
    .filter((line) => / r-xp /.test(line))
    .map((line) => line.split(/\s+/).slice(5).join(" "));
  return files
    .filter((file) => file.startsWith("/") && !/^\/(?:usr\/)?lib/.test(file) && file !== executable)
    .map((file) => file.replace(/#\d+/, "#"));
}

it("loads what it carries from a file that has no name, and nothing that somebody put where it might look", async () => {
  const keeper = await startKeeper();
  atEnd(async () => void (await keeper.stop()));
  await keeper.printed(/The keeper runs/); // it could not tell who calls without its native part
  expect(await codeOf(keeper)).toEqual(["/dev/shm/# (deleted)"]);
  await keeper.stop();
});

it("does so from another folder where the system forbids programs in memory", async () => {
  const forbid = 'mount -t tmpfs -o noexec none /dev/shm && exec "$@"';
  const keeper = await startKeeper("unshare", "--mount", "sh", "-c", forbid, "sh");
  atEnd(async () => void (await keeper.stop()));
  await keeper.printed(/The keeper runs/);
  expect(await codeOf(keeper)).toEqual([expect.stringMatching(/^\/(?!dev\/shm\/).*# \(deleted\)$/)]);
});
