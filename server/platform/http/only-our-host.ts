import type { RequestListener } from "node:http";
import type { MiddlewareHandler } from "hono";
import { requestTexts } from "../../texts/requests.ts";
import type { HttpEnv } from "./call.ts";
import { HttpError } from "./http-error.ts";

/** Makes a test of Host headers for the issuer's name. */
export function hostsOf(issuer: string): (header: string) => boolean {
  const { protocol, host, port } = new URL(issuer);
  // some clients name the scheme's own port (RFC 9110 §7.2)
  const ours = port === "" ? [host, `${host}:${protocol === "https:" ? 443 : 80}`] : [host];
  return (header) => ours.includes(header.toLowerCase());
}

/** The host that a target names, if it is a whole URL (RFC 9112 §3.2.2). */
const hostIn = (target: string): string | undefined => /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(target)?.[1];

/**
 * Answers under the issuer's own name only, so that a page of another origin whose name was made to point here (DNS rebinding) gets
 * nothing. A proxy may believe the target and another one Host, so both are the issuer's. `exempt` paths are for probes, which know an
 * address and no name.
 */
export function onlyOurHost(issuer: string, exempt: readonly string[]): MiddlewareHandler<HttpEnv> {
  const isOurs = hostsOf(issuer);
  return async (c, next) => {
    const host = c.req.header("host") ?? "";
    const named = [host, hostIn(c.env.incoming.url ?? "") ?? host];
    if (!named.every(isOurs) && !exempt.includes(c.req.path))
      throw new HttpError("misdirected_request", requestTexts.onlyIssuer({ issuer }));
    await next();
  };
}

/** Refuses a request with several Host lines, as Node does with one that has none (RFC 9112 §3.2): each reader could take another one. */
export const withOneHost =
  (listener: RequestListener): RequestListener =>
  (incoming, outgoing) => {
    if ((incoming.headersDistinct["host"]?.length ?? 0) <= 1) return listener(incoming, outgoing);
    outgoing.writeHead(400, { Connection: "close", "Content-Length": "0" }).end();
  };
