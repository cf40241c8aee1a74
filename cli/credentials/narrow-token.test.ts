import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { newRandomId, newUserId } from "@nearside/shared/ids.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { TOKEN_EXCHANGE_GRANT } from "@nearside/shared/oauth/token-exchange.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newDeviceKey } from "../keys/device-key.ts";
import { newSoftwareKey } from "../keys/software-key.ts";
import { login } from "../login/login.ts";
import { problemOf } from "../problems/problem.ts";
import { type Connection, connect } from "../server/connection.ts";
import { machineWith } from "../testing/enrolled-machine.ts";
import { type Lies, type LyingServer, startLyingServer } from "../testing/lying-server.ts";
import type { Credential } from "./credential.ts";
import { narrowToken } from "./narrow-token.ts";

const random = (length: number): Uint8Array => randomBytes(length);
const ALICE = { id: newUserId(random), name: "alice" };

let server: LyingServer;
let connection: Connection;
/**
 * The credential of the login, and one that seems to be for more: the server's token counts, and not the members beside it.
 */
let credential: Credential;

beforeEach(async () => {
  server = await startLyingServer({ user: ALICE.id, random, now: () => Math.floor(Date.now() / 1000) });
  const stop = new AbortController().signal;
  connection = connect(server.issuer, { now: () => Date.now(), sleep: (ms) => wait(ms), random, stop });
  const machine = machineWith(server.issuer, ALICE, await newDeviceKey());
  const parameters = { clientId: "nearside-cli", scope: "read", resource: [], authorizationDetails: undefined };
  const context = { hostname: "", os: "", account: "", command: "", cwd: "", parent: null, tty: null, remote: null };
  const peerOf = async () => ({ account: "unknown", process: null, forwarded: "unknown" }) as const;
  const display = { approvalNeeded: () => undefined, peerRefused: () => undefined };
  credential = {
    ...(await login(
      connection,
      machine,
      parameters,
      { context: async () => context, peerOf, doorway: undefined },
      display,
      async () => undefined,
    )),
    scope: "read write",
  };
});
afterEach(() => {
  connection.http.close();
  server.close();
});

const narrowed = (scope?: string) => narrowToken(connection, credential, { audience: `${server.issuer}/`, scope });

it("asks by the session key for that API, as the server writes it, and that scope alone", async () => {
  const { access_token, scope, resource, ...rest } = await narrowed("read read");
  const own = (await accessToken.read(credential.access_token)).claims;
  expect((await accessToken.read(access_token)).claims).toMatchObject({ aud: [server.issuer], scope: "read" });
  expect([scope, resource]).toEqual(["read", [server.issuer]]);
  expect(rest.expires_at).toBe(own.exp - connection.clock.offset());
  expect(Object.fromEntries(server.tokenForms().at(-1) ?? [])).toEqual({
    grant_type: TOKEN_EXCHANGE_GRANT,
    client_id: "nearside-cli",
    subject_token: credential.access_token,
    subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
    resource: server.issuer,
    scope: "read",
  });
});

it("asks nobody where the login allows no more", async () => {
  expect(await narrowed("read write")).toBe(credential);
  expect(await narrowed()).toBe(credential);
  expect(server.polls()).toBe(1);
});

it("takes a token for less than was asked for, which is what rules left", async () => {
  server.lies = { token: (honest) => ({ ...honest, scope: "" }) };
  expect((await narrowed("read")).scope).toBe("");
});

describe("a token is thrown away that is", () => {
  const rows: [what: string, token: NonNullable<Lies["token"]>][] = [
    ["another person's", (honest) => ({ ...honest, sub: newUserId(random) })],
    ["another machine's", (honest) => ({ ...honest, device: "A".repeat(43) })],
    ["another program's", (honest) => ({ ...honest, client_id: "other" })],
    ["another login's", (honest) => ({ ...honest, chain: "A".repeat(43) })],
    ["of a higher class", (honest) => ({ ...honest, acr: `${honest.acr}:hardware` })],
    ["of other methods", (honest) => ({ ...honest, amr: ["pop", "hwk", "user"] })],
    [
      "of a stronger proof",
      (honest) => ({ ...honest, proof: { peer: "same", key_storage: "tpm", passkey: "device_bound" } }),
    ],
    ["for details that nobody approved", (honest) => ({ ...honest, authorization_details: [{ type: "payment" }] })],
    ["younger than its login", (honest) => ({ ...honest, auth_time: honest.auth_time + 60 })],
    ["for another key", (honest) => ({ ...honest, cnf: { jkt: "A".repeat(43) } })],
    ["of another token", (honest) => ({ ...honest, parent: newRandomId(random) })],
    ["the login's own again", ({ parent: _, ...honest }) => honest],
    ["somebody's who acts for the person", (honest) => ({ ...honest, act: { sub: "orders-api" } })],
    ["for one API more", (honest) => ({ ...honest, aud: [...honest.aud, "https://bank.example"] })],
    ["for another API", (honest) => ({ ...honest, aud: ["https://bank.example"] })],
    ["that allows more", (honest) => ({ ...honest, scope: "read write" })],
    ["longer-lived", (honest) => ({ ...honest, exp: honest.exp + 1 })],
  ];
  it.each(rows)("%s", async (_what, token) => {
    server.lies = { token };
    const code = await narrowed("read").then(
      () => "none",
      (error: unknown) => problemOf(error).code,
    );
    expect(code).toBe("token_mismatch");
  });

  it("that allows more than the login's own token, though that was asked for", async () => {
    await expect(narrowed("write")).rejects.toMatchObject({ code: "token_mismatch" }); // the login's own is for "read"
  });

  it("signed by a stranger", async () => {
    server.lies = { tokenKey: await newSoftwareKey() };
    await expect(narrowed("read")).rejects.toMatchObject({ code: "key_mismatch" });
  });
});
