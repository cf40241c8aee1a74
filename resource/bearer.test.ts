import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccessRefused, createResource, type Demands, type Resource } from "./resource.ts";
import { type Claims, Client, ORIGIN } from "./testing/client.ts";
import { requestOf } from "./testing/request-of.ts";
import { STATUS_LIST, statusOf } from "./testing/status-list.ts";
import { startTestIssuer, type TestIssuer } from "./testing/test-issuer.ts";

// Tokens of programs that only know a redirect, which are bound to no key (protocol §6): an API takes them only if it says so.

let issuer: TestIssuer;
let client: Client;
let open: Resource;
let strict: Resource;
beforeAll(async () => {
  issuer = await startTestIssuer();
  client = await Client.of(issuer);
  const options = { issuer: issuer.issuer, audience: ORIGIN, clock: client.clock };
  open = createResource({ ...options, bearer: true });
  strict = createResource(options);
});
afterAll(() => issuer.close());

const PROOF = {
  peer: "same",
  forwarded: "no",
  key_storage: "tpm",
  passkey: "device_bound",
  program: "redirect",
} as const;
const ACR = "urn:nearside:acr:loopback-redirect";

/** The token of such a program. */
async function bearerToken(twist: Partial<Claims> = {}): Promise<string> {
  const { cnf: _, ...claims } = await client.claims({ acr: ACR, proof: PROOF, ...twist });
  return client.signed(claims);
}
const asking = (scheme: string, token: string, more: readonly (readonly [string, string])[] = []) =>
  requestOf({ method: "GET", path: "/orders", fields: [["Authorization", `${scheme} ${token}`], ...more] });
const bearing = (token: string) => asking("Bearer", token);
const verdict = (resource: Resource, request: ReturnType<typeof requestOf>, demands: Demands = {}) =>
  resource.verify(request, demands).then(
    () => "passes",
    (error: unknown) => (error instanceof AccessRefused ? error.code : error),
  );

it("are refused, unless the API takes them", async () => {
  expect(await verdict(strict, bearing(await bearerToken()))).toBe("bearer_refused");
  expect(await verdict(open, bearing(await bearerToken()))).toBe("passes");
});

it("pass as often as they are shown, and the API sees their class and what it rests on", async () => {
  const token = await bearerToken();
  for (let times = 0; times < 2; times++) {
    const { claims } = await open.verify(bearing(token));
    expect(claims).toMatchObject({ acr: ACR, proof: PROOF });
    expect(claims.cnf).toBeUndefined();
  }
});

describe("where the API takes them", () => {
  it("a token that is bound to a key still needs its proof", async () => {
    const token = await client.token();
    expect(await verdict(open, bearing(token))).toBe("bearer_refused");
    const proof = await client.proof(token, { method: "GET", path: "/orders" });
    expect(await verdict(open, asking("Bearer", token, [["DPoP", proof]]))).toBe("bearer_refused");
    expect(await verdict(open, asking("DPoP", token))).toBe("proof_missing");
    expect(await verdict(open, asking("DPoP", token, [["DPoP", proof]]))).toBe("passes");
  });

  it("none passes for one with a proof", async () => {
    const token = await bearerToken();
    const proof = await client.proof(token, { method: "GET", path: "/orders" });
    expect(await verdict(open, asking("DPoP", token, [["DPoP", proof]]))).toBe("token_malformed");
  });

  it.each<[string, () => Promise<string>, string]>([
    [
      "one that is not of such a program",
      () => bearerToken({ proof: { ...PROOF, program: undefined } }),
      "token_malformed",
    ],
    ["one that tells no proof", () => bearerToken({ proof: undefined }), "token_malformed"],
    ["one that was revoked", () => bearerToken({ status: statusOf(issuer, STATUS_LIST.revoked) }), "token_revoked"],
    ["one for another API", () => bearerToken({ aud: ["https://other.example"] }), "token_audience"],
    ["one that has ended", () => bearerToken({ iat: client.now() - 400, exp: client.now() - 100 }), "token_expired"],
    ["one that somebody else signed", async () => `${(await bearerToken()).slice(0, -6)}AAAAAA`, "token_signature"],
  ])("refuses %s", async (_what, token, code) => {
    expect(await verdict(open, bearing(await token()))).toBe(code);
  });

  it("an address that demands a class of a login on the machine itself refuses them", async () => {
    const acrValues = ["urn:nearside:acr:same-machine"];
    const token = await bearerToken();
    expect(await verdict(open, bearing(token), { acrValues })).toBe("authentication_insufficient");
    expect(await verdict(open, bearing(token), { acrValues: [ACR] })).toBe("passes");
  });

  it("the challenge offers both ways (RFC 9449 §7.2), and so does the description (RFC 9728 §2)", async () => {
    const refused = await open
      .verify(requestOf({ method: "GET", path: "/orders", fields: [] }))
      .catch((error) => error);
    const challenge = refused.headers["WWW-Authenticate"];
    const metadata = `resource_metadata="${ORIGIN}/.well-known/oauth-protected-resource"`;
    expect(challenge).toBe(`DPoP ${metadata}, algs="ES256", Bearer ${metadata}`);
    const path = "/.well-known/oauth-protected-resource";
    const described = (resource: Resource) =>
      JSON.parse(resource.metadata(requestOf({ method: "GET", path, fields: [] }))?.body ?? "");
    expect(described(open)).toMatchObject({
      bearer_methods_supported: ["header"],
      dpop_bound_access_tokens_required: false,
    });
    expect(described(strict)).toMatchObject({ bearer_methods_supported: [], dpop_bound_access_tokens_required: true });
  });
});
