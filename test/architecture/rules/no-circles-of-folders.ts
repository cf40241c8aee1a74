import { posix } from "node:path";
import { importsOf } from "../imports-of.ts";
import { isBuildScript, isCode, isUnitTest, type Source } from "../source.ts";
import { circlesAmong } from "./no-circles.ts";
import { type HouseRule, source } from "./rule.ts";

export const noCirclesOfFolders: HouseRule = {
  says: "in each folder, files and subfolders import each other in no circle, a subfolder taken as one",
  because:
    "a subfolder with neighbours below and above is not on one storey: it can't be read before them or after them",
  brokenIn: (sources) =>
    [...linksByFolder(sources)].flatMap(([folder, links]) =>
      circlesAmong(links).map((circle) => `${folder}: ${circle.join(" → ")}`),
    ),
  plantedHouses: {
    "a subfolder and a file beside it": [
      source("test/room/services.ts", `import type { Inner } from "./inner/inner.ts"; export type S = Inner;`),
      source("test/room/inner/inner.ts", `export interface Inner {}`),
      source("test/room/inner/step.ts", `import type { S } from "../services.ts"; export let s: S;`),
    ],
    "two subfolders, through files that form no circle": [
      source("test/a/one.ts", `import "../b/one.ts";`),
      source("test/b/one.ts"),
      source("test/b/two.ts", `import "../a/two.ts";`),
      source("test/a/two.ts"),
    ],
  },
  keptHouses: {
    "a subfolder between two files": [
      source("test/room/entry.ts", `import "./inner/inner.ts";`),
      source("test/room/inner/inner.ts", `import "../ground.ts";`),
      source("test/room/ground.ts"),
    ],
  },
};

/** By folder: each file or subfolder in it, with those in it that it imports from. */
function linksByFolder(sources: readonly Source[]): Map<string, Map<string, string[]>> {
  const folders = new Map<string, Map<string, string[]>>();
  for (const file of sources.filter(isJudged))
    for (const { target } of importsOf(file)) {
      if (target?.kind !== "file") continue;
      const folder = sharedFolder(file.path, target.path);
      const [from, to] = [childOf(folder, file.path), childOf(folder, target.path)];
      if (folder === "" || from === to) continue;
      const links = folders.get(folder) ?? new Map<string, string[]>();
      links.set(from, [...(links.get(from) ?? []), to]);
      folders.set(folder, links);
    }
  return folders;
}

/** Tests that lie beside their sources, and what serves them, may play any part. */
function isJudged({ path }: Source): boolean {
  return (
    isCode(path) &&
    !isBuildScript(path) &&
    !path.includes("/testing/") &&
    (path.startsWith("test/") || !isUnitTest(path))
  );
}

/** The innermost folder that both paths lie in; "" for the top of the repository. */
function sharedFolder(one: string, other: string): string {
  let folder = posix.dirname(one);
  while (folder !== "." && !other.startsWith(`${folder}/`)) folder = posix.dirname(folder);
  return folder === "." ? "" : folder;
}

const childOf = (folder: string, path: string): string => path.slice(folder.length + 1).split("/")[0] ?? "";
