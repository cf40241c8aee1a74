import { errorsOf } from "@nearside/shared/api/console/entry.ts";
import type { Answer } from "../../test/kit/answer.ts";
import { CONSOLE_ERRORS } from "../platform/http/console-error.ts";
import type { ConsoleRoute } from "../surfaces/console/console-rows.ts";

/**
 * Checks an answer of the console against the contract: a code that its entry does not name fails the test, whatever the test is
 * about. Codes of the edge and of the chain are not the entry's to name.
 *
 * @param rows the console's table
 */
export function demandNamedError(rows: readonly ConsoleRoute[], request: Request, { status, text }: Answer): void {
  if (status < 400) return;
  const { pathname } = new URL(request.url);
  const row = rows.find(({ method, path }) => method === request.method && fits(path, pathname));
  const code: unknown = row === undefined ? undefined : Object(JSON.parse(text)).error;
  if (row === undefined || typeof code !== "string" || !Object.hasOwn(CONSOLE_ERRORS, code)) return;
  if (!errorsOf(row.entry).some((one) => one === code))
    throw new Error(`${row.method} ${row.path} answered ${code}, which its entry in shared/api/console does not name`);
}

const fits = (path: string, pathname: string): boolean =>
  new RegExp(`^${path.replace(":id", "[^/]+")}$`).test(pathname);
