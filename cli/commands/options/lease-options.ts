import { leaseDetailSchema } from "@nearside/shared/oauth/lease.ts";
import { type Command, Option } from "commander";
import * as v from "valibot";
import type { MoreWish } from "../../doorway/lease-messages.ts";
import { wrongInAccess } from "../../lease/wrong-in-access.ts";
import { Problem } from "../../problems/problem.ts";
import { scopeWords } from "../../server/scope-words.ts";
import { texts } from "../../texts/commands/lease.ts";

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

/** The options that say what a lease allows. --scope and --tool are of the --api before them. */
export function withWish(command: Command, says: Readonly<Record<"for" | "idle" | "calls", string>>): Command {
  const wanted: Wanted[] = [];
  const ofLast = (part: "scope" | "tools", option: string) => (value: string) => {
    const last = wanted.at(-1);
    if (last === undefined) throw new Problem("usage", texts.wish.apiFirst({ option }));
    last[part].push(value);
    return wanted;
  };
  return command
    .addOption(
      new Option("--api <url>", texts.wish.api).argParser((resource) => {
        wanted.push({ resource, scope: [], tools: [] });
        return wanted;
      }),
    )
    .addOption(new Option("--scope <scopes>", texts.wish.scope).argParser(ofLast("scope", "--scope")))
    .addOption(new Option("--tool <name>", texts.wish.tool).argParser(ofLast("tools", "--tool")))
    .option("--for <time>", says.for)
    .option("--idle <time>", says.idle)
    .option("--calls <number>", says.calls)
    .option("--why <sentence>", texts.wish.why);
}

/** @throws Problem `usage` */
export function readWish({ api = [], for: duration, idle, calls, why }: LeaseOptions): MoreWish {
  if (api.length === 0) throw new Problem("usage", texts.wish.noApi);
  const access = api.map(({ resource, scope, tools }) => ({
    resource,
    scope: [...new Set(scope.flatMap(scopeWords))].join(" "),
    ...(tools.length > 0 && { tools }),
  }));
  const wrong = wrongInAccess(access);
  if (wrong !== undefined) throw new Problem("usage", TAKEN[wrong]);
  if (!v.is(leaseDetailSchema.entries.why, why) && why !== undefined) throw new Problem("usage", texts.wish.whyForm);
  return {
    access,
    ...(duration !== undefined && { for: readDuration("--for", duration) }),
    ...(idle !== undefined && { idle: readDuration("--idle", idle) }),
    ...(calls !== undefined && { calls: readCalls(calls) }),
    ...(why !== undefined && { why }),
  };
}

const TAKEN = {
  resource: texts.wish.apiForm,
  scope: texts.wish.scopeForm,
  tools: texts.wish.toolForm,
  access: texts.wish.apiOnce,
} as const;

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** @throws Problem `usage` */
function readDuration(option: string, text: string): number {
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = Number(number) * (UNITS[unit as keyof typeof UNITS] ?? Number.NaN);
  if (!v.is(leaseDetailSchema.entries.for, seconds)) throw new Problem("usage", texts.wish.timeForm({ option }));
  return seconds;
}

/** @throws Problem `usage` */
function readCalls(text: string): number {
  const calls = /^\d{1,6}$/.test(text) ? Number(text) : undefined;
  if (calls === undefined || !v.is(leaseDetailSchema.entries.calls, calls))
    throw new Problem("usage", texts.wish.callsForm);
  return calls;
}
