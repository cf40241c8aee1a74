import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { newUserId } from "@nearside/shared/ids.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KeyPlace } from "../keys/key-file.ts";
import type { LockPlace } from "../keys/lock.ts";
import { newSoftwareKey } from "../keys/software-key.ts";
import { problemOf } from "../problems/problem.ts";
import { type Connection, connect } from "../server/connection.ts";
import { keyPlaceIn } from "../testing/key-place.ts";
import { type Lies, type LyingServer, startLyingServer } from "../testing/lying-server.ts";
import { type Credential, credentialsOfEveryClient, storeCredential } from "./credential.ts";
import { signOut } from "./sign-out.ts";

const random = (length: number): Uint8Array => randomBytes(length);
/** A JWS by its form only: nothing here reads it. */
const JWS = "e30.e30.c2lnbmF0dXJl";
const user = { id: newUserId(random), name: "alice" };

let folder: string;
let place: KeyPlace & LockPlace;
let server: LyingServer;
let stop: AbortController;
let connection: Connection;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearside-sign-out-"));
  place = keyPlaceIn(folder);
  server = await startLyingServer({ user: user.id, random, now: () => Math.floor(Date.now() / 1000) });
  stop = new AbortController();
  connection = connect(server.issuer, {
    ...{ now: () => Date.now(), sleep: (ms: number) => wait(ms), random, stop: stop.signal },
  });
  for (const client_id of ["one", "two"]) await storeCredential(place, await credentialOf(client_id), "file");
});
afterEach(async () => {
  connection.http.close();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const credentialOf = async (client_id: string): Promise<Credential> => ({
  ...{ issuer: server.issuer, user, client_id, resource: [], scope: "", device_statement: JWS, request: JWS },
  ...{ expires_at: 0, clock_offset: 0, session_key: (await newSoftwareKey()).jwk, access_token: JWS },
  refresh_token: `refresh-token-of-${client_id}`,
});
const stored = () => credentialsOfEveryClient(place, { issuer: server.issuer, user });
const leave = async () => signOut(place, connection, await stored());

const FORMS = ["one", "two"].map((client_id) => ({
  ...{ client_id, token: `refresh-token-of-${client_id}`, token_type_hint: "refresh_token" },
}));

describe("signing out", () => {
  it("ends each login at the server, then here", async () => {
    expect(await leave()).toEqual({ logins: 2, revoked: true, notRevoked: undefined });
    expect(server.revoked).toEqual(expect.arrayContaining(FORMS));
    expect([server.revoked.length, await stored()]).toEqual([2, []]);
    expect(await leave()).toEqual({ logins: 0, revoked: true, notRevoked: undefined });
    expect(server.revoked.length).toBe(2);
  });

  it.each<[string, Lies, string, number]>([
    ["refuses", { revoke: { status: 400, body: { error: "invalid_request" } } }, "server_refused", 2],
    ["is busy", { revoke: { status: 503, body: {} } }, "server_busy", 2],
    ["redirects", { revoke: { status: 302, body: {} } }, "server_malformed", 2],
    [
      "names another server for it",
      { metadata: (honest) => ({ ...honest, revocation_endpoint: "https://evil.example/revoke" }) },
      "wrong_issuer",
      0,
    ],
  ])("ends them here all the same where the server %s, and says so", async (_what, lies, code, revocations) => {
    server.lies = lies;
    const { logins, revoked, notRevoked } = await leave();
    expect(revoked).toBe(false);
    expect([logins, notRevoked?.code, server.revoked.length, await stored()]).toEqual([2, code, revocations, []]);
  });

  it("ends them here where the server offers no revocation, which is no failure", async () => {
    server.lies = { metadata: (honest) => ({ ...honest, revocation_endpoint: undefined }) };
    expect(await leave()).toEqual({ logins: 2, revoked: false, notRevoked: undefined });
    expect([server.revoked, await stored()]).toEqual([[], []]);
  });

  it("waits once, not for each, for a server that does not answer", async () => {
    server.close();
    expect((await leave()).notRevoked?.code).toBe("server_unreachable");
    expect(await stored()).toEqual([]);
  });

  it("forgets nothing where it is interrupted: it can be done again", async () => {
    stop.abort();
    expect(problemOf(await leave().catch((error: unknown) => error)).code).toBe("interrupted");
    expect((await stored()).length).toBe(2);
  });
});
