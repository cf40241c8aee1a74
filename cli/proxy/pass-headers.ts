import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { Upstream } from "./upstream.ts";

/** Fields between two neighbours only (RFC 9110 §7.6.1), and those that proxies once took for such. */
const HOP_BY_HOP = [
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"],
  ...["te", "trailer", "transfer-encoding", "upgrade"],
];

/**
 * Token and proof are the only authentication that is sent (RFC 9449 §7.1), so everything else that would authenticate
 * stays here. So do cookies: a client keeps those of every port of this machine in one jar. The proxy itself answers
 * `expect`.
 */
const NOT_SENT = new Set([...HOP_BY_HOP, "authorization", "dpop", "cookie", "host", "expect"]);
/** The nonce is for the proofs, which are made here (RFC 9449 §8). */
const NOT_ANSWERED = new Set([...HOP_BY_HOP, "set-cookie", "dpop-nonce"]);

/**
 * The length of a body is for every party on its way, whatever Connection says (RFC 9110 §7.6.1). Without it the API
 * would read the body as a second request (RFC 9112 §11.2), and answer the next one who asks.
 */
const NEVER_FOR_US: ReadonlySet<string> = new Set(["content-length"]);

/** The header fields of a tool's request that are passed to the API. */
export function sentHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  const headers = passed(request, NOT_SENT);
  // A proxy that sends a body on must say how long it is: in pieces, as it came.
  if (request.headers["transfer-encoding"] !== undefined) headers["transfer-encoding"] = "chunked";
  return headers;
}

/** The header fields of an answer that go back to the tool. An address at the API itself becomes one at this proxy. */
export function answeredHeaders(answer: IncomingMessage, { origin }: Upstream): OutgoingHttpHeaders {
  const headers = passed(answer, NOT_ANSWERED);
  const { location } = answer.headers;
  if (location?.startsWith(`${origin}/`)) headers["location"] = pathOf(location);
  return headers;
}

/** The path in the URL standard's reading: a path that begins with two slashes, of either kind, would name another host. */
function pathOf(location: string): string {
  const { pathname, search, hash } = new URL(location);
  return pathname.replace(/^\/+/, "/") + search + hash;
}

function passed(message: IncomingMessage, without: ReadonlySet<string>): OutgoingHttpHeaders {
  const named = (message.headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  const passedOn: OutgoingHttpHeaders = {};
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    const isForUs = without.has(name) || (named.includes(name) && !NEVER_FOR_US.has(name));
    if (values !== undefined && !isForUs) passedOn[name] = values;
  }
  return passedOn;
}

/** True if a body follows (RFC 9112 §6.3). */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
