import { importsOf } from "../imports-of.ts";
import { isBuildScript, isCode, isUnitTest, workspaceOf } from "../source.ts";
import { type Rule, source } from "./rule.ts";

/** Specifiers that other people's programs import. */
const PUBLISHED = /^@nearside\/(?:cli\/sdk|resource(?:\/[a-z]+)?)$/;

export const workspacesKeepApart: Rule = {
  says: "every workspace imports only itself and shared, and the server the language of rules, types included; its tests also test/kit; tests that start a program also how it is built and started; examples import what is published, as other programs do",
  because:
    "the wire schema in shared is the contract: a workspace that shares code besides can no longer be replaced or judged alone",
  broken: (file) => {
    const { path } = file;
    if (!isCode(path)) return [];
    const home = workspaceOf(path);
    return importsOf(file).flatMap(({ target, specifier, line }) => {
      if (specifier === undefined) return [`${line}: imports something computed, which no rule can check`];
      if (home === "examples" && PUBLISHED.test(specifier)) return [];
      if (target?.kind === "package" && /^@nearside\//.test(target.name)) {
        return [`${line}: imports ${specifier}; shared is imported file by file, and no other workspace is`];
      }
      if (target?.kind !== "file") return [];
      const other = workspaceOf(target.path);
      const kit = isUnitTest(path) && target.path.startsWith("test/kit/");
      // The build asks the tests how they are run.
      const ownTests = other === "test" && home === undefined && isBuildScript(path);
      // Tests that start or install a program build it first, and take it as it ships. A link of a document leads where the site has it lead.
      const setUp =
        home === "test" &&
        /^setup\/(?:build|executable|server|package|package-deb|npm|node-versions|verify-extension|docs\/fragment)\.mjs$/.test(
          target.path,
        );
      // The code that builds them alike lies there.
      const builds = isBuildScript(path) && target.path.startsWith("setup/");
      const fine =
        other === home ||
        builds ||
        setUp ||
        (other === "shared" && home !== undefined) ||
        (other === "rules" && home === "server") ||
        ownTests ||
        kit;
      return fine && !target.path.startsWith("..") ? [] : [`${line}: imports ${target.path}`];
    });
  },
  planted: [
    source("server/a.ts", `import { x } from "../cli/x.ts";`),
    source("web/a.tsx", `import type { X } from "../server/x.ts";`),
    source("web/a.ts", `export type X = import("../../server/x.ts").X; export * from "../extension/x.ts";`),
    source("extension/a.ts", `export * from "../web/x.ts";`),
    source("cli/a.ts", `const x = await import("../server/x.ts");`),
    source("cli/a.ts", `const x = await import(path);`),
    source("cli/a.test.ts", `import { app } from "../server/surfaces/wiring/app.ts";`),
    source("rules/a.ts", `import { x } from "../server/x.ts";`),
    source("cli/a.ts", `import { x } from "@nearside/rules/x.ts";`),
    source("server/a.ts", `import { x } from "@nearside/web";`),
    source("server/a.ts", `import { x } from "@nearside/shared";`),
    source("test/e2e/a.test.ts", `import { app } from "../../server/surfaces/wiring/app.ts";`),
    source("server/a.ts", `import { meet } from "../test/kit/meeting.ts";`),
    source("server/a.test.ts", `import { startServer } from "../test/support/nearside-server.ts";`),
    source("setup/a.mjs", `import "../server/main.ts";`),
    source("cli/a.ts", `import "../../elsewhere/x.ts";`),
    source("resource/a.ts", `import { x } from "../server/x.ts";`),
    source("examples/a.ts", `import { x } from "../cli/x.ts";`),
    source("examples/a.ts", `import { x } from "@nearside/cli";`),
    source("cli/a.ts", `import { x } from "@nearside/cli/sdk";`),
  ],
  kept: [
    source("vitest.config.ts", `import { x } from "./test/support/x.ts";`),
    source("server/a.ts", `import { x } from "@nearside/shared/x.ts"; import { y } from "./y.ts"; import "hono";`),
    source("server/a.ts", `import { x } from "@nearside/rules/x.ts";`),
    source("test/e2e/a.test.ts", `import { world } from "../support/world.ts"; import "@nearside/shared/ids.ts";`),
    source("server/a.test.ts", `import { meet } from "../test/kit/meeting.ts";`),
    source("server/testing/a.ts", `import { meet } from "../../test/kit/meeting.ts";`),
    source("examples/a.ts", `import { x } from "@nearside/cli/sdk"; import "@nearside/resource/hono";`),
    source("test/support/a.ts", `import { buildWhatIsStale } from "../../setup/build.mjs";`),
    source("test/e2e/a.test.ts", `const main = new URL("../../server/main.ts", import.meta.url);`),
  ],
};
