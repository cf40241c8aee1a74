// `npm run bench`: the cost of a login, on the parts that ship. It prints a table, and ends with 1 if a ratio is over its gate.
// `npm run bench -- --only engine` measures one part.
import { execFile } from "node:child_process";
import os from "node:os";
import { parseArgs, promisify } from "node:util";
import { openStage } from "../steps/stage.ts";
import { endings } from "../support/at-end.ts";
import { type Figure, note, tableOf } from "./figure.ts";
import { measureCommandLine } from "./measure-command-line.ts";
import { measureConsole } from "./measure-console.ts";
import { measureDecisions } from "./measure-decisions.ts";
import { measureEngine } from "./measure-engine.ts";
import { measureGrowth } from "./measure-growth.ts";
import { measureLeases } from "./measure-leases.ts";
import { measurePostgres } from "./measure-postgres.ts";
import { measureReplay } from "./measure-replay.ts";
import { measureSecond } from "./measure-second.ts";
import { measureServer } from "./measure-server.ts";
import { measureSizes } from "./measure-sizes.ts";
import { measureStart } from "./measure-start.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Parts, with commas between them; all where it is left out. */
    only: { type: "string" },
    /** The number of logins after which a login and the memory are looked at. */
    logins: { type: "string", default: "10000" },
    /** The number of people whom the console's server knows. */
    people: { type: "string", default: "200000" },
  },
});
/** The Nodes that run the command line: this one, and the one that the person has, if it is another. */
const [ownNode = process.execPath] = positionals;
const nodes = await Promise.all([...new Set([ownNode, process.execPath])].map(called));

async function called(node: string) {
  const { stdout } = await promisify(execFile)(node, ["--version"]);
  return { node, called: `Node ${stdout.trim().replace("v", "")}` };
}

const { atEnd, endAll } = endings();
/** One machine here starts more logins in a minute than an honest one, from one address. */
const MANY = {
  NEARSIDE_LIMIT_LOGINS_PER_MACHINE: "10000",
  NEARSIDE_LIMIT_PER_ADDRESS: "100000",
  NEARSIDE_LIMIT_RECORDS_PER_USER: "1000000",
};
const open = () => openStage(atEnd, MANY);

/** Long work says where it is. */
async function measuring(part: string): Promise<Figure[]> {
  process.stderr.write(`measuring: ${part} …\n`);
  return (await PARTS[part]?.()) ?? [];
}

async function measureCommandLines(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const node of nodes) figures.push(...(await measureCommandLine(open, atEnd, node)));
  return figures;
}

const PARTS: Readonly<Record<string, () => Promise<Figure[]> | Figure[]>> = {
  engine: () => measureEngine(atEnd),
  postgres: () => measurePostgres(atEnd),
  console: () => measureConsole(atEnd, Number(values.people)),
  growth: () => measureGrowth(atEnd, Number(values.logins)),
  leases: () => measureLeases(atEnd, MANY),
  second: () => measureSecond(atEnd, MANY),
  server: async () => measureServer(await open()),
  start: () => measureStart(atEnd),
  decisions: measureDecisions,
  replay: measureReplay,
  "command-line": measureCommandLines,
  sizes: measureSizes,
};

/** @throws Error that names the parts */
function partsOf(named: string | undefined): readonly string[] {
  const all = Object.keys(PARTS);
  const parts = named?.split(",") ?? all;
  if (parts.every((part) => all.includes(part))) return parts;
  throw new Error(`The parts of the bench are ${all.join(", ")}.`);
}

const machine = (): Figure => {
  const load = os.loadavg().map((value) => value.toFixed(1));
  return note(
    "machine",
    `${os.availableParallelism()} cores, ${os.cpus()[0]?.model ?? "unknown"}, load ${load.join(" ")}`,
  );
};

try {
  const figures = [machine()];
  for (const part of partsOf(values.only)) figures.push(...(await measuring(part)));
  const failed = figures.filter(({ gates, verdict }) => gates && verdict === "over");
  process.stdout.write(`${tableOf(figures)}\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
} finally {
  await endAll();
}
