import { importsOf } from "../imports-of.ts";
import { isUnitTest } from "../source.ts";
import { type Rule, source } from "./rule.ts";

/** `npm run docs` installs these for the site, and nothing else needs them. */
const PACKAGES_OF_SITE = /^setup\/docs\/package(?:-lock)?\.json$/;

export const setupNeedsNothing: Rule = {
  says: "setup/ is plain JavaScript that imports only Node's own modules and itself",
  because: "it runs on a machine's Node 20 before anything is installed",
  broken: (file) => {
    const { path } = file;
    if (!path.startsWith("setup/") || isUnitTest(path)) return [];
    if (path === "setup/tsconfig.json" || PACKAGES_OF_SITE.test(path)) return [];
    if (!path.endsWith(".mjs")) return ["is no plain JavaScript module (.mjs)"];
    return importsOf(file).flatMap(({ target, specifier, line }) =>
      target?.kind === "node" || (target?.kind === "file" && target.path.startsWith("setup/"))
        ? []
        : [`${line}: imports ${specifier}`],
    );
  },
  planted: [
    source("setup/a.mjs", `import * as v from "valibot";`),
    source("setup/a.mjs", `import { id } from "../shared/ids.ts";`),
    source("setup/a.ts", `export const x: number = 1;`),
  ],
  kept: [source("setup/a.mjs", `import { spawn } from "node:child_process"; import { b } from "./b.mjs";`)],
};
