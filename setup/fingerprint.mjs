// A fingerprint of files by their content: a new clone, a touched file or another branch's clock never mislead it.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./repository.mjs";

const NOT_SOURCES = new Set(["node_modules", "dist", "out"]);
const TEST = /\.test\.tsx?$/;

/**
 * @param {string[]} paths files and folders, relative to the repository; tests and built files in folders don't count
 * @returns {string} SHA-256, hex
 */
export function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const path of paths.flatMap(filesAt).sort()) {
    const content = readFileSync(join(repository, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesAt(path) {
  if (!statSync(join(repository, path)).isDirectory()) return [path];
  return readdirSync(join(repository, path))
    .filter((name) => !NOT_SOURCES.has(name) && !TEST.test(name))
    .flatMap((name) => filesAt(`${path}/${name}`));
}
