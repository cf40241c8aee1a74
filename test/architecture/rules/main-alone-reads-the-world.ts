import { type GlobalUse, globalsOf } from "../globals-of.ts";
import { importsOf } from "../imports-of.ts";
import { isBuildScript, isCode, isEntry, isUnitTest, workspaceOf } from "../source.ts";
import { type Rule, source } from "./rule.ts";

const RULED = new Set(["server", "cli", "extension", "web", "resource"]);

/** Exports of Node's modules that give environment, clock or randomness, by the names that a file imports. */
const NODE_NAMES = new Map([
  ["node:process", new Set(["env", "hrtime", "uptime"])],
  ["node:perf_hooks", new Set(["performance", "default", "*"])],
  [
    "node:crypto",
    new Set(["randomBytes", "randomFill", "randomFillSync", "randomInt", "randomUUID", "getRandomValues", "webcrypto"]),
  ],
]);
const PROCESS_MEMBERS = new Set(["env", "hrtime", "uptime", "loadEnvFile", "[computed]"]);
const PURE_DATE_MEMBERS = new Set(["parse", "UTC"]);
const RANDOM_CRYPTO_MEMBERS = new Set([
  ...["getRandomValues", "randomUUID", "randomBytes", "randomFill", "randomFillSync", "randomInt", "webcrypto"],
  "[computed]",
]);

export const mainAloneReadsTheWorld: Rule = {
  says: "in server, cli, extension and web only main.ts reads environment, clock and randomness; in resource only resource.ts, in cli sdk.ts too",
  because: "code that gets them as arguments can be tested at the edges of time and chance, with no door for tests",
  broken: (file) => {
    const { path } = file;
    if (!RULED.has(workspaceOf(path) ?? "") || !isCode(path)) return [];
    if (isEntry(path) || isUnitTest(path) || isBuildScript(path)) return [];
    const imported = importsOf(file).flatMap(({ target, names, line }) => {
      const worldly = target?.kind === "node" ? NODE_NAMES.get(target.module) : undefined;
      return names.filter((name) => worldly?.has(name)).map((name) => `${line}: imports ${name}`);
    });
    const used = globalsOf(file).flatMap((use) => {
      const what = worldlyUse(use);
      return what === undefined ? [] : [`${use.line}: reads ${what}`];
    });
    return [...imported, ...used];
  },
  planted: [
    source("server/protocol/login/a.ts", `const x = process.env["HOME"];`),
    source("server/protocol/login/a.ts", `const { env } = process;`),
    source("server/protocol/login/a.ts", `import { env } from "node:process";`),
    source("server/protocol/login/a.ts", `import it from "node:process"; it.env["HOME"];`),
    source("server/protocol/login/a.ts", `import { default as it } from "node:process"; it.env["HOME"];`),
    source("server/protocol/login/a.ts", `globalThis.process.env["HOME"];`),
    source("server/protocol/login/a.ts", `const now = Date.now();`),
    source("server/protocol/login/a.ts", `const clock = Date.now;`),
    source("server/protocol/login/a.ts", `const clock = Date;`),
    source("server/protocol/login/a.ts", `const now = new Date();`),
    source("server/protocol/login/a.ts", `const now = new globalThis.Date();`),
    source("server/protocol/login/a.ts", `const now = Date();`),
    source("server/protocol/login/a.ts", `const now = performance.now();`),
    source("server/protocol/login/a.ts", `import { performance } from "node:perf_hooks";`),
    source("server/protocol/login/a.ts", `const id = crypto.randomUUID();`),
    source("server/protocol/login/a.ts", `const id = (crypto as Crypto)?.getRandomValues(bytes);`),
    source("server/protocol/login/a.ts", `import { randomBytes } from "node:crypto";`),
    source("server/protocol/login/a.ts", `import * as c from "node:crypto"; c.randomBytes(16);`),
    source("extension/background/keys.ts", `const luck = Math.random();`),
    source("web/ui/countdown.tsx", `export const Countdown = () => <p>{Date.now()}</p>;`),
    source("web/approve/page.tsx", `const dev = import.meta.env.DEV;`),
    source("cli/commands/main-menu.ts", `process.hrtime.bigint();`),
    source("server/protocol/login/main.ts", `Date.now();`),
    source("cli/sdk/sdk.ts", `Date.now();`),
    source("cli/sdk/operation.ts", `process.env["HOME"];`),
    source("resource/proof/replay-store.ts", `Date.now();`),
    source("resource/adapters/resource.ts", `Date.now();`),
  ],
  kept: [
    source("server/main.ts", `const now = () => Date.now(); process.env["HOME"]; crypto.randomUUID();`),
    source("web/approve/main.tsx", `const now = () => Date.now();`),
    source("extension/background/main.ts", `crypto.getRandomValues(new Uint8Array(16));`),
    source(
      "server/protocol/login/a.ts",
      `const text = new Date(now()).toISOString(); x instanceof Date; Date.parse("2026-11-24");`,
    ),
    source(
      "server/protocol/login/a.ts",
      `export function f(now: () => number, crypto: Crypto) { crypto.randomUUID(); }`,
    ),
    source(
      "server/protocol/login/a.ts",
      `process.exitCode = 1; process.stdout.write("x"); crypto.subtle.digest("SHA-256", x);`,
    ),
    source("server/protocol/login/a.ts", `export const login = { Date: 1, performance: 2 }; login.performance;`),
    source("resource/resource.ts", `const clock = () => Date.now(); crypto.getRandomValues(new Uint8Array(32));`),
    source("cli/sdk.ts", `import { randomBytes } from "node:crypto"; const now = () => Date.now();`),
    source("cli/build.ts", `process.env["CI"];`),
    source("server/protocol/login/a.test.ts", `Date.now();`),
    source("test/e2e/a.ts", `Date.now();`),
  ],
};

/** Names the part of environment, clock or randomness that the use reads; undefined if it reads nothing of them. */
function worldlyUse({ name, member, how, argumentCount }: GlobalUse): string | undefined {
  const whole = member === undefined;
  switch (name) {
    case "process":
      return whole || PROCESS_MEMBERS.has(member) ? `process.${member ?? "env"}` : undefined;
    case "import.meta":
      return member === "env" || whole ? "import.meta.env" : undefined;
    case "Date": {
      const ofGivenTime = how === "compared" || (how === "constructed" && argumentCount > 0);
      return (whole ? ofGivenTime : PURE_DATE_MEMBERS.has(member)) ? undefined : "the clock";
    }
    case "performance":
    case "Temporal":
      return "the clock";
    case "Math":
      return whole || member === "random" || member === "[computed]" ? "Math.random" : undefined;
    case "crypto":
      return whole || RANDOM_CRYPTO_MEMBERS.has(member) ? "randomness" : undefined;
    default:
      return undefined;
  }
}
