import type { MiddlewareHandler } from "hono";

/** Scripts, styles and answers from here only, no inline code, no frame around or inside, no code made of text (threats B5, B6). */
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

const HEADERS: readonly (readonly [string, string])[] = [
  ["Content-Security-Policy", CONTENT_SECURITY_POLICY],
  ["X-Content-Type-Options", "nosniff"],
  ["X-Frame-Options", "DENY"],
  ["Referrer-Policy", "no-referrer"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  [
    "Permissions-Policy",
    "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  ],
  ["Cache-Control", "no-store"],
];
const TWO_YEARS = 63_072_000;

/** On every answer, errors too; a route may set one of them itself, such as how long a file is kept. */
export function securityHeaders(issuer: string): MiddlewareHandler {
  const headers: typeof HEADERS = issuer.startsWith("https://")
    ? [...HEADERS, ["Strict-Transport-Security", `max-age=${TWO_YEARS}`]]
    : HEADERS;
  return async (c, next) => {
    await next();
    for (const [name, value] of headers) if (!c.res.headers.has(name)) c.header(name, value);
  };
}
