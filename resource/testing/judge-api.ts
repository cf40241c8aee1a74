import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createResource, REFUSALS, type Resource } from "../resource.ts";
import { type Ask, Client, ORIGIN, SCOPE } from "./client.ts";
import { PASSING } from "./passing.ts";
import { REFUSALS_OF_REQUESTS } from "./refusal-matrix.ts";
import { publishStatusList, STATUS_LIST } from "./status-list.ts";
import { startTestIssuer, type TestIssuer } from "./test-issuer.ts";

export interface Answer {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly body: string;
}

/** RFC 9728 §3. */
export const METADATA = "/.well-known/oauth-protected-resource";

/** An API with the addresses of the matrix and of its description, in one framework or in none. */
interface Api {
  /** The answer to a good request says `{ user, scopes }`. */
  readonly send: (ask: Ask) => Promise<Answer>;
  readonly close: () => Promise<unknown>;
}

/** Tests that an API refuses and lets pass exactly what it should: the same for every framework. */
export function judgeApi(name: string, start: (resource: Resource) => Promise<Api>): void {
  describe(name, () => {
    let issuer: TestIssuer;
    let client: Client;
    let api: Api;
    beforeAll(async () => {
      issuer = await startTestIssuer();
      client = await Client.of(issuer);
      api = await start(createResource({ issuer: issuer.issuer, audience: ORIGIN, clock: client.clock }));
    });
    afterAll(async () => {
      await api?.close();
      await issuer?.close();
    });

    it.each(REFUSALS_OF_REQUESTS)("refuses %s: %s", async (_what, code, make) => {
      const [status, error, says] = REFUSALS[code];
      const answer = await api.send(await make(client));
      expect(JSON.parse(answer.body)).toMatchObject({ refusal: code, error_description: says });
      expect(answer.status).toBe(status);
      expect(answer.header("cache-control")).toBe("no-store");
      const challenge = answer.header("www-authenticate");
      expect(challenge).toMatch(/^DPoP (?:.*, )?algs="ES256"$/);
      expect(challenge).toContain(`resource_metadata="${ORIGIN}${METADATA}"`);
      expect(/error="([^"]*)"/.exec(challenge ?? "")?.[1] ?? null).toBe(error);
      // the refusal changed nothing, so the honest request still passes
      expect((await api.send(await client.ask("GET", "/v1/orders"))).status).toBe(200);
    });

    it.each(PASSING)("lets pass %s", async (_what, make) => {
      const answer = await api.send(await make(client));
      expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('"user":"us_')]);
    });

    it("tells who called, and with what scopes", async () => {
      const { sub } = await client.claims();
      const answer = await api.send(await client.ask("GET", "/v1/orders", { token: { sub, scope: `${SCOPE} more` } }));
      expect(JSON.parse(answer.body)).toEqual({ user: sub, scopes: [SCOPE, "more"] });
    });

    it("takes a proof once, though an address asks twice (threat P1)", async () => {
      const ask = await client.ask("GET", "/v1/orders");
      expect((await api.send(ask)).status).toBe(200);
      const again = await api.send(ask);
      expect([again.status, JSON.parse(again.body).refusal]).toEqual([401, "proof_replayed"]);
    });

    it("takes a proof once, however many bring it at once (threat P5)", async () => {
      const ask = await client.ask("GET", "/v1/orders");
      const answers = await Promise.all(Array.from({ length: 20 }, () => api.send(ask)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    it("says what is missing: a scope (RFC 6750 §3), a stronger or a more recent login (RFC 9470 §3)", async () => {
      const challenge = async (ask: Ask) => (await api.send(ask)).header("www-authenticate");
      expect(await challenge(await client.ask("POST", "/v1/orders"))).toContain('scope="orders:write"');
      expect(await challenge(await client.ask("GET", "/v1/vault"))).toContain('acr_values="urn:example:acr:hardware"');
      const old = { auth_time: client.now() - 301 };
      expect(await challenge(await client.ask("GET", "/v1/payout", { token: old }))).toContain('max_age="300"');
    });

    it("tells anybody what it is and whose tokens it takes (RFC 9728)", async () => {
      const answer = await api.send({ method: "GET", path: METADATA, fields: [] });
      expect([answer.status, answer.header("content-type")]).toEqual([
        200,
        expect.stringMatching(/^application\/json/),
      ]);
      expect(answer.header("access-control-allow-origin")).toBe("*");
      expect(JSON.parse(answer.body)).toMatchObject({ resource: ORIGIN, authorization_servers: [issuer.issuer] });
      expect((await api.send({ method: "POST", path: METADATA, fields: [] })).status).not.toBe(200);
    });

    it("gives a nonce with every answer, where it demands one (RFC 9449 §8.2, §9)", async () => {
      const { clock } = client;
      const strict = await start(createResource({ issuer: issuer.issuer, audience: ORIGIN, clock, nonces: true }));
      try {
        const refused = await strict.send(await client.ask("GET", "/v1/orders"));
        const nonce = refused.header("dpop-nonce") ?? "";
        expect([refused.status, JSON.parse(refused.body).error]).toEqual([401, "use_dpop_nonce"]);
        const passed = await strict.send(await client.ask("GET", "/v1/orders", { proof: { nonce } }));
        expect([passed.status, passed.header("dpop-nonce")]).toEqual([200, nonce]);
      } finally {
        await strict.close();
      }
    });

    it("refuses with 503 while the issuer's keys cannot be read, and never lets pass", async () => {
      client.pass(3600);
      issuer.answers((answer) => void answer.writeHead(500).end());
      const answer = await api.send(await client.ask("GET", "/v1/orders"));
      expect([answer.status, JSON.parse(answer.body).refusal]).toEqual([503, "issuer_unavailable"]);
      expect(answer.header("retry-after")).toBe("5");
      issuer.answers(undefined);
      client.pass(5);
      expect((await api.send(await client.ask("GET", "/v1/orders"))).status).toBe(200);
    });

    it("refuses with 503 while nobody can tell whether the token was revoked, and never lets pass", async () => {
      client.pass(3600);
      issuer.answers((answer) => void answer.writeHead(500).end(), STATUS_LIST.path);
      const answer = await api.send(await client.ask("GET", "/v1/orders"));
      expect([answer.status, JSON.parse(answer.body).refusal]).toEqual([503, "status_unavailable"]);
      publishStatusList(issuer, { now: client.now });
      client.pass(5);
      expect((await api.send(await client.ask("GET", "/v1/orders"))).status).toBe(200);
    });
  });
}
