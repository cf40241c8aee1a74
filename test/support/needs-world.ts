import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A test that imports one of these builds network namespaces or starts a browser. */
const OF_WORLDS = /^test\/support\/(?:namespaces|hosts|browser|browser-profile)\.ts$/;
const RELATIVE_IMPORT = /^(?:import|export)[^;]*? from "(\.{1,2}\/[^"]+)"|^import "(\.{1,2}\/[^"]+)"/gm;

/** Tells whether a test, or a file of test/ that it imports, builds a world of namespaces or starts a browser. */
export function needsWorld(repository: string, file: string, seen: Set<string> = new Set()): boolean {
  if (OF_WORLDS.test(file)) return true;
  if (seen.has(file)) return false;
  seen.add(file);
  const text = readFileSync(join(repository, file), "utf8");
  return [...text.matchAll(RELATIVE_IMPORT)]
    .map(([, from, bare]) => join(dirname(file), from ?? bare ?? ""))
    .some((imported) => imported.startsWith("test/") && needsWorld(repository, imported, seen));
}
