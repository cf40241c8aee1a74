// `npm run bench`: what a login costs, on the parts that ship. Prints a table, ends with 1 if a ratio is over its gate.
import { execFile } from "node:child_process";
import os from "node:os";
import { parseArgs, promisify } from "node:util";
import { openStage } from "../steps/stage.ts";
import { endings } from "../support/at-end.ts";
import { compareWithPeer } from "./compare.ts";
import { type Figure, note, tableOf } from "./figure.ts";
import { measureCommandLine } from "./measure-command-line.ts";
import { measureDecisions } from "./measure-decisions.ts";
import { measureReplay } from "./measure-replay.ts";
import { measureServer } from "./measure-server.ts";
import { measureSizes } from "./measure-sizes.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Only ours beside oidc-provider. */
    "only-peer": { type: "boolean", default: false },
    /** After how many logins the servers' memory is compared. */
    "memory-logins": { type: "string", default: "1000" },
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
async function measuring(what: string, work: () => Promise<Figure[]> | Figure[]): Promise<Figure[]> {
  process.stderr.write(`measuring ${what} …\n`);
  return work();
}

async function measureCommandLines(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const node of nodes) figures.push(...(await measureCommandLine(open, atEnd, node)));
  return figures;
}

const beside = () => compareWithPeer(atEnd, Number(values["memory-logins"]));

const machine = (): Figure => {
  const load = os.loadavg().map((value) => value.toFixed(1));
  return note(
    "machine",
    `${os.availableParallelism()} cores, ${os.cpus()[0]?.model ?? "unknown"}, load ${load.join(" ")}`,
  );
};

try {
  const figures = [machine(), ...(await measuring("the server beside oidc-provider", beside))];
  if (!values["only-peer"])
    figures.push(
      ...(await measuring("the server", async () => measureServer(await open()))),
      ...(await measuring("decisions by rules", measureDecisions)),
      ...(await measuring("the replay of rules", measureReplay)),
      ...(await measuring("the command line", measureCommandLines)),
      ...(await measuring("sizes", measureSizes)),
    );
  const failed = figures.filter(({ gates, verdict }) => gates && verdict === "over");
  process.stdout.write(`${tableOf(figures)}\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
} finally {
  await endAll();
}
