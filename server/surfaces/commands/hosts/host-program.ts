import type { Command } from "commander";
import { helpTexts } from "../../../texts/commands/help.ts";

/** The actions of the command line on host keys. */
export interface HostActions {
  list(): Promise<void>;
  add(host: { readonly name: string; readonly file: string }): Promise<void>;
  rename(key: string, name: string): Promise<void>;
  remove(key: string): Promise<void>;
  import(options: { readonly file: string; readonly yes: boolean }): Promise<void>;
}

/** Adds `nearside-server hosts …`. */
export function addHostCommands(program: Command, actions: HostActions): void {
  const hosts = program.command("hosts").description(helpTexts.hosts.what);
  hosts
    .command("list", { isDefault: true })
    .description(helpTexts.hosts.list)
    .action(() => actions.list());
  hosts
    .command("add")
    .description(helpTexts.hosts.add)
    .argument("<name>", helpTexts.hosts.name)
    .requiredOption("--key <file>", helpTexts.hosts.file)
    .action((name: string, { key }: { key: string }) => actions.add({ name, file: key }));
  hosts
    .command("rename")
    .description(helpTexts.hosts.rename)
    .argument("<key>", helpTexts.hosts.id)
    .argument("<name>", helpTexts.hosts.newName)
    .action((key: string, name: string) => actions.rename(key, name));
  hosts
    .command("remove")
    .description(helpTexts.hosts.remove)
    .argument("<key>", helpTexts.hosts.id)
    .action((key: string) => actions.remove(key));
  hosts
    .command("import")
    .description(helpTexts.hosts.import)
    .argument("<file>", helpTexts.hosts.knownHosts)
    .option("--yes", helpTexts.hosts.yes)
    .action((file: string, options: { yes?: true }) => actions.import({ file, yes: options.yes === true }));
}
