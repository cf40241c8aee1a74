import type { Ask, Client } from "./client.ts";
import type { Refusal } from "./refusal-matrix.ts";
import { STATUS_LIST, statusOf } from "./status-list.ts";

/** A token that says so of where its revocation can be read. */
const withStatus = (client: Client, idx: number, uri?: string): Promise<Ask> =>
  client.ask("GET", "/v1/orders", { token: { status: statusOf(client.issuer, idx, uri) } });

/** Tokens that are good but for what their issuer publishes of them. */
export const REFUSALS_BY_STATUS: readonly Refusal[] = [
  ["a token that was revoked", "token_revoked", (c) => withStatus(c, STATUS_LIST.revoked)],
  ["a token beyond the end of its list", "token_status", (c) => withStatus(c, STATUS_LIST.size)],
  [
    "a token whose list lies at another host",
    "token_status",
    (c) => withStatus(c, 0, "https://login.other.example/oauth/status/1"),
  ],
  [
    "a token whose list lies at a host that begins like the issuer",
    "token_status",
    (c) => withStatus(c, 0, `${c.issuer.issuer}.evil.example/oauth/status/1`),
  ],
  ["a token whose list is none of the lists", "token_status", (c) => withStatus(c, 0, `${c.issuer.issuer}/oauth/jwks`)],
];
