const text = { type: "string" } as const;

/** These headers are in some answers, but not in all. */
export const HEADERS = {
  "DPoP-Nonce": { description: "The nonce for the next DPoP proof (RFC 9449 §8.2).", schema: text },
  ETag: { description: "For If-None-Match (RFC 9110 §8.8.3).", schema: text },
  Location: { description: "Where the browser is sent back to, with the refusal (RFC 6749 §4.1.2.1).", schema: text },
  "Retry-After": {
    description: "The time to wait before the next try, in whole seconds (RFC 9110 §10.2.3).",
    schema: { type: "integer", minimum: 0 },
  },
  "Set-Cookie": { description: "The browser's session, where it had none (protocol §4.3).", schema: text },
  "WWW-Authenticate": { description: "The scheme for the next request (RFC 9110 §11.6.1).", schema: text },
} as const;
