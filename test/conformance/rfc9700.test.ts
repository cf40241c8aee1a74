import { expect } from "vitest";
import { CLIENT } from "../kit/login-steps.ts";
import { approve, askForLogin, decisionOn, meetForLogin } from "../steps/logging-in.ts";
import type { Stage } from "../steps/stage.ts";
import { metadataOf } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";
import { BACK, settings } from "./rfc9700-program.ts";
import { tokens } from "./rfc9700-tokens.ts";

/** The address to which a browser that asks to authorize is sent, if any. */
async function sentTo(stage: Stage, redirect_uri: string, method = "GET") {
  const query = new URLSearchParams({ response_type: "code", client_id: CLIENT, redirect_uri, state: "s" });
  const at = `${stage.issuer}/oauth/authorize`;
  const answer = await (method === "GET"
    ? fetch(`${at}?${query}`, { redirect: "manual" })
    : fetch(at, { method, body: query, redirect: "manual" }));
  return { status: answer.status, location: answer.headers.get("location"), headers: answer.headers };
}

/** At the token endpoint, by a form of no login of ours. */
const grantBy = async (stage: Stage, form: Readonly<Record<string, string>>): Promise<string> =>
  (await stage.postForm("/oauth/token", { client_id: CLIENT, ...form })).outcome;

const requirements = [
  ...tokens,
  present(
    "2.1, 4.1.3",
    "MUST compare redirect addresses letter by letter, but for the port of a loopback one",
    async (stage) => {
      for (const good of [BACK, "http://127.0.0.1:50123/callback"])
        expect((await sentTo(stage, good)).location).toMatch(`${good}?error=unauthorized_client&`);
      for (const wrong of [
        `${BACK}/`,
        `${BACK}/../x`,
        `${BACK}?a=b`,
        `${BACK}#a`,
        "http://127.0.0.1:1/CALLBACK",
        "http://localhost/callback",
      ])
        expect(await sentTo(stage, wrong)).toMatchObject({ status: 400, location: null });
    },
  ),
  present("2.1, 4.11.2", "MUST NOT be an open redirector", async (stage) => {
    for (const away of [
      "https://evil.example/",
      "//evil.example",
      "javascript:alert(1)",
      `http://127.0.0.1@evil.example/callback`,
    ])
      expect(await sentTo(stage, away)).toMatchObject({ status: 400, location: null });
  }),
  present("2.1.1, 4.5, 4.8", "MUST support PKCE, enforce it, and tell that it does", async (stage) => {
    // That it is enforced: RFC 8252 §6. That a code fits its verifier alone: test/attacks/redirect-code-stolen.test.ts.
    expect((await metadataOf(stage))["code_challenge_methods_supported"]).toEqual(["S256"]);
  }),
  present("2.1.2", "SHOULD NOT give tokens from the authorization endpoint", async (stage) => {
    expect((await metadataOf(stage))["response_types_supported"]).toEqual(["code"]);
    const { location } = await sentTo(stage, BACK);
    expect(location).not.toMatch(/access_token|code=/);
  }),
  present("2.4", "MUST NOT take passwords", async (stage) => {
    const form = { grant_type: "password", username: "admin", password: "x" };
    expect(await grantBy(stage, form)).toBe("400 unsupported_grant_type");
    expect((await metadataOf(stage))["grant_types_supported"]).not.toContain("password");
  }),
  present("2.5", "SHOULD authenticate clients by asymmetric keys, and takes no secret", async (stage) => {
    const metadata = await metadataOf(stage);
    for (const endpoint of ["token", "revocation", "introspection"])
      expect(JSON.stringify(metadata[`${endpoint}_endpoint_auth_methods_supported`])).not.toContain("client_secret");
    const form = { token: "x", client_id: CLIENT, client_secret: "x" };
    expect((await stage.postForm("/oauth/introspect", form)).outcome).toBe("401 invalid_client");
  }),
  present("2.6", "SHOULD publish metadata (RFC 8414)", async (stage) => {
    expect((await metadataOf(stage)).issuer).toBe(stage.issuer);
  }),
  present("2.6", "MUST NOT answer by CORS at the authorization endpoint", async (stage) => {
    const headers = { origin: "https://evil.example", "access-control-request-method": "GET" };
    for (const method of ["GET", "OPTIONS"]) {
      const answer = await fetch(`${stage.issuer}/oauth/authorize`, { method, headers });
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
  }),
  argued(
    "2.6",
    "MUST NOT send authorization answers by http, but to the loopback of native programs",
    "no other address than one of loopback is registered: server/platform/config/clients/redirect-uri.ts, with its tests",
  ),
  present(
    "4.2.4, 4.3",
    "SHOULD keep pages of an approval free of what is another's, and their addresses from what they link to",
    async (stage) => {
      const { authorization: answer } = await askForLogin(stage);
      const { status, headers } = await fetch(answer.verification_uri_complete, { headers: { accept: "text/html" } });
      expect([status, headers.get("referrer-policy")]).toEqual([200, "no-referrer"]);
      const policy = headers.get("content-security-policy") ?? "";
      for (const rule of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "base-uri 'none'"])
        expect(policy).toContain(rule);
    },
  ),
  present("4.4.2", "says who answers in each authorization answer (RFC 9207), against mix-up", async (stage) => {
    expect((await metadataOf(stage))["authorization_response_iss_parameter_supported"]).toBe(true);
    const { location } = await sentTo(stage, BACK);
    expect(new URL(location ?? "").searchParams.get("iss")).toBe(stage.issuer);
  }),
  present("4.7", "lets no foreign page approve: an approval is JSON, by the browser that was met", async (stage) => {
    const login = await askForLogin(stage);
    await meetForLogin(stage, login);
    const decision = await decisionOn(stage, login);
    const asForm = await stage.postForm(`/api/requests/${login.id}/approve`, { decision: decision.decision });
    expect(asForm.outcome).toBe("415 unsupported_media_type");
    expect((await approve(stage, login, decision)).status).toBe(200);
  }),
  present("4.12", "MUST NOT redirect by 307 what a form brought: SHOULD by 303", async (stage) => {
    for (const method of ["GET", "POST"]) expect((await sentTo(stage, BACK, method)).status).toBe(303);
  }),
  present(
    "4.13",
    "MUST believe no header that a proxy should have set, except from a proxy of its own",
    async (stage) => {
      const headers = {
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
        forwarded: "host=evil.example",
      };
      const answer = await fetch(`${stage.issuer}/.well-known/oauth-authorization-server`, { headers });
      expect(await answer.text()).not.toContain("evil.example");
    },
  ),
  argued(
    "4.15",
    "SHOULD keep a client's sub from being taken for a person's",
    "no token is a client's own: there is no client_credentials grant, and sub is us_ and random bits",
  ),
  present("4.15", "has no grant by which a client gets a token for itself", async (stage) => {
    expect(await grantBy(stage, { grant_type: "client_credentials" })).toBe("400 unsupported_grant_type");
  }),
  present(
    "4.16",
    "MUST keep its pages from being framed: by CSP, and for old browsers by X-Frame-Options",
    async (stage) => {
      const { authorization: answer } = await askForLogin(stage);
      for (const at of [answer.verification_uri_complete, `${stage.issuer}/oauth/authorize`]) {
        const { headers } = await fetch(at, { headers: { accept: "text/html" } });
        expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
        expect(headers.get("x-frame-options")).toBe("DENY");
      }
    },
  ),
  argued(
    "4.17",
    "MUST name and check origins in answers by postMessage",
    "no answer goes to another window; the page speaks to its own extension alone (threats B1–B6)",
  ),
];

conforms({
  document: "RFC 9700",
  title: "Best Current Practice for OAuth 2.0 Security",
  settings,
  requirements: requirements.sort((a, b) => a.section.localeCompare(b.section, "en", { numeric: true })),
});
