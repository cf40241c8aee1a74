import type { Config } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";

/**
 * Demands that a page of this very origin sent the request (threat I5). Browsers say so in headers that no page can set (Fetch
 * Metadata; Fetch §3.2). A request without any of these headers comes from no browser, and has no cookie that anybody else could
 * make it send.
 *
 * @throws ConsoleError `foreign_request`
 */
export function demandOwnPage({ issuer }: Pick<Config, "issuer">, c: Call): void {
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  if (site !== undefined && site !== "same-origin") throw new ConsoleError("foreign_request");
  if (origin !== undefined && origin !== issuer) throw new ConsoleError("foreign_request");
}
