// Other people's programs carry what the SDK imports. So it reaches no package of the server's, and none of the terminal's.
import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { importsOf } from "./imports-of.ts";
import { source } from "./rules/rule.ts";
import { readSources, type Source } from "./source.ts";

const ENTRY = "cli/sdk.ts";
const PACKAGES = new Set(["jose", "valibot", "@napi-rs/keyring"]);
const FOLDERS = /^(?:cli|shared)\//;

/** Modules that break the rule, each with the way by which it is reached. Types weigh nothing. */
function carriedBy(entry: string, sources: readonly Source[]): readonly string[] {
  const byPath = new Map(sources.map((each) => [each.path, each]));
  const seen = new Set([entry]);
  const found: string[] = [];
  const follow = (path: string, way: readonly string[]): void => {
    const here = [...way, path];
    const file = byPath.get(path);
    if (file === undefined) return void found.push(`${here.join(" → ")}: is not there`);
    for (const { target, specifier, typeOnly } of importsOf(file)) {
      if (typeOnly || target?.kind === "node") continue;
      if (target?.kind === "file" && FOLDERS.test(target.path)) {
        const next = posix.normalize(target.path);
        if (!seen.has(next)) {
          seen.add(next);
          follow(next, here);
        }
      } else if (target?.kind !== "package" || !PACKAGES.has(target.name)) {
        found.push(`${here.join(" → ")}: imports ${specifier}`);
      }
    }
  };
  follow(entry, []);
  return found;
}

describe("what a program carries that imports @nearside/cli/sdk", () => {
  it("is cli and shared, jose, valibot and the keyring, and Node's own", () => {
    expect(carriedBy(ENTRY, readSources())).toEqual([]);
  });

  it("is followed through every file, and types weigh nothing", () => {
    const made = [
      source(ENTRY, `import type { Command } from "commander"; import { a } from "./sdk/a.ts";`),
      source("cli/sdk/a.ts", `import { b } from "../b.ts"; import "node:fs"; import * as v from "valibot";`),
      source("cli/b.ts", `export const commander = () => import("commander");`),
    ];
    expect(carriedBy(ENTRY, made)).toEqual(["cli/sdk.ts → cli/sdk/a.ts → cli/b.ts: imports commander"]);
    const server = [source(ENTRY, `export { app } from "../server/surfaces/wiring/app.ts";`)];
    expect(carriedBy(ENTRY, server)).toEqual(["cli/sdk.ts: imports ../server/surfaces/wiring/app.ts"]);
  });
});
