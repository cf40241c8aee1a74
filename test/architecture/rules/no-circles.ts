import { importsOf } from "../imports-of.ts";
import { isCode, type Source } from "../source.ts";
import { type HouseRule, source } from "./rule.ts";

export const noCircles: HouseRule = {
  says: "no files import each other in a circle, types included",
  because: "files of a circle can only be read, tried and changed all at once",
  brokenIn: (sources) => circlesIn(sources).map((circle) => circle.join(" → ")),
  plantedHouses: {
    "two files": [
      source("test/a.ts", `import { b } from "./b.ts"; export const a = b;`),
      source("test/b.ts", `import type { a } from "./a.ts"; export let b: typeof a;`),
    ],
    "three files, one of which loads the next as it runs": [
      source("test/a.ts", `export const a = () => import("./b.ts");`),
      source("test/b.ts", `export * from "./c.ts";`),
      source("test/c.ts", `import "./a.ts";`),
    ],
    "a file that imports itself": [source("test/a.ts", `export type A = import("./a.ts").A;`)],
  },
  keptHouses: {
    "two ways to the same file": [
      source("test/a.ts", `import "./b.ts"; import "./c.ts";`),
      source("test/b.ts", `import "./d.ts";`),
      source("test/c.ts", `import "./d.ts";`),
      source("test/d.ts"),
    ],
  },
};

/** Every set of files that reach each other by imports, each sorted by path (Tarjan's strongly connected components). */
export function circlesIn(sources: readonly Source[]): readonly (readonly string[])[] {
  const imported = new Map(
    sources
      .filter(({ path }) => isCode(path))
      .map((file) => [
        file.path,
        importsOf(file).flatMap(({ target }) => (target?.kind === "file" ? [target.path] : [])),
      ]),
  );
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  for (const path of imported.keys()) visit(path);
  return circles;

  function visit(path: string): number {
    const own = order.size;
    order.set(path, own);
    lowest.set(path, own);
    open.push(path);
    for (const next of imported.get(path) ?? []) {
      if (!imported.has(next)) continue;
      const reached = order.has(next) ? (open.includes(next) ? (order.get(next) ?? own) : own) : visit(next);
      lowest.set(path, Math.min(lowest.get(path) ?? own, reached));
    }
    if (lowest.get(path) === own) {
      const circle = open.splice(open.indexOf(path));
      const isAlone = circle.length === 1 && !(imported.get(path) ?? []).includes(path);
      if (!isAlone) circles.push(circle.sort());
    }
    return lowest.get(path) ?? own;
  }
}
