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

/** Every set of files that reach each other by imports, each sorted by path. */
export const circlesIn = (sources: readonly Source[]): readonly (readonly string[])[] =>
  circlesAmong(
    new Map(
      sources
        .filter(({ path }) => isCode(path))
        .map((file) => [
          file.path,
          importsOf(file).flatMap(({ target }) => (target?.kind === "file" ? [target.path] : [])),
        ]),
    ),
  );

/** Every set of names that reach each other by links, each sorted (Tarjan's strongly connected components). */
export function circlesAmong(links: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  for (const name of links.keys()) if (!order.has(name)) visit(name);
  return circles;

  function visit(name: string): number {
    const own = order.size;
    order.set(name, own);
    lowest.set(name, own);
    open.push(name);
    for (const next of links.get(name) ?? []) {
      if (!links.has(next)) continue;
      const reached = order.has(next) ? (open.includes(next) ? (order.get(next) ?? own) : own) : visit(next);
      lowest.set(name, Math.min(lowest.get(name) ?? own, reached));
    }
    if (lowest.get(name) === own) {
      const circle = open.splice(open.indexOf(name));
      const isAlone = circle.length === 1 && !(links.get(name) ?? []).includes(name);
      if (!isAlone) circles.push(circle.sort());
    }
    return lowest.get(name) ?? own;
  }
}
