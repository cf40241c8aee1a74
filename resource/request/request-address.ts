import { parseUrl } from "@nearside/shared/encoding/parse-url.ts";
import { AccessRefused } from "../access-refused.ts";
import type { PresentedRequest } from "./presentation.ts";

/**
 * The address that the client called, which its proof must name as `htu`: the API's own public origin and the request's
 * path. The host that the request names is ignored: otherwise a proof that a client made for a hostile host would open
 * this API, when that host sends it on under its own name (RFC 9449 §11.1).
 *
 * A path that the URL standard would write otherwise (`/a/../b`, `/a\b`) is refused, since the framework may route it
 * elsewhere than the proof says.
 *
 * @throws AccessRefused `address_malformed`
 */
export function addressOf(request: PresentedRequest, origin: string): string {
  const path = pathOf(request.url);
  const address = `${origin}${path}`;
  if (path === undefined || parseUrl(address)?.pathname !== path) throw new AccessRefused("address_malformed");
  return address;
}

/** The path and the query of a URL; undefined if it is no address. */
export function targetOf(url: string): string | undefined {
  if (url.startsWith("/")) return url.replace(/#.*$/s, "");
  const parsed = parseUrl(url);
  return parsed && parsed.pathname + parsed.search;
}

export const pathOf = (url: string): string | undefined => targetOf(url)?.replace(/\?.*$/s, "");
