import { newRandomId } from "@nearside/shared/ids.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newSigner } from "../../test/kit/keys.ts";
import { createResource, type Resource } from "../resource.ts";
import { Client, ORIGIN } from "../testing/client.ts";
import { requestOf } from "../testing/request-of.ts";
import { startTestIssuer, type TestIssuer } from "../testing/test-issuer.ts";

// Tokens that were exchanged for another token (RFC 8693, protocol §4.6): a tool's narrower one, and one by which an
// API acts.

let issuer: TestIssuer;
let client: Client;
let resource: Resource;
/** The key of the API that acts. */
let orders: Signer;
beforeAll(async () => {
  issuer = await startTestIssuer();
  client = await Client.of(issuer);
  orders = await newSigner();
  resource = createResource({ issuer: issuer.issuer, audience: ORIGIN, clock: client.clock });
});
afterAll(() => issuer.close());

const ask = { method: "GET", path: "/orders" };
const acting = () =>
  client.token({
    client_id: "orders-api",
    parent: newRandomId(client.random),
    act: { sub: "orders-api", act: { sub: "front-api" } },
    cnf: { jkt: orders.thumbprint },
  });
const verify = async (token: string, by: Signer) =>
  resource.verify(requestOf(client.asking(ask.method, ask.path, token, await client.proof(token, ask, {}, by))));

it("takes a narrower token as any other, and says that nobody acts", async () => {
  const { claims } = await verify(await client.token({ parent: newRandomId(client.random) }), client.session);
  expect(claims.act).toBeUndefined();
});

it("takes one by which an API acts, with that API's proof, and tells who acts for whom", async () => {
  const { claims } = await verify(await acting(), orders);
  expect(claims.act).toEqual({ sub: "orders-api", act: { sub: "front-api" } });
  expect(claims.sub).toMatch(/^us_/);
});

it("takes it from nobody else, the person's own program included", async () => {
  await expect(verify(await acting(), client.session)).rejects.toMatchObject({ code: "proof_key" });
});
