import { ACR_CLASSES } from "@nearside/shared/proof/proof-tier.ts";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { getFrom } from "../../../test/kit/send.ts";
import { routesOf } from "../../surfaces/wiring/app.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { ISSUER } from "../../testing/test-server.ts";

const server = serverForAll();

const ADDRESSES = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"] as const;
const read = async (path: string) => (await getFrom(server, path)).as(v.record(v.string(), v.unknown()));

/** The metadata need not name these addresses: each token that has a place in a status list names the list itself. */
const UNNAMED: readonly string[] = ["/oauth/status/:id"];

describe("the metadata (RFC 8414, OpenID Connect Discovery 1.0)", () => {
  it("is one, at both addresses, for anybody to read and to keep for five minutes", async () => {
    const [one, other] = await Promise.all(ADDRESSES.map((path) => getFrom(server, path)));
    expect(one?.text).toBe(other?.text);
    for (const answer of [one, other]) {
      expect(answer?.headers.get("cache-control")).toBe("public, max-age=300");
      expect(answer?.headers.get("content-type")).toBe("application/json");
      expect(answer?.headers.get("access-control-allow-origin")).toBe("*");
    }
  });

  it("names each address below /oauth that there is, and no other", async () => {
    const named = Object.entries(await read(ADDRESSES[0])).flatMap(([member, value]) =>
      /_endpoint$|^jwks_uri$/.test(member) ? [String(value)] : [],
    );
    const there = routesOf(server.services).flatMap(({ path }) =>
      path.startsWith("/oauth/") && !UNNAMED.includes(path) ? [ISSUER + path] : [],
    );
    expect(named.sort()).toEqual([...new Set(there)].sort());
    expect(named.length).toBeGreaterThan(3);
  });

  it("has what each of the two demands", async () => {
    const metadata = await read(ADDRESSES[1]);
    expect(metadata).toMatchObject({
      issuer: ISSUER,
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["ES256"],
      response_types_supported: expect.any(Array),
      scopes_supported: expect.arrayContaining(["openid", "profile"]),
      acr_values_supported: ACR_CLASSES,
      dpop_signing_alg_values_supported: ["ES256"],
      request_uri_parameter_supported: false,
    });
  });
});
