/** The proofs that a client may have to show, as OpenAPI's security schemes (3.1 §4.8.27). */
export const PROOFS = {
  dpop: {
    type: "apiKey",
    in: "header",
    name: "DPoP",
    description:
      "A proof by the key that the address names, for this method and address, with the nonce of the last answer's DPoP-Nonce (RFC 9449 §4).",
  },
  access_token: {
    type: "http",
    scheme: "DPoP",
    description: "An access token of this server for this server, with a DPoP proof by its key (RFC 9449 §7.1).",
  },
  client_ticket: {
    type: "http",
    scheme: "bearer",
    description: "A registration ticket of an administrator (RFC 7591 §3).",
  },
  browser_session: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-nearside",
    description: "Shows that the same browser comes back (protocol §4.3). No approval depends on it.",
  },
  console_session: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-nearside_console",
    description: "A session of the console (protocol §8), with a DPoP proof by the page's own key.",
  },
} as const;
