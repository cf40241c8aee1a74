import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { Command } from "commander";
import { ancestry } from "../context/process-tree.ts";
import { AgentAccess } from "../mcp/agent-access.ts";
import { serveMcp } from "../mcp/serve-mcp.ts";
import { type ChoiceOptions, choose } from "../settings/choose.ts";
import { texts } from "../texts/commands/mcp.ts";
import type { Start, World } from "../world/world.ts";
import { withChoice } from "./options/choice.ts";

interface McpOptions extends ChoiceOptions {
  readonly name?: string;
  readonly clientId?: string;
}

export const mcpCommand = (start: Start): Command =>
  withChoice(new Command("mcp"))
    .description(texts.description)
    .option("--name <name>", texts.name)
    .option("--client-id <id>", texts.clientId)
    .addHelpText("after", texts.help)
    .action((options: McpOptions) => start(false, (world) => mcp(world, options)));

/** `nearside mcp` */
async function mcp(world: World, options: McpOptions): Promise<void> {
  const access = new AgentAccess({
    inside: world.lease,
    waiting: world,
    beginning: async () => {
      const { machine } = await choose(world, await world.place(), options);
      const { issuer, user } = machine;
      const agent = await agentOf(world, options.name);
      return { doorway: world.doorway(), issuer, user: user.name, clientId: options.clientId ?? null, agent };
    },
  });
  await serveMcp(access, world.stop);
}

/** The program that started this one, as the system names it. */
async function agentOf({ surroundings: { platform, pid } }: World, name: string | undefined) {
  const [, host] = await ancestry(platform, pid).catch(() => []);
  const program = (typeof host?.command === "string" ? undefined : host?.command[0]) ?? host?.name ?? "unknown";
  const own = program.split(/[\\/]/).at(-1) || program;
  return { name: neutralise(name ?? own, 64), program: neutralise(program, 255) };
}
