import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../support/repository.ts";
import { importsOf } from "../imports-of.ts";
import { isBuildScript, isCode, isUnitTest, workspaceOf } from "../source.ts";
import { type Rule, source } from "./rule.ts";

/** People install these with their packages inside. `dependencies` names what is installed beside it, and nothing else. */
const BUNDLED = new Set(["cli", "resource", "server"]);

export const packagesAreDeclared: Rule = {
  says: "every package is declared in the package.json of the workspace that imports it",
  because:
    "npm hoists, so that an undeclared package works here by luck and fails where the workspace is installed alone",
  broken: (file) => {
    const { path } = file;
    if (!isCode(path)) return [];
    const workspace = workspaceOf(path) ?? ".";
    const shipped = !isUnitTest(path) && !isBuildScript(path) && !["test", "."].includes(workspace);
    return importsOf(file).flatMap(({ target, typeOnly, specifier, line }) => {
      const name = packageNeeded(target?.kind === "package" ? target.name : undefined, specifier);
      if (name === undefined) return [];
      const declared =
        declaredIn(workspace, "dependencies").has(name) ||
        ((!shipped || typeOnly || BUNDLED.has(workspace)) && declaredIn(workspace, "devDependencies").has(name)) ||
        // Vitest, Vite and TypeScript serve every workspace alike, and none of them at run time.
        ((!shipped || typeOnly) && declaredIn(".", "devDependencies").has(name));
      return declared ? [] : [`${line}: imports ${name}`];
    });
  },
  planted: [
    source("server/a.ts", `import leftPad from "left-pad";`),
    source("server/a.ts", `import type { X } from "@scope/undeclared/part";`),
    source("server/a.ts", `import { it } from "vitest";`),
    source("server/a.ts", `import { build, type Plugin } from "vite";`),
    source("shared/a.ts", `import fc from "fast-check";`),
    source("shared/a.test.ts", `import { chromium } from "playwright-core";`),
    source("web/a.ts", `const hono = await import("hono");`),
    source("vitest.config.ts", `import { Hono } from "hono";`),
  ],
  kept: [
    source(
      "server/a.ts",
      `import { Hono } from "hono"; import { id } from "@nearside/shared/ids.ts"; import "node:fs";`,
    ),
    source("server/a.test.ts", `import { it } from "vitest";`),
    source("cli/build.ts", `import { build } from "vite";`),
    source("web/bundle/first-load.ts", `import type { Plugin } from "vite";`),
  ],
};

function packageNeeded(imported: string | undefined, specifier: string | undefined): string | undefined {
  return specifier?.startsWith("@nearside/shared/") ? "@nearside/shared" : imported;
}

function declaredIn(workspace: string, kind: "dependencies" | "devDependencies"): ReadonlySet<string> {
  const manifest: unknown = JSON.parse(readFileSync(join(repository, workspace, "package.json"), "utf8"));
  const list = typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, kind) : undefined;
  return new Set(Object.keys(list ?? {}));
}
