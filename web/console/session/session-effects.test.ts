import type { Addressed, JsonEntry, OutputOf } from "@nearside/shared/api/entry.ts";
import type { Ask } from "@nearside/shared/api/page-messages.ts";
import type { User } from "@nearside/shared/claims.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { ConsoleProblem } from "../problem.ts";
import { newSessionKey, type SessionKey } from "../wire/session-key.ts";
import { type SessionParts, sessionEffect } from "./session-effects.ts";
import type { SessionState } from "./session-state.ts";

const NOW = 1_764_000_000_000;
const NONCE = "A".repeat(22);
const SIGN_IN = "a".repeat(16);
const SESSION = {
  now: NOW + 5_000,
  user: { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "ada", display_name: "Ada", role: "owner" },
  machine: { device: "A".repeat(43), hostname: "ada-laptop", browser: "Chromium" },
  signed_in_at: NOW,
  idle_ends_at: NOW + 1_805_000,
  ends_at: NOW + 28_805_000,
};
const OPTIONS = { challenge: "", rpId: "acme.example", timeout: 1, userVerification: "required", allowCredentials: [] };
const ANSWERS: Readonly<Record<string, unknown>> = {
  "/api/console/session": SESSION,
  "/api/console/sign-in/nonce": { nonce: NONCE, now: (NOW + 5_000) / 1000 },
  "/api/console/sign-in/options": { user: { name: "ada", display_name: "Ada" }, options: OPTIONS },
  "/api/console/sign-in": {},
  "/api/console/sign-out": {},
};
const ASSERTION: AssertionJson = {
  id: "AAAA",
  rawId: "AAAA",
  type: "public-key",
  clientExtensionResults: {},
  response: { clientDataJSON: "", authenticatorData: "", signature: "" },
};

function world(answers = ANSWERS, isPresent = true, users: readonly User[] = []) {
  const requests: [path: string, body: unknown][] = [];
  const asks: Ask[] = [];
  const stored: (SessionKey | undefined)[] = [];
  const answerTo = <E extends JsonEntry & Addressed>({ address, output }: E, body: unknown): OutputOf<E> => {
    requests.push([address, body]);
    const answer = answers[address];
    if (answer instanceof Error) throw answer;
    return v.parse(output, answer);
  };
  const parts: SessionParts = {
    http: {
      get: async (to) => answerTo(to, undefined),
      post: async (to, body) => answerTo(to, body),
      change: () => Promise.reject(new Error("nothing is changed")),
      file: () => Promise.reject(new Error("no file is asked for")),
    },
    post: async (to, body) => answerTo(to, body),
    keys: {
      read: async () => stored.at(-1),
      keep: async (key) => void stored.push(key),
      forget: async () => void stored.push(undefined),
    },
    extension: {
      present: () => isPresent,
      signsReasons: () => true,
      reviews: () => true,
      onReady: () => () => undefined,
      onEvent: () => () => undefined,
      ask: async (ask) => {
        asks.push(ask);
        if (ask.kind === "sign_in" && users.length > 1) return { kind: "accounts", users: [...users] };
        return { kind: "signed_in", sign_in: SIGN_IN };
      },
    },
    askPasskey: async () => ASSERTION,
    now: () => NOW,
    lastAnsweredAt: () => NOW - 1,
  };
  const run = (state: SessionState) => sessionEffect(state, parts, new AbortController().signal);
  return { run, requests, asks, stored };
}
const noFormer = { former: undefined };

describe("signing in", () => {
  it("asks the extension with the server's nonce, and names a key that it made just now", async () => {
    const { run, requests, asks } = world();
    const event = await run({ at: "meeting", as: undefined, ...noFormer });
    expect(asks).toEqual([{ kind: "sign_in", nonce: NONCE }]);
    if (event?.type !== "met") throw new Error(`It ended in ${event?.type}.`);
    const { key, signIn } = event.meeting;
    expect(signIn).toBe(SIGN_IN);
    expect(requests[1]).toEqual(["/api/console/sign-in/options", { sign_in: SIGN_IN, session_jkt: key.jkt }]);
    expect(key.serverIsAheadBy).toBe(5_000);
    expect(key.privateKey.extractable).toBe(false);
  });

  it("asks whom it is to be where the browser is enrolled for several, then the extension for that one", async () => {
    const users = ["A", "B"].map((id) => ({ id: `us_${id.repeat(22)}`, name: id }));
    const { run, requests, asks } = world(ANSWERS, true, users);
    expect(await run({ at: "meeting", as: undefined, ...noFormer })).toEqual({ type: "to_choose", users });
    expect(requests.map(([path]) => path)).toEqual(["/api/console/sign-in/nonce"]);
    expect(run({ at: "choosing", users, ...noFormer })).toBeUndefined();
    const user = `us_${"B".repeat(22)}`;
    expect(await run({ at: "meeting", as: user, ...noFormer })).toMatchObject({ type: "met" });
    expect(asks.at(-1)).toEqual({ kind: "sign_in_as", nonce: NONCE, user });
  });

  it("finds that the extension is not there, without asking the server for anything", async () => {
    const { run, requests } = world(ANSWERS, false);
    expect(await run({ at: "meeting", as: undefined, ...noFormer })).toEqual({ type: "extension_absent" });
    expect(requests).toEqual([]);
  });

  it("keeps the key once the server has taken it, and not before", async () => {
    const key = await newSessionKey(5_000);
    const user = { name: "ada", display_name: "Ada" };
    const options = {
      challenge: "",
      rpId: "",
      timeout: 1,
      userVerification: "required",
      allowCredentials: [],
    } as const;
    const meeting = { signIn: SIGN_IN, key, user, options: { ...options, allowCredentials: [] } };
    const { run, requests, stored } = world();
    const event = await run({ at: "entering", meeting, assertion: ASSERTION, ...noFormer });
    expect(requests[0]).toEqual([
      "/api/console/sign-in",
      { sign_in: SIGN_IN, session_key: key.jwk, assertion: ASSERTION },
    ]);
    expect(stored).toEqual([key]);
    expect(event).toMatchObject({ type: "opened", session: { endsAt: NOW + 28_800_000, idleFor: 1_800_000 } });

    const refused = world({ ...ANSWERS, "/api/console/sign-in": new ConsoleProblem("assertion_invalid") });
    const failed = await refused.run({ at: "entering", meeting, assertion: ASSERTION, ...noFormer });
    expect(failed).toMatchObject({ type: "failed", problem: { code: "assertion_invalid" } });
    expect(refused.stored).toEqual([]);
  });
});

describe("a session", () => {
  it("is looked up", async () => {
    expect(await world().run({ at: "opening", ...noFormer })).toMatchObject({ type: "opened" });
    const none = world({ "/api/console/session": new ConsoleProblem("not_signed_in") });
    expect(await none.run({ at: "opening", ...noFormer })).toEqual({
      type: "ended",
      now: NOW,
      lastAnsweredAt: NOW - 1,
    });
    const away = world({ "/api/console/session": new ConsoleProblem("server_unreachable") });
    expect(await away.run({ at: "opening", ...noFormer })).toMatchObject({ type: "failed" });
  });

  it("ends with its key forgotten, also where the server had ended it before", async () => {
    const opened = await world().run({ at: "opening", ...noFormer });
    if (opened?.type !== "opened") throw new Error("There is no session.");
    const { session } = opened;
    for (const answer of [{}, new ConsoleProblem("not_signed_in")]) {
      const { run, stored } = world({ "/api/console/sign-out": answer });
      expect(await run({ at: "signing_out", session, ...noFormer })).toEqual({ type: "signed_out" });
      expect(stored).toEqual([undefined]);
    }
  });
});
