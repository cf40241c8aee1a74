import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { Upstream } from "./upstream.ts";

/** Between two neighbours only (RFC 9110 §7.6.1), and what proxies once called so. */
const HOP_BY_HOP = [
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"],
  ...["te", "trailer", "transfer-encoding", "upgrade"],
];

/**
 * The token and its proof are the only ones (RFC 9449 §7.1), so whatever else would authenticate stays here. Cookies too:
 * a client keeps those of every port of this machine in one jar. `expect` is answered by this proxy itself.
 */
const NOT_SENT = new Set([...HOP_BY_HOP, "authorization", "dpop", "cookie", "host", "expect"]);
/** The nonce is for the proofs, which are made here (RFC 9449 §8). */
const NOT_ANSWERED = new Set([...HOP_BY_HOP, "set-cookie", "dpop-nonce"]);

/**
 * Where a body ends is for all on its way, whatever Connection says (RFC 9110 §7.6.1): without it the API would read the body
 * as a second request (RFC 9112 §11.2), and its answer would go to whoever asks next.
 */
const NEVER_FOR_US: ReadonlySet<string> = new Set(["content-length"]);

/** What goes on to the API of a tool's request. */
export function sentHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  const headers = passed(request, NOT_SENT);
  // How long the body is must be said by the one who sends it on: in pieces, as it came.
  if (request.headers["transfer-encoding"] !== undefined) headers["transfer-encoding"] = "chunked";
  return headers;
}

/** What goes back to the tool. An address at the API itself becomes one at this proxy. */
export function answeredHeaders(answer: IncomingMessage, { origin }: Upstream): OutgoingHttpHeaders {
  const headers = passed(answer, NOT_ANSWERED);
  const { location } = answer.headers;
  if (location?.startsWith(`${origin}/`)) headers["location"] = pathOf(location);
  return headers;
}

/** As the URL standard reads it: what begins with two slashes, of either kind, would name another host. */
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

/** Whether a body follows (RFC 9112 §6.3). */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
