import { Command } from "commander";
import { checkSshHost } from "../doctor/check-ssh-host.ts";
import type { Finding } from "../doctor/finding.ts";
import { readHosts } from "../keeper/ssh/setup/config-lines.ts";
import { lookAtSsh, setUpSsh, undoSsh } from "../keeper/ssh/setup/setup-ssh.ts";
import { Problem } from "../problems/problem.ts";
import type { Start, World } from "../world/world.ts";
import { addTo } from "./options/resource-option.ts";
import { showFinding } from "./steps/show-finding.ts";

interface SetupOptions {
  readonly json?: true;
  readonly host?: readonly string[];
  readonly keys?: readonly string[];
}

export function sshCommand(start: Start): Command {
  return new Command("ssh")
    .description("sign in on hosts that you reach by SSH, with the browser of this machine")
    .addHelpText("after", AFTER_HELP)
    .addCommand(
      new Command("setup")
        .description("make the keeper of your account the agent of ssh: one line in ~/.ssh/config")
        .option("--host <pattern>", "for these hosts only, as you type them; may be given several times", addTo)
        .option("--keys <pattern>", "these hosts may use the keys of your own agent too", addTo)
        .option("--json", "print a JSON object")
        .action((options: SetupOptions) => start(options.json === true, (world) => setUp(world, options))),
    )
    .addCommand(
      new Command("check")
        .description("try the way from a host back to this machine, and say what is in the way")
        .argument("<host>", "as you type it after ssh")
        .option("--json", "print JSON objects")
        .action((host: string, { json }: { json?: true }) => start(json === true, (world) => check(world, host))),
    )
    .addCommand(
      new Command("undo")
        .description("take the line out again, and everything that was written with it")
        .option("--json", "print a JSON object")
        .action(({ json }: { json?: true }) => start(json === true, undo)),
    );
}

const AFTER_HELP = `
  nearside ssh setup                     once; then, on a host:  nearside login
  nearside ssh setup --host "build-*"    for those hosts only
  nearside ssh setup --keys bastion      bastion may use your own SSH keys too, as with ForwardAgent
  nearside ssh check build-7             tries it, and says what is in the way
  nearside ssh undo                      ~/.ssh/config is as it was

Your own agent goes on working: the keeper passes on to it what ssh asks for. A host can ask for a login, which you approve on
this machine. It sees no key of yours unless you say so.`;

async function setUp(world: World, { host = ["*"], keys = [] }: SetupOptions): Promise<void> {
  const { terminal } = world;
  const hosts = { logins: readHosts(host), keys: readHosts(keys) };
  const { config, backup } = await setUpSsh(world, hosts);
  terminal.object({ set_up: { config, backup, ...hosts } });
  terminal.say(`ssh asks the keeper of your account from now on: one line is first in ${config}.`, "good");
  terminal.say(`  for ${hosts.logins.includes("*") ? "every host" : hosts.logins.join(", ")}`);
  if (hosts.keys.length > 0) terminal.say(`  ${hosts.keys.join(", ")} may use the keys of your own agent too`);
  terminal.say("Sessions that are open already do not have it: begin them anew. To take it back: nearside ssh undo");
}

async function undo(world: World): Promise<void> {
  const { terminal } = world;
  const { config } = await lookAtSsh(world);
  const undone = await undoSsh(world);
  terminal.object({ undone });
  terminal.say(undone ? `${config} is as it was before.` : "There was nothing to take back.", "good");
}

async function check(world: World, host: string): Promise<void> {
  const { terminal } = world;
  const bad: Finding[] = [];
  for await (const finding of checkSshHost(world, readHosts([host]).join(""))) {
    terminal.object({ ...finding });
    showFinding(terminal, finding);
    if (finding.state === "bad") bad.push(finding);
  }
  if (bad.length > 0) throw new Problem("examination_failed", `(${bad.map(({ about }) => about).join(", ")})`);
}
