import { randomBytes } from "node:crypto";
import { newRandomId, newRequestId, newUserId } from "@nearside/shared/ids.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StepUpDemand } from "../apis/step-up-demand.ts";
import { NotEnough } from "../credentials/not-enough.ts";
import { Problem } from "../problems/problem.ts";
import { credentialOf, curl, type ProxiedApi, startProxiedApi } from "../testing/proxied-api.ts";

// The proxy's part if an API wants another login than the one it has. The command decides who is asked, and how.

const random = (length: number): Uint8Array => randomBytes(length);
let api: ProxiedApi;
let token: string;
let demands: [StepUpDemand, boolean][];
/** Ends the next demand. */
let answerDemand: () => Promise<void>;
beforeEach(async () => {
  api = await startProxiedApi();
  token = await tokenWith({});
  demands = [];
  answerDemand = async () => {
    token = await tokenWith({ acr: ACR_VALUES[1] });
  };
});
afterEach(() => api.close());

async function tokenWith(claims: { readonly acr?: string }): Promise<string> {
  const { thumbprint: jkt } = api.key.signer;
  const at = Math.floor(Date.now() / 1000);
  return accessToken.sign(api.key.signer, {
    ...{ iss: "https://login.example.com", sub: newUserId(random), aud: [api.origin], client_id: "nearside-cli" },
    ...{ scope: "read", jti: newRandomId(random), iat: at, exp: at + 900, auth_time: at, acr: ACR_VALUES[0] },
    ...{ amr: [], cnf: { jkt }, device: jkt, request: newRequestId(random), chain: jkt },
    ...claims,
  });
}

const proxy = (renew?: (refused: string) => Promise<boolean>) =>
  api.proxyTo(api.origin, {
    current: async () => ({ ...credentialOf(api.key), access_token: token }),
    demanded: async (demand, refused, login) => {
      demands.push([demand, login]);
      if (refused === token) await answerDemand();
    },
    ...(renew && { renew }),
  });

/** Refuses that token, and takes every other one. */
function refuse(refused: string, error: string, parameters = "", status = 401): void {
  api.answer = ({ headers }, response, body) => {
    if (headers.authorization !== `DPoP ${refused}`) return void response.end(`took ${body}`);
    response.writeHead(status, { "www-authenticate": `DPoP error="${error}"${parameters}, algs="ES256"` }).end("no");
  };
}

const DENIED = () => Promise.reject(new Problem("denied"));
const STRONGER = `, acr_values="${ACR_VALUES[1]}", max_age="300"`;

describe("an API that demands a stronger login", () => {
  it("gets exactly that, and then the same request again", async () => {
    refuse(token, "insufficient_user_authentication", STRONGER);
    const { base } = await proxy();
    expect(await curl(["-d", "two bagels", base])).toEqual({ status: "200", body: "took two bagels" });
    expect(demands).toEqual([[{ scope: undefined, acrValues: [ACR_VALUES[1]], maxAge: 300 }, true]]);
    expect(await curl([base])).toMatchObject({ status: "200" });
    expect(demands.length).toBe(1);
  });

  it("or another scope (RFC 6750 §3.1)", async () => {
    refuse(token, "insufficient_scope", ', scope="write"', 403);
    const { base } = await proxy();
    expect(await curl([base])).toMatchObject({ status: "200" });
    expect(demands).toEqual([[{ scope: "write", acrValues: undefined, maxAge: undefined }, true]]);
  });

  it("is met by one approval, however many requests wait for it", async () => {
    refuse(token, "insufficient_user_authentication", STRONGER);
    let approvals = 0;
    const approve = answerDemand;
    answerDemand = async () => {
      approvals += 1;
      await approve();
    };
    const { base } = await proxy();
    const answers = await Promise.all([curl([base]), curl([base]), curl([base])]);
    expect([answers.map(({ status }) => status), approvals]).toEqual([["200", "200", "200"], 1]);
  });

  it("asks nobody again once it was denied: the tool gets the API's answer, and the person what to type", async () => {
    refuse(token, "insufficient_user_authentication", STRONGER);
    answerDemand = DENIED;
    const { base } = await proxy();
    expect(await curl([base])).toEqual({ status: "401", body: "no" });
    answerDemand = () => Promise.reject(new NotEnough("login", [], "nearside login …"));
    expect(await curl([base])).toEqual({ status: "401", body: "no" });
    expect(demands.map(([, login]) => login)).toEqual([true, false]);
    expect(api.failures).toEqual(["denied", "not_signed_in"]);
  });

  it("stops asking where what was approved did not help", async () => {
    api.answer = (_request, response) =>
      response
        .writeHead(401, { "www-authenticate": 'DPoP error="insufficient_user_authentication", max_age="1"' })
        .end("no");
    const { base } = await proxy();
    for (const _time of [1, 2]) expect(await curl([base])).toEqual({ status: "401", body: "no" });
    expect(demands.map(([, login]) => login)).toEqual([true, false]);
    expect(api.seen.length).toBe(4);
  });

  it.each([
    ["what the token has", "insufficient_user_authentication", `, acr_values="${ACR_VALUES[0]}"`],
    ["nothing that can be named", "insufficient_user_authentication", ""],
    ["what no challenge may hold", "insufficient_user_authentication", `, acr_values="é"`],
    ["something else", "invalid_dpop_proof", STRONGER],
  ])("is given back as it came where it demands %s", async (_what, error, parameters) => {
    refuse(token, error, parameters);
    const { base } = await proxy();
    expect(await curl([base])).toEqual({ status: "401", body: "no" });
    expect(demands).toEqual([]);
  });
});

describe("an API that calls the token invalid", () => {
  it("gets the next one, once", async () => {
    const first = token;
    refuse(first, "invalid_token");
    const refused: string[] = [];
    const { base } = await proxy(async (text) => {
      refused.push(text);
      token = await tokenWith({});
      return true;
    });
    expect(await curl(["-d", "two bagels", base])).toEqual({ status: "200", body: "took two bagels" });
    api.answer = (_request, response) =>
      response.writeHead(401, { "www-authenticate": 'DPoP error="invalid_token"' }).end("no");
    expect(await curl([base])).toEqual({ status: "401", body: "no" });
    expect([refused[0], refused.length, demands]).toEqual([first, 2, []]);
  });

  it("is given back as it came where the next one would be the same", async () => {
    refuse(token, "invalid_token");
    const { base } = await proxy(async () => false);
    expect(await curl([base])).toEqual({ status: "401", body: "no" });
    expect(api.seen.length).toBe(1);
  });
});
