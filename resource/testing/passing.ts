import { DPOP_PROOF_SECONDS } from "@nearside/shared/lifetimes.ts";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { type Ask, type Client, ORIGIN, SCOPE } from "./client.ts";
import { STATUS_LIST, statusOf } from "./status-list.ts";

const GET = "GET";
const ORDERS = "/v1/orders";
const orders = (client: Client, twist?: Parameters<Client["ask"]>[2]) => client.ask(GET, ORDERS, twist);
const oldest = 60 + DPOP_PROOF_SECONDS;

/** Requests at the edge of the rules of refusal-matrix.ts that must pass. */
export const PASSING: readonly (readonly [what: string, ask: (client: Client) => Promise<Ask>])[] = [
  ["an honest request", (c) => orders(c)],
  [
    "one whose scheme is written in lower case",
    async (c) => {
      const ask = await orders(c);
      return {
        ...ask,
        fields: ask.fields.map(([name, value]) => [name.toLowerCase(), value.replace(/^DPoP /, "dpop ")]),
      };
    },
  ],
  ["one with a query, which htu leaves out", (c) => c.ask(GET, `${ORDERS}?page=2&of=%2Fetc`)],
  ["a token for several APIs", (c) => orders(c, { token: { aud: ["https://other.example", ORIGIN] } })],
  ["a token just about to be too early", (c) => orders(c, { token: { iat: c.now() + 60 } })],
  ["a token just about to be too late", (c) => orders(c, { token: { iat: c.now() - 959, exp: c.now() - 59 } })],
  [
    "a token beside a revoked one",
    (c) => orders(c, { token: { status: statusOf(c.issuer, STATUS_LIST.revoked + 1) } }),
  ],
  ["the last token of a list", (c) => orders(c, { token: { status: statusOf(c.issuer, STATUS_LIST.size - 1) } })],
  ["a token that names no list", (c) => orders(c, { token: { status: undefined } })],
  ["a proof just about to be too early", (c) => orders(c, { proof: { iat: c.now() + 60 } })],
  ["a proof just about to be too old", (c) => orders(c, { proof: { iat: c.now() - oldest } })],
  ["a token with more scopes", (c) => c.ask("POST", ORDERS, { token: { scope: `a orders:write ${SCOPE}` } })],
  ["a stronger login", (c) => c.ask(GET, "/v1/vault", { token: { acr: "urn:example:acr:hardware" } })],
  ["a login of the class that is needed", (c) => c.ask(GET, "/v1/keys", { token: { acr: ACR_VALUES[1] } })],
  ["a login of a higher class than is needed", (c) => c.ask(GET, "/v1/keys", { token: { acr: ACR_VALUES[2] } })],
  ["a recent login", (c) => c.ask(GET, "/v1/payout", { token: { auth_time: c.now() - 300 } })],
];
