import { randomBytes } from "node:crypto";
import { newRandomId, newRequestId, newUserId } from "@nearside/shared/ids.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { LEASE_TYPE, type Lease } from "@nearside/shared/oauth/lease.ts";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { newSigner } from "../../../test/kit/keys.ts";
import { createServerClock } from "../../server/server-clock.ts";
import { verifyLeaseToken } from "./verify-lease-token.ts";
import type { LeaseTarget } from "./which-lease.ts";

// A server may give any token for any other (protocol §12.2). Each lie here is one claim of a token that is good otherwise.

type Claims = Parameters<typeof accessToken.sign>[1];

const random = (length: number): Uint8Array => randomBytes(length);
const ISSUER = "https://login.example.com";
const API = "https://api.example.com";
const NOW = 1_800_000_000;
const ID = newRequestId(random);
const LEASE: Lease = {
  type: LEASE_TYPE,
  agent: { name: "Codex", program: "/usr/bin/codex" },
  access: [{ resource: API, scope: "read write", tools: ["get", "pay"] }],
  for: 3600,
};
let server: Signer;
let session: Signer;
let own: Claims;
let given: Claims;
beforeAll(async () => {
  [server, session] = await Promise.all([newSigner(), newSigner()]);
  const same = {
    ...{ iss: ISSUER, sub: newUserId(random), client_id: "nearside-cli", iat: NOW, auth_time: NOW, amr: [] },
    ...{ acr: ACR_VALUES[0], cnf: { jkt: session.thumbprint }, device: session.thumbprint },
    ...{ request: ID, chain: session.thumbprint, exp: NOW + 300 },
  };
  own = { ...same, aud: [ISSUER], jti: newRandomId(random) };
  given = {
    ...{ ...same, aud: [API], scope: "read", jti: newRandomId(random), parent: own.jti },
    ...{ act: { sub: "agent:Codex", lease: ID }, lease: { id: ID, tools: ["pay", "get"] } },
  };
});

const TARGET: LeaseTarget = { resource: API, scope: "read", tool: undefined };
const verify = async (
  lie: Partial<Claims> = {},
  { lease = LEASE, target = TARGET, signer = server, now = NOW } = {},
) => {
  const key = { ...server.jwk, kid: server.thumbprint, alg: "ES256" } as const;
  const keys = { current: async () => [key], warm: () => undefined };
  const clock = createServerClock(() => now * 1000);
  const text = await accessToken.sign(signer, { ...given, ...lie });
  const read = await accessToken.read(await accessToken.sign(server, own));
  return verifyLeaseToken({ issuer: ISSUER, keys, clock }, text, read, lease, target);
};

it("takes what the lease gives, and less", async () => {
  expect((await verify()).claims.scope).toBe("read");
  expect((await verify({ scope: "" })).claims.scope).toBe("");
});

it("takes a token for one request where the lease counts them, and no other", async () => {
  const lease = { ...LEASE, calls: 5 };
  const once = { lease: { id: ID, once: true as const, tools: ["get", "pay"] } };
  expect((await verify(once, { lease })).claims.lease?.once).toBe(true);
  await expect(verify({}, { lease })).rejects.toMatchObject({ code: "token_mismatch" });
  await expect(verify(once)).rejects.toMatchObject({ code: "token_mismatch" });
});

it("takes a token for the one tool that was asked for, and not for the others", async () => {
  const target = { ...TARGET, tool: "pay" };
  await verify({ lease: { id: ID, tools: ["pay"] } }, { target });
  await expect(verify({}, { target })).rejects.toMatchObject({ code: "token_mismatch" });
});

describe("refuses a token", () => {
  it.each<[string, string, () => Partial<Claims>]>([
    ["of another person", "sub", () => ({ sub: newUserId(random) })],
    ["of another program", "client_id", () => ({ client_id: "other" })],
    ["of another login", "request", () => ({ request: newRequestId(random) })],
    ["of another proof", "acr", () => ({ acr: ACR_VALUES[1] })],
    ["of another touch", "auth_time", () => ({ auth_time: NOW - 1 })],
    ["for another key", "cnf.jkt", () => ({ cnf: { jkt: server.thumbprint } })],
    ["that came out of another token", "parent", () => ({ parent: newRandomId(random) })],
    ["in another agent's name", "act", () => ({ act: { sub: "agent:Other", lease: ID } })],
    ["in the name of an API", "act", () => ({ act: { sub: "Codex", lease: ID } })],
    ["of another lease", "lease", () => ({ lease: { id: newRequestId(random), tools: ["get", "pay"] } })],
    ["for another API", "aud", () => ({ aud: ["https://other.example.com"] })],
    ["for a further API", "aud", () => ({ aud: [API, "https://other.example.com"] })],
    ["with a scope that was not asked for", "scope", () => ({ scope: "read write" })],
    ["with a further tool", "lease.tools", () => ({ lease: { id: ID, tools: ["get", "pay", "cancel"] } })],
    ["for any tool", "lease.tools", () => ({ lease: { id: ID } })],
    ["that lasts longer than the lease", "exp", () => ({ exp: NOW + 3601 })],
  ])("%s", async (_what, claim, lie) => {
    await expect(verify(lie())).rejects.toMatchObject({ code: "token_mismatch", field: `token.${claim}` });
  });

  it("that is over", async () => {
    await expect(verify({}, { now: NOW + 3000 })).rejects.toMatchObject({ code: "token_mismatch" });
  });

  it("that another key signed", async () => {
    await expect(verify({}, { signer: session })).rejects.toMatchObject({ code: "key_mismatch" });
  });
});
