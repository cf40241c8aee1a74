import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { newUserId } from "@nearside/shared/ids.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { endRefusedToken } from "../credentials/change-credential.ts";
import {
  type Credential,
  credentialFile,
  removeCredential,
  slotOf,
  storeCredential,
} from "../credentials/credential.ts";
import { narrowToken } from "../credentials/narrow-token.ts";
import { newDeviceKey } from "../keys/device-key.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import { loginOnTerminal } from "../login/login-on-terminal.ts";
import { problemOf } from "../problems/problem.ts";
import { type Connection, connect } from "../server/connection.ts";
import type { AuthorizationParameters } from "../server/request-authorization.ts";
import { Terminal } from "../terminal/terminal.ts";
import { machineWith } from "../testing/enrolled-machine.ts";
import { keyPlaceIn } from "../testing/key-place.ts";
import { type LyingServer, startLyingServer } from "../testing/lying-server.ts";
import { outsideIn } from "../testing/sdk-outside.ts";
import { createMachineWorld } from "../world/machine-world.ts";
import type { World } from "../world/world.ts";
import { obtainCredential, type Session, type TokenDemands } from "./obtain-credential.ts";

const API = "https://api.example.com";
const random = (length: number): Uint8Array => randomBytes(length);
const now = (): number => Math.floor(Date.now() / 1000);
const ALICE = { id: newUserId(random), name: "alice" };
const ASKED: AuthorizationParameters = {
  clientId: "nearside-cli",
  scope: "read",
  resource: [API],
  authorizationDetails: undefined,
};

let folder: string;
let server: LyingServer;
let world: World;
let connection: Connection;
let session: Session;
let machine: EnrolledMachine;
/** The time since the logins were approved, and since their tokens were made. Seconds. */
let approved: { ago: number; issued: number };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearside-obtain-"));
  approved = { ago: 0, issued: 0 };
  server = await startLyingServer({ user: ALICE.id, random, now });
  server.lies = {
    token: ({ iat, ...honest }) => ({
      ...honest,
      aud: [API],
      auth_time: iat - approved.ago,
      iat: iat - approved.issued,
    }),
  };
  const stop = new AbortController().signal;
  world = {
    ...createMachineWorld(outsideIn(join(folder, "state")), stop),
    programs: { runtime: process.execPath, nearside: "", nativeHost: "" },
    terminal: terminalWith({ isTTY: false }),
    endWith: () => undefined,
    passSignals: () => () => undefined,
  };
  connection = connect(server.issuer, world);
  machine = machineWith(server.issuer, ALICE, await newDeviceKey());
  session = { place: keyPlaceIn(folder), machine, connection };
});
afterEach(async () => {
  connection.http.close();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

function terminalWith(screen: { readonly isTTY: boolean }): Terminal {
  const stream = () => Object.assign(new PassThrough(), screen);
  const [stdin, stdout, stderr] = [stream(), stream(), stream()];
  const { signal } = new AbortController();
  return new Terminal({ stdin, stdout, stderr, env: {}, json: false, signal, onInterrupt: () => undefined });
}

const logIn = (parameters: AuthorizationParameters = ASKED): Promise<Credential> =>
  loginOnTerminal(world, { ...session, parameters, openPage: undefined });
const obtain = (wanted: Partial<TokenDemands>): Promise<Credential> =>
  obtainCredential(world, session, {
    ...{ audience: API, resource: undefined, scope: undefined, parameters: ASKED, chosenBy: [] },
    ...{ stepUp: {}, login: "never", openPage: undefined },
    ...wanted,
  });
async function endOf(running: Promise<unknown>): Promise<[string, string]> {
  const problem = await running.then(() => undefined, problemOf);
  return [problem?.code ?? "none", problem?.message ?? ""];
}

describe("a kept login", () => {
  it("is used where it is as strong and as young as is wanted", async () => {
    const { access_token } = await logIn();
    for (const stepUp of [{}, { acrValues: ["urn:other", ACR_VALUES[0]] }, { maxAge: 60 }])
      expect((await obtain({ stepUp })).access_token).toBe(access_token);
  });

  it("is not where it is too weak, too old or was refused: what to type says just what is missing", async () => {
    approved.ago = 400;
    const { access_token: refused } = await logIn();
    const command = `nearside login --resource ${API} --scope read`;
    expect(await endOf(obtain({ stepUp: { acrValues: [ACR_VALUES[2]] } }))).toEqual([
      "not_signed_in",
      `You are signed in, but this needs a stronger login. Run: ${command} --acr hardware`,
    ]);
    expect(await endOf(obtain({ stepUp: { maxAge: 300 } }))).toEqual([
      "not_signed_in",
      `You are signed in, but you approved that too long ago for this. Run: ${command} --max-age 300`,
    ]);
    expect(await endOf(obtain({ refused, scope: "write", parameters: { ...ASKED, scope: "write" } }))).toEqual([
      "not_signed_in",
      `You are signed in, but the API does not accept that login for this. Run: ${command.replace("read", "'read write'")}`,
    ]);
    expect(await endOf(obtain({ refused, stepUp: { acrValues: ["urn:it's", "b"] } }))).toEqual([
      "not_signed_in",
      `You are signed in, but the API does not accept that login for this. Run: ${command} --acr 'urn:it'\\''s b'`,
    ]);
  });
});

describe("another program's login", () => {
  const SHOP = { ...ASKED, clientId: "shop-cli" };

  beforeEach(() => {
    server.lies = { token: (honest) => ({ ...honest, aud: [API] }) };
  });

  /** A login of that program, which lasts longer than this one's own. */
  const logInTheirs = async (): Promise<Credential> => {
    const theirs = { ...(await logIn()), client_id: "shop-cli", expires_at: now() + 3600 };
    await storeCredential(session.place, theirs, "file");
    return theirs;
  };

  it("is not handed out, and this one's own is renewed, although it has expired", async () => {
    const theirs = await logInTheirs();
    const own = await logIn();
    await storeCredential(session.place, { ...own, expires_at: now() - 1 }, "file");
    for (const wanted of [{}, { audience: undefined }, { scope: "read" }]) {
      const obtained = await obtain(wanted);
      expect([obtained.client_id, obtained.access_token === theirs.access_token]).toEqual(["nearside-cli", false]);
      expect(obtained.expires_at).toBeGreaterThan(now());
    }
    expect((await obtain({ parameters: SHOP })).access_token).toBe(theirs.access_token);
  });

  it("is named where there is no other, with what to type", async () => {
    const theirs = await logInTheirs();
    await removeCredential(session.place, slotOf(machine, ASKED));
    const named = "There is a login of another program, which is used only where --client-id names it: shop-cli.";
    const command = `nearside login --resource ${API} --scope read`;
    const said = ["not_signed_in", `You are not signed in for this yet. ${named} Run: ${command}`];
    for (const wanted of [{}, { audience: undefined }]) expect(await endOf(obtain(wanted))).toEqual(said);
    expect(await endOf(obtain({ scope: "write" }))).toEqual(["not_signed_in", expect.not.stringContaining("shop-cli")]);
    expect((await obtain({ parameters: SHOP })).access_token).toBe(theirs.access_token);
  });
});

it("nobody is asked to approve what could not be kept", async () => {
  const { place } = session;
  await mkdir(place.folder, { recursive: true, mode: 0o700 });
  const name = credentialFile(slotOf(machine, ASKED));
  await writeFile(join(place.folder, `.${name}.taken.draft`), ""); // this takes the place of a full disk
  session = { ...session, place: { ...place, randomName: () => "taken" } };
  expect((await endOf(logIn()))[0]).toBe("storage_failed");
  expect(() => server.lastRequest()).toThrow("nothing was asked yet");
});

it("where there is no login for that, what to type is said, as it is to be typed", async () => {
  expect(await endOf(obtain({ chosenBy: ["--profile", "day work"] }))).toEqual([
    "not_signed_in",
    `You are not signed in for this yet. Run: nearside login --profile 'day work' --resource ${API} --scope read`,
  ]);
  expect(await endOf(obtain({ audience: undefined, parameters: { ...ASKED, scope: "", resource: [] } }))).toEqual([
    "not_signed_in",
    "You are not signed in. Run `nearside login`.",
  ]);
});

it("a login that is less than was demanded is kept, and not used for that", async () => {
  expect(await endOf(logIn({ ...ASKED, acrValues: [ACR_VALUES[1]] }))).toEqual([
    "demand_not_met",
    expect.stringMatching(/\(acr\)$/),
  ]);
  approved.ago = 100;
  expect(await endOf(logIn({ ...ASKED, maxAge: 60 }))).toEqual([
    "demand_not_met",
    expect.stringMatching(/\(max_age\)$/),
  ]);
  expect((await obtain({})).access_token).not.toBe("");
});

describe("a token that is narrowed", () => {
  const rules = [{ id: "fresh", kind: "demand", title: "Production", says: "Touch it each hour." }];
  const more = { ...ASKED, scope: "read write" };
  /** Refuses the next exchange, and no exchange after another login. */
  const refuseOnce = (refusal: string): void => {
    const { token } = server.lies;
    server.lies = {
      ...server.lies,
      before: [{}, { error: "invalid_grant", refusal, rules }],
      answer: (honest) => {
        server.lies = token === undefined ? {} : { token };
        return honest;
      },
    };
  };
  const narrowed = (credential: Credential): Promise<Credential> =>
    narrowToken(connection, credential, { audience: API, scope: "read" });

  beforeEach(() => {
    server.lies = {
      token: (honest) => ({ ...honest, aud: [API], ...(honest.parent === undefined && { scope: "read write" }) }),
    };
  });

  it("is by a new login where a rule wants a new approval by now, and somebody is there", async () => {
    world = { ...world, terminal: terminalWith({ isTTY: true }) };
    const stored = await logIn(more);
    refuseOnce("approval_too_old");
    const { access_token, scope } = await obtain({ narrowed, parameters: more, login: "if_interactive" });
    const { claims } = await accessToken.read(access_token);
    expect([claims.scope, scope]).toEqual(["read", "read"]);
    expect(claims.request).not.toBe((await accessToken.read(stored.access_token)).claims.request);
  });

  it.each([
    ["approval_too_old", "requires a new touch"],
    ["rule_unmet", "requires more than that login has"],
  ])("is not given where nobody is there, and what to type is said: %s", async (refusal, reason) => {
    const stored = await logIn(more);
    refuseOnce(refusal);
    expect(await endOf(obtain({ narrowed, parameters: more, login: "if_interactive" }))).toEqual([
      "not_signed_in",
      `You are signed in, but a rule of your organisation ${reason}. "Production": Touch it each hour. Run: nearside login --resource ${API} --scope 'read write'`,
    ]);
    expect(await obtain({})).toEqual(stored);
  });

  it("is not given, and nobody is asked, where a rule says no", async () => {
    world = { ...world, terminal: terminalWith({ isTTY: true }) };
    await logIn(more);
    refuseOnce("rule_denied");
    expect((await endOf(obtain({ narrowed, parameters: more, login: "if_interactive" })))[0]).toBe("rule_denied");
    expect(server.polls()).toBe(2);
  });
});

describe("a token that an API calls invalid", () => {
  const end = (credential: Credential, refused: string) =>
    endRefusedToken(session.place, credential, refused, "file", world);

  it("is renewed by the next who asks, once it is a minute old", async () => {
    approved = { ago: 70, issued: 70 }; // our notion of the server's clock may be some seconds short
    const stored = await logIn();
    expect(await end(stored, stored.access_token)).toBe(true);
    const renewed = await obtain({});
    expect(renewed.access_token).not.toBe(stored.access_token);
    expect(await end(renewed, stored.access_token)).toBe(true);
    expect((await obtain({})).access_token).toBe(renewed.access_token);
  });

  it("is not where it is of just now", async () => {
    const stored = await logIn();
    expect(await end(stored, stored.access_token)).toBe(false);
    expect((await obtain({})).access_token).toBe(stored.access_token);
  });
});
