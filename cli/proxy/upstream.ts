/** The one API that a proxy speaks to. */
export interface Upstream {
  readonly origin: string;
  /** The path of the audience, without a slash at its end: nothing beside it or above it is asked for. */
  readonly path: string;
}

/** @param audience an absolute http or https URL */
export function upstreamOf(audience: string): Upstream {
  const { origin, pathname } = new URL(audience);
  return { origin, path: pathname.replace(/\/+$/, "") };
}

/**
 * The address that a request goes to. This one text is signed, checked and sent, so no two readers can take it differently.
 *
 * @param target as in the request line (RFC 9112 §3.2.1)
 * @returns undefined if it is no path of this upstream
 */
export function targetIn(upstream: Upstream, target: string | undefined): URL | undefined {
  if (target === undefined || !target.startsWith("/")) return undefined;
  // The two are joined as texts: by the rules for references, "//elsewhere.example/" would name another host.
  const text = upstream.origin + target;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  // Some servers take an escaped slash for a slash: in that reading too the path must stay inside.
  const unescaped = url.origin + url.pathname.replaceAll(/%2f|%5c/gi, "/");
  return isInside(upstream, url) && isInside(upstream, new URL(unescaped)) ? url : undefined;
}

const isInside = ({ origin, path }: Upstream, url: URL): boolean =>
  url.origin === origin && (url.pathname === path || url.pathname.startsWith(`${path}/`));

/** True if everything that passes can be read on its way: http to anything but this machine. */
export const isPlain = ({ origin }: Upstream): boolean =>
  origin.startsWith("http:") && !/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(origin);
