import type { MiddlewareHandler } from "hono";
import { HttpError } from "./http-error.ts";

/**
 * Answers under the issuer's own name only: a page of another origin whose name was made to point here (DNS rebinding)
 * gets nothing. `exempt` paths are for probes, which know an address and no name.
 */
export function onlyOurHost(issuer: string, exempt: readonly string[]): MiddlewareHandler {
  const { protocol, host } = new URL(issuer);
  return async (c, next) => {
    const asked = `${protocol}//${c.req.header("host") ?? ""}`;
    const isOurs = URL.canParse(asked) && new URL(asked).host === host;
    if (!isOurs && !exempt.includes(c.req.path))
      throw new HttpError("misdirected_request", `This server answers for ${issuer} only.`);
    await next();
  };
}
