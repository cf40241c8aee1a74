// The command line as it ships, in a home folder that a test may look into and put things into.
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AtEnd } from "../support/at-end.ts";
import { type Process, startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { noteSeenUpdates } from "../support/seen-updates.ts";
import type { Nearside } from "./real-command-line.ts";

export interface Home {
  readonly folder: string;
  /** The folder of keys and credentials, once there are any. */
  readonly state: string;
  /** `nearside …`, in ~/shop unless elsewhere. */
  readonly nearside: Nearside & ((args: readonly string[], where?: Where) => Promise<Process>);
}

export interface Where {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function openHome(atEnd: AtEnd): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-home-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  // The mode is that of most systems: others may list the folder.
  await chmod(folder, 0o755);
  await noteSeenUpdates(folder);
  const shop = join(folder, "shop");
  await mkdir(shop);
  const nearside = async (args: readonly string[], { cwd = shop, env = {} }: Where = {}): Promise<Process> => {
    const cli = await startProcess({
      command: process.execPath,
      args: [join(repository, "cli/bin/nearside.js"), ...args],
      env: { PATH: process.env["PATH"] ?? "", HOME: folder, ...env },
      cwd,
    });
    atEnd(async () => void (await cli.stop()));
    return cli;
  };
  return { folder, state: join(folder, ".local/state/nearside"), nearside };
}
