import { leaseDetailSchema } from "@nearside/shared/oauth/lease.ts";
import { type Command, Option } from "commander";
import * as v from "valibot";
import type { LeaseWish } from "../../doorway/lease-messages.ts";
import { wrongInAccess } from "../../lease/wrong-in-access.ts";
import { Problem } from "../../problems/problem.ts";
import { scopeWords } from "../../server/scope-words.ts";

interface Wanted {
  readonly resource: string;
  readonly scope: string[];
  readonly tools: string[];
}

/** The wish for a lease, as typed. */
export interface LeaseOptions {
  readonly api?: readonly Wanted[];
  readonly for?: string;
  readonly idle?: string;
  readonly calls?: string;
  readonly why?: string;
}

/** Seconds. */
const FOR = 7200;

/** The options that say what a lease allows. --scope and --tool are of the --api before them. */
export function withWish(command: Command): Command {
  const wanted: Wanted[] = [];
  const ofLast = (part: "scope" | "tools", option: string) => (value: string) => {
    const last = wanted.at(-1);
    if (last === undefined) throw new Problem("usage", `${option} is of the --api before it: name that first.`);
    last[part].push(value);
    return wanted;
  };
  return command
    .addOption(
      new Option("--api <url>", "an API that it may use; may be given several times").argParser((resource) => {
        wanted.push({ resource, scope: [], tools: [] });
        return wanted;
      }),
    )
    .addOption(
      new Option("--scope <scopes>", "what it may do there, separated by spaces").argParser(ofLast("scope", "--scope")),
    )
    .addOption(
      new Option("--tool <name>", "a tool of that API that it may use; may be given several times").argParser(
        ofLast("tools", "--tool"),
      ),
    )
    .option("--for <time>", "for how long: 30m, 2h (default: 2h)")
    .option("--idle <time>", "after how long without a call it ends")
    .option("--calls <number>", "how many calls it may make")
    .option("--why <sentence>", "what it is for, for the person who approves it");
}

/** @throws Problem `usage` */
export function readWish({ api = [], for: duration, idle, calls, why }: LeaseOptions): LeaseWish {
  if (api.length === 0) throw new Problem("usage", "Say which API it may use: --api https://api.example.com");
  const access = api.map(({ resource, scope, tools }) => ({
    resource,
    scope: [...new Set(scope.flatMap(scopeWords))].join(" "),
    ...(tools.length > 0 && { tools }),
  }));
  const wrong = wrongInAccess(access);
  if (wrong !== undefined) throw new Problem("usage", TAKEN[wrong]);
  if (!v.is(leaseDetailSchema.entries.why, why) && why !== undefined)
    throw new Problem("usage", "--why takes one line of at most 500 characters.");
  return {
    access,
    for: duration === undefined ? FOR : readDuration("--for", duration),
    ...(idle !== undefined && { idle: readDuration("--idle", idle) }),
    ...(calls !== undefined && { calls: readCalls(calls) }),
    ...(why !== undefined && { why }),
  };
}

const TAKEN = {
  resource: "--api takes the address of an API, such as https://api.example.com.",
  scope: "--scope takes the API's own words, such as orders:read, without quotes; 1024 characters at most.",
  tools: "--tool takes a name of at most 128 characters, each once, and at most 32 for one API.",
  access: "--api names each API once, and at most 16 of them.",
} as const;

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** @throws Problem `usage` */
function readDuration(option: string, text: string): number {
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = Number(number) * (UNITS[unit as keyof typeof UNITS] ?? Number.NaN);
  if (!v.is(leaseDetailSchema.entries.for, seconds))
    throw new Problem("usage", `${option} takes a time from one minute to one day, such as 30m or 2h.`);
  return seconds;
}

/** @throws Problem `usage` */
function readCalls(text: string): number {
  const calls = /^\d{1,6}$/.test(text) ? Number(text) : undefined;
  if (calls === undefined || !v.is(leaseDetailSchema.entries.calls, calls))
    throw new Problem("usage", "--calls takes a number from 1 to 100000.");
  return calls;
}
