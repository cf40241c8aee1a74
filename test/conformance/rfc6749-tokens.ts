// RFC 6749 as far as it is about tokens: how they are renewed, and what keeps them.
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import * as v from "valibot";
import { expect } from "vitest";
import type { Answer } from "../kit/answer.ts";
import { authenticationOf } from "../kit/apis.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { ORDERS, orders } from "./apis.ts";
import { OTHER_CLIENT } from "./programs.ts";
import { refreshWith } from "./refresh-with.ts";
import { argued, present } from "./requirement.ts";

const tokensOf = (answer: Answer) => answer.as(tokenAnswerSchema);
const scopeIn = async (jws: string) => (await accessToken.read(jws)).claims.scope;

export const refreshes = [
  present(
    "6",
    "MUST NOT give more scope than was granted, and SHOULD give less where less is asked for",
    async (stage) => {
      const { tokens } = await redeemedLogin(stage, "read write");
      const more = { scope: "read write profile" };
      expect((await refreshWith(stage, tokens.refresh_token, more)).outcome).toBe("400 invalid_scope");
      const less = tokensOf(await refreshWith(stage, tokens.refresh_token, { scope: "read" }));
      expect([less.scope, await scopeIn(less.access_token)]).toEqual(["read", "read"]);
    },
  ),
  present("6", "MUST let the next refresh token keep the scope of the one that was shown", async (stage) => {
    const { tokens } = await redeemedLogin(stage, "read write");
    const less = tokensOf(await refreshWith(stage, tokens.refresh_token, { scope: "read" }));
    expect(tokensOf(await refreshWith(stage, less.refresh_token)).scope).toBe("read write");
  }),
  present("6", "MUST take a refresh token of the client that it was issued to, and of no other", async (stage) => {
    const { tokens } = await redeemedLogin(stage);
    const other = { client_id: OTHER_CLIENT };
    expect((await refreshWith(stage, tokens.refresh_token, other)).outcome).toBe("400 invalid_grant");
    expect((await refreshWith(stage, tokens.refresh_token)).outcome).toBe("200");
  }),
];

export const security = [
  present("10.1", "MUST NOT issue passwords to programs on people's machines", async (stage) => {
    const metadata = (await stage.send("/.well-known/oauth-authorization-server", {})).as(
      v.looseObject({ token_endpoint_auth_methods_supported: v.array(v.string()) }),
    );
    expect(metadata.token_endpoint_auth_methods_supported).toEqual(["none", "private_key_jwt"]);
  }),
  present("10.3", "MUST issue access tokens that nobody can make, change or guess", async (stage) => {
    const { access_token } = (await redeemedLogin(stage, "read", { resource: ORDERS })).tokens;
    const [head, payload = "", signature = ""] = access_token.split(".");
    const claims = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    const more = Buffer.from(JSON.stringify({ ...claims, scope: "read write" })).toString("base64url");
    const other = (signature.startsWith("A") ? "B" : "A") + signature.slice(1);
    const active = async (token: string) =>
      (await stage.postForm("/oauth/introspect", { token, ...(await authenticationOf(stage, orders)) })).as(
        v.looseObject({ active: v.boolean() }),
      ).active;
    expect(await active(access_token)).toBe(true);
    for (const made of [`${head}.${more}.${signature}`, `${head}.${payload}.${other}`, `${head}.${payload}.`])
      expect(await active(made)).toBe(false);
  }),
  argued(
    "10.3",
    "MUST carry access and refresh tokens by TLS only, and keep them from all but their client and APIs",
    "see §3.2 for TLS; the server keeps refresh tokens as hashes, and an access token only as evidence of its login (protocol §7), where it is of use to its session key alone",
  ),
  present("10.4", "MUST rotate or bind refresh tokens, so that one that was copied is found out", async (stage) => {
    const { tokens } = await redeemedLogin(stage);
    const next = tokensOf(await refreshWith(stage, tokens.refresh_token));
    await refreshWith(stage, next.refresh_token);
    expect((await refreshWith(stage, tokens.refresh_token)).outcome).toBe("400 invalid_grant/refresh_reused");
  }),
  present("10.10", "MUST issue nothing that is guessed with a chance of more than 2^-128", async (stage) => {
    const [one, other] = [await redeemedLogin(stage), await redeemedLogin(stage)];
    for (const each of [one.tokens.refresh_token, one.authorization.device_code])
      expect(Buffer.from(each, "base64url").length * 8).toBeGreaterThanOrEqual(160);
    expect(one.tokens.refresh_token).not.toBe(other.tokens.refresh_token);
  }),
  present("B", "MUST read forms as percent-encoded UTF-8", async (stage) => {
    const grant = [...DEVICE_CODE_GRANT].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join("");
    const form = `client_id=${CLIENT}&grant_type=${grant}`;
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const outcome = async (body: string) =>
      (await stage.send("/oauth/token", { method: "POST", headers, body })).outcome;
    expect(await outcome(`${form}&device_code=x`)).toBe("400 invalid_dpop_proof"); // which that grant asks for, and no other yet
    expect(await outcome(`${form}&device_code=%ff`)).toBe("400 invalid_request");
  }),
];
