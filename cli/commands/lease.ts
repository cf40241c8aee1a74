import { Command } from "commander";
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
  const json = (command: Command): Command => command.option("--json", "print a JSON object");
  const acting =
    (act: (world: World) => Promise<void>) =>
    ({ json: isJson }: Json): Promise<void> =>
      start(isJson === true, act);
  return new Command("lease")
    .description("let an agent use APIs in your name for a while, by one approval")
    .enablePositionalOptions()
    .addHelpText("after", AFTER_HELP)
    .addCommand(
      withWish(withChoice(new Command("run")))
        .description("start a program under a lease; it ends with the program")
        .usage("[options] -- <program> [arguments]")
        .argument("<program...>", "the program and its arguments, as they are")
        .option("--name <name>", "what the agent is called; else its program's name")
        .option("--client-id <id>", "the program in whose name it is asked for, where that is another")
        .option("--no-browser", "print the address instead of opening the browser")
        .passThroughOptions()
        .action((words: string[], options: RunOptions) => start(false, (world) => run(world, words, options))),
    )
    .addCommand(
      json(withWish(new Command("request")))
        .description("ask your person for more, from within a lease")
        .action((options: LeaseOptions & Json) => start(options.json === true, (world) => request(world, options))),
    )
    .addCommand(
      json(new Command("fetch"))
        .description("have the keeper make a request, from within a lease: no token is printed")
        .argument("<url>", "an address of an API of the lease")
        .option("-X, --request <method>", "GET, POST, …; POST if there is --data")
        .option("-H, --header <field>", "a header field; may be given several times", addTo)
        .option("-d, --data <text>", "the body; JSON if no content-type says otherwise")
        .option("-i, --include", "show status and header fields too")
        .option("--scope <scopes>", "no more of the lease than this, separated by spaces")
        .option("--tool <name>", "in the name of which tool of the API")
        .action((url: string, options: FetchOptions & Json) =>
          start(options.json === true, (world) => fetch(world, url, options)),
        ),
    )
    .addCommand(json(new Command("list")).description("show the leases of this account").action(acting(list)))
    .addCommand(
      json(new Command("end"))
        .description("end a lease")
        .argument("[id]", "which one, as `nearside lease list` shows it")
        .option("--all", "all of them")
        .action((id: string | undefined, options: Json & { readonly all?: true }) =>
          start(options.json === true, (world) => end(world, id, options.all === true)),
        ),
    );
}

const AFTER_HELP = `
  nearside lease run --api https://api.example.com --scope "orders:read" --for 2h --calls 50 -- claude
  nearside lease list
  nearside lease end --all

You approve once what the program, and all that it starts, may do: which APIs, for how long, how many calls. The keeper of your
account (nearside keeper) holds the key and the tokens, and gives them to nobody else. It ends with the program, when the screen
locks, when it lies idle or its time is over, and whenever you end it: here, or in your account.

Within a lease:
  nearside lease fetch https://api.example.com/orders       the keeper makes the request: no token is printed
  nearside lease request --api https://api.example.com --scope "orders:write" --why "refund order 7"`;
