import type { MiddlewareHandler } from "hono";

/**
 * Scripts, styles and responses come from this origin only. Inline code and frames, around or inside, are forbidden (threats B5, B6). Code
 * is never made from text: it would need a Trusted Types policy, and neither our pages nor React ever need one.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** The features that our pages use: passkeys, and the copying of a command that a person is to type. */
const FEATURES_OF_OUR_PAGES = ["publickey-credentials-get", "publickey-credentials-create", "clipboard-write"];
/** Everything else that a page could ask of the browser, this computer or its network. An injected script gets none of these. */
const FEATURES_OFF = [
  "accelerometer",
  "autoplay",
  "browsing-topics",
  "camera",
  "clipboard-read",
  "compute-pressure",
  "display-capture",
  "encrypted-media",
  "fullscreen",
  "gamepad",
  "geolocation",
  "gyroscope",
  "hid",
  "identity-credentials-get",
  "idle-detection",
  "keyboard-map",
  "local-fonts",
  "local-network",
  "local-network-access",
  "loopback-network",
  "magnetometer",
  "microphone",
  "midi",
  "otp-credentials",
  "payment",
  "picture-in-picture",
  "screen-wake-lock",
  "serial",
  "storage-access",
  "sync-xhr",
  "usb",
  "window-management",
  "xr-spatial-tracking",
];
const PERMISSIONS_POLICY = [
  ...FEATURES_OF_OUR_PAGES.map((feature) => `${feature}=(self)`),
  ...FEATURES_OFF.map((feature) => `${feature}=()`),
].join(", ");

type Header = readonly [name: string, value: string];
const HEADERS: readonly Header[] = [
  ["Content-Security-Policy", CONTENT_SECURITY_POLICY],
  ["X-Content-Type-Options", "nosniff"],
  ["X-Frame-Options", "DENY"], // for browsers that do not know frame-ancestors
  ["Referrer-Policy", "no-referrer"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"], // a response that any origin may read says so by CORS, which comes before this
  ["Permissions-Policy", PERMISSIONS_POLICY],
  ["Cache-Control", "no-store"],
];
const TWO_YEARS = 63_072_000;
/** Names below it are left out: they are the operator's to decide. */
const HSTS: Header = ["Strict-Transport-Security", `max-age=${TWO_YEARS}`];

/** The headers of every response of that issuer, unless its route sets them otherwise. */
export const securityHeadersOf = (issuer: string): readonly Header[] =>
  issuer.startsWith("https://") ? [...HEADERS, HSTS] : HEADERS;

/**
 * Sets these headers on every response, errors too; a route may override one, such as the time that a file is cached. They are set before
 * the response is made, since Hono adds a header to a finished one by making it again.
 */
export function securityHeaders(issuer: string): MiddlewareHandler {
  const headers = securityHeadersOf(issuer);
  return async (c, next) => {
    for (const [name, value] of headers) c.header(name, value);
    await next();
  };
}
