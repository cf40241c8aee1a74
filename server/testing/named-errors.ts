import type { Answer } from "../../test/kit/answer.ts";
import { errorCodesOf } from "../surfaces/openapi/answers.ts";
import { consoleOperations } from "../surfaces/openapi/console.ts";
import { keyOf, type Operations } from "../surfaces/openapi/operation.ts";
import { OPERATIONS } from "../surfaces/openapi/operations.ts";
import { routesOf } from "../surfaces/wiring/app.ts";
import { consoleRoutesOf, signInRoutesOf } from "../surfaces/wiring/console-routes.ts";
import type { Services } from "../surfaces/wiring/services.ts";

/**
 * Makes a check of every answer of that server against the contract. An error code that the address does not name fails the test,
 * whatever the test is about. The lists are in `shared/api/console`, `shared/api/entry-errors.ts` and `shared/oauth/oauth-errors.ts`.
 */
export function namedErrorsOf(services: Services): (request: Request, answer: Answer) => void {
  return ({ method, url }, { status, text }) => {
    if (status < 400) return;
    const { pathname } = new URL(url);
    const found = findAddress(services, method, pathname);
    const code: unknown = found === undefined ? undefined : codeIn(text);
    if (found === undefined || typeof code !== "string" || found.named.has(code)) return;
    throw new Error(`${found.address} answered ${code}, which the contract does not name for it`);
  };
}

/** The same for every server, and made once, because that takes longer than most tests. */
let addresses: ReturnType<typeof addressesOf> | undefined;
/** Keyed by method and path: many tests send hundreds of requests to one path. */
const known = new Map<string, Address | undefined>();

function findAddress(services: Services, method: string, pathname: string): Address | undefined {
  const key = `${method} ${pathname}`;
  if (known.has(key)) return known.get(key);
  addresses ??= addressesOf(services);
  const found = addresses.find((one) => one.method === method && one.path.test(pathname));
  known.set(key, found);
  return found;
}

type Address = ReturnType<typeof addressesOf>[number];

function addressesOf(services: Services) {
  const ofConsole = [...signInRoutesOf(services), ...consoleRoutesOf(services)];
  const operations: Operations = Object.assign({}, ...Object.values(OPERATIONS), consoleOperations(ofConsole));
  return [...routesOf(services), ...ofConsole].flatMap((route) => {
    const operation = operations[keyOf(route)];
    if (operation === undefined) return [];
    const path = new RegExp(`^${route.path.replace(":id", "[^/]+")}$`);
    return [{ method: route.method, path, address: keyOf(route), named: errorCodesOf(route, operation) }];
  });
}

/** @returns undefined for a page */
const codeIn = (text: string): unknown => (text.startsWith("{") ? Object(JSON.parse(text)).error : undefined);
