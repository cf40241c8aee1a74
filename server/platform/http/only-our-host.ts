import type { MiddlewareHandler } from "hono";
import { requestTexts } from "../../texts/requests.ts";
import { HttpError } from "./http-error.ts";

/** Makes a test of Host headers for the issuer's name. */
export function hostsOf(issuer: string): (header: string) => boolean {
  const { protocol, host, port } = new URL(issuer);
  // some clients name the scheme's own port (RFC 9110 §7.2)
  const ours = port === "" ? [host, `${host}:${protocol === "https:" ? 443 : 80}`] : [host];
  return (header) => ours.includes(header.toLowerCase());
}

/**
 * Answers under the issuer's own name only, so that a page of another origin whose name was made to point here (DNS rebinding) gets
 * nothing. `exempt` paths are for probes, which know an address and no name.
 */
export function onlyOurHost(issuer: string, exempt: readonly string[]): MiddlewareHandler {
  const isOurs = hostsOf(issuer);
  return async (c, next) => {
    if (!isOurs(c.req.header("host") ?? "") && !exempt.includes(c.req.path))
      throw new HttpError("misdirected_request", requestTexts.onlyIssuer({ issuer }));
    await next();
  };
}
