import { getPage } from "@nearside/shared/api/get-page.ts";
import { Command } from "commander";
import { allMachines } from "../keys/enrolled-machine.ts";
import { EXIT_CODES } from "../problems/exit-codes.ts";
import { Problem, problemOf } from "../problems/problem.ts";
import { connect } from "../server/connection.ts";
import { readIssuer } from "../server/issuer.ts";
import { optionTexts } from "../texts/commands/options.ts";
import { texts } from "../texts/commands/upgrade.ts";
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
    .description(texts.description)
    .option("--issuer <url>", texts.issuer)
    .option("--json", optionTexts.json.object)
    .addHelpText("after", texts.help)
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
  if (machines.length === 0) throw new Problem("machine_not_enrolled", texts.nameServer);
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
        lines: [texts.same({ issuer, version })],
        object: { issuer, version, state: "same", command: null },
      };
    const { part, command, why } = whatToType(issuer, parts, installed, world.surroundings);
    const file = part === null ? {} : { file: part.file, sha256: part.sha256 };
    if (order < 0)
      return {
        lines: [texts.older({ issuer, version, own: VERSION })],
        object: { issuer, version, state: "older", command: null, ...file },
      };
    return {
      lines: [
        texts.other({ issuer, version, own: VERSION, why }),
        ...(command === null ? [] : [`  ${command}`]),
        texts.otherWays({ page: getPage(issuer) }),
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
