import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createResource, type PresentedRequest, type ResourceOptions } from "../resource.ts";
import { type Ask, Client, ORIGIN } from "../testing/client.ts";
import { requestOf } from "../testing/request-of.ts";
import { startTestIssuer, type TestIssuer } from "../testing/test-issuer.ts";

let issuer: TestIssuer;
let client: Client;
beforeAll(async () => {
  issuer = await startTestIssuer();
  client = await Client.of(issuer);
});
afterAll(() => issuer.close());

/** Sends a proof for `signed` to `url`, and gives the refusal's code, or "passed". */
async function judge(signed: string, url: string, options: Partial<ResourceOptions> = {}, more: Ask["fields"] = []) {
  const ask = await client.ask("GET", "/", { proof: { url: signed } });
  const { headers } = requestOf({ ...ask, fields: [...ask.fields, ...more] });
  const request: PresentedRequest = { method: "GET", url, headers };
  const resource = createResource({ issuer: issuer.issuer, audience: ORIGIN, clock: client.clock, ...options });
  return resource.verify(request).then(
    () => "passed",
    (error) => error.code ?? error.message,
  );
}

describe("the address that a proof must name", () => {
  it("is the API's own origin, whatever the request says of its host", async () => {
    expect(await judge(`${ORIGIN}/a`, "/a")).toBe("passed");
    expect(await judge(`${ORIGIN}/a`, "http://10.0.0.1:8080/a?b#c")).toBe("passed");
    expect(await judge("http://10.0.0.1:8080/a", "http://10.0.0.1:8080/a")).toBe("proof_address");
  });

  it("keeps the path as it was written", async () => {
    expect(await judge(`${ORIGIN}/a%2fb//c`, "/a%2fb//c?x=/../y")).toBe("passed");
    expect(await judge(`${ORIGIN}//evil.example/a`, "//evil.example/a")).toBe("passed");
    expect(await judge("https://evil.example/a", "//evil.example/a")).toBe("proof_address");
  });

  it.each(["/a/../b", "/a/%2e%2e/b", "/a/./b", "/a\\b", "/a\tb", '/"', "*", "", "evil.example:443"])(
    "is refused where two readers could take it differently: %j",
    async (url) => {
      expect(await judge(`${ORIGIN}/b`, url)).toBe("address_malformed");
    },
  );

  it("comes from a proxy's headers only where the API itself reads them", async () => {
    const more = [["X-Forwarded-Host", "shop.example"]] as const;
    const origin = ({ headers }: PresentedRequest) => `https://${headers.get("x-forwarded-host")}`;
    expect(await judge("https://shop.example/a", "/a", { origin }, more)).toBe("passed");
    expect(await judge("https://shop.example/a", "/a", {}, more)).toBe("proof_address");
    expect(await judge(`${ORIGIN}/a`, "/a", { origin: () => "shop.example" })).toMatch(/^origin: /);
  });
});
