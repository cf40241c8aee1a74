import type { IncomingMessage } from "node:http";
import { HELLO_PATH, MAX_HELLO_BODY } from "@nearside/shared/api/loopback.ts";
import type { Loopback } from "@nearside/shared/claims.ts";

/** The origin of an extension, in Chromium or in Firefox. Pages have other origins, and no page can send one of these. */
const EXTENSION_ORIGIN =
  /^(?:chrome-extension:\/\/[a-p]{32}|moz-extension:\/\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The literal address and port in the form of `Host` (RFC 3986 §3.2.2: brackets around IPv6). */
export const authorityOf = ({ address, port }: Loopback): string =>
  address === "::1" ? `[::1]:${port}` : `${address}:${port}`;

/**
 * Admits a request before it is read (protocol §4.2): one method, one path, the literal host, an extension's origin,
 * the headers that only a browser's own fetch sends, and JSON of a bearable length. Each header must come exactly
 * once. This proves nothing, and any local program can send such a request: the hello's signature counts (threats B1,
 * B2, B3).
 */
export function admitRequest(request: IncomingMessage, loopback: Loopback): boolean {
  const only = (name: string): string | undefined => {
    const values = request.headersDistinct[name];
    return values?.length === 1 ? values[0] : undefined;
  };
  const absent = (name: string): boolean => request.headersDistinct[name] === undefined;
  const site = only("sec-fetch-site");
  return (
    request.method === "POST" &&
    request.url === HELLO_PATH &&
    only("host") === authorityOf(loopback) &&
    EXTENSION_ORIGIN.test(only("origin") ?? "") &&
    (site === "none" || site === "same-origin") &&
    only("sec-fetch-mode") === "cors" &&
    only("content-type") === "application/json" &&
    absent("content-encoding") &&
    absent("upgrade") &&
    absent("expect") &&
    (absent("content-length") || isBearable(only("content-length")))
  );
}

/** A longer body is refused before it is read. A body without a length is counted while it is read. */
const isBearable = (length: string | undefined): boolean =>
  length !== undefined && /^[0-9]{1,6}$/.test(length) && Number(length) <= MAX_HELLO_BODY;
