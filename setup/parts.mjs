// The server's package has more in it than the server itself: the pages that it serves, and the parts that it hands out for people's own
// machines. So it serves the same from a checkout and from wherever it was installed, and no part of another version.
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packWorkspace } from "./npm.mjs";
import { repository } from "./repository.mjs";

const PAGES = "server/dist/pages";
/** The folder of the parts. */
export const GET = "server/dist/get";
/** The list of them, which the server reads. */
export const LIST = `${GET}/parts.json`;

/** The version that all of them have. */
export function version() {
  return String(JSON.parse(readFileSync(join(repository, "server/package.json"), "utf8")).version);
}

/** Puts the built pages, the packed command line and the extension there, in place of what an earlier build left. */
export async function placeParts() {
  rmSync(join(repository, PAGES), { recursive: true, force: true });
  cpSync(join(repository, "web/dist"), join(repository, PAGES), { recursive: true });
  rmSync(join(repository, GET), { recursive: true, force: true });
  mkdirSync(join(repository, GET), { recursive: true });
  await packWorkspace("cli", GET, `nearside-${version()}.tgz`);
  const zip = join(repository, GET, `nearside-extension-${version()}.zip`);
  copyFileSync(join(repository, "extension/dist/nearside-extension.zip"), zip);
  listParts();
}

/** Writes the list of the parts that lie there now. */
export function listParts() {
  const parts = readdirSync(join(repository, GET))
    .filter((file) => file !== "parts.json")
    .sort()
    .map((file) => {
      const path = join(repository, GET, file);
      const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
      return { file, ...kindOf(file), version: version(), sha256, size: statSync(path).size };
    });
  writeFileSync(join(repository, LIST), `${JSON.stringify({ version: version(), parts }, null, 2)}\n`);
}

/** @param {string} file */
function kindOf(file) {
  if (file.endsWith(".tgz")) return { kind: "command_line", system: "any" };
  if (file.endsWith(".zip")) return { kind: "extension", system: "any" };
  return { kind: "executable", system: file.slice(`nearside-${version()}-`.length).replace(/\.exe$/, "") };
}
