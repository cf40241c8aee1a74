import type { Command } from "commander";
import { helpTexts } from "../../../texts/commands/help.ts";

/** The actions of the command line on the extension that this server hands out. */
export interface ExtensionActions {
  list(): Promise<void>;
  policy(browser: string, system: string): Promise<void>;
  rotate(options: { readonly now?: true }): Promise<void>;
  end(id: string): Promise<void>;
}

/** Adds `nearside-server extension …`. */
export function addExtensionCommands(program: Command, actions: ExtensionActions): void {
  const extension = program.command("extension").description(helpTexts.extension.what);
  extension
    .command("list", { isDefault: true })
    .description(helpTexts.extension.list)
    .action(() => actions.list());
  extension
    .command("policy")
    .description(helpTexts.extension.policy)
    .argument("<browser>", helpTexts.extension.browser)
    .argument("<system>", helpTexts.extension.system)
    .action((browser: string, system: string) => actions.policy(browser, system));
  extension
    .command("rotate")
    .description(helpTexts.extension.rotate)
    .option("--now", helpTexts.extension.now)
    .action((options: { now?: true }) => actions.rotate(options));
  extension
    .command("end")
    .description(helpTexts.extension.end)
    .argument("<id>", helpTexts.extension.id)
    .action((id: string) => actions.end(id));
}
