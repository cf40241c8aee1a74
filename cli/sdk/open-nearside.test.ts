import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { refreshToken } from "../testing/lying-server.ts";
import { enrolIn } from "../testing/sdk-outside.ts";
import { codeOf, errorOf, type SdkStage, secondsNow, startSdkStage } from "../testing/sdk-stage.ts";
import type { NearsideEvent } from "./events.ts";
import { openNearside } from "./open-nearside.ts";
import type { SignInOptions } from "./options.ts";

/** The most polls that any test takes. */
const PENDING = Array<object>(100_000).fill({ error: "authorization_pending" });

let stage: SdkStage;
beforeEach(async () => {
  stage = await startSdkStage();
});
afterEach(() => stage.remove());

describe("open", () => {
  it("tells where a file of the folder chose among the person's enrolments", async () => {
    await enrolIn(stage.outside, "https://other.example", stage.user);
    const events: NearsideEvent[] = [];
    const options = { clientId: "orders-cli", onEvent: (event: NearsideEvent) => void events.push(event) };
    expect(await codeOf(openNearside(options, stage.outside))).toBe("several_enrolments");
    await writeFile(join(stage.work, ".nearside.json"), JSON.stringify({ issuer: "https://other.example" }));
    expect(await openNearside(options, stage.outside)).toMatchObject({ issuer: "https://other.example" });
    expect(events).toMatchObject([{ type: "folder_chose", message: expect.stringContaining("https://other.example") }]);
    const { issuer } = await openNearside({ ...options, issuer: stage.server.issuer }, stage.outside);
    expect(issuer).toBe(stage.server.issuer);
    expect(events.length).toBe(1);
  });

  it("takes nothing that names no program or no server", async () => {
    for (const options of [
      { clientId: "" },
      { clientId: "x".repeat(129) },
      { clientId: "x", issuer: "ftp://a.example" },
    ])
      expect(await codeOf(openNearside(options, stage.outside))).toBe("usage");
  });
});

describe("signIn", () => {
  it("asks once, and then finds what is kept", async () => {
    const session = await stage.signIn();
    expect(stage.events.map(({ type }) => type)).toEqual(["approval_needed", "signed_in"]);
    expect(session).toMatchObject({
      issuer: stage.server.issuer,
      user: stage.user,
      clientId: "orders-cli",
      resource: [stage.api.origin],
    });
    const { accessToken, expiresAt } = await (await stage.signIn()).token();
    expect(expiresAt).toBeGreaterThan(secondsNow() + 60);
    expect((await session.token()).accessToken).toBe(accessToken);
    expect(stage.logins()).toBe(1);
  });

  it("asks once for sign-ins at the same time", async () => {
    await Promise.all([stage.signIn(), stage.signIn(), stage.signIn()]);
    expect(stage.logins()).toBe(1);
  });

  it("asks again for another scope, keeping both, for other details, and for a login of just now", async () => {
    await stage.signIn();
    stage.granted.scope = "read write";
    await stage.signIn({ scope: ["write"] });
    await stage.signIn({ scope: "read" });
    expect(stage.logins()).toBe(2);
    expect(await codeOf(stage.signIn({ authorizationDetails: [{ type: "payment" }], interactive: false }))).toBe(
      "not_signed_in",
    );
    await stage.signIn({ maxAge: 0 });
    expect(stage.logins()).toBe(3);
  });

  it("asks once more where a rule wants a new approval at a renewal, and says which", async () => {
    const { lies } = stage.server;
    const before = Array<object>(3); // the first one is of a login
    const rules = [{ id: "fresh", kind: "demand", title: "Production", says: null }];
    before[1] = before[2] = { error: "invalid_grant", refusal: "approval_too_old", rules };
    const short: typeof lies.token = (honest) => ({ ...(lies.token?.(honest) ?? honest), exp: secondsNow() + 30 });
    stage.server.lies = { ...lies, token: short };
    const session = await stage.signIn();
    stage.server.lies = { ...lies, before };
    const error = await errorOf(session.token());
    expect(error).toMatchObject({
      code: "not_signed_in",
      next: "sign_in",
      rules: [{ id: "fresh", title: "Production" }],
    });
    expect(error.message).toContain('"Production"');
    await stage.signIn();
    expect(stage.logins()).toBe(2);
    await session.token();
    expect(stage.logins()).toBe(2);
  });

  it("tells what a rule wants the person to type", async () => {
    const rules = [{ id: "prod", kind: "demand", title: "Production", says: "Say why." }];
    const wanted = { what: "justification", rules };
    stage.server.lies = { ...stage.server.lies, before: [{ error: "authorization_pending", wanted }] };
    await stage.signIn();
    expect(stage.events).toContainEqual({
      type: "wanted",
      what: "justification",
      rules: [{ id: "prod", title: "Production", says: "Say why." }],
      message: 'Your browser asks for a reason first. "Production": Say why.',
    });
  });

  it("tells what is wrong with this machine where rules look at it, with a cure, before they refuse", async () => {
    const { lies } = stage.server;
    const taking = { nearside_posture: ["screen_lock"] };
    stage.server.lies = {
      ...lies,
      metadata: (honest) => ({ ...honest, ...taking }),
      answer: (answer) => ({ ...answer, posture_ruled: ["screen_lock", "firewall"] }),
    };
    await stage.signIn(); // an account without a desktop has no screen that locks
    const told = stage.events.find(({ type }) => type === "protection");
    expect(told).toMatchObject({
      facts: [{ name: "screen_lock", value: "unknown", cure: expect.stringContaining("15 minutes") }],
      message: expect.stringMatching(/^Screen lock: unknown.*not verified\.$/),
    });
    expect(stage.events.map(({ type }) => type)).toEqual(["protection", "approval_needed", "signed_in"]);
  });

  it("asks nobody where it may not", async () => {
    const error = await errorOf(stage.signIn({ interactive: false }));
    expect(error).toMatchObject({ code: "not_signed_in", exitCode: 4, next: "sign_in" });
    expect(error.message).not.toContain("nearside login");
    expect(stage.events).toEqual([]);
  });

  it("refuses a login that is not what was asked for, and says which part", async () => {
    expect((await errorOf(stage.signIn({ acrValues: ["urn:other"] }))).message).toMatch(/\(acr\)$/);
    stage.granted.authTime = () => secondsNow() - 1000;
    expect((await errorOf(stage.signIn({ maxAge: 0 }))).message).toMatch(/\(max_age\)$/);
    stage.granted.scope = "read";
    expect(await codeOf(stage.signIn({ scope: "write" }))).toBe("demand_not_met");
    stage.granted.scope = "something else";
    expect(await codeOf(stage.signIn({ scope: "write" }))).toBe("token_mismatch");
  });

  it("ends at once by a signal, of the call or of the program, and the next one continues", async () => {
    stage.server.lies = { ...stage.server.lies, before: PENDING };
    const [one, other] = [new AbortController(), new AbortController()];
    let queued: Promise<string> | undefined;
    // The second one begins while the first one waits for its person.
    const onEvent = (): void => {
      queued ??= codeOf(stage.signIn({ signal: other.signal }));
      one.abort(new Error("enough"));
    };
    const waiting = errorOf(stage.signIn({ signal: one.signal, onEvent }));
    expect(await waiting).toMatchObject({
      ...{ code: "interrupted", exitCode: 130, next: "stop" },
      cause: new Error("enough"),
    });
    other.abort();
    expect(await queued).toBe("interrupted");
    stage.server.lies = { ...stage.server.lies, before: [] };
    await stage.signIn();
  });

  it("is not disturbed by a display that throws, nor by an opener", async () => {
    const events: string[] = [];
    const onEvent = (event: NearsideEvent): void => {
      events.push(event.type);
      throw new Error("display");
    };
    const openBrowser = (): void => {
      throw new Error("opener");
    };
    await stage.signIn({ onEvent, openBrowser });
    expect(events).toEqual(expect.arrayContaining(["approval_needed", "browser_not_opened", "signed_in"]));
  });

  it("takes nothing that it can't ask for", async () => {
    const bad: readonly SignInOptions[] = [
      { scope: 'a"b' },
      { scope: ["a b"] },
      { resource: [""], scope: "\u0000" },
      { resource: Array.from({ length: 17 }, (_none, index) => `https://${index}.example`) },
      { maxAge: -1 },
      { maxAge: 1.5 },
      { acrValues: ["a b"] },
      { authorizationDetails: [{ type: "" }] },
    ];
    for (const options of bad) expect(await codeOf(stage.nearside.signIn(options))).toBe("usage");
    expect(stage.events).toEqual([]);
  });
});

describe("signOut", () => {
  it("ends every session of this program, and says whether there was one", async () => {
    const session = await stage.signIn();
    expect(await stage.nearside.signOut()).toBe(true);
    expect(await codeOf(session.token())).toBe("not_signed_in");
    expect(await stage.nearside.signOut()).toBe(false);
    expect(stage.server.revoked).toEqual([
      { client_id: "orders-cli", token: refreshToken(1), token_type_hint: "refresh_token" },
    ]);
    expect(stage.events.some(({ type }) => type === "not_revoked")).toBe(false);
  });

  it("ends them here where the server can't be told, and says so", async () => {
    const session = await stage.signIn();
    stage.server.close();
    expect(await stage.nearside.signOut()).toBe(true);
    expect(await codeOf(session.token())).toBe("not_signed_in");
    expect(stage.events.at(-1)?.type).toBe("not_revoked");
  });
});
