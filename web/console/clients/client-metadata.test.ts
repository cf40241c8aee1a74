import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { fieldProblemsOf } from "../form/field-problems.ts";
import { apiFormSchema, linesOf, metadataOf, programFormSchema } from "./client-metadata.ts";

describe("the metadata of a form", () => {
  it("leaves out what is empty", () => {
    expect(
      metadataOf("command_line", { client_name: " Deploy ", scope: "\n", nearside_resources: "", redirect_uris: "" }),
    ).toEqual({
      client_name: "Deploy",
      token_endpoint_auth_method: "none",
    });
  });

  it("takes scopes by line or by space, and addresses by line", () => {
    const typed = {
      client_name: "Deploy",
      scope: "read write\r\ndeploy",
      nearside_resources: "https://a.test\nhttps://b.test ",
    };
    expect(metadataOf("command_line", typed)).toMatchObject({
      scope: "read write deploy",
      nearside_resources: ["https://a.test", "https://b.test"],
    });
  });

  it("reads the keys of an API, and hands on what is no JSON", () => {
    expect(metadataOf("resource_server", { client_name: "A", jwks: '{"keys":[]}' })["jwks"]).toEqual({ keys: [] });
    expect(metadataOf("resource_server", { client_name: "A", jwks: "{" })["jwks"]).toBe("{");
  });

  it("has the types of details by line, and for what an API may ask in people's names", () => {
    expect(metadataOf("command_line", { authorization_details_types: "order\nof two words" })).toMatchObject({
      authorization_details_types: ["order", "of two words"],
    });
    const typed = { "nearside_exchange.resources": "https://a.test", "nearside_exchange.scopes": "read write\nlist" };
    expect(metadataOf("resource_server", { ...typed, jwks: "{}" })).toMatchObject({
      nearside_exchange: { resources: ["https://a.test"], scopes: ["read", "write", "list"] },
    });
    expect(metadataOf("resource_server", { jwks: "{}" })).not.toHaveProperty("nearside_exchange");
  });

  it("has in seconds how long a program's tokens and logins last, and takes no other than whole ones", () => {
    const metadata = { client_name: "Nightly" };
    expect(v.parse(programFormSchema, { metadata, token_minutes: 5, login_hours: 720 })).toEqual({
      metadata: { ...metadata, nearside_lifetimes: { access_token: 300, refresh_token: 2_592_000 } },
    });
    for (const wrong of [{ token_minutes: 61 }, { token_minutes: null }, { login_hours: 0 }, { login_hours: 1.5 }])
      expect(v.is(programFormSchema, { metadata, token_minutes: 5, login_hours: 1, ...wrong })).toBe(false);
    expect(v.parse(apiFormSchema, { metadata, token_minutes: undefined })).toEqual({ metadata });
  });

  it("sends no private key, and says so beside the field", () => {
    const problemsOf = (jwks: unknown) => {
      const read = v.safeParse(apiFormSchema, { metadata: { client_name: "A", jwks } });
      return read.success ? [] : fieldProblemsOf(read.issues);
    };
    const key = { kty: "EC", crv: "P-256", x: "AA", y: "AA" };
    expect(problemsOf({ keys: [key] })).toEqual([]);
    for (const jwks of [{ keys: [{ ...key, d: "AA" }] }, { ...key, d: "AA" }])
      expect(problemsOf(jwks)).toEqual([{ field: "jwks", problem: expect.stringContaining("private key") }]);
    expect(problemsOf("-----BEGIN PRIVATE KEY-----")).toMatchObject([{ field: "jwks" }]);
  });

  it("has no lines of what is no text", () => {
    expect(linesOf(undefined)).toEqual([]);
  });
});
