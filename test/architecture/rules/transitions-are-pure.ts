import { globalsOf } from "../globals-of.ts";
import { importsOf } from "../imports-of.ts";
import { type Rule, source } from "./rule.ts";

const TRANSITIONS = /(?:^|[/-])transitions\.ts$/;
const STORE = /(?:^|\/)store\/|-store\.ts$/;
const CRYPTO = /^shared\/(?:signing\/|encoding\/sha256\.ts$)/;

export const transitionsArePure: Rule = {
  says: "transitions.ts imports no store, framework or crypto",
  because:
    "protocol §5: a transition is a pure function, so that every state and its ends can be seen and tried by themselves",
  broken: (file) => {
    const { path } = file;
    if (!TRANSITIONS.test(path)) return [];
    const imported = importsOf(file).flatMap(({ target, specifier, line }) => {
      const fine = target?.kind === "file" && !STORE.test(target.path) && !CRYPTO.test(target.path);
      return fine ? [] : [`${line}: imports ${specifier}`];
    });
    const used = globalsOf(file).filter(({ name }) => name === "crypto" || name === "fetch");
    return [...imported, ...used.map(({ name, line }) => `${line}: uses ${name}`)];
  },
  planted: [
    source("server/register/logins/transitions.ts", `import type { LoginStore } from "./login-store.ts";`),
    source("server/register/logins/transitions.ts", `import { database } from "../store/database.ts";`),
    source("server/register/logins/transitions.ts", `import type { Context } from "hono";`),
    source("server/register/enrolments/transitions.ts", `import { CompactSign } from "jose";`),
    source("server/register/enrolments/enrolment-transitions.ts", `import { createHash } from "node:crypto";`),
    source("server/register/logins/transitions.ts", `import { sign } from "@nearside/shared/signing/jws.ts";`),
    source("server/register/logins/transitions.ts", `crypto.subtle.digest("SHA-256", x);`),
  ],
  kept: [
    source(
      "server/register/logins/transitions.ts",
      `import type { Login } from "./login.ts"; import "@nearside/shared/lifetimes.ts";`,
    ),
    source("server/register/logins/login-store.ts", `import { sql } from "kysely";`),
  ],
};
