import { access, constants } from "node:fs/promises";
import { posix } from "node:path";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { LEASE_VARIABLE, leaseVariable } from "../../doorway/lease-here.ts";
import type { LeaseEnd, ToldLease } from "../../doorway/lease-messages.ts";
import { adoptDescendants } from "../../lease/adopt-descendants.ts";
import { beginLease, showNews } from "../../lease/ask-lease.ts";
import { markAgents } from "../../lease/mark-agents.ts";
import { displayOn } from "../../login/login-on-terminal.ts";
import { Problem } from "../../problems/problem.ts";
import type { ChoiceOptions } from "../../settings/choose.ts";
import { texts } from "../../texts/commands/lease.ts";
import { readCommandLine, runCommand } from "../../tools/run-command.ts";
import type { World } from "../../world/world.ts";
import { chooseAloud } from "../options/choice.ts";
import { type LeaseOptions, readWish } from "../options/lease-options.ts";
import { openPage } from "../steps/open-page.ts";
import { sayWhere } from "../steps/say-where.ts";
import { leaseInWords } from "./lease-in-words.ts";

export interface RunOptions extends LeaseOptions, ChoiceOptions {
  readonly name?: string;
  readonly clientId?: string;
  readonly browser: boolean;
}

const WHY = texts.approve;

/** Seconds, where the person says no time. */
const FOR = 7200;

/** `nearside lease run` */
export async function run(world: World, words: readonly string[], options: RunOptions): Promise<void> {
  const { terminal, surroundings } = world;
  const command = readCommandLine(words);
  const wish = { for: FOR, ...readWish(options) };
  const doorway = world.doorway();
  if (doorway === undefined) throw new Problem("keeper_missing");
  const { machine, defaults } = await chooseAloud(world, await world.place(), options);
  await sayWhere(world);
  const [program] = command;
  const agent = {
    name: neutralise(options.name ?? posix.basename(program), 64),
    program: neutralise(await pathOf(program, surroundings), 255),
  };
  const display = displayOn(world, {
    issuer: machine.issuer,
    why: WHY,
    openPage: options.browser ? (url) => openPage(world, url, defaults.browser) : undefined,
  });
  const asked = {
    agent,
    wish,
    opens_page: false,
    issuer: machine.issuer,
    user: machine.user.name,
    client_id: options.clientId ?? null,
  };
  const stopAdopting = await adoptDescendants(surroundings.platform, surroundings.pid);
  try {
    const held = await beginLease(doorway, asked, (said) => showNews(display, said), world.stop).finally(display.stop);
    for (const line of leaseInWords(held.granted, world.now() / 1000)) terminal.say(line, "good");
    const ending: { reason?: LeaseEnd } = {};
    void held.ended.then((reason) => {
      ending.reason = reason;
    });
    try {
      // So far it acted as the person. The processes that it starts never do, also once the keeper or this process has been killed.
      await markAgents();
      const env = { [LEASE_VARIABLE]: leaseVariable({ doorway, lease: held.granted.id }) };
      world.endWith(await runCommand(world, command, env));
    } finally {
      held.end();
    }
    sayEnded(world, held.granted, ending.reason);
  } finally {
    stopAdopting();
  }
}

/** The lease was over before the program: its person hears why once the terminal is hers again. */
function sayEnded({ terminal }: World, { agent }: ToldLease, reason: LeaseEnd | undefined): void {
  if (reason !== undefined) terminal.say(texts.endedEarly({ agent: agent.name, why: texts.ended[reason] }));
}

/** Finds that program as execvp(3) does. Gives what was typed if it finds none. */
async function pathOf(program: string, { env, cwd }: World["surroundings"]): Promise<string> {
  if (program.includes("/")) return posix.resolve(cwd, program);
  for (const folder of (env["PATH"] ?? "").split(":")) {
    const path = posix.resolve(cwd, folder, program);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return program;
}
