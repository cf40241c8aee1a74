import { getPage } from "@nearside/shared/api/parts.ts";
import { Command } from "commander";
import { allMachines } from "../keys/enrolled-machine.ts";
import { EXIT_CODES } from "../problems/exit-codes.ts";
import { Problem, problemOf } from "../problems/problem.ts";
import { connect } from "../server/connection.ts";
import { readIssuer } from "../server/issuer.ts";
import { askVersions } from "../upgrade/ask-versions.ts";
import { compareVersions } from "../upgrade/compare-versions.ts";
import { findInstalled, type Installed } from "../upgrade/how-installed.ts";
import { whatToType } from "../upgrade/what-to-type.ts";
import { VERSION } from "../version.ts";
import type { Start, World } from "../world/world.ts";

interface UpgradeOptions {
  readonly issuer?: string;
}

export const upgradeCommand = (start: Start): Command =>
  new Command("upgrade")
    .description("say whether your servers hand out another version of this program, and what to type for it")
    .option("--issuer <url>", "ask this server only; it need not be enrolled")
    .option("--json", "print a JSON object")
    .addHelpText(
      "after",
      `
Each server's own statement of what it hands out is verified by the server's key. Nothing is installed: you type what is printed, if
you want it. Another version goes on working: a server serves the command line of the version before.

  nearside upgrade                                       every server that this machine is enrolled at
  nearside upgrade --issuer https://login.example.com    before you enrol there
  nearside upgrade --json | jq '.servers[].command'      for a script`,
    )
    .action((options: UpgradeOptions & { json?: true }) =>
      start(options.json === true, (world) => run(world, options)),
    );

async function run(world: World, options: UpgradeOptions): Promise<void> {
  const { terminal } = world;
  const installed = findInstalled(world.programs);
  const issuers = await issuersOf(world, options);
  const servers = await Promise.all(issuers.map((issuer) => lookAt(world, issuer, installed)));
  for (const { lines } of servers) for (const line of lines) terminal.result(line);
  const told = servers.map(({ object }) => object);
  terminal.object({ version: VERSION, installed: { as: installed.how, path: installed.path }, servers: told });
  const failed = servers.find(({ exitCode }) => exitCode !== undefined);
  if (failed?.exitCode !== undefined) world.endWith(failed.exitCode);
}

async function issuersOf(world: World, { issuer }: UpgradeOptions): Promise<readonly string[]> {
  if (issuer !== undefined) return [readIssuer(issuer)];
  const machines = await allMachines(await world.loginPlace());
  if (machines.length === 0)
    throw new Problem("machine_not_enrolled", "Or name a server: nearside upgrade --issuer <url>");
  return [...new Set(machines.map((machine) => machine.issuer))].sort();
}

interface Looked {
  readonly lines: readonly string[];
  readonly object: object;
  readonly exitCode?: number;
}

async function lookAt(world: World, issuer: string, installed: Installed): Promise<Looked> {
  const connection = connect(issuer, world);
  try {
    const { version, parts } = await askVersions(connection);
    const order = compareVersions(version, VERSION);
    if (order === 0)
      return {
        lines: [`${issuer} hands out ${version}, and this is the same.`],
        object: { issuer, version, state: "same", command: null },
      };
    const { part, command, why } = whatToType(issuer, parts, installed, world.surroundings);
    const file = part === null ? {} : { file: part.file, sha256: part.sha256 };
    if (order < 0)
      return {
        lines: [
          `${issuer} hands out ${version}, which is older than this one, ${VERSION}. Stay with this one, and tell your administrator: somebody who gets you to go back may want a fault that was mended since.`,
        ],
        object: { issuer, version, state: "older", command: null, ...file },
      };
    return {
      lines: [
        `${issuer} hands out ${version}, and this is ${VERSION}. ${why}`,
        ...(command === null ? [] : [`  ${command}`]),
        `  SHA-256 and other ways: ${getPage(issuer)}`,
      ],
      object: { issuer, version, state: "newer", command, ...file },
    };
  } catch (error) {
    const { code, message } = problemOf(error);
    if (world.stop.aborted) throw error;
    return {
      lines: [`${issuer}: ${message}`],
      object: { issuer, error: { code, message } },
      exitCode: EXIT_CODES[code],
    };
  } finally {
    connection.http.close();
  }
}
