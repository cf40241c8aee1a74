// A person's machine with its keeper, an API, and agents that run under a lease (protocol §12). Everything is as it ships but the browser.
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../kit/free-port.ts";
import { CLIENT } from "../kit/login-steps.ts";
import type { AtEnd } from "../support/at-end.ts";
import { startOrdersApi } from "../support/orders-api.ts";
import type { Process } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { type Home, openHome, type Where } from "./home.ts";
import { callerArguments, line } from "./keeper.ts";
import { knowing } from "./people.ts";
import { approveTyped, enrolCommandLine } from "./real-command-line.ts";
import { openStage, type Stage } from "./stage.ts";

export interface LeaseStage extends Stage {
  readonly home: Home;
  readonly keeper: Process;
  /** The orders API of examples/, which takes `orders:read` and `orders:write`. */
  readonly api: string;
  /** A further API that the person's program may ask for; nobody answers there. */
  readonly other: string;
  /** The addresses that the keeper has opened in the person's browser, a line each. */
  readonly opened: () => Promise<string>;
  /** Asks for a lease, until the terminal shows where it is approved. */
  readonly ask: (args: readonly string[], program: readonly string[], where?: Where) => Promise<AskedLease>;
  /** The same, approved. */
  readonly lease: (args: readonly string[], program: readonly string[]) => Promise<AskedLease>;
}

interface AskedLease {
  readonly cli: Process;
  readonly id: string;
}

/** `nearside`, as a shell starts it in one process. */
export const NEARSIDE = `"${process.execPath}" "${join(repository, "cli/bin/nearside.js")}"`;

export async function openLeaseStage(atEnd: AtEnd): Promise<LeaseStage> {
  const home = await openHome(atEnd);
  const api = `http://127.0.0.1:${await freePort()}`;
  const other = `http://127.0.0.1:${await freePort()}`;
  const scopes = ["orders:read", "orders:write"];
  const client = { id: CLIENT, name: "Nearside command line", scopes, resources: [api, other] };
  const stage = await openStage(atEnd, await knowing(atEnd, [client]));
  await enrolCommandLine(stage, home.nearside);
  const orders = await startOrdersApi({ issuer: stage.issuer, origin: api, env: { PATH: process.env["PATH"] ?? "" } });
  atEnd(async () => void (await orders.stop()));
  const opened = join(home.folder, "opened");
  const keeper = await home.nearside(["keeper", "run"], { env: { BROWSER: await notesIn(home, opened) } });
  await keeper.printed(/The keeper runs/);
  const ask: LeaseStage["ask"] = async (args, program, where) => {
    const cli = await home.nearside(["lease", "run", "--no-browser", ...args, "--", ...program], where);
    const [, id = ""] = await cli.printed(/\/approve\/(rq_[\w-]{22})/);
    return { cli, id };
  };
  const lease: LeaseStage["lease"] = async (args, program) => {
    const asked = await ask(args, program);
    await approveTyped(stage, asked);
    return asked;
  };
  return { ...stage, home, keeper, api, other, ask, lease, opened: () => readFile(opened, "utf8").catch(() => "") };
}

/** A browser that writes each address down. */
async function notesIn({ folder }: Home, file: string): Promise<string> {
  const browser = join(folder, "browser");
  await writeFile(browser, `#!/bin/sh\necho "$1" >> ${file}\n`, { mode: 0o755 });
  return browser;
}

/** A program that the agent runs: a shell script with `nearside` as a command. */
export const script = (text: string): readonly string[] => ["sh", "-c", `nearside() { ${NEARSIDE} "$@"; }\n${text}`];

export interface Agent extends AskedLease {
  /** Has the agent run one line of a shell. @returns its exit code and all that it printed */
  readonly does: (line: string) => Promise<{ readonly code: number; readonly out: string }>;
  /** It ends, and its lease with it. */
  readonly ends: () => Promise<void>;
}

/** An agent under a lease, which does what it is told line by line. `nearside` is a command there. */
export async function startAgent(
  stage: Pick<LeaseStage, "lease" | "api">,
  args: readonly string[] = ["--api", stage.api, "--scope", "orders:read"],
): Promise<Agent> {
  const asked = await stage.lease(
    args,
    script('n=0; while read -r line; do eval "$line" 2>&1; echo "== $? of $((n+=1)) =="; done'),
  );
  await asked.cli.printed(/ may, for /);
  let done = 0;
  return {
    ...asked,
    does: async (line) => {
      const from = asked.cli.stdout().length;
      asked.cli.type(`${line}\n`);
      done += 1;
      const [end, code] = await asked.cli.printed(new RegExp(`== (\\d+) of ${done} ==\\n`));
      const all = asked.cli.stdout();
      return { code: Number(code), out: all.slice(from, all.indexOf(end, from)) };
    },
    ends: async () => {
      asked.cli.endInput();
      await asked.cli.ended();
    },
  };
}

/** A program that calls the keeper by itself, and prints what it hears. @returns the command that runs it */
export async function callingProgram({ home }: Pick<LeaseStage, "home">, call: object): Promise<string> {
  const file = join(await mkdtemp(join(home.folder, "caller-")), "caller.cjs");
  const words = callerArguments(join(home.state, "keeper/keeper.sock"), line(call));
  await writeFile(file, `process.argv.splice(1, 1, ...${JSON.stringify(words.slice(2))});\n${words[1]}`);
  return `"${process.execPath}" "${file}"`;
}

/** A program that imports the SDK as others do. @returns the command that runs it */
export async function sdkProgram({ home }: Pick<LeaseStage, "home">, text: string): Promise<string> {
  const file = join(await mkdtemp(join(home.folder, "agent-")), "agent.mjs");
  const sdk = JSON.stringify(join(repository, "cli/dist/sdk.js"));
  await writeFile(file, `import { Nearside } from ${sdk};\n${text}`);
  return `"${process.execPath}" "${file}"`;
}
