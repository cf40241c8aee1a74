import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { newUserId } from "@nearside/shared/ids.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newDeviceKey } from "../keys/device-key.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import { login } from "../login/login.ts";
import { connect } from "../server/connection.ts";
import { joinScopes } from "../server/scope-words.ts";
import { machineWith } from "../testing/enrolled-machine.ts";
import { keyPlaceIn } from "../testing/key-place.ts";
import { type LyingServer, startLyingServer } from "../testing/lying-server.ts";
import { endToken } from "./change-credential.ts";
import { type Credential, loadCredential, storeCredential } from "./credential.ts";
import { findForAudience, otherClientsFor } from "./for-audience.ts";

const API = "https://api.example.com";
const OTHER = "https://other.example.com/v1";
const random = (length: number): Uint8Array => randomBytes(length);
const ALICE = { id: newUserId(random), name: "alice" };
const waiting = { now: () => Date.now(), sleep: (ms: number) => wait(ms) };

let folder: string;
let place: ReturnType<typeof keyPlaceIn>;
let server: LyingServer;
let machine: EnrolledMachine;
let one: Credential;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearside-audience-"));
  place = keyPlaceIn(folder);
  server = await startLyingServer({ user: ALICE.id, random, now: () => Math.floor(Date.now() / 1000) });
  machine = machineWith(server.issuer, ALICE, await newDeviceKey());
  const connection = connect(server.issuer, { ...waiting, random, stop: new AbortController().signal });
  const parameters = { clientId: "nearside-cli", scope: "read", resource: [API], authorizationDetails: undefined };
  const context = { hostname: "", os: "", account: "", command: "", cwd: "", parent: null, tty: null, remote: null };
  const peerOf = async () => ({ account: "unknown", process: null, forwarded: "unknown" }) as const;
  const display = { approvalNeeded: () => undefined, peerRefused: () => undefined };
  one = await login(
    connection,
    machine,
    parameters,
    { context: async () => context, peerOf, doorway: undefined },
    display,
    async () => undefined,
  );
  connection.http.close();
  for (const [resource, scope] of [
    [[API], "read write"],
    [[API, OTHER], "read deploy"],
    [[], "admin"],
  ] as const)
    await storeCredential(place, { ...one, resource: [...resource], scope }, "file");
});
afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const found = async (audience: string, scope?: string, clientId = "nearside-cli") =>
  (await findForAudience(place, machine, clientId, { audience, scope }))?.resource;

describe("the login for an audience", () => {
  it("is the one for the fewest resources that allows what is wanted", async () => {
    expect(await found(API)).toEqual([API]);
    expect(await found(`${API}/`, "write read")).toEqual([API]);
    expect(await found(API, "deploy")).toEqual([API, OTHER]);
    expect(await found(OTHER)).toEqual([API, OTHER]);
    expect(await found(server.issuer)).toEqual([]);
  });

  it("is never another program's, however much longer that one lasts, and the other one is named", async () => {
    const theirs = { ...one, client_id: "hello-cli", resource: [API], scope: "read write admin" };
    await storeCredential(place, { ...theirs, expires_at: one.expires_at + 3600 }, "file");
    await storeCredential(place, { ...one, resource: [API], scope: "read write", expires_at: 0 }, "file");
    const own = await findForAudience(place, machine, "nearside-cli", { audience: API });
    expect([own?.client_id, own?.expires_at]).toEqual(["nearside-cli", 0]);
    expect(await found(API, "admin")).toBeUndefined();
    expect(await found(API, "admin", "hello-cli")).toEqual([API]);
    expect(await otherClientsFor(place, machine, "nearside-cli", { audience: API, scope: "admin" })).toEqual([
      "hello-cli",
    ]);
    expect(await otherClientsFor(place, machine, "nearside-cli", { audience: OTHER })).toEqual([]);
  });

  it.each([
    ["https://api.example.com/orders", undefined, undefined],
    ["https://api.example.com.evil.example", undefined, undefined],
    ["http://api.example.com", undefined, undefined],
    [API, "write deploy", undefined],
    [API, "writ", undefined],
    [API, undefined, "another-client"],
  ])("gives no token for %s, %s, %s", async (audience, scope, clientId) => {
    expect(await found(audience, scope, clientId)).toBeUndefined();
  });

  it("joins what two tokens allow", () => {
    expect(joinScopes("read  write", "write deploy")).toBe("read write deploy");
    expect(joinScopes("", "read")).toBe("read");
  });
});

describe("a token that was refused", () => {
  it("ends here, if it is still the one that is kept", async () => {
    const slot = { ...one, resource: [API] };
    await endToken(place, slot, "another", "file", waiting);
    expect((await loadCredential(place, slot))?.expires_at).toBe(one.expires_at);
    await endToken(place, slot, one.access_token, "file", waiting);
    expect((await loadCredential(place, slot))?.expires_at).toBe(0);
  });
});
