import type { Command } from "commander";

/** The actions of the command line on the extension that this server hands out. */
export interface ExtensionActions {
  list(): Promise<void>;
  policy(browser: string, system: string): Promise<void>;
  rotate(options: { readonly now?: true }): Promise<void>;
  end(id: string): Promise<void>;
}

/** Adds `nearside-server extension …`. */
export function addExtensionCommands(program: Command, actions: ExtensionActions): void {
  const extension = program
    .command("extension")
    .description("the extension for browsers: its ids and their keys, the policies that put it there");
  extension
    .command("list", { isDefault: true })
    .description("the ids by which browsers know it, each by the key that signs its package")
    .action(() => actions.list());
  extension
    .command("policy")
    .description("print the policy that puts it into a browser and sets it for this server")
    .argument("<browser>", "chromium, chrome, edge, brave or firefox")
    .argument("<system>", "linux, windows or macos")
    .action((browser: string, system: string) => actions.policy(browser, system));
  extension
    .command("rotate")
    .description("make another key, and so another id, for new policies; machines with the old one go on")
    .option("--now", "end the old key at once, because somebody else may have had it")
    .action((options: { now?: true }) => actions.rotate(options));
  extension
    .command("end")
    .description("end an old key once no machine has its extension any more")
    .argument("<id>", "as the list shows it")
    .action((id: string) => actions.end(id));
}
