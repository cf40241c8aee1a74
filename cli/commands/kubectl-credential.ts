import { Command } from "commander";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/commands/kubectl-credential.ts";
import { execCredential, readExecInfo } from "../tools/exec-credential.ts";
import type { Start, World } from "../world/world.ts";
import { type ToolOptions, withToolOptions, withToolToken } from "./steps/tool-token.ts";

export const kubectlCredentialCommand = (start: Start): Command =>
  withToolOptions(new Command("kubectl-credential"))
    .description(texts.description)
    .addHelpText("after", texts.help)
    .action((options: ToolOptions) => start(false, (world) => run(world, options)));

async function run(world: World, options: ToolOptions): Promise<void> {
  const info = readExecInfo(world.surroundings.env["KUBERNETES_EXEC_INFO"]);
  const audience = options.resource ?? info.server;
  if (audience === undefined) throw new Problem("usage", texts.whichServer);
  const login = info.interactive ? "if_interactive" : "never";
  await withToolToken(world, { ...options, resource: audience }, { login }, async ({ credential }) => {
    world.terminal.result(execCredential(info, credential.access_token, credential.expires_at));
  });
}
