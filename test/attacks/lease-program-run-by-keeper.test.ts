// A19: an agent has its `ssh` ask the keeper, with a configuration of its own. The keeper would ask `ssh -G` what that says, which runs `Match exec`
// as a child of the keeper: a program of the agent's that nothing marks as an agent's, and so counts as its person.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { enrolCommandLine } from "../steps/real-command-line.ts";
import { openSshLab, type SshLab } from "../steps/ssh-lab.ts";
import { openStage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { socketsOf } from "./support-ssh-agent.ts";

const atEnd = afterTests();
let lab: SshLab;
/** Each run of the agent's program writes its limit of locks here: it is 0 in an agent. */
let ran: string;

beforeAll(async () => {
  const stage = await openStage(atEnd, { NEARSIDE_REMOTE_HOSTS: "any" });
  lab = await openSshLab(atEnd);
  await enrolCommandLine(stage, lab.nearside);
  await lab.newHost("db1");
  expect(await (await lab.nearside(["ssh", "setup"])).ended()).toMatchObject({ code: 0 });
  await lab.startKeeper();
  ran = join(lab.home, "ran");
});
beforeEach(() => writeFile(ran, ""));

/** A program with the mark that all have which an agent started. */
const asAgent = (command: string, args: readonly string[]) => lab.run("prlimit", ["--locks=0:0", command, ...args]);
const limits = async () => (await readFile(ran, "utf8")).split("\n").filter((line) => line !== "");

/** A configuration that has `ssh` ask the keeper, and runs a program wherever it is read. */
async function agentsConfiguration(socket: string): Promise<string> {
  const own = await readFile(join(lab.home, ".ssh/config"), "utf8");
  const hosts = own.slice(own.indexOf("Host db1"));
  const file = join(lab.home, "agents-config");
  const program = `grep 'Max file locks' /proc/self/limits >> ${ran}`;
  await writeFile(file, `Match exec "${program}"\n  IdentityAgent ${socket}\n  ForwardAgent yes\n${hosts}`);
  return file;
}

it.each(["logins", "keys"] as const)("runs nothing for an agent that asks at the socket of %s", async (which) => {
  const file = await agentsConfiguration(socketsOf(lab)[which]);
  const ssh = await asAgent("ssh", ["-F", file, "db1", "true"]);
  await ssh.ended();
  const seen = await limits();
  expect(seen.length).toBeGreaterThan(0); // its own `ssh` has run it
  expect(seen.filter((line) => !/ 0 +0 /.test(line))).toEqual([]);
});

it("asks the person's own ssh what that says", async () => {
  const file = await agentsConfiguration(socketsOf(lab).logins);
  await (await lab.ssh("-F", file, "db1", "true")).ended();
  expect((await limits()).length).toBeGreaterThan(1); // by itself, and for the keeper
});

it("leaves an agent the keys that it had without a keeper", async () => {
  expect(await (await asAgent("ssh", ["db1", "true"])).ended()).toMatchObject({ code: 0 });
  // it does not speak to the keeper at all
  const configured = await asAgent("ssh", ["-G", "db1"]);
  expect(await configured.ended()).toMatchObject({ code: 0 });
  expect(configured.stdout()).not.toContain(socketsOf(lab).logins);
});
