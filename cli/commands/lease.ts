import { Command } from "commander";
import { texts } from "../texts/commands/lease.ts";
import { optionTexts } from "../texts/commands/options.ts";
import type { Start, World } from "../world/world.ts";
import { type FetchOptions, fetch } from "./lease/fetch.ts";
import { end, list } from "./lease/list.ts";
import { request } from "./lease/request.ts";
import { type RunOptions, run } from "./lease/run.ts";
import { withChoice } from "./options/choice.ts";
import { type LeaseOptions, withWish } from "./options/lease-options.ts";
import { addTo } from "./options/resource-option.ts";

interface Json {
  readonly json?: true;
}

export function leaseCommand(start: Start): Command {
  const json = (command: Command): Command => command.option("--json", optionTexts.json.object);
  const acting =
    (act: (world: World) => Promise<void>) =>
    ({ json: isJson }: Json): Promise<void> =>
      start(isJson === true, act);
  return new Command("lease")
    .description(texts.description)
    .enablePositionalOptions()
    .addHelpText("after", AFTER_HELP)
    .addCommand(
      withWish(withChoice(new Command("run")), texts.wish.first)
        .description(texts.run)
        .usage(texts.usage)
        .argument("<program...>", texts.program)
        .option("--name <name>", texts.name)
        .option("--client-id <id>", texts.clientId)
        .option("--no-browser", optionTexts.printAddress)
        .passThroughOptions()
        .action((words: string[], options: RunOptions) => start(false, (world) => run(world, words, options))),
    )
    .addCommand(
      json(withWish(new Command("request"), texts.wish.more))
        .description(texts.request)
        .action((options: LeaseOptions & Json) => start(options.json === true, (world) => request(world, options))),
    )
    .addCommand(
      json(new Command("fetch"))
        .description(texts.fetch)
        .argument("<url>", texts.url)
        .option("-X, --request <method>", texts.method)
        .option("-H, --header <field>", texts.header, addTo)
        .option("-d, --data <text>", texts.data)
        .option("-i, --include", texts.include)
        .option("--scope <scopes>", texts.scope)
        .option("--tool <name>", texts.tool)
        .action((url: string, options: FetchOptions & Json) =>
          start(options.json === true, (world) => fetch(world, url, options)),
        ),
    )
    .addCommand(json(new Command("list")).description(texts.list).action(acting(list)))
    .addCommand(
      json(new Command("end"))
        .description(texts.end)
        .argument("[id]", texts.id)
        .option("--all", texts.all)
        .action((id: string | undefined, options: Json & { readonly all?: true }) =>
          start(options.json === true, (world) => end(world, id, options.all === true)),
        ),
    );
}

const AFTER_HELP = texts.help;
