import { expect, it } from "vitest";
import { AccessRefused, createResource, type Demands, REFUSALS, type ResourceOptions } from "./resource.ts";

const GOOD = { issuer: "https://login.example", audience: "https://api.example" } satisfies ResourceOptions;

it.each<[string, Partial<ResourceOptions>]>([
  ["issuer", { issuer: "http://login.example" }],
  ["issuer", { issuer: "https://login.example/" }],
  ["issuer", { issuer: "https://login.example/tenant" }],
  ["issuer", { issuer: "login.example" }],
  ["audience", { audience: [] }],
  ["audience", { audience: "" }],
  ["audience", { audience: ["https://api.example", ""] }],
  ["origin", { audience: "orders" }],
  ["origin", { audience: "urn:example:orders" }],
  ["origin", { audience: ["https://a.example", "https://b.example"] }],
  ["origin", { origin: "https://api.example/" }],
  ["origin", { origin: "https://api.example/v1" }],
  ["origin", { origin: "api.example" }],
  ["bearer", { bearer: "yes" as unknown as boolean }],
  ["nonceSecret", { nonces: { secret: new Uint8Array(0) } }],
])("names the option that is wrong: %s %o", (name, wrong) => {
  expect(() => createResource({ ...GOOD, ...wrong })).toThrow(new RegExp(`^${name} `));
});

it.each<Partial<ResourceOptions>>([
  { issuer: "http://localhost:8443" },
  { audience: "https://api.example/orders" },
  { audience: ["https://api.example/a", "https://api.example/b"] },
  { audience: "orders", origin: "https://api.example:8443" },
  { nonces: true },
])("takes %o", (good) => {
  expect(() => createResource({ ...GOOD, ...good })).not.toThrow();
});

it.each<[string, Demands]>([
  ["scope", { scope: "" }],
  ["scope", { scope: 'a"' }],
  ["scope", { scope: ["a b"] }],
  ["acrValues", { acrValues: [] }],
  ["acrValues", { acrValues: ["a\\"] }],
  ["maxAge", { maxAge: 0 }],
  ["maxAge", { maxAge: 1.5 }],
])("tells the API of a demand that no token could meet: %s %o", async (name, demands) => {
  const verified = createResource(GOOD).verify(new Request("https://api.example/"), demands);
  await expect(verified).rejects.toThrow(new RegExp(`^${name} `));
});

it("says each refusal in characters that a header may hold (RFC 6750 §3)", () => {
  for (const [, error, says] of Object.values(REFUSALS)) {
    expect(says).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+\.$/);
    expect(error ?? "x").toMatch(/^[a-z_]+$/);
  }
});

it("never tells the client what it tells the log", () => {
  const refused = new AccessRefused("token_signature", {}, { cause: new Error("secret") });
  expect(JSON.stringify([refused.headers, refused.body, refused.message])).not.toContain("secret");
});
