import { Command } from "commander";
import { checkSshHost } from "../doctor/check-ssh-host.ts";
import type { Finding } from "../doctor/finding.ts";
import { readHosts } from "../keeper/ssh/setup/config-lines.ts";
import { lookAtSsh, setUpSsh, undoSsh } from "../keeper/ssh/setup/setup-ssh.ts";
import { Problem } from "../problems/problem.ts";
import { optionTexts } from "../texts/commands/options.ts";
import { texts } from "../texts/commands/ssh.ts";
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
    .description(texts.description)
    .addHelpText("after", AFTER_HELP)
    .addCommand(
      new Command("setup")
        .description(texts.setup)
        .option("--host <pattern>", texts.host, addTo)
        .option("--keys <pattern>", texts.keys, addTo)
        .option("--json", optionTexts.json.object)
        .action((options: SetupOptions) => start(options.json === true, (world) => setUp(world, options))),
    )
    .addCommand(
      new Command("check")
        .description(texts.check)
        .argument("<host>", texts.hostName)
        .option("--json", optionTexts.json.objects)
        .action((host: string, { json }: { json?: true }) => start(json === true, (world) => check(world, host))),
    )
    .addCommand(
      new Command("undo")
        .description(texts.undo)
        .option("--json", optionTexts.json.object)
        .action(({ json }: { json?: true }) => start(json === true, undo)),
    );
}

const AFTER_HELP = texts.help;

async function setUp(world: World, { host = ["*"], keys = [] }: SetupOptions): Promise<void> {
  const { terminal } = world;
  const hosts = { logins: readHosts(host), keys: readHosts(keys) };
  const { config, backup } = await setUpSsh(world, hosts);
  terminal.object({ set_up: { config, backup, ...hosts } });
  terminal.say(texts.done({ config }), "good");
  terminal.say(hosts.logins.includes("*") ? texts.forEveryHost : texts.forHosts({ hosts: hosts.logins }));
  if (hosts.keys.length > 0) terminal.say(texts.mayUseKeys({ hosts: hosts.keys }));
  terminal.say(texts.restart);
}

async function undo(world: World): Promise<void> {
  const { terminal } = world;
  const { config } = await lookAtSsh(world);
  const undone = await undoSsh(world);
  terminal.object({ undone });
  terminal.say(undone ? texts.undone({ config }) : texts.nothingToUndo, "good");
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
