import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { verifyDpop } from "@nearside/shared/statements/dpop.ts";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { startDemandingApi } from "../testing/demanding-api.ts";
import { codeOf, errorOf, type SdkStage, secondsNow, startSdkStage } from "../testing/sdk-stage.ts";

const NEEDS_WRITE = { "www-authenticate": 'DPoP error="insufficient_scope", scope="write"' };

let stage: SdkStage;
beforeEach(async () => {
  stage = await startSdkStage();
});
afterEach(() => stage.remove());

describe("session.fetch", () => {
  it("sends the token with a proof for exactly that request", async () => {
    const session = await stage.signIn();
    const { accessToken } = await session.token();
    const init = { method: "post", body: "one", headers: { "x-own": "1", authorization: "Basic x", dpop: "x" } };
    const answer = await session.fetch(`${stage.api.origin}/orders?of=me#top`, init);
    expect([answer.status, await answer.text()]).toEqual([200, "answered"]);
    const [call, ...others] = stage.api.calls;
    expect(others).toEqual([]);
    expect(call).toMatchObject({
      method: "POST",
      path: "/orders?of=me",
      body: "one",
      headers: { authorization: `DPoP ${accessToken}`, "x-own": "1" },
    });
    const { claims } = await verifyDpop(call?.headers["dpop"], "POST", `${stage.api.origin}/orders`);
    expect(claims.ath).toBe(await sha256Base64url(accessToken));
  });

  it("goes nowhere that the token is not for", async () => {
    const session = await stage.signIn();
    const places = [
      stage.server.issuer,
      stage.api.origin.replace("127.0.0.1", "localhost"),
      "https://other.example:444",
      "urn:orders",
    ];
    for (const place of places) {
      const error = await errorOf(session.fetch(place));
      expect(error).toMatchObject({ code: "address_not_granted", next: "fix_program" });
    }
    for (const place of ["https://stage.api.example.com", `blob:${stage.api.origin}/x`])
      expect(await codeOf(session.proof("GET", place))).toBe("address_not_granted");
    expect(stage.api.calls).toEqual([]);
  });

  it("gives a redirect back, and follows none", async () => {
    const session = await stage.signIn();
    stage.api.answer = () => ({ status: 307, headers: { location: "/elsewhere" } });
    expect((await session.fetch(stage.api.origin)).status).toBe(307);
    expect(stage.api.calls.length).toBe(1);
  });

  it("proves with the nonce that the API wants, sends again once, and remembers it", async () => {
    const session = await stage.signIn();
    stage.api.answer = ({ headers }, number) => {
      const isAsking = number === 1;
      return {
        status: isAsking ? 401 : 200,
        headers: { "dpop-nonce": "n-1", ...(isAsking && { "www-authenticate": 'DPoP error="use_dpop_nonce"' }) },
        ...(headers["dpop"] === undefined && { status: 500 }),
      };
    };
    expect((await session.fetch(stage.api.origin, { method: "PUT", body: new Uint8Array([65]) })).status).toBe(200);
    expect((await session.fetch(stage.api.origin)).status).toBe(200);
    const nonces = stage.api.calls.map(
      async ({ headers, method }) => (await verifyDpop(headers["dpop"], method, stage.api.origin)).claims.nonce,
    );
    expect(await Promise.all(nonces)).toEqual([undefined, "n-1", "n-1"]);
    expect(stage.api.calls.map(({ body }) => body)).toEqual(["A", "A", ""]);
    expect(stage.logins()).toBe(1);
  });

  it("gives up on an API that always wants another nonce", async () => {
    const session = await stage.signIn();
    stage.api.answer = (_call, number) => ({
      status: 401,
      headers: { "dpop-nonce": `n-${number}`, "www-authenticate": 'DPoP error="use_dpop_nonce"' },
    });
    expect((await session.fetch(stage.api.origin)).status).toBe(401);
    expect(stage.api.calls.length).toBe(2);
  });

  it("logs in again for the scope that the API demands, once, and sends the same again", async () => {
    const session = await stage.signIn({ stepUp: true });
    stage.api.answer = (_call, number) => (number === 1 ? { status: 403, headers: NEEDS_WRITE } : { status: 201 });
    stage.granted.scope = "read write";
    expect((await session.fetch(stage.api.origin, { method: "POST", body: "x" })).status).toBe(201);
    expect(stage.api.calls.map(({ body }) => body)).toEqual(["x", "x"]);
    expect(stage.events.map(({ type }) => type)).toEqual([
      "approval_needed",
      "signed_in",
      "step_up",
      "approval_needed",
      "signed_in",
    ]);
    expect(stage.events[2]).toMatchObject({ scope: "write", maxAge: undefined });
    stage.api.answer = () => ({ status: 403, headers: NEEDS_WRITE });
    // The login has that scope already: another one would bring nothing.
    expect((await session.fetch(stage.api.origin)).status).toBe(403);
    expect(stage.logins()).toBe(2);
  });

  it("logs in again only if the program allows it, and the body can be sent again", async () => {
    stage.api.answer = () => ({ status: 403, headers: NEEDS_WRITE });
    stage.granted.scope = "read";
    const demands: unknown[] = [];
    for (const stepUp of [
      false,
      (demand: unknown) => {
        demands.push(demand);
        return false;
      },
    ]) {
      const session = await stage.signIn({ stepUp });
      expect((await session.fetch(stage.api.origin)).status).toBe(403);
    }
    expect(demands).toEqual([{ scope: "write", acrValues: undefined, maxAge: undefined }]);
    const willing = await stage.signIn({ stepUp: true });
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode("once"));
        controller.close();
      },
    });
    expect((await willing.fetch(stage.api.origin, { method: "POST", body, duplex: "half" })).status).toBe(403);
    expect((await willing.fetch(new Request(stage.api.origin, { method: "POST", body: "x" }))).status).toBe(403);
    expect(stage.api.calls.map((call) => call.body)).toEqual(["", "", "once", "x"]);
    expect(stage.logins()).toBe(1);
  });

  it("logs in again for a younger login, and says so where the new one is not of the kind demanded", async () => {
    stage.granted.authTime = () => secondsNow() - 1000;
    const session = await stage.signIn({ stepUp: true });
    const demanding = (parameters: string) => (_call: unknown, number: number) =>
      number % 2 === 1
        ? {
            status: 401,
            headers: { "www-authenticate": `DPoP error="insufficient_user_authentication", ${parameters}` },
          }
        : { status: 200 };
    stage.api.answer = demanding('max_age="300"');
    stage.granted.authTime = secondsNow;
    expect((await session.fetch(stage.api.origin)).status).toBe(200);
    expect(stage.logins()).toBe(2);
    stage.api.answer = demanding('acr_values="urn:hardware urn:other"');
    expect(await errorOf(session.fetch(stage.api.origin))).toMatchObject({ code: "demand_not_met", exitCode: 108 });
    expect(stage.api.calls.length).toBe(3);
  });

  it("tells the login server what the API demands, and takes a higher class for a lower one", async () => {
    const session = await stage.signIn({ stepUp: true });
    const facts: unknown[] = [];
    stage.server.lies = {
      ...stage.server.lies,
      facts: (honest) => {
        facts.push([honest.acr_values, honest.max_age]);
        return honest;
      },
    };
    const demand = `acr_values="${ACR_VALUES[1]} urn:other ${ACR_VALUES[1]}", max_age="300"`;
    const headers = { "www-authenticate": `DPoP error="insufficient_user_authentication", ${demand}` };
    stage.api.answer = (_call, number) => (number === 1 ? { status: 401, headers } : { status: 200 });
    stage.granted.proof = { peer: "same", forwarded: "no", key_storage: "tpm", passkey: "device_bound" };
    expect((await session.fetch(stage.api.origin)).status).toBe(200);
    expect(facts).toEqual([[[ACR_VALUES[1], "urn:other"], 300]]);
    expect((await stage.signIn({ acrValues: [ACR_VALUES[0]] })).scope).toBe("read");
    expect(stage.logins()).toBe(2);
  });

  it("renews a token that the API calls invalid, once, and asks nobody", async () => {
    // Our notion of the server's clock may be some seconds short.
    stage.granted.issued = stage.granted.authTime = () => secondsNow() - 70;
    const session = await stage.signIn({ stepUp: true });
    const { accessToken: first } = await session.token();
    const headers = { "www-authenticate": 'DPoP error="invalid_token"' };
    stage.api.answer = ({ headers: { authorization } }) =>
      authorization === `DPoP ${first}` ? { status: 401, headers } : { status: 200 };
    expect((await session.fetch(stage.api.origin, { method: "POST", body: "x" })).status).toBe(200);
    expect(stage.api.calls.map(({ body }) => body)).toEqual(["x", "x"]);
    stage.granted.issued = stage.granted.authTime = secondsNow;
    stage.api.answer = () => ({ status: 401, headers });
    expect((await session.fetch(stage.api.origin)).status).toBe(401);
    // The token that this brought was made just now: no API makes its clients renew at each request.
    expect((await session.fetch(stage.api.origin)).status).toBe(401);
    expect([stage.api.calls.length, stage.logins()]).toEqual([5, 1]);
  });

  it.each([
    ["another server's", { authorization_servers: ["https://login.other.example"] }, 1],
    ["no server's that can be one", { authorization_servers: ["javascript:alert(1)"] }, 0],
    ["of something else", { resource: "https://evil.example", authorization_servers: ["https://o.example"] }, 0],
  ])("says, and does no more, where the API's description is %s (RFC 9728)", async (_what, metadata, count) => {
    const session = await stage.signIn({ stepUp: true });
    const { origin } = stage.api;
    stage.api.answer = ({ path }) =>
      path === "/about"
        ? { status: 200, body: JSON.stringify({ resource: origin, ...metadata }) }
        : {
            status: 401,
            headers: { "www-authenticate": `DPoP error="invalid_token", resource_metadata="${origin}/about"` },
          };
    for (const _time of [1, 2]) expect((await session.fetch(origin)).status).toBe(401);
    const messages = stage.events.filter(({ type }) => type === "other_issuer").map(({ message }) => message);
    expect(messages).toEqual(
      count === 0
        ? []
        : [`${origin} takes tokens of https://login.other.example, and this one is of ${session.issuer}.`],
    );
    expect(stage.api.calls.map(({ path, headers }) => [path, headers.authorization !== undefined])).toEqual([
      ["/", true],
      ["/about", false],
      ["/", true],
    ]);
  });

  it("reads an API's description at its own origin only", async () => {
    const session = await stage.signIn();
    const elsewhere = await startDemandingApi();
    onTestFinished(() => elsewhere.close());
    const headers = { "www-authenticate": `DPoP error="invalid_token", resource_metadata="${elsewhere.origin}/about"` };
    stage.api.answer = () => ({ status: 401, headers });
    expect((await session.fetch(stage.api.origin)).status).toBe(401);
    expect(elsewhere.calls).toEqual([]);
  });

  it("asks once where several requests at the same time need the same", async () => {
    const session = await stage.signIn({ stepUp: true });
    const { accessToken: narrow } = await session.token();
    stage.api.answer = ({ headers }) =>
      headers.authorization === `DPoP ${narrow}` ? { status: 403, headers: NEEDS_WRITE } : { status: 200 };
    stage.granted.scope = "read write";
    const answers = await Promise.all([1, 2, 3].map(() => session.fetch(stage.api.origin)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(stage.logins()).toBe(2);
    expect(stage.events.filter(({ type }) => type === "step_up").length).toBe(1);
  });

  it("passes on what fetch says of an API that can't be reached, and ends by the request's own signal", async () => {
    const session = await stage.signIn();
    expect(await codeOf(session.fetch(stage.api.origin, { signal: AbortSignal.abort() }))).toBe("interrupted");
    stage.api.close();
    await expect(session.fetch(stage.api.origin)).rejects.toThrow(TypeError);
  });
});
