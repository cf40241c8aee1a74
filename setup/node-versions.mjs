// The Nodes that people have, beside our own: what is published must run on each that it names.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runQuietly } from "./child.mjs";
import { node24 } from "./node24.mjs";
import { npm } from "./npm.mjs";
import { findProgram } from "./programs.mjs";
import { repository } from "./repository.mjs";
import { childStep } from "./step.mjs";

/** One of each, as npm has it. */
const VERSIONS = { 20: "20.20.2", 22: "22.23.3" };

/** @type {(20 | 22)[]} */
export const OLDER_NODES = [20, 22];

/**
 * Finds a Node of that major version. One that this machine lacks is fetched once and kept: the program alone, without npm.
 * @param {20 | 22 | 24} major
 * @returns {Promise<string>} its absolute path
 */
export async function nodeOf(major) {
  if (major === 24) return node24;
  const version = VERSIONS[major];
  const folder = join(repository, ".setup", `node-${version}`);
  const system = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${system}-${process.arch}`;
  const fetched = join(folder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(fetched)) return fetched;
  for (const own of [process.env["npm_node_execpath"], findProgram("node")])
    if (own !== undefined && (await runQuietly(own, ["--version"])).output.startsWith(`v${major}.`)) return own;
  const [command, args] = npm();
  const place = ["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  await childStep(`fetch Node ${version}`, command, [...args, ...place, `${name}@${version}`]);
  return fetched;
}
