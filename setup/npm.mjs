// The npm that set-up uses, and what it packs.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./repository.mjs";
import { CannotGoOn, childStep } from "./step.mjs";

/**
 * The npm that runs us, else the one on PATH.
 * @returns {[command: string, args: string[]]}
 */
export function npm() {
  // npm says where it and its Node lie. Our own Node will not do: it may be the one in node_modules, which goes away.
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  if (cli?.endsWith(".js") && node !== undefined && existsSync(cli) && existsSync(node)) return [node, [cli]];
  return process.platform === "win32" ? ["cmd.exe", ["/d", "/s", "/c", "npm.cmd"]] : ["npm", []];
}

/**
 * Packs a workspace as npm publishes it: the files that its package.json names, and the same bytes for the same files.
 * @param {string} workspace
 * @param {string} folder
 * @param {string} name of the file in that folder, in place of npm's own
 * @throws {CannotGoOn}
 */
export async function packWorkspace(workspace, folder, name) {
  mkdirSync(join(repository, folder), { recursive: true });
  const making = mkdtempSync(join(repository, folder, ".packing-"));
  try {
    const [command, args] = npm();
    const pack = ["pack", "--workspace", workspace, "--pack-destination", making, "--ignore-scripts", "--offline"];
    await childStep(`pack the package of ${workspace}/`, command, [...args, ...pack]);
    const [made] = readdirSync(making);
    if (made === undefined) throw new CannotGoOn(`npm pack of ${workspace} ended well but left no file.`);
    renameSync(join(making, made), join(repository, folder, name));
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}
