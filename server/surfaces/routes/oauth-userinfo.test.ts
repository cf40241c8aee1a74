import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import * as v from "valibot";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Answer } from "../../../test/kit/answer.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { approvedLogin, type MetLogin } from "../../../test/kit/log-in.ts";
import { poll } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import type { ProofTwist } from "../../../test/kit/send.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { expectRefusal } from "../../testing/ledger.ts";
import { ISSUER, openTestServer, type TestServer } from "../../testing/test-server.ts";

// Tests each refusal of GET and POST /oauth/userinfo (OpenID Connect Core 1.0 §5.3, RFC 9449 §7): its reason, and its challenge.

const PATH = "/oauth/userinfo";
const NEVER = "A".repeat(43);

let server: TestServer;
let machine: EnrolledMachine;
let login: MetLogin;
let tokens: TokenAnswer;
beforeAll(async () => {
  server = await openTestServer();
});
beforeEach(async () => {
  machine = await enrolledMachine(server, "alice");
  login = await approvedLogin(server, machine, { scope: "openid profile" });
  tokens = (await poll(server, login)).as(tokenAnswerSchema);
});
afterAll(() => server.close());

interface Twist extends ProofTwist {
  readonly method?: "GET" | "POST";
  readonly by?: Signer;
  readonly token?: string;
  readonly scheme?: string;
}

async function prove({ by, token, scheme: _, ...twist }: Twist): Promise<string> {
  return signDpop(by ?? login.session, {
    method: "GET",
    url: ISSUER + PATH,
    jti: server.id(),
    iat: server.now(),
    nonce: server.services.dpopNonces.current(),
    accessToken: token ?? tokens.access_token,
    ...twist,
  });
}

const send = (headers: Record<string, string>, method = "GET", body?: string): Promise<Answer> =>
  server.fetch(
    new Request(ISSUER + PATH, {
      method,
      headers: { host: new URL(ISSUER).host, ...headers },
      ...(body === undefined ? {} : { body }),
    }),
  );

async function ask(twist: Twist = {}, sent?: "GET" | "POST"): Promise<Answer> {
  const authorization = `${twist.scheme ?? "DPoP"} ${twist.token ?? tokens.access_token}`;
  return send({ authorization, dpop: await prove(twist) }, sent ?? twist.method);
}

const loginWith = async (form: Record<string, string>): Promise<string> => {
  login = await approvedLogin(server, machine, form);
  const twist = { form: { client_id: form["client_id"] ?? "nearside-cli" } };
  tokens = (await poll(server, login, twist)).as(tokenAnswerSchema);
  return tokens.access_token;
};

const refusedStep = (code: string) => ({
  kind: "login_step_refused",
  subject: login.id,
  data: { step: "userinfo", code },
});

describe("tells the holder of the token's key", () => {
  const anything = v.record(v.string(), v.unknown());

  it.each(["GET", "POST"] as const)(
    "by %s whom it is about, by the same sub, and the person's name",
    async (method) => {
      const { claims } = await accessToken.read(tokens.access_token);
      const answer = await ask({ method });
      expect(answer.as(anything)).toEqual({ sub: claims.sub, name: "alice", preferred_username: "alice" });
      expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("dpop-nonce")).toBe(server.services.dpopNonces.current());
    },
  );

  it("no name without profile", async () => {
    await loginWith({ scope: "openid" });
    expect((await ask()).as(anything)).toEqual({ sub: machine.user.id });
  });

  it("where the program asked for its own resource and for the issuer beside it", async () => {
    await loginWith({ scope: "openid", resource: ISSUER });
    expect((await ask()).status).toBe(200);
  });
});

describe("refuses, with a challenge that says why (RFC 6750 §3, RFC 9449 §7.1)", () => {
  const challenged = (answer: Answer) => answer.headers.get("www-authenticate");

  it("nobody's question, without naming an error", async () => {
    const answer = await send({});
    expect([answer.outcome, challenged(answer)]).toEqual(["401 invalid_token", 'DPoP algs="ES256"']);
  });

  it.each([
    ["as Bearer", () => ask({ scheme: "Bearer" })],
    [
      "in a form",
      () =>
        send({ "content-type": "application/x-www-form-urlencoded" }, "POST", `access_token=${tokens.access_token}`),
    ],
    ["that is an ID token", () => ask({ token: tokens.id_token ?? "" })],
    ["that is invalid", () => ask({ token: "x" })],
    ["with another signature", () => ask({ token: `${tokens.access_token.slice(0, -86)}${"A".repeat(86)}` })],
  ])("a token %s", async (_what, twisted) => {
    const answer = await twisted();
    expect(answer.outcome).toMatch(/^401 invalid_token/);
    expect(challenged(answer)).toMatch(/^DPoP .*algs="ES256"$/);
  });

  it("a token for an API only", async () => {
    await server.close();
    server = await openTestServer({
      clients: [
        {
          kind: "command_line",
          id: "shop",
          name: "Shop",
          verified: true,
          scopes: ["openid"],
          resources: ["https://shop.example"],
          accessTokenSeconds: 900,
          refreshTokenSeconds: 3600,
          redirectUris: [],
          source: "file",
        },
      ],
    });
    machine = await enrolledMachine(server, "alice");
    await loginWith({ client_id: "shop", scope: "openid", resource: "https://shop.example" });
    await expectRefusal(server, ask, { outcome: "401 invalid_token/wrong_audience", event: null });
    await server.close();
    server = await openTestServer();
  });

  it("a token without openid, and names that scope", async () => {
    await loginWith({ scope: "profile" });
    const answer = await ask();
    expect(answer.outcome).toBe("403 insufficient_scope");
    expect(challenged(answer)).toContain('error="insufficient_scope"');
    expect(challenged(answer)).toContain('scope="openid"');
  });

  it("a token that has ended", async () => {
    server.pass(900);
    await expectRefusal(server, ask, { outcome: "401 invalid_token", event: null });
  });

  it("a thief without the key (threat R14), and logs it", async () => {
    const by = await newSigner();
    await expectRefusal(server, () => ask({ by }), {
      outcome: "401 invalid_token/key_mismatch",
      event: refusedStep("key_mismatch"),
    });
    expect((await ask()).status).toBe(200);
  });

  it.each<[string, string, Twist, ("GET" | "POST")?]>([
    ["for another method", "invalid_dpop_proof", { method: "GET" }, "POST"],
    ["for another address", "invalid_dpop_proof", { url: `${ISSUER}/oauth/token` }],
    ["for another token", "invalid_dpop_proof", { accessToken: NEVER }],
    ["for no token", "invalid_dpop_proof", { accessToken: undefined }],
    ["without a nonce", "use_dpop_nonce", { nonce: undefined }],
    ["with a strange nonce", "use_dpop_nonce", { nonce: NEVER }],
    ["that is too old", "invalid_dpop_proof", { iat: 1_000_000_000 }],
  ])("a proof %s", async (_what, code, twist, sent) => {
    const answer = await ask({ ...twist } as Twist, sent);
    expect(answer.outcome).toBe(`401 ${code}`);
    expect(challenged(answer)).toContain(`error="${code}"`);
    expect(answer.headers.get("dpop-nonce")).toBe(server.services.dpopNonces.current());
  });

  it("a proof a second time (threat P1), and none at all", async () => {
    const headers = { authorization: `DPoP ${tokens.access_token}`, dpop: await prove({}) };
    expect((await send(headers)).status).toBe(200);
    expect((await send(headers)).outcome).toBe("401 invalid_dpop_proof");
    expect((await send({ authorization: headers.authorization })).outcome).toBe("401 invalid_dpop_proof");
  });

  const revocations = [
    ["device", "device_revoked", "devices", "jkt", () => machine.device.thumbprint, "revoked"],
    ["extension", "extension_revoked", "extensions", "jkt", () => machine.extension.thumbprint, "revoked"],
    ["passkey", "passkey_revoked", "passkeys", "credential_id", () => machine.authenticator.id, "revoked"],
    ["bound set", "bound_set_revoked", "bound_sets", "id", () => machine.boundSetId, "revoked"],
    ["user", "user_inactive", "users", "id", () => machine.user.id, "suspended"],
    ["family", "credential_revoked", "token_families", "login_id", () => login.id, "revoked"],
  ] as const;
  it.each(revocations)(
    "a token whose %s is no longer active (threat R16)",
    async (_what, code, table, key, id, gone) => {
      const set = (state: string) =>
        server.services.db
          .updateTable(table)
          .set({ state: state as never })
          .where(key as never, "=", id() as never)
          .execute();
      await set(gone);
      await expectRefusal(server, ask, { outcome: `401 invalid_token/${code}`, event: refusedStep(code) });
      await set("active");
      expect((await ask()).status).toBe(200);
    },
  );

  it("a token that was ended by itself", async () => {
    const { claims } = await accessToken.read(tokens.access_token);
    await server.services.db
      .updateTable("access_tokens")
      .set({ state: "revoked" })
      .where("jti", "=", claims.jti)
      .execute();
    const code = "credential_revoked";
    await expectRefusal(server, ask, { outcome: `401 invalid_token/${code}`, event: refusedStep(code) });
  });
});
