import { globalsOf } from "../globals-of.ts";
import { type Import, importsOf } from "../imports-of.ts";
import { isBuildScript, isEntry, isUnitTest } from "../source.ts";
import { type Rule, source } from "./rule.ts";
import { isAllowedGlobal, NOT_FROM_JOSE, nameOf } from "./shared-is-pure.ts";

const PACKAGES = new Set(["jose", "valibot"]);
const FRAMEWORKS = new Set(["hono", "express", "fastify"]);
/** Globals that every runtime which serves HTTP by web standards has besides. */
const WEB_GLOBALS = new Set([
  ...["Request", "Response", "Headers", "AbortSignal", "AbortController", "ReadableStream", "DecompressionStream"],
]);
/** Globals that the entry reads if its caller gives it nothing. */
const ENTRY_READS = new Set(["Date.now", "crypto.getRandomValues", "fetch"]);

export const resourceRunsAnywhere: Rule = {
  says: "resource imports shared, jose and valibot, of frameworks only types and only in adapters, nothing of Node; it uses what every runtime with WebCrypto has",
  because:
    "an API runs in Node, Deno, Bun, at the edge or in a worker, and must accept tokens by the same rules in each",
  broken: (file) => {
    const { path } = file;
    if (!path.startsWith("resource/") || path.startsWith("resource/testing/")) return [];
    if (!/\.tsx?$/.test(path) || isUnitTest(path) || isBuildScript(path)) return [];
    return [
      ...importsOf(file).flatMap((each) => (isAllowed(path, each) ? [] : [`${each.line}: imports ${each.specifier}`])),
      ...globalsOf(file).flatMap((use) =>
        isAllowedGlobal(use) || WEB_GLOBALS.has(use.name) || (isEntry(path) && ENTRY_READS.has(nameOf(use)))
          ? []
          : [`${use.line}: uses ${nameOf(use)}`],
      ),
    ];
  },
  planted: [
    source("resource/a.ts", `import { createHmac } from "node:crypto";`),
    source("resource/adapters/express.ts", `import type { IncomingMessage } from "node:http";`),
    source("resource/adapters/express.ts", `import express from "express";`),
    source("resource/adapters/hono.ts", `import { createMiddleware } from "hono/factory";`),
    source("resource/a.ts", `import type { Context } from "hono";`),
    source("resource/a.ts", `import { jwtVerify } from "jose";`),
    source("resource/a.ts", `export { x } from "../server/x.ts";`),
    source("resource/a.ts", `const bytes = Buffer.from("x");`),
    source("resource/a.ts", `process.emitWarning("x");`),
    source("resource/a.ts", `setTimeout(() => {}, 1);`),
    source("resource/a.ts", `const get = (url: string) => fetch(url);`),
    source("resource/a.ts", `const now = Date.now();`),
    source("resource/resource.ts", `const { env } = process;`),
    source("resource/resource.ts", `const everything = crypto;`),
  ],
  kept: [
    source(
      "resource/a.ts",
      `import * as v from "valibot"; import { x } from "@nearside/shared/x.ts"; import "./b.ts";`,
    ),
    source(
      "resource/a.ts",
      `const answer = new Response(null, { headers: new Headers() }); AbortSignal.timeout(5000);`,
    ),
    source("resource/a.ts", `export const get = (fetch: typeof globalThis.fetch, url: string) => fetch(url);`),
    source("resource/adapters/express.ts", `import type { Request } from "express"; new WeakMap<Request, string>();`),
    source("resource/resource.ts", `Date.now(); crypto.getRandomValues(new Uint8Array(1)); globalThis.fetch("x");`),
    source("resource/a.test.ts", `import { createServer } from "node:http"; Date.now();`),
    source("resource/testing/a.ts", `import { createServer } from "node:http";`),
  ],
};

function isAllowed(path: string, { target, names, typeOnly }: Import): boolean {
  if (target?.kind === "file") return /^(?:resource|shared)\//.test(target.path);
  if (target?.kind !== "package") return false;
  if (FRAMEWORKS.has(target.name)) return typeOnly && path.startsWith("resource/adapters/");
  if (!PACKAGES.has(target.name)) return false;
  return target.name !== "jose" || !names.some((name) => NOT_FROM_JOSE.has(name));
}
