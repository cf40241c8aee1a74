import { type GlobalUse, globalsOf } from "../globals-of.ts";
import { type Import, importsOf } from "../imports-of.ts";
import { isUnitTest } from "../source.ts";
import { type Rule, source } from "./rule.ts";

const PACKAGES = new Set(["jose", "valibot"]);

/** Checking a passkey's signature (WebAuthn L3 §7.2) and reading what an authenticator sent use nothing but WebCrypto; the rest may. */
const PASSKEY_PACKAGE = "@simplewebauthn/server";
const FROM_PASSKEY_PACKAGE = new Set([
  "verifyAuthenticationResponse",
  "decodeAttestationObject",
  "decodeCredentialPublicKey",
  "parseAuthenticatorData",
]);

/** Exports of jose that ask the clock, the network or the random generator by themselves. */
export const NOT_FROM_JOSE = new Set([
  "jwtVerify",
  "jwtDecrypt",
  "SignJWT",
  "EncryptJWT",
  "UnsecuredJWT",
  "createRemoteJWKSet",
  "generateKeyPair",
  "generateSecret",
  "*",
]);

/** The language itself, and what every one of the three runtimes has without reaching out of the program. */
const GLOBALS = new Set([
  ...["undefined", "NaN", "Infinity", "arguments", "isNaN", "isFinite", "parseInt", "parseFloat"],
  ...["Object", "Array", "String", "Number", "Boolean", "BigInt", "Symbol", "Function", "RegExp", "Math", "JSON"],
  ...["Map", "Set", "WeakMap", "WeakSet", "Promise", "Proxy", "Reflect", "Iterator", "Atomics"],
  ...["ArrayBuffer", "DataView", "Uint8Array", "Uint16Array", "Uint32Array", "Int8Array", "Int16Array", "Int32Array"],
  ...["Error", "TypeError", "RangeError", "SyntaxError", "AggregateError"],
  ...["encodeURIComponent", "decodeURIComponent", "encodeURI", "decodeURI", "atob", "btoa", "structuredClone"],
  ...["TextEncoder", "TextDecoder", "URL", "URLSearchParams", "DOMException", "crypto", "CryptoKey", "SubtleCrypto"],
]);

export const sharedIsPure: Rule = {
  says: "shared imports only valibot, jose, in chain the check of a passkey's signature, and itself; it uses no clock, network, DOM, randomness or Node",
  because: "server, page and extension all run it, and a chain must verify offline, years later, to the same answer",
  broken: (file) => {
    const { path } = file;
    if (!path.startsWith("shared/") || !/\.tsx?$/.test(path) || isUnitTest(path)) return [];
    return [
      ...importsOf(file).flatMap((each) =>
        isAllowedImport(path, each) ? [] : [`${each.line}: imports ${each.specifier}`],
      ),
      ...globalsOf(file).flatMap((use) => (isAllowedGlobal(use, path) ? [] : [`${use.line}: uses ${nameOf(use)}`])),
    ];
  },
  planted: [
    source("shared/a.ts", `import { readFileSync } from "node:fs";`),
    source("shared/a.ts", `import type { Hono } from "hono";`),
    source("shared/a.ts", `export { x } from "../server/x.ts";`),
    source("shared/a.ts", `export type X = import("../cli/x.ts").X;`),
    source("shared/a.ts", `import { jwtVerify } from "jose";`),
    source("shared/statements/a.ts", `import { verifyAuthenticationResponse } from "@simplewebauthn/server";`),
    source("shared/chain/a.ts", `import { verifyRegistrationResponse } from "@simplewebauthn/server";`),
    source("shared/a.ts", `export const late = await import(name);`),
    source("shared/a.ts", `export const now = Date.now();`),
    source("shared/a.ts", `export const at = () => new Date();`),
    source("shared/a.ts", `export const get = (url: string) => fetch(url);`),
    source("shared/a.ts", `export const get = (url: string) => globalThis.fetch(url);`),
    source("shared/a.ts", `export const get = (url: string) => (globalThis as Net)["fetch"](url);`),
    source("shared/a.ts", `declare const fetch: (url: string) => unknown; fetch("x");`),
    source("shared/a.ts", `export const title = document.title;`),
    source("shared/a.ts", `export const where = window.location;`),
    source("shared/a.ts", `setTimeout(() => {}, 1);`),
    source("shared/a.ts", `export const luck = Math.random();`),
    source("shared/a.ts", `export const luck = Math["random"]();`),
    source("shared/a.ts", `const { random } = Math;`),
    source("shared/a.ts", `export const home = process.env["HOME"];`),
    source("shared/a.ts", `export const bytes = crypto.getRandomValues(new Uint8Array(16));`),
    source("shared/a.ts", `export const id = crypto.randomUUID();`),
    source("shared/a.ts", `const everything = crypto;`),
    source("shared/a.ts", `if (true) { const fetch = 1; } fetch("outside of the block");`),
    source("shared/a.ts", `console.log("x");`),
    source("shared/a.ts", `export const here = import.meta.url;`),
    source("shared/chain/a.ts", `export const count = new Intl.NumberFormat("en").format(1);`),
    source("shared/text/a.ts", `export const today = new Intl.DateTimeFormat("en").format();`),
  ],
  kept: [
    source("shared/chain/a.ts", `import { verifyAuthenticationResponse } from "@simplewebauthn/server";`),
    source("shared/chain/a.ts", `import { parseAuthenticatorData } from "@simplewebauthn/server/helpers";`),
    source(
      "shared/a.ts",
      `import * as v from "valibot"; import { CompactSign } from "jose"; import { b } from "./b.ts";`,
    ),
    source("shared/a.ts", `export const hash = (data: BufferSource) => crypto.subtle.digest("SHA-256", data);`),
    source(
      "shared/a.ts",
      `export const peer = { process: "sshd", fetch: 1 }; const { process } = peer; peer.fetch; process;`,
    ),
    source(
      "shared/a.ts",
      `export function at(date: Date, fetch: (x: number) => void) { fetch(Math.floor(1.5)); return date; }`,
    ),
    source("shared/a.ts", `export type Now = typeof Date.now; interface X { window: Window }`),
    source("shared/a.ts", `loop: for (const name of []) { break loop; } export { it as document }; const it = 1;`),
    source("shared/text/a.ts", `export const count = new Intl.NumberFormat("en").format(1);`),
    source("shared/a.test.ts", `import { readFileSync } from "node:fs"; Date.now();`),
  ],
};

function isAllowedImport(path: string, { target, names }: Import): boolean {
  if (target?.kind === "file") return target.path.startsWith("shared/");
  if (target?.kind === "package" && target.name === PASSKEY_PACKAGE) {
    return path.startsWith("shared/chain/") && names.every((name) => FROM_PASSKEY_PACKAGE.has(name));
  }
  if (target?.kind !== "package" || !PACKAGES.has(target.name)) return false;
  return target.name !== "jose" || !names.some((name) => NOT_FROM_JOSE.has(name));
}

/** Texts count, list and choose by these. A chain is judged without any of them. */
const LANGUAGE_DATA = new Set(["NumberFormat", "PluralRules", "ListFormat"]);

export function isAllowedGlobal({ name, member }: GlobalUse, path = ""): boolean {
  if (name === "Intl") return path.startsWith("shared/text/") && LANGUAGE_DATA.has(member ?? "");
  if (name === "crypto") return member === "subtle";
  if (name === "Math") return member !== undefined && member !== "random" && member !== "[computed]";
  return GLOBALS.has(name);
}

export function nameOf({ name, member }: GlobalUse): string {
  return member === undefined ? name : `${name}.${member}`;
}
