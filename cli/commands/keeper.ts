import { Command } from "commander";
import { texts } from "../texts/commands/keeper.ts";
import { optionTexts } from "../texts/commands/options.ts";
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
      .option("--json", optionTexts.json.object)
      .action((_: unknown, command: Command) => start(command.optsWithGlobals<Json>().json === true, run));
  return new Command("keeper")
    .description(texts.description)
    .addHelpText("after", AFTER_HELP)
    .addCommand(sub("run", texts.run, run))
    .addCommand(sub("status", texts.status, status))
    .addCommand(sub("stop", texts.stop, stop))
    .addCommand(
      new Command("install")
        .description(texts.install)
        .option("--check", texts.check)
        .option("--browser <command>", texts.browser)
        .option("--json", optionTexts.json.objects)
        .action((_: unknown, command: Command) => {
          const options = command.optsWithGlobals<InstallOptions>();
          return start(options.json === true, (world) =>
            options.check === true ? check(world, options.browser) : install(world),
          );
        }),
    )
    .addCommand(sub("uninstall", texts.uninstall, uninstall))
    .addCommand(
      new Command("container-socket")
        .description(texts.containerSocket)
        .option("--close", texts.close)
        .option("--json", optionTexts.json.object)
        .action((_: unknown, command: Command) => {
          const { json, close } = command.optsWithGlobals<Json & { readonly close?: true }>();
          return start(json === true, (world) => containerSocket(world, close !== true));
        }),
    );
}

const AFTER_HELP = texts.help;
