// `node test/architecture/figures.ts`: prints how the house is built, folder by folder, and where it is not yet as it should be.
import { importsOf } from "./imports-of.ts";
import { unusedExports } from "./rules/exports-are-used.ts";
import { circlesIn } from "./rules/no-circles.ts";
import { isCode, isUnitTest, readSources } from "./source.ts";

/** A file with fewer lines than this that one other file imports is a crumb: it may be better as a part of that file. */
const SMALL = 15;

const sources = readSources().filter(({ path }) => isCode(path));
const linesOf = (text: string): number => text.split("\n").length - 1;

const importers = new Map<string, Set<string>>();
for (const file of sources)
  for (const { target } of importsOf(file)) {
    if (target?.kind !== "file") continue;
    importers.set(target.path, (importers.get(target.path) ?? new Set()).add(file.path));
  }

/** The folder that a file is counted in: a workspace, its unit tests or its kit, or a folder of test/. */
function folderOf(path: string): string {
  const [workspace = "", second = ""] = path.split("/");
  if (workspace === "test") return `test/${second}`;
  if (second === "testing") return `${workspace}/testing`;
  return isUnitTest(path) ? `${workspace} (unit tests)` : workspace;
}

const folders = Map.groupBy(
  sources.filter(({ path }) => path.includes("/")),
  ({ path }) => folderOf(path),
);
const crumbs = sources.filter(({ path, text }) => linesOf(text) < SMALL && importers.get(path)?.size === 1);
const circles = circlesIn(sources);
const unused = unusedExports(sources);
const countIn = (folder: string, paths: readonly string[]) => paths.filter((path) => folderOf(path) === folder).length;

console.table(
  [...folders]
    .map(([folder, files]) => ({
      folder,
      files: files.length,
      lines: files.reduce((sum, { text }) => sum + linesOf(text), 0),
      [`under ${SMALL} lines`]: files.filter(({ text }) => linesOf(text) < SMALL).length,
      "of these with one importer": countIn(
        folder,
        crumbs.map(({ path }) => path),
      ),
      "files in circles": countIn(folder, circles.flat()),
      "unused exports": countIn(
        folder,
        unused.map((line) => line.replace(/:.*/, "")),
      ),
    }))
    .sort((one, other) => one.folder.localeCompare(other.folder)),
);
for (const circle of circles) console.log(`circle: ${circle.join(" → ")}`);
for (const line of unused) console.log(`unused: ${line}`);
for (const { path } of crumbs) console.log(`crumb: ${path}, for ${[...(importers.get(path) ?? [])][0]}`);
