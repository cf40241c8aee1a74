import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConsoleCode } from "@nearside/shared/api/console/console-error.ts";
import { isRefusalCode, REFUSALS, type RefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { AccessCode, OauthCode } from "@nearside/shared/oauth/oauth-errors.ts";
import { enrolmentRefusalCauses } from "@nearside/shared/texts/enrolment-refusal-causes.ts";
import { loginRefusalCauses } from "@nearside/shared/texts/refusal-causes.ts";
import { expect, it } from "vitest";
import { CONSOLE_ERRORS } from "../../platform/http/console-error.ts";
import { OAUTH_ERRORS } from "../../platform/http/oauth-error.ts";
import { EDGE_ERRORS } from "../../platform/wire-error.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { errorCauses } from "../../texts/error-causes.ts";
import { routesOf } from "../wiring/app.ts";
import { consoleRoutesOf, signInRoutesOf } from "../wiring/console-routes.ts";
import { errorCodesOf } from "./answers.ts";
import { consoleOperations } from "./console.ts";
import { keyOf, type Operations } from "./operation.ts";
import { OPERATIONS } from "./operations.ts";

const REFERENCE = join(import.meta.dirname, "../../../docs/reference/errors.md");

interface Explained {
  readonly cause: string;
  readonly cure: string;
}
type HttpCode = OauthCode | AccessCode | ConsoleCode | keyof typeof EDGE_ERRORS;
const HTTP: Readonly<Record<HttpCode, Explained & { readonly meaning: string }>> = errorCauses;
const OF_THE_CHAIN: Readonly<Record<RefusalCode, Explained>> = { ...loginRefusalCauses, ...enrolmentRefusalCauses };

const server = serverForAll();

/** The addresses that refuse a request with each code. */
function addresses(): ReadonlyMap<string, readonly string[]> {
  const consoleRows = [...signInRoutesOf(server.services), ...consoleRoutesOf(server.services)];
  const operations: Operations = Object.assign({}, ...Object.values(OPERATIONS), consoleOperations(consoleRows));
  const found = new Map<string, string[]>();
  for (const route of [...routesOf(server.services), ...consoleRows]) {
    const operation = operations[keyOf(route)];
    if (operation === undefined) continue;
    for (const code of errorCodesOf(route, operation))
      found.set(code, [...new Set([...(found.get(code) ?? []), route.path])]);
  }
  return found;
}

/** More addresses than these are named by what they have in common. */
const MOST_NAMED = 4;

function whereOf(paths: readonly string[]): string {
  if (paths.length === 0) return "command line, browser or `nearside verify`";
  if (paths.length <= MOST_NAMED) return paths.map((path) => `\`${path}\``).join(", ");
  const groups = [
    ["the console", (path: string) => path.startsWith("/api/console")],
    ["OAuth", (path: string) => path.startsWith("/oauth")],
    ["logins and leases", (path: string) => /^\/api\/(?:requests|leases|authorizations)/.test(path)],
    ["enrolments", (path: string) => /^\/api\/(?:enrolments|key-attestations)/.test(path)],
    ["machines", (path: string) => path.startsWith("/api/devices")],
  ] as const;
  const named = groups.flatMap(([name, has]) => (paths.some(has) ? [name] : []));
  const isEverywhere = named.length === groups.length;
  return isEverywhere ? "every address" : named.join(", ");
}

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("<", "&lt;")).join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

/** A test of the resource workspace writes that part. */
function partOfResource(): string {
  const written = existsSync(REFERENCE) ? readFileSync(REFERENCE, "utf8") : "";
  return /<!-- written by resource -->[\s\S]*?<!-- end -->/.exec(written)?.[0] ?? EMPTY_PART;
}
const EMPTY_PART = "<!-- written by resource -->\n<!-- end -->";

const statusOf = (code: string): string => {
  const all: Readonly<Record<string, number | { readonly status: number }>> = {
    ...EDGE_ERRORS,
    ...CONSOLE_ERRORS,
    ...OAUTH_ERRORS,
    insufficient_scope: 403,
  };
  const found = all[code];
  return String(typeof found === "object" ? found.status : (found ?? ""));
};

/** `npx vitest run -u` writes the document. */
it("is in docs/reference/errors.md: every code with its place, its meaning, its cause and its cure", async () => {
  const where = addresses();
  const codes = Object.keys(HTTP).sort() as HttpCode[];
  for (const code of where.keys()) expect(code in HTTP || isRefusalCode(code), code).toBe(true);
  const http = codes.map((code) => {
    const { meaning, cause, cure } = HTTP[code];
    return [`\`${code}\``, statusOf(code), whereOf(where.get(code) ?? []), meaning, cause, cure];
  });
  const refusals = (Object.keys(OF_THE_CHAIN).sort() as RefusalCode[]).map((code) => {
    const { cause, cure } = OF_THE_CHAIN[code];
    return [`\`${code}\``, whereOf(where.get(code) ?? []), REFUSALS[code], cause, cure];
  });
  const text = `# Errors

Every error code that a person or a program meets, with its usual cause and what to do about it. A test writes this page from the code:
\`npx vitest run -u --project=unit server/surfaces/openapi/error-reference.test.ts\`.

An answer with an error is JSON: \`error\` is one of these codes, and \`error_description\` is a sentence for the person. The codes are a
stable interface; the sentences are not. [openapi.json](../openapi.json) lists the codes of each address. The command line also has an exit
code for each refusal (\`cli/problems/exit-codes.ts\`).

## Errors of HTTP answers

OAuth's codes are those of RFC 6749, 6750, 7591, 8628, 8707, 9396, 9449 and 9470. Where a link of the chain was refused, the member
\`refusal\` has a code of the second table.

${table(["code", "status", "where", "meaning", "cause", "what to do"], http)}

## Refusals of the protocol

These codes are in \`error\` or \`refusal\` of an answer, on the approval page, in the terminal, in the security log and in the report of
\`nearside verify\`. The meaning is what the person reads.

${table(["code", "where", "meaning", "cause", "what to do"], refusals)}

## Errors of an API

An API that checks tokens with \`@nearside/resource\` answers with these codes in \`refusal\`.

${partOfResource()}
`;
  await expect(text).toMatchFileSnapshot(REFERENCE);
});
