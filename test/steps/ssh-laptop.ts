// A laptop that is enrolled, its keeper set up for `ssh`, and hosts.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AtEnd } from "../support/at-end.ts";
import type { Process } from "../support/process.ts";
import { approveFromHost } from "./approve-from-host.ts";
import { enrolCommandLine } from "./real-command-line.ts";
import { openSshLab, type SshHostProgram, type SshLab } from "./ssh-lab.ts";
import { openStage, type Stage } from "./stage.ts";

/** A program whose token is renewed each time that it is asked for. */
const SHORT = { id: "short", name: "Short", scopes: ["read"], accessTokenSeconds: 60 };
/** A person types this on a host. */
export const LOGIN = "nearside login --client-id short --scope read";

interface SshLaptop {
  readonly stage: Stage;
  readonly lab: SshLab;
  readonly hosts: readonly SshHostProgram[];
  readonly keeper: Process;
}

interface Wanted {
  readonly hosts: readonly string[];
  /** Options of `nearside ssh setup`. */
  readonly setup?: readonly string[];
}

export async function openSshLaptop(atEnd: AtEnd, { hosts, setup = [] }: Wanted): Promise<SshLaptop> {
  const lab = await openSshLab(atEnd);
  const file = join(lab.home, "server.json");
  await writeFile(file, JSON.stringify({ clients: [SHORT] }));
  const stage = await openStage(atEnd, { NEARSIDE_REMOTE_HOSTS: "any", NEARSIDE_CONFIG: file });
  await enrolCommandLine(stage, lab.nearside);
  const { code } = await (await lab.nearside(["ssh", "setup", ...setup])).ended();
  if (code !== 0) throw new Error(`the set-up ended with ${code}`);
  const started: SshHostProgram[] = [];
  for (const host of hosts) started.push(await lab.newHost(host));
  return { stage, lab, hosts: started, keeper: await lab.startKeeper() };
}

/** The person approves the login that a session shows. @returns the place, as she is shown it */
export async function approveIn(stage: Stage, session: Process) {
  const [, id = ""] = await session.printed(/\/approve\/(rq_[\w-]{22})/);
  return approveFromHost(stage, id);
}
