import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { newUserId } from "@nearside/shared/ids.ts";
import { refreshStatement } from "@nearside/shared/statements/refresh.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newDeviceKey } from "../keys/device-key.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import type { LockPlace } from "../keys/lock.ts";
import { login } from "../login/login.ts";
import { problemOf } from "../problems/problem.ts";
import { type Connection, connect } from "../server/connection.ts";
import { machineWith } from "../testing/enrolled-machine.ts";
import { keyPlaceIn } from "../testing/key-place.ts";
import { type LyingServer, refreshToken, startLyingServer } from "../testing/lying-server.ts";
import { keepCredential } from "./change-credential.ts";
import { type Credential, credentialFile, loadCredential, removeCredential, storeCredential } from "./credential.ts";
import type { CredentialChoice } from "./own-credential.ts";
import { currentCredential, isEndedLogin } from "./renew-credential.ts";

const random = (length: number): Uint8Array => randomBytes(length);
const ALICE = { id: newUserId(random), name: "alice" };

let folder: string;
let place: KeyPlace & LockPlace;
let server: LyingServer;
let connection: Connection;
let machine: EnrolledMachine;
let credential: Credential;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearside-renew-"));
  place = keyPlaceIn(folder);
  server = await startLyingServer({ user: ALICE.id, random, now: () => Math.floor(Date.now() / 1000) });
  const stop = new AbortController().signal;
  connection = connect(server.issuer, { now: () => Date.now(), sleep: (ms) => wait(ms), random, stop });
  machine = machineWith(server.issuer, ALICE, await newDeviceKey());
  const parameters = { clientId: "nearside-cli", scope: "read", resource: [], authorizationDetails: undefined };
  const context = { hostname: "", os: "", account: "", command: "", cwd: "", parent: null, tty: null, remote: null };
  const peerOf = async () => ({ account: "unknown", process: null, forwarded: "unknown" }) as const;
  const display = { approvalNeeded: () => undefined, peerRefused: () => undefined };
  const keep = (given: Credential) => storeCredential(place, given, "file");
  credential = await login(
    connection,
    machine,
    parameters,
    { context: async () => context, peerOf, doorway: undefined },
    display,
    keep,
  );
});
afterEach(async () => {
  connection.http.close();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const current = (): Promise<Credential> => currentCredential(connection, machine, place, { clientId: "nearside-cli" });

/** The token ends within the minute. */
async function letItEnd(): Promise<void> {
  await storeCredential(place, { ...credential, expires_at: Math.floor(Date.now() / 1000) + 50 }, "file");
}

async function codeOf(running: Promise<unknown>): Promise<string> {
  return running.then(
    () => "none",
    (error: unknown) => problemOf(error).code,
  );
}

describe("a credential", () => {
  it("is given out as it is while it lasts, and the server is not asked", async () => {
    expect(await current()).toEqual(credential);
    expect(server.polls()).toBe(1);
  });

  it("is renewed before it ends, with a statement of this machine", async () => {
    await letItEnd();
    const renewed = await current();
    expect(renewed.refresh_token).toBe(refreshToken(2));
    expect(await loadCredential(place, credential)).toEqual(renewed);
    const form = server.tokenForms()[1];
    expect(form?.get("refresh_token")).toBe(refreshToken(1));
    const { claims, header } = await refreshStatement.read(form?.get("device_statement"));
    expect(header.kid).toBe(claims.iss);
    expect(claims.aud).toBe(server.issuer);
  });

  it("is asked for again with the same refresh token where the answer was lost, each time with a new statement", async () => {
    await letItEnd();
    server.lies = { lost: 3 }; // the login's own request was the first
    await current();
    const [, ...renewals] = server.tokenForms();
    expect(renewals.map((form) => form.get("refresh_token"))).toEqual(Array(3).fill(refreshToken(1)));
    expect(new Set(renewals.map((form) => form.get("device_statement"))).size).toBe(3);
  });

  it("is renewed once, however many ask at the same time", async () => {
    await letItEnd();
    const all = await Promise.all(Array.from({ length: 6 }, current));
    expect(new Set(all.map(({ access_token }) => access_token)).size).toBe(1);
    expect(server.polls()).toBe(2);
  });

  it.each([
    ["another's name", { token: (honest: object) => ({ ...honest, sub: newUserId(random) }) }, "wrong_user"],
    ["another machine", { token: (honest: object) => ({ ...honest, device: "A".repeat(43) }) }, "token_mismatch"],
    ["more scope than was asked for", { token: () => ({ scope: "read write" }) }, "token_mismatch"],
    ["another scope than was asked for", { token: () => ({ scope: "admin" }) }, "token_mismatch"],
  ])("is kept as it was where the new token has %s", async (_what, lie, code) => {
    await letItEnd();
    const before = await loadCredential(place, credential);
    const { token } = lie;
    server.lies = { token: (honest) => Object.assign(honest, token(honest)) };
    expect(await codeOf(current())).toBe(code);
    expect(await loadCredential(place, credential)).toEqual(before);
  });

  it("is renewed with less scope than was asked for where the server gives less, and later with the whole scope again", async () => {
    await letItEnd();
    server.lies = { token: (honest) => ({ ...honest, scope: "" }) };
    expect((await current()).scope).toBe("");
    credential = (await loadCredential(place, credential)) ?? credential;
    await letItEnd();
    server.lies = {};
    expect((await current()).scope).toBe("read");
  });

  it("that an older version kept is renewed for no more scope than it had", async () => {
    const { asked_scope: _asked, ...older } = credential;
    credential = older;
    await letItEnd();
    server.lies = { token: (honest) => ({ ...honest, scope: "read write" }) };
    expect(await codeOf(current())).toBe("token_mismatch");
    server.lies = {};
    expect((await current()).scope).toBe("read");
  });

  it.each([
    ["another person", async () => ({ user: { id: newUserId(random), name: "mallory" } })],
    ["another device key", async () => machineWith(server.issuer, ALICE, await newDeviceKey())],
  ])("gives no token where the machine was enrolled since for %s", async (_what, since) => {
    machine = { ...machine, ...(await since()) };
    expect(await codeOf(current())).toBe("not_signed_in");
    await letItEnd();
    expect(await codeOf(current())).toBe("not_signed_in");
    expect(server.polls()).toBe(1);
  });

  it("of a login is not written over by a renewal that was under way", async () => {
    await letItEnd();
    const newer = { ...credential, refresh_token: "of the newer login" };
    const renewal = current();
    while (server.polls() < 2) await wait(1);
    await Promise.all([renewal, keepCredential(place, newer, "file", connection)]);
    expect(await loadCredential(place, credential)).toEqual(newer);
  });

  it("is not asked for again where the new one could not be kept, and nothing is lost", async () => {
    await letItEnd();
    const before = await loadCredential(place, credential);
    // The only name that may be written is taken, which takes the place of a full disk.
    const there = place;
    const draft = join(place.folder, `.${credentialFile(credential)}.taken.draft`);
    place = { ...place, randomName: () => "taken" };
    await writeFile(draft, "");
    const error: unknown = await current().catch((thrown: unknown) => thrown);
    expect(problemOf(error)).toMatchObject({
      code: "storage_failed",
      message: expect.stringContaining("Check that the disk has room"),
    });
    expect(server.polls()).toBe(1);
    await rm(draft);
    place = there;
    expect(await loadCredential(place, credential)).toEqual(before);
    expect((await current()).refresh_token).toBe(refreshToken(2));
    expect((await readdir(place.folder)).filter((name) => name.endsWith(".draft"))).toEqual([]);
  });

  it("is another for each program and for each set of resources", async () => {
    const orders = { ...credential, resource: ["https://orders.example"], expires_at: credential.expires_at + 5 };
    const other = { ...credential, client_id: "other", resource: ["https://orders.example"] };
    for (const each of [orders, other]) await storeCredential(place, each, "file");
    const chosenBy = (choice: Partial<CredentialChoice>) =>
      currentCredential(connection, machine, place, { clientId: "nearside-cli", ...choice });
    expect(await chosenBy({})).toEqual(credential);
    expect(await chosenBy({ resource: ["https://orders.example"] })).toEqual(orders);
    expect(await chosenBy({ clientId: "other" })).toEqual(other);
    expect(await codeOf(chosenBy({ clientId: "other", resource: [] }))).toBe("not_signed_in");
    expect(await codeOf(chosenBy({ clientId: "third" }))).toBe("not_signed_in");
    expect(await codeOf(chosenBy({ resource: ["https://elsewhere.example"] }))).toBe("not_signed_in");
  });

  it.each([
    ["approval_too_old", "requires a new touch"],
    ["rule_unmet", "requires more than that login has"],
  ])("is not enough where a rule wants a new approval by now, and is kept: %s", async (refusal, reason) => {
    await letItEnd();
    const before = await loadCredential(place, credential);
    const rules = [{ id: "fresh", kind: "demand", title: "Production", says: "Touch it each hour." }];
    server.lies = { before: [{}, { error: "invalid_grant", refusal, rules }] };
    const error: unknown = await current().catch((thrown: unknown) => thrown);
    expect(isEndedLogin(error)).toBe(true);
    expect(error).toMatchObject({ code: "not_signed_in", rules });
    expect(problemOf(error).message).toMatch(
      new RegExp(`${reason}. "Production": Touch it each hour. Run: nearside login$`),
    );
    expect(await loadCredential(place, credential)).toEqual(before);
  });

  it("is refused, and no login helps, where a rule says no", async () => {
    await letItEnd();
    server.lies = { before: [{}, { error: "invalid_grant", refusal: "rule_denied" }] };
    const error: unknown = await current().catch((thrown: unknown) => thrown);
    expect(isEndedLogin(error)).toBe(false);
    expect(problemOf(error).code).toBe("rule_denied");
  });

  it("is gone after it was revoked or removed", async () => {
    await letItEnd();
    server.lies = { before: [{}, { error: "invalid_grant", refusal: "refresh_reused" }] };
    expect(await codeOf(current())).toBe("refresh_reused");
    await removeCredential(place, credential);
    expect(await codeOf(current())).toBe("not_signed_in");
  });
});
