// npm installs what `npm run package` makes, outside of the checkout, as it does for other people.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { buildWhatIsStale } from "../../setup/build.mjs";
import { nodeOf } from "../../setup/node-versions.mjs";
import { npm } from "../../setup/npm.mjs";
import { makePackages } from "../../setup/package.mjs";
import type { AtEnd } from "../support/at-end.ts";
import { repository } from "../support/repository.ts";

export const NODES = [20, 22, 24] as const;
export type NodeVersion = (typeof NODES)[number];

export interface Installed {
  /** The tarballs of command line, library of APIs and server. */
  readonly files: readonly string[];
  /** A folder of somebody's programs, with the packages that they import. */
  readonly programs: string;
  /** The programs that `npm install -g` linked: `nearside`, `nearside-server`. */
  readonly linked: (name: string) => string;
  /** The folder of the installed server. */
  readonly server: string;
  readonly nodes: Readonly<Record<NodeVersion, string>>;
}

const run = promisify(execFile);
/** The programs import these besides, in the versions that the lockfile names: npm has them at hand. */
const BESIDE = ["hono", "@hono/node-server", "express", "@types/express", "fastify", "commander", "@types/node"];
const FOR_EXAMPLES = ["@modelcontextprotocol/server", "openid-client", "zod"];

export async function installPackages(atEnd: AtEnd): Promise<Installed> {
  await buildWhatIsStale();
  const files = await makePackages(["cli", "resource", "server"]);
  const [cli = "", resource = "", server = ""] = files;
  const folder = await mkdtemp(join(tmpdir(), "nearside-installed-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const [programs, prefix] = [join(folder, "programs"), join(folder, "prefix")];
  await mkdir(programs);
  await writeFile(join(programs, "package.json"), '{"type":"module","private":true}');
  const beside = await Promise.all(
    [...BESIDE, ...FOR_EXAMPLES].map(async (name) => `${name}@${await versionOf(name)}`),
  );
  await npmInstall(programs, [cli, resource, ...beside]);
  await npmInstall(folder, ["--global", "--prefix", prefix, cli, server]);
  return {
    files,
    programs,
    linked: (name) => join(prefix, "bin", name),
    server: join(prefix, "lib/node_modules/@nearside/server"),
    nodes: { 20: await nodeOf(20), 22: await nodeOf(22), 24: await nodeOf(24) },
  };
}

async function npmInstall(cwd: string, words: readonly string[]): Promise<void> {
  const [command, args] = npm();
  const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  await run(command, [...args, "install", ...quiet, ...words], { cwd });
}

async function versionOf(name: string): Promise<string> {
  const text = await readFile(join(repository, "node_modules", name, "package.json"), "utf8");
  return v.parse(v.object({ version: v.string() }), JSON.parse(text)).version;
}

/** Puts a program there, for TypeScript and for every Node: its types are taken away for those that can't. */
export async function writeProgram({ programs }: Installed, name: string, text: string): Promise<string> {
  await writeFile(join(programs, `${name}.ts`), text);
  const file = join(programs, `${name}.mjs`);
  await writeFile(file, stripTypeScriptTypes(text));
  return file;
}

/** The variables of an account whose `node` is that one, where no browser is found. */
export const accountOf = (home: string, node: string): Record<string, string> => ({
  PATH: `${dirname(node)}:/usr/bin:/bin`,
  HOME: home,
  BROWSER: "/bin/true",
});
