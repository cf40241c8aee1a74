import type { Command } from "commander";

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
  const hosts = program
    .command("hosts")
    .description("hosts that people log in from over SSH: list, add, rename, remove, import");
  hosts
    .command("list", { isDefault: true })
    .description("show the keys that were enrolled, each with its name")
    .action(() => actions.list());
  hosts
    .command("add")
    .description("enrol the key of a host")
    .argument("<name>", "as people know it, such as build-7.example.com")
    .requiredOption("--key <file>", "its public key, such as /etc/ssh/ssh_host_ed25519_key.pub of that host")
    .action((name: string, { key }: { key: string }) => actions.add({ name, file: key }));
  hosts
    .command("rename")
    .description("give an enrolled key another name")
    .argument("<key>", "as the list shows it")
    .argument("<name>", "the name")
    .action((key: string, name: string) => actions.rename(key, name));
  hosts
    .command("remove")
    .description("take a key out")
    .argument("<key>", "as the list shows it")
    .action((key: string) => actions.remove(key));
  hosts
    .command("import")
    .description("show what a known_hosts file would change, and with --yes do it")
    .argument("<file>", "the known_hosts file")
    .option("--yes", "do it")
    .action((file: string, options: { yes?: true }) => actions.import({ file, yes: options.yes === true }));
}
