// The command line of examples/, made to run wherever Node 20 does: what its author would publish, beside its packages.
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { repository } from "./repository.ts";

/** @returns the file to start */
export async function installOrders(folder: string): Promise<string> {
  const packages = join(folder, "node_modules");
  await mkdir(join(packages, "@nearside"), { recursive: true });
  await symlink(join(repository, "cli"), join(packages, "@nearside/cli"));
  await symlink(join(repository, "node_modules/commander"), join(packages, "commander"));
  const file = join(folder, "orders.mjs");
  await writeFile(file, stripTypeScriptTypes(await readFile(join(repository, "examples/orders.ts"), "utf8")));
  return file;
}
