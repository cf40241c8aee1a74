import { exportsOf } from "../exports-of.ts";
import { importsOf } from "../imports-of.ts";
import { isBuildScript, isCode, isEntry, type Source, workspaceOf } from "../source.ts";
import { type HouseRule, source } from "./rule.ts";

/**
 * Vitest loads three of these by path and takes the default export: a reporter, and what runs before everything else. The build of the
 * pages puts the other two in the place of modules that it would take otherwise.
 */
const LOADED_BY_PATH =
  /^(?:setup\/note-errors\.mjs|test\/support\/(?:postgres-for-units|run-folder)\.ts|web\/bundle\/(?:load-styles|react-by-name)\.ts)$/;

export const exportsAreUsed: HouseRule = {
  says: "every exported name is imported by another file",
  because:
    "a reader takes an exported name for a promise to other files; one that no file imports is either dead or the file's own affair",
  brokenIn: unusedExports,
  plantedHouses: {
    "a function that only its own file calls": [
      source("test/a.ts", `export const a = 1; export function f() { return a; }`),
      source("test/b.ts", `import { f } from "./a.ts"; f();`),
    ],
    "a type that no file names": [
      source("test/a.ts", `export interface A {} export const a: A = {};`),
      source("test/b.ts", `import { a } from "./a.ts"; a;`),
    ],
    "a default export": [source("test/a.ts", `export default 1;`)],
    "a name that is only handed on": [
      source("test/a.ts", `export const a = 1;`),
      source("test/b.ts", `export { a } from "./a.ts";`),
    ],
    "one half of a pattern": [
      source("test/a.ts", `export const [one, { two }] = [1, { two: 2 }];`),
      source("test/b.ts", `import { one } from "./a.ts"; one;`),
    ],
  },
  keptHouses: {
    "names that a file imports, a type among them": [
      source("test/a.ts", `export const a = 1; export interface B {}`),
      source("test/b.test.ts", `import { a, type B } from "./a.ts"; const b: B = a;`),
    ],
    "a file that is imported whole": [
      source("test/a.ts", `export const a = 1; export const b = 2;`),
      source("test/b.ts", `const all = await import("./a.ts"); all.a;`),
    ],
    "what a build or another program loads by its place": [
      source("test/vite.config.ts", `export default {};`),
      source("test/b.ts", `const local = 1; local;`),
    ],
    "a test's own names": [source("test/a.test.ts", `export const a = 1;`)],
  },
};

/** Each exported name that no other file imports: "cli/keys/vault.ts:7: no file imports Vault". */
export function unusedExports(sources: readonly Source[]): readonly string[] {
  const code = sources.filter(({ path }) => isCode(path));
  const used = new Map<string, Set<string>>();
  for (const file of code)
    for (const { target, names } of importsOf(file)) {
      if (target?.kind !== "file") continue;
      const usedNames = used.get(target.path) ?? new Set();
      for (const name of names) usedNames.add(name);
      used.set(target.path, usedNames);
    }
  return code.filter(isImported).flatMap((file) => {
    const names = used.get(file.path) ?? new Set();
    if (names.has("*")) return [];
    return exportsOf(file)
      .filter(({ name }) => !names.has(name))
      .map(({ name, line }) => `${file.path}:${line}: no file imports ${name}`);
  });
}

/** Tells files that others import from those that are loaded by their place: entries, tests, what builds read, declarations. */
function isImported({ path }: Source): boolean {
  return !(
    workspaceOf(path) === "examples" ||
    isEntry(path) ||
    isBuildScript(path) ||
    LOADED_BY_PATH.test(path) ||
    /\.test\.tsx?$|\.d\.ts$/.test(path)
  );
}
