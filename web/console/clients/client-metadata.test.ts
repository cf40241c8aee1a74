import { describe, expect, it } from "vitest";
import { linesOf, metadataOf } from "./client-metadata.ts";

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

  it("has no lines of what is no text", () => {
    expect(linesOf(undefined)).toEqual([]);
  });
});
