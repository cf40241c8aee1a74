import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { atHash, idToken } from "@nearside/shared/oauth/id-token.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { createLocalJWKSet, jwtVerify } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { newSigner } from "../../../test/kit/keys.ts";
import { approvedLogin, type MetLogin } from "../../../test/kit/log-in.ts";
import { askForLogin, CLIENT, deviceStatementOf, poll, refresh } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DEPLOY, ISSUER } from "../../testing/test-server.ts";

// The device grant and refreshes give ID tokens (OpenID Connect Core 1.0 §2, §3.1.3.3, §12.2).

const server = serverForAll();
let machine: EnrolledMachine;
beforeAll(async () => {
  machine = await enrolledMachine(server, "alice");
});

const logIn = async (scope: string): Promise<{ login: MetLogin; tokens: TokenAnswer }> => {
  const login = await approvedLogin(server, machine, { scope });
  return { login, tokens: (await poll(server, login)).as(tokenAnswerSchema) };
};

describe("an ID token", () => {
  it("says who logged in to which program, how and when, beside that access token", async () => {
    const { tokens } = await logIn("openid read");
    const { claims } = await accessToken.read(tokens.access_token);
    const keys = createLocalJWKSet({ keys: server.services.keys.jwks.keys.map((key) => ({ ...key })) });
    const verified = await jwtVerify(tokens.id_token ?? "", keys, {
      issuer: ISSUER,
      audience: CLIENT,
      currentDate: new Date(server.now() * 1000),
    });
    expect(verified.protectedHeader).toMatchObject({ alg: "ES256", typ: "JWT" });
    expect(verified.payload).toEqual({
      iss: ISSUER,
      sub: claims.sub,
      aud: CLIENT,
      exp: claims.exp,
      iat: server.now(),
      auth_time: claims.auth_time,
      acr: claims.acr,
      amr: claims.amr,
      at_hash: await atHash(tokens.access_token),
    });
  });

  it("comes with a refresh and says the same person and approval, beside the new access token", async () => {
    const { login, tokens } = await logIn("openid");
    const first = await idToken.read(tokens.id_token);
    server.pass(60);
    const next = (await refresh(server, machine, login, tokens.refresh_token)).as(tokenAnswerSchema);
    const second = await idToken.read(next.id_token);
    await verifySignature(second, server.services.keys.signer.jwk);
    const { iat, exp, at_hash, ...same } = second.claims;
    expect(first.claims).toMatchObject(same);
    expect(iat).toBe(first.claims.iat + 60);
    expect(at_hash).toBe(await atHash(next.access_token));
    expect(exp).toBe((await accessToken.read(next.access_token)).claims.exp);
  });

  it("comes again with an answer that was lost, beside the same access token", async () => {
    const { login, tokens } = await logIn("openid");
    const again = (await poll(server, login)).as(tokenAnswerSchema);
    expect((await idToken.read(again.id_token)).claims.at_hash).toBe(await atHash(tokens.access_token));
  });

  it("is for clients that ask for openid, and for no others", async () => {
    expect((await logIn("read profile")).tokens).not.toHaveProperty("id_token");
    const statement = await deviceStatementOf(server, machine, await newSigner());
    const form = { client_id: DEPLOY.id, scope: "openid", device_statement: statement };
    expect((await askForLogin(server, form)).outcome).toBe("400 invalid_scope");
  });

  it("is no access token, and an access token is no id token", async () => {
    const { tokens } = await logIn("openid");
    const wrongType = expect.objectContaining({ code: "wrong_type" });
    await expect(accessToken.read(tokens.id_token)).rejects.toThrow(wrongType);
    await expect(idToken.read(tokens.access_token)).rejects.toThrow(wrongType);
  });
});

it("computes at_hash as OpenID Connect Core 1.0 §3.1.3.6 does", async () => {
  // SHA-256 of "abc": ba7816bf 8f01cfea 414140de 5dae2223 | b00361a3 …
  expect(await atHash("abc")).toBe(Buffer.from("ba7816bf8f01cfea414140de5dae2223", "hex").toString("base64url"));
});
