import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { DPOP_PROOF_SECONDS } from "@nearside/shared/lifetimes.ts";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { newSigner } from "../../test/kit/keys.ts";
import type { RefusalCode } from "../resource.ts";
import { type Ask, type Client, ORIGIN, SCOPE } from "./client.ts";
import { strangeJws, withClaims } from "./raw-jws.ts";
import { STATUS_LIST, statusOf } from "./status-list.ts";

/** Addresses of the API under test, with the demands of each besides a valid token and proof. */
export const ADDRESSES = {
  "GET /v1/orders": { scope: SCOPE },
  "POST /v1/orders": { scope: "orders:write" },
  "GET /v1/vault": { acrValues: ["urn:example:acr:hardware"] },
  "GET /v1/keys": { acrValues: [ACR_VALUES[1]] },
  "GET /v1/payout": { maxAge: 300 },
} as const;

/** One request that breaks one thing, and the code that must refuse it. */
type Refusal = readonly [what: string, code: RefusalCode, ask: (client: Client) => Promise<Ask>];

const GET = "GET";
const ORDERS = "/v1/orders";
const orders = (client: Client, twist?: Parameters<Client["ask"]>[2]) => client.ask(GET, ORDERS, twist);

/** Changes the header fields of an honest request. */
async function fields(client: Client, change: (token: string, proof: string) => Ask["fields"]): Promise<Ask> {
  const token = await client.token();
  return {
    method: GET,
    path: ORDERS,
    fields: change(token, await client.proof(token, { method: GET, path: ORDERS })),
  };
}

/** Sends that token with an honest proof. */
async function token(client: Client, make: (client: Client) => Promise<string>): Promise<Ask> {
  const text = await make(client);
  return client.asking(GET, ORDERS, text, await client.proof(text, { method: GET, path: ORDERS }));
}

/** Sends an honest token with that proof. */
async function proof(client: Client, make: (token: string, client: Client) => Promise<string>): Promise<Ask> {
  const text = await client.token();
  return client.asking(GET, ORDERS, text, await make(text, client));
}

/** Makes an honest proof with one more claim, which fills it beyond 8 KiB. */
async function longProof(client: Client, text: string): Promise<string> {
  const claims = {
    ...{ jti: "long", htm: GET, htu: ORIGIN + ORDERS, iat: client.now() },
    ...{ ath: await sha256Base64url(text), more: "x".repeat(6000) },
  };
  const header = { alg: "ES256", typ: "dpop+jwt", jwk: client.session.jwk } as const;
  return client.session.sign(header, new TextEncoder().encode(JSON.stringify(claims)));
}

const oldest = 60 + DPOP_PROOF_SECONDS;

/** Sends a token whose status is at that index of that list. */
const withStatus = (client: Client, idx: number, uri?: string): Promise<Ask> =>
  client.ask("GET", "/v1/orders", { token: { status: statusOf(client.issuer, idx, uri) } });

/** Tokens that are valid apart from their status. */
const REFUSALS_BY_STATUS: readonly Refusal[] = [
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

export const REFUSALS_OF_REQUESTS: readonly Refusal[] = [
  ["nothing", "token_missing", async () => ({ method: GET, path: ORDERS, fields: [] })],
  ["a proof without a token", "token_missing", (c) => fields(c, (_, p) => [["DPoP", p]])],
  ["a password", "scheme_refused", (c) => fields(c, () => [["Authorization", "Basic YTpi"]])],
  [
    "the bound token as a Bearer token",
    "bearer_refused",
    (c) =>
      fields(c, (t, p) => [
        ["Authorization", `Bearer ${t}`],
        ["DPoP", p],
      ]),
  ],
  [
    "no token after the scheme",
    "authorization_malformed",
    (c) =>
      fields(c, (_, p) => [
        ["Authorization", "DPoP"],
        ["DPoP", p],
      ]),
  ],
  [
    "two words after the scheme",
    "authorization_malformed",
    (c) =>
      fields(c, (t, p) => [
        ["Authorization", `DPoP ${t} ${t}`],
        ["DPoP", p],
      ]),
  ],
  [
    "two Authorization fields",
    "authorization_malformed",
    (c) =>
      fields(c, (t, p) => [
        ["Authorization", `DPoP ${t}`],
        ["Authorization", `DPoP ${t}`],
        ["DPoP", p],
      ]),
  ],
  [
    "a Bearer token beside the bound one",
    "authorization_malformed",
    (c) =>
      fields(c, (t, p) => [
        ["Authorization", `DPoP ${t}`],
        ["authorization", `Bearer ${t}`],
        ["DPoP", p],
      ]),
  ],

  ["a text that is no token", "token_malformed", (c) => token(c, async () => "x.y.z")],
  [
    "a token with a claim that nobody named",
    "token_malformed",
    (c) => token(c, async () => withClaims(await c.token(), { nbf: c.now() })),
  ],
  [
    "a token without cnf",
    "token_malformed",
    (c) => token(c, async () => withClaims(await c.token(), { cnf: undefined })),
  ],
  ["a proof in the token's place", "token_type", (c) => token(c, () => c.proof("x", { method: GET, path: ORDERS }))],
  [
    "an ID token",
    "token_type",
    (c) => token(c, async () => strangeJws(c.issuer.signer, { alg: "ES256", typ: "JWT" }, await c.claims())),
  ],
  ...(["none", "HS256", "RS256", "ES384"] as const).map(
    (alg): Refusal => [
      `a token signed by ${alg}`,
      "token_algorithm",
      (c) =>
        token(c, async () =>
          strangeJws(c.issuer.signer, { alg, typ: "at+jwt", kid: c.issuer.signer.thumbprint }, await c.claims()),
        ),
    ],
  ),
  [
    "a token that carries its own key",
    "token_malformed",
    (c) =>
      token(c, async () =>
        strangeJws(
          c.session,
          { alg: "ES256", typ: "at+jwt", kid: c.session.thumbprint, jwk: c.session.jwk },
          await c.claims(),
        ),
      ),
  ],
  ["a token of another issuer", "token_issuer", (c) => orders(c, { token: { iss: "https://login.other.example" } })],
  [
    "a token by a key that is not published",
    "token_key_unknown",
    (c) => token(c, async () => c.token({}, await newSigner())),
  ],
  [
    "a token by another key in the name of the published one",
    "token_signature",
    (c) => token(c, async () => c.token({}, { ...(await newSigner()), thumbprint: c.issuer.signer.thumbprint })),
  ],
  [
    "a token with another scope under its signature",
    "token_signature",
    (c) => token(c, async () => withClaims(await c.token(), { scope: `${SCOPE} orders:write` })),
  ],
  ["a token for another API", "token_audience", (c) => orders(c, { token: { aud: ["https://other.example"] } })],
  ["a token for the issuer itself", "token_audience", (c) => orders(c, { token: { aud: [c.issuer.issuer] } })],
  ["a token from the future", "token_not_yet_valid", (c) => orders(c, { token: { iat: c.now() + 61 } })],
  ["a token that has expired", "token_expired", (c) => orders(c, { token: { iat: c.now() - 960, exp: c.now() - 60 } })],

  ["a token without a proof", "proof_missing", (c) => fields(c, (t) => [["Authorization", `DPoP ${t}`]])],
  ["an empty proof", "proof_malformed", (c) => proof(c, async () => "")],
  ["a text that is no proof", "proof_malformed", (c) => proof(c, async () => "a.b.c")],
  ["a good proof that is too long", "proof_malformed", (c) => proof(c, (t) => longProof(c, t))],
  [
    "two proofs",
    "proof_malformed",
    (c) =>
      fields(c, (t, p) => [
        ["Authorization", `DPoP ${t}`],
        ["DPoP", p],
        ["DPoP", p],
      ]),
  ],
  ["the token in the proof's place", "proof_type", (c) => proof(c, async (t) => t)],
  [
    "a proof signed by none",
    "proof_algorithm",
    (c) => proof(c, async () => strangeJws(c.session, { alg: "none", typ: "dpop+jwt", jwk: c.session.jwk }, {})),
  ],
  [
    "a proof with a private key in it",
    "proof_malformed",
    (c) =>
      proof(c, async () =>
        strangeJws(c.session, { alg: "ES256", typ: "dpop+jwt", jwk: { ...c.session.jwk, d: c.session.jwk.x } }, {}),
      ),
  ],
  [
    "a proof by another key that carries the token's",
    "proof_signature",
    (c) =>
      proof(c, async (t) =>
        c.proof(t, { method: GET, path: ORDERS }, {}, { ...(await newSigner()), jwk: c.session.jwk }),
      ),
  ],
  ["a proof for another method", "proof_method", (c) => orders(c, { proof: { method: "POST" } })],
  ["a proof for another path", "proof_address", (c) => orders(c, { proof: { url: `${ORIGIN}/v1/orders/1` } })],
  ["a proof for another host", "proof_address", (c) => orders(c, { proof: { url: `https://evil.example${ORDERS}` } })],
  [
    "a proof for the socket's own name",
    "proof_address",
    (c) => orders(c, { proof: { url: `http://127.0.0.1${ORDERS}` } }),
  ],
  ["a proof without TLS", "proof_address", (c) => orders(c, { proof: { url: `http://api.example${ORDERS}` } })],
  [
    "a proof for a hostile host, sent on in its name",
    "proof_address",
    async (c) => {
      const ask = await orders(c, { proof: { url: `https://evil.example${ORDERS}` } });
      const forwarded = [
        ["X-Forwarded-Host", "evil.example"],
        ["X-Forwarded-Proto", "https"],
        ["Forwarded", "host=evil.example;proto=https"],
      ] as const;
      return { ...ask, fields: [...ask.fields, ...forwarded] };
    },
  ],
  [
    "a thief's own proof for a stolen token",
    "proof_key",
    (c) => proof(c, async (t) => c.proof(t, { method: GET, path: ORDERS }, {}, await newSigner())),
  ],
  ["a proof for another token", "proof_token", (c) => orders(c, { proof: { accessToken: "another" } })],
  ["a proof that names no token", "proof_token", (c) => orders(c, { proof: { accessToken: undefined } })],
  ["a proof from the future", "proof_time", (c) => orders(c, { proof: { iat: c.now() + 61 } })],
  ["a proof that is too old", "proof_time", (c) => orders(c, { proof: { iat: c.now() - oldest - 1 } })],
  ...REFUSALS_BY_STATUS,
  ["a token without the scope", "scope_missing", (c) => c.ask("POST", ORDERS)],
  ["a token with a scope that only begins so", "scope_missing", (c) => orders(c, { token: { scope: `${SCOPE}:all` } })],
  ["a login that was too weak", "authentication_insufficient", (c) => c.ask(GET, "/v1/vault")],
  ["a login of a lower class", "authentication_insufficient", (c) => c.ask(GET, "/v1/keys")],
  [
    "a login of long ago",
    "authentication_too_old",
    (c) => c.ask(GET, "/v1/payout", { token: { auth_time: c.now() - 301 } }),
  ],
];
