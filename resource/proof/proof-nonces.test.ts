import { afterAll, beforeAll, expect, it } from "vitest";
import { AccessRefused, createResource, type Resource } from "../resource.ts";
import { Client, ORIGIN } from "../testing/client.ts";
import { requestOf } from "../testing/request-of.ts";
import { startTestIssuer, type TestIssuer } from "../testing/test-issuer.ts";
import { ProofNonces } from "./proof-nonces.ts";

const MINUTE = 60_000;
const secretOf = (byte: number) => new Uint8Array(32).fill(byte);
let issuer: TestIssuer;
let client: Client;
let resource: Resource;
beforeAll(async () => {
  issuer = await startTestIssuer();
  client = await Client.of(issuer);
  const random = (length: number) => new Uint8Array(length).fill(7);
  const { clock } = client;
  resource = createResource({ issuer: issuer.issuer, audience: ORIGIN, clock, nonces: true, random });
});
afterAll(() => issuer.close());

const verify = async (nonce?: string) =>
  resource.verify(requestOf(await client.ask("GET", "/orders", { proof: { nonce } })));
const refusal = (nonce?: string): Promise<AccessRefused> =>
  verify(nonce).then(
    () => Promise.reject(new Error("it passed")),
    (error: unknown) => (error instanceof AccessRefused ? error : Promise.reject(error)),
  );

it("is demanded, given with the refusal, and then taken (RFC 9449 §9)", async () => {
  const refused = await refusal();
  expect([refused.code, refused.status]).toEqual(["proof_nonce", 401]);
  expect(refused.headers["WWW-Authenticate"]).toContain('error="use_dpop_nonce"');
  const nonce = refused.headers["DPoP-Nonce"] ?? "";
  const { headers } = await verify(nonce);
  expect(headers).toEqual({ "DPoP-Nonce": nonce });
  client.pass(300);
  const { headers: later } = await verify(nonce);
  expect(later["DPoP-Nonce"]).not.toBe(nonce);
  client.pass(300);
  expect((await refusal(nonce)).code).toBe("proof_nonce");
  expect((await verify(later["DPoP-Nonce"])).headers).not.toEqual(headers);
});

it("goes with every other refusal too, and its cause stays", async () => {
  const refused = await resource.verify(new Request(ORIGIN)).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "token_missing", headers: { "DPoP-Nonce": expect.any(String) } });
  const strange = [["Authorization", "DPoP x"]] as const;
  const request = requestOf({ method: "GET", path: "/orders", fields: [...strange, ["DPoP", "x"]] });
  await expect(resource.verify(request)).rejects.toMatchObject({
    code: "token_malformed",
    cause: { code: "malformed" },
  });
});

it("is shared by instances that share the secret, though their clocks differ by a minute", async () => {
  const late = new ProofNonces(secretOf(1), () => 9.5 * MINUTE);
  const early = new ProofNonces(secretOf(1), () => 10.4 * MINUTE);
  const strange = new ProofNonces(secretOf(2), () => 9.5 * MINUTE);
  expect(await late.accepts(await early.current())).toBe(true);
  expect(await early.accepts(await late.current())).toBe(true);
  expect(await late.accepts(await strange.current())).toBe(false);
  const nonce = await late.current();
  for (const wrong of [undefined, "", "=", nonce.slice(1), `${nonce}A`]) expect(await late.accepts(wrong)).toBe(false);
});

it("wants a secret that cannot be guessed", () => {
  const options = { issuer: issuer.issuer, audience: ORIGIN, nonces: { secret: new Uint8Array(31) } };
  expect(() => createResource(options)).toThrow("at least 32 random bytes");
});
