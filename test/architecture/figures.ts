// `node test/architecture/figures.ts`: prints how the house is built, folder by folder, with its circles, unused exports and crumbs.
// After `npm test` it also prints how many tests each kind has and how long they took.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import * as v from "valibot";
import { repository } from "../support/repository.ts";
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

/** The part of Vitest's JSON report (`setup/test.mjs`) that the figures are made of; times are epoch milliseconds. */
const reportSchema = v.object({
  testResults: v.array(
    v.object({ name: v.string(), assertionResults: v.array(v.unknown()), startTime: v.number(), endTime: v.number() }),
  ),
});

/** The kind of a test, as test/README.md lists them: a folder of test/, or "beside the sources". */
const kindOf = (path: string): string => (path.startsWith("test/") ? folderOf(path) : "beside the sources");

const results = join(repository, "test/results");
/** Not those of a test that ran once more, or that a person named. */
const reports = existsSync(results)
  ? readdirSync(results).filter((name) => /^(?!again-|named\.)\w+\.json$/.test(name))
  : [];
const runs = reports.flatMap((name) => {
  const { testResults } = v.parse(reportSchema, JSON.parse(readFileSync(join(results, name), "utf8")));
  return testResults.map((result) => ({ ...result, kind: kindOf(relative(repository, result.name)) }));
});
if (runs.length > 0)
  console.table(
    [...Map.groupBy(runs, ({ kind }) => kind)].map(([kind, files]) => ({
      kind,
      tests: files.reduce((sum, { assertionResults }) => sum + assertionResults.length, 0),
      seconds: Math.round(files.reduce((sum, { startTime, endTime }) => sum + endTime - startTime, 0) / 1000),
    })),
  );
