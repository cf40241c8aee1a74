import { Command } from "commander";
import type { Start, World } from "../world/world.ts";
import { containerSocket } from "./keeper/container-socket.ts";
import { check, install, uninstall } from "./keeper/install.ts";
import { run } from "./keeper/run.ts";
import { status, stop } from "./keeper/status.ts";

interface Json {
  readonly json?: true;
}

interface InstallOptions extends Json {
  readonly check?: true;
  readonly browser?: string;
}

export function keeperCommand(start: Start): Command {
  const sub = (name: string, says: string, run: (world: World) => Promise<void>): Command =>
    new Command(name)
      .description(says)
      .option("--json", "print a JSON object")
      .action((_: unknown, command: Command) => start(command.optsWithGlobals<Json>().json === true, run));
  return new Command("keeper")
    .description("the process of this account by which browsers reach a login that waits, without a port")
    .addHelpText("after", AFTER_HELP)
    .addCommand(sub("run", "run it here, until Ctrl-C", run))
    .addCommand(sub("status", "say whether it runs, and for whom", status))
    .addCommand(sub("stop", "end it", stop))
    .addCommand(
      new Command("install")
        .description("have it started by itself, and make it known to this account's browsers")
        .option("--check", "change nothing: try the way from each browser to a command line")
        .option("--browser <command>", "with --check, try this browser only")
        .option("--json", "print JSON objects")
        .action((_: unknown, command: Command) => {
          const options = command.optsWithGlobals<InstallOptions>();
          return start(options.json === true, (world) =>
            options.check === true ? check(world, options.browser) : install(world),
          );
        }),
    )
    .addCommand(sub("uninstall", "take that back", uninstall))
    .addCommand(
      new Command("container-socket")
        .description("let containers on this computer log in through it: makes a socket that takes logins only")
        .option("--close", "take that socket away again")
        .option("--json", "print a JSON object")
        .action((_: unknown, command: Command) => {
          const { json, close } = command.optsWithGlobals<Json & { readonly close?: true }>();
          return start(json === true, (world) => containerSocket(world, close !== true));
        }),
    );
}

const AFTER_HELP = `
  nearside keeper install      once: sets up a service of your account, and the native host of each browser
  nearside keeper status       what it does just now

Without a keeper every command works as it does now: browsers meet a login over this machine's loopback.
It keeps no token, and uses your device key for two things: to hear from your server whether this machine is in force, and to tell it
how this machine is protected (see nearside doctor).`;
