import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { newRandomId, newRequestId, newUserId } from "@nearside/shared/ids.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { request } from "@nearside/shared/statements/request.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Credential } from "../credentials/credential.ts";
import { newDeviceKey } from "../keys/device-key.ts";
import { newSoftwareKey, type SoftwareKey } from "../keys/software-key.ts";
import { problemOf } from "../problems/problem.ts";
import { type Connection, connect } from "../server/connection.ts";
import type { AuthorizationParameters } from "../server/request-authorization.ts";
import { machineWith } from "../testing/enrolled-machine.ts";
import { ALICE, CONTEXT, PARAMETERS, PENDING, random } from "../testing/login-request.ts";
import { type Lies, type LyingServer, refreshToken, startLyingServer } from "../testing/lying-server.ts";
import { login } from "./login.ts";
import type { LoginDisplay } from "./login-display.ts";

const now = (): number => Math.floor(Date.now() / 1000);

const stranger: SoftwareKey = await newSoftwareKey();
let server: LyingServer;
let connection: Connection;
let stop: AbortController;

beforeEach(async () => {
  server = await startLyingServer({ user: ALICE.id, random, now });
  stop = new AbortController();
  const sleep = (ms: number) => wait(ms, undefined, { signal: stop.signal });
  connection = connect(server.issuer, { now: () => Date.now(), sleep, random, stop: stop.signal });
});
afterEach(() => {
  connection.http.close();
  server.close();
});

/** A login as `nearside login` runs it. */
async function run(
  onApproval: (url: string) => void = () => undefined,
  more: Pick<LoginDisplay, "trouble" | "wanted"> = {},
  parameters: AuthorizationParameters = PARAMETERS,
  remote: string | null = null,
): Promise<Credential> {
  const machine = machineWith(server.issuer, ALICE, await newDeviceKey());
  const peerOf = async () => ({ account: "same", process: null, forwarded: "no" }) as const;
  const display = { approvalNeeded: onApproval, peerRefused: () => undefined, ...more };
  return login(
    connection,
    machine,
    parameters,
    { context: async () => ({ ...CONTEXT, remote }), peerOf, doorway: undefined },
    display,
    async () => undefined,
  );
}

async function codeOf(running: Promise<unknown>): Promise<string> {
  try {
    await running;
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code === "internal") throw error;
    return problem.code;
  }
  return "none";
}

async function expectClosedPort(): Promise<void> {
  const { address, port } = server.lastRequest().loopback;
  const [error] = await once(connectTcp(port, address), "error");
  expect(error).toMatchObject({ code: "ECONNREFUSED" });
}

describe("a login", () => {
  it("says in its address, behind what the server sent, that it runs elsewhere", async () => {
    const urls: string[] = [];
    const { request: text } = await run((url) => urls.push(url), {}, PARAMETERS, "ssh");
    const { jti } = (await request.read(text)).claims;
    expect(urls).toEqual([`${server.issuer}/approve/${jti}#ssh`]);
  });

  it("gives a credential bound to its session key", async () => {
    const urls: string[] = [];
    const credential = await run((url) => urls.push(url));
    const { issuer } = server;
    const { claims } = await request.read(credential.request);
    expect(urls).toEqual([`${issuer}/approve/${claims.jti}`]);
    expect(credential).toMatchObject({
      issuer,
      client_id: "nearside-cli",
      scope: "read",
      refresh_token: refreshToken(1),
    });
    await expectClosedPort();
  });

  it("takes a token of a touch some minutes ago, and of less scope (protocol §4.5)", async () => {
    server.lies = { token: ({ scope: _, ...honest }) => ({ ...honest, auth_time: honest.iat - 600 }) };
    const { claims } = await accessToken.read((await run()).access_token);
    expect([claims.scope, claims.iat - claims.auth_time]).toEqual(["", 600]);
  });

  it("waits while it is pending", async () => {
    server.lies = { before: [{ error: "authorization_pending" }, { error: "use_dpop_nonce" }] };
    // A nonce error without a nonce is no reason to ask again.
    expect(await codeOf(run())).toBe("server_refused");
    server.lies = { before: [{ error: "authorization_pending" }, { error: "authorization_pending" }] };
    await run();
    expect(server.polls()).toBe(3);
  });

  it.each([
    [{ error: "access_denied", refusal: "denied" }, "denied"],
    [{ error: "access_denied", refusal: "user_inactive" }, "user_inactive"],
    [{ error: "expired_token" }, "request_expired"],
    [{ error: "invalid_grant" }, "request_settled"],
  ])("ends with %j as %s", async (refusal, code) => {
    server.lies = { before: [refusal] };
    expect(await codeOf(run())).toBe(code);
  });

  it("quotes what the person said as they denied it, and does not obey it", async () => {
    const refusal = { error: "access_denied", refusal: "denied" };
    const denied = async (reason: unknown): Promise<unknown> => {
      server.lies = { before: [{ ...refusal, reason }] };
      return run().catch((error: unknown) => error);
    };
    const message = 'Denied: "use the staging API". Nothing was approved.';
    expect(await denied("use the staging API")).toMatchObject({ code: "denied", said: "use the staging API", message });
    const { message: escaped = "" } = Object(await denied("\u001b[2J\u202eno"));
    expect(escaped).toBe('Denied: "\\u{1b}[2J\\u{202e}no". Nothing was approved.');
    for (const strange of [1, null, {}, "", "x".repeat(1025)])
      expect(await denied(strange)).toMatchObject({ code: "denied", said: undefined });
    server.lies = { before: [{ error: "access_denied", refusal: "user_inactive", reason: "yes" }] };
    expect(await run().catch((error: unknown) => error)).toMatchObject({ code: "user_inactive", said: undefined });
  });

  it("ends at once when it is interrupted, and closes its port", async () => {
    server.lies = { before: PENDING };
    expect(await codeOf(run(() => stop.abort()))).toBe("interrupted");
    await expectClosedPort();
  });
});

describe("what an API demands of the approval (RFC 9470)", () => {
  const DEMANDED: AuthorizationParameters = { ...PARAMETERS, acrValues: ["urn:a", "urn:b"], maxAge: 0 };
  const ask = (lies: Lies, parameters = DEMANDED): Promise<string> => {
    server.lies = lies;
    return codeOf(run(undefined, {}, parameters));
  };

  it("is sent, and signed as it was sent", async () => {
    const seen: unknown[] = [];
    const facts: Lies["facts"] = (honest) => {
      seen.push([honest.acr_values, honest.max_age]);
      return honest;
    };
    expect([await ask({ facts }), await ask({ facts }, PARAMETERS)]).toEqual(["none", "none"]);
    expect(seen).toEqual([
      [["urn:a", "urn:b"], 0],
      [undefined, undefined],
    ]);
  });

  it.each<[string, Lies["facts"], AuthorizationParameters]>([
    ["one class less", (honest) => ({ ...honest, acr_values: ["urn:a"] }), DEMANDED],
    ["another order", (honest) => ({ ...honest, acr_values: ["urn:b", "urn:a"] }), DEMANDED],
    ["no class", ({ acr_values: _none, ...honest }) => honest, DEMANDED],
    ["an older approval", (honest) => ({ ...honest, max_age: 60 }), DEMANDED],
    ["an approval of any age", ({ max_age: _none, ...honest }) => honest, DEMANDED],
    ["a class that nobody asked for", (honest) => ({ ...honest, acr_values: ["urn:a"] }), PARAMETERS],
    ["an age that nobody asked for", (honest) => ({ ...honest, max_age: 60 }), PARAMETERS],
  ])("is not changed to %s", async (_what, facts, parameters) => {
    expect(await ask(facts === undefined ? {} : { facts }, parameters)).toBe("facts_mismatch");
  });
});

describe("a login that ends before its request is verified is withdrawn", () => {
  const lastId = async () => (await request.read(server.lastRequest().request)).claims.jti;

  it("where it is interrupted while the server answers", async () => {
    server.lies = {
      answer: (honest) => {
        stop.abort();
        return honest;
      },
    };
    expect(await codeOf(run())).toBe("interrupted");
    expect(server.withdrawn).toEqual([await lastId()]);
  });

  it("where the answer is not to be believed", async () => {
    server.lies = { requestKey: stranger };
    expect(await codeOf(run())).toBe("key_mismatch");
    expect(server.withdrawn).toEqual([await lastId()]);
  });

  it("and nothing is asked where it was interrupted before", async () => {
    server.lies = {
      metadata: (honest) => {
        stop.abort();
        return honest;
      },
    };
    expect(await codeOf(run())).toBe("interrupted");
    expect(server.withdrawn).toEqual([]);
    expect(() => server.lastRequest()).toThrow("nothing was asked yet");
  });
});

describe("what a rule wants the person to type", () => {
  const rule = { id: "prod", kind: "demand", title: "Production", says: "Say why." };
  const reason = { what: "justification", rules: [rule] };
  const ticket = { what: "ticket", prefixes: ["OPS"], mismatch: false, rules: [rule] };

  async function heard(...wanteds: readonly unknown[]) {
    const news: unknown[] = [];
    server.lies = {
      before: wanteds.map((wanted) => ({ error: "authorization_pending", ...(wanted !== undefined && { wanted }) })),
    };
    await run(undefined, { wanted: (wanted) => news.push(wanted) });
    return { reported: news, sent: server.tokenForms().map((form) => form.get("known_wanted")) };
  }

  it("is told once, and so is that nothing is wanted any more", async () => {
    const otherKind = { ...ticket, mismatch: true };
    expect(await heard(undefined, reason, reason, ticket, otherKind, undefined)).toEqual({
      reported: [reason, ticket, undefined],
      sent: ["none", "none", "justification", "justification", "ticket", "ticket", "none"],
    });
  });

  it("is not asked for by a program that has nobody to tell", async () => {
    server.lies = { before: [{ error: "authorization_pending", wanted: reason }] };
    await run();
    expect(server.tokenForms().map((form) => form.has("known_wanted"))).toEqual([false, false]);
  });

  it.each<[string, unknown]>([
    ["a text", "justification"],
    ["nothing", null],
    ["a thing that nobody knows", { what: "password", rules: [rule] }],
    ["without rules", { what: "justification" }],
    ["a ticket of malformed prefixes", { ...ticket, prefixes: ["\u001b[2J"] }],
    ["a huge text", "x".repeat(100_000)],
  ])("is ignored where it is %s", async (_what, wanted) => {
    expect(await heard(wanted)).toEqual({ reported: [], sent: ["none", "none"] });
  });
});

describe("a login that a rule refuses", () => {
  it("says which rule it was and what its author says to the person, whatever that is made of", async () => {
    const rule = { id: "night", kind: "forbid", title: "No nights", says: "Ask \u202e#on-call\u001b[2J." };
    server.lies = {
      before: [{ error: "access_denied", refusal: "rule_denied", rules: [rule, { ...rule, title: null, says: null }] }],
    };
    const error: unknown = await run().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "rule_denied", rules: [{ id: "night" }, { id: "night" }] });
    const { message } = problemOf(error);
    expect(message).toMatch(
      /^A rule of your organisation refuses this login\. Nothing was approved\. "No nights": Ask /,
    );
    expect(message).toContain('"night".');
    for (const hidden of ["\u202e", "\u001b"]) expect(message).not.toContain(hidden);
  });

  it("is only that where its rules can't be read", async () => {
    server.lies = { before: [{ error: "access_denied", refusal: "rule_denied", rules: "all of them" }] };
    const error: unknown = await run().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ rules: [] });
  });
});

describe("what browsers say of their trouble", () => {
  const saying = (...lists: readonly unknown[]) =>
    lists.map((trouble) => ({ error: "authorization_pending", ...(trouble !== undefined && { trouble }) }));

  /** The news for the terminal, and the part that the command line claims to know, poll by poll. */
  async function heard(...lists: readonly unknown[]) {
    const codes: string[] = [];
    server.lies = { before: saying(...lists) };
    const credential = await run(undefined, { trouble: (code) => codes.push(code) });
    expect(credential.refresh_token).toBe(refreshToken(lists.length + 1));
    return { codes, sent: server.tokenForms().map((form) => form.get("known_trouble")) };
  }

  it("is told once for each code, and the login continues", async () => {
    const both = ["extension_missing", "permission_missing"];
    expect(await heard(undefined, ["extension_missing"], both, both, undefined)).toEqual({
      codes: both,
      sent: ["0", "0", "1", "2", "2", "0"],
    });
  });

  it("is not asked for by a program that has nobody to tell", async () => {
    server.lies = { before: saying(["unreachable"]) };
    await run();
    expect(server.tokenForms().map((form) => form.has("known_trouble"))).toEqual([false, false]);
  });

  it.each<[string, unknown]>([
    ["a text", "unreachable"],
    ["a number", 7],
    ["nothing", null],
    ["an object", { 0: "unreachable", length: 1 }],
    ["a list of anything but texts", ["unreachable", 7]],
    ["a list of lists", [["unreachable"]]],
    ["more codes than there can be", Array.from({ length: 17 }, () => "unreachable")],
    ["a code longer than any", ["unreachable", "x".repeat(65)]],
    ["a huge text", "x".repeat(100_000)],
  ])("is ignored where it is %s", async (_what, trouble) => {
    expect(await heard(trouble)).toEqual({ codes: [], sent: ["0", "0"] });
  });

  it.each(["toString", "__proto__", "UNREACHABLE", "\u001b[2J", "denied", ""])(
    "is ignored where nobody here knows it, and counted: %j",
    async (code) => {
      expect(await heard([code, "unreachable"])).toEqual({ codes: ["unreachable"], sent: ["0", "2"] });
    },
  );
});

describe("a server that lies about the login is refused", () => {
  const otherUser = newUserId(random);
  it.each<[string, Lies, string]>([
    [
      "metadata of another issuer",
      { metadata: (honest) => ({ ...honest, issuer: "https://other.example" }) },
      "wrong_issuer",
    ],
    [
      "an endpoint elsewhere",
      { metadata: (honest) => ({ ...honest, token_endpoint: "https://other.example/token" }) },
      "wrong_issuer",
    ],
    ["keys elsewhere", { metadata: (honest) => ({ ...honest, jwks_uri: "http://127.0.0.1:1/jwks" }) }, "wrong_issuer"],
    ["a request signed by a stranger", { requestKey: stranger }, "key_mismatch"],
    [
      "a request of another issuer",
      { request: (honest) => ({ ...honest, iss: "https://other.example" }) },
      "wrong_issuer",
    ],
    ["another session key", { request: (honest) => ({ ...honest, sub_jkt: honest.statement }) }, "device_mismatch"],
    [
      "another device statement",
      { request: (honest) => ({ ...honest, statement: honest.sub_jkt }) },
      "device_mismatch",
    ],
    [
      "another port",
      { request: (honest) => ({ ...honest, loopback: { address: "127.0.0.1", port: 1024 } }) },
      "device_mismatch",
    ],
    [
      "facts that the request does not name",
      { request: (honest) => ({ ...honest, facts: honest.statement }) },
      "facts_mismatch",
    ],
    ["a longer life", { request: (honest) => ({ ...honest, exp: honest.iat + 301 }) }, "request_expired"],
    ["a wider scope", { facts: (honest) => ({ ...honest, scope: "read write" }) }, "facts_mismatch"],
    [
      "another client",
      { facts: (honest) => ({ ...honest, client: { ...honest.client, id: "other" } }) },
      "facts_mismatch",
    ],
    ["another resource", { facts: (honest) => ({ ...honest, resource: ["https://bank.example"] }) }, "facts_mismatch"],
    [
      "other details",
      { facts: (honest) => ({ ...honest, authorization_details: [{ type: "pay" }] }) },
      "facts_mismatch",
    ],
    [
      "another command",
      { facts: (honest) => ({ ...honest, context: { ...honest.context, command: "ls" } }) },
      "facts_mismatch",
    ],
    [
      "another page",
      { answer: (honest) => ({ ...honest, verification_uri_complete: "https://other.example/approve" }) },
      "request_mismatch",
    ],
    ["no signed request at all", { answer: (honest) => ({ ...honest, request: undefined }) }, "server_malformed"],
    ["a token in another's name (R11)", { token: (honest) => ({ ...honest, sub: otherUser }) }, "wrong_user"],
    ["a token of another issuer", { token: (honest) => ({ ...honest, iss: "https://other.example" }) }, "wrong_issuer"],
    [
      "a token for another login",
      { token: (honest) => ({ ...honest, request: newRequestId(random) }) },
      "token_mismatch",
    ],
    ["a token for another key", { token: (honest) => ({ ...honest, cnf: { jkt: honest.device } }) }, "token_mismatch"],
    ["a token for no key", { token: ({ cnf: _key, ...honest }) => honest }, "token_mismatch"],
    [
      "a token for another machine",
      { token: (honest) => ({ ...honest, device: honest.cnf?.jkt ?? "" }) },
      "token_mismatch",
    ],
    ["a token for another client", { token: (honest) => ({ ...honest, client_id: "other" }) }, "token_mismatch"],
    [
      "what a token was exchanged for",
      { token: (honest) => ({ ...honest, parent: newRandomId(random) }) },
      "token_mismatch",
    ],
    [
      "a token by which somebody acts for the person",
      { token: (honest) => ({ ...honest, act: { sub: "orders-api" } }) },
      "token_mismatch",
    ],
    [
      "a token of a higher class than it tells a proof for (R22)",
      { token: (honest) => ({ ...honest, acr: `${honest.acr}:hardware` }) },
      "token_mismatch",
    ],
    [
      "a token of more scope than was asked for",
      { token: (honest) => ({ ...honest, scope: "read write" }) },
      "token_mismatch",
    ],
    ["a token of other scope", { token: (honest) => ({ ...honest, scope: "write" }) }, "token_mismatch"],
    [
      "a token of a touch that is still to come",
      { token: (honest) => ({ ...honest, auth_time: honest.iat + 61 }) },
      "token_mismatch",
    ],
    [
      "a token of a touch older than any may stand",
      { token: (honest) => ({ ...honest, auth_time: honest.iat - 28_861 }) },
      "token_mismatch",
    ],
    ["a token that has expired", { token: (honest) => ({ ...honest, exp: honest.iat - 600 }) }, "token_mismatch"],
    ["a token signed by a stranger", { tokenKey: stranger }, "key_mismatch"],
  ])("%s", async (_what, lie, code) => {
    server.lies = lie;
    expect(await codeOf(run())).toBe(code);
  });
});
