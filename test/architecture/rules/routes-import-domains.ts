import { importsOf } from "../imports-of.ts";
import { isCode } from "../source.ts";
import { type Rule, source } from "./rule.ts";

const ROUTES = /^server\/routes\//;
/** server/app.ts and server/main.ts put the house together. */
const TOP = /^server\/[^/]+$/;

export const routesImportDomains: Rule = {
  says: "the server's routes import its domain folders, never back",
  because: "what the server decides must not depend on how it was asked: commands and tests ask it too",
  broken: (file) => {
    const { path } = file;
    if (!path.startsWith("server/") || !isCode(path) || ROUTES.test(path) || TOP.test(path)) return [];
    return importsOf(file).flatMap(({ target, line }) =>
      target?.kind === "file" && ROUTES.test(target.path) ? [`${line}: imports ${target.path}`] : [],
    );
  },
  planted: [
    source("server/login/login.ts", `import { approve } from "../routes/approve.ts";`),
    source("server/oauth/token.ts", `import type { Route } from "../routes/token.ts";`),
  ],
  kept: [
    source("server/routes/approve.ts", `import { login } from "../login/login.ts"; import "./body.ts";`),
    source("server/app.ts", `import { approve } from "./routes/approve.ts";`),
  ],
};
