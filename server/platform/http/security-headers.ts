import type { MiddlewareHandler } from "hono";

/**
 * Scripts, styles and answers from here only, no inline code, no frame around or inside (threats B5, B6). No code made of
 * text either: whatever would make some must come through a Trusted Types policy, and there is none, because neither our
 * pages nor React ever need to.
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

/** What our pages do: use and make passkeys, and copy a command that a person is to type. */
const FEATURES_OF_OUR_PAGES = ["publickey-credentials-get", "publickey-credentials-create", "clipboard-write"];
/** Whatever else a page could ask of the browser, this computer or its network: a script that got in gets none of it. */
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
  ["X-Frame-Options", "DENY"], // for what does not know frame-ancestors
  ["Referrer-Policy", "no-referrer"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"], // what any origin may read says so by CORS, which comes before this
  ["Permissions-Policy", PERMISSIONS_POLICY],
  ["Cache-Control", "no-store"],
];
const TWO_YEARS = 63_072_000;
/** Not for names below it: they are the operator's to decide. */
const HSTS: Header = ["Strict-Transport-Security", `max-age=${TWO_YEARS}`];

/** What stands on every answer of that issuer's, unless its route says otherwise. */
export const securityHeadersOf = (issuer: string): readonly Header[] =>
  issuer.startsWith("https://") ? [...HEADERS, HSTS] : HEADERS;

/**
 * On every answer, errors too; a route may set one of them itself, such as how long a file is kept. They are set before the
 * answer is made: to a finished one Hono adds each header by making the whole answer anew.
 */
export function securityHeaders(issuer: string): MiddlewareHandler {
  const headers = securityHeadersOf(issuer);
  return async (c, next) => {
    for (const [name, value] of headers) c.header(name, value);
    await next();
  };
}
