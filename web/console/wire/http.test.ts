import { ask, read } from "@nearside/shared/api/console/entry.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { verifyDpop } from "@nearside/shared/statements/dpop.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConsoleProblem } from "../problem.ts";
import { type ConsoleHttp, createHttp } from "./http.ts";
import { type KeyStore, newSessionKey, type SessionKey } from "./session-key.ts";

const ORIGIN = "https://login.acme.example";
const NOW = 1_764_000_000_000;
const answer = v.strictObject({ fine: v.boolean() });
const LIST = read("/api/console/people", "people.read", v.unknown(), answer);
const ASK = ask("/api/console/people", "people.manage", v.unknown(), answer);
let key: SessionKey;
beforeAll(async () => {
  key = await newSessionKey(90_000);
});

interface SentRequest {
  readonly url: string;
  readonly request: RequestInit;
}

/** Connects the console to a server that answers each request with `respond`. */
function httpTo(respond: () => Response | Promise<Response>, isSignedIn = true) {
  const sent: SentRequest[] = [];
  const events: string[] = [];
  const keys: KeyStore = {
    read: async () => (isSignedIn ? key : undefined),
    keep: async () => undefined,
    forget: async () => undefined,
  };
  const http: ConsoleHttp = createHttp({
    fetch: async (url, request = {}) => {
      sent.push({ url: String(url), request });
      return respond();
    },
    origin: ORIGIN,
    keys,
    now: () => NOW,
    newId: () => `id-${sent.length}`,
    onSignedOut: () => events.push("signed out"),
    onAnswered: (jkt) => events.push(jkt),
  });
  return { http, sent, events };
}
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const problemIn = (asking: Promise<unknown>): Promise<ConsoleProblem> =>
  asking.then(
    () => Promise.reject(new Error("It was answered.")),
    (problem: ConsoleProblem) => problem,
  );

describe("a request of the console", () => {
  it("carries a proof for its very address, by the server's clock, and goes nowhere else", async () => {
    const { http, sent, events } = httpTo(() => json(200, { fine: true }));
    expect(await http.get(LIST, { q: "a b&c" })).toEqual({ fine: true });
    const [{ url, request } = { url: "", request: {} }] = sent;
    expect(url).toBe(`${ORIGIN}/api/console/people?q=a+b%26c`);
    expect(request).toMatchObject({ method: "GET", credentials: "same-origin", redirect: "error", cache: "no-store" });
    const proof = new Headers(request.headers).get("dpop");
    const { claims, jkt } = await verifyDpop(proof, "GET", `${ORIGIN}/api/console/people`);
    expect(jkt).toBe(key.jkt);
    expect(claims).toMatchObject({ jti: "id-0", iat: (NOW + 90_000) / 1000 });
    expect(events).toEqual([key.jkt]);
  });

  it("sends JSON", async () => {
    const { http, sent } = httpTo(() => json(200, { fine: true }));
    await http.post(ASK, { a: 1 });
    expect(sent[0]?.request).toMatchObject({ method: "POST", body: '{"a":1}' });
    expect(new Headers(sent[0]?.request.headers).get("content-type")).toBe("application/json");
  });

  it("is not made where nobody is signed in", async () => {
    const { http, sent, events } = httpTo(() => json(200, {}), false);
    expect(await problemIn(http.get(LIST, {}))).toMatchObject({ code: "not_signed_in" });
    expect([sent, events]).toEqual([[], ["signed out"]]);
  });
});

describe("what a request ends in", () => {
  it.each([
    ["server_failed", () => json(200, { fine: 1 })],
    ["server_failed", () => new Response("<html>", { status: 200 })],
    ["server_failed", () => new Response("<html>", { status: 502 })],
    ["temporarily_unavailable", () => new Response("<html>", { status: 503 })],
    ["too_many_requests", () => json(429, { error: "rate_limited" })],
    ["conflict", () => json(409, { error: "conflict", error_description: "Changed meanwhile." })],
    ["server_failed", () => json(400, { error: ["conflict"] })],
    ["server_unreachable", () => Promise.reject(new TypeError("Failed to fetch"))],
  ])("is %s", async (code, respond) => {
    const { http, events } = httpTo(respond);
    expect(await problemIn(http.post(ASK, {}))).toMatchObject({ code });
    expect(events).not.toContain("signed out");
  });

  it("says the server's sentence, and what is wrong with which field", async () => {
    const fields = [{ field: "name", problem: "Taken." }];
    const { http } = httpTo(() => json(400, { error: "invalid_request", error_description: "Not right.", fields }));
    const problem = await problemIn(http.post(ASK, {}));
    expect(problem).toMatchObject({ code: "invalid_request", sentence: "Not right.", fields });
  });

  it("ends the session here where it has ended there, whatever the reason", async () => {
    const { http, events } = httpTo(() => json(401, { error: "not_signed_in", refusal: "user_inactive" }));
    const problem = await problemIn(http.get(LIST, {}));
    expect(problem).toMatchObject({ code: "not_signed_in", refusal: "user_inactive" });
    expect(events).toEqual(["signed out"]);
  });
});

describe("a file", () => {
  const named = (name: string) => new Response("a,b", { headers: { "content-disposition": name } });
  it.each([
    ['attachment; filename="people-2026-11-25.csv"', "people-2026-11-25.csv"],
    ['attachment; filename="../../evil.html"', "people.csv"],
    ["attachment", "people.csv"],
  ])("has a plain name: %s", async (header, name) => {
    const { http } = httpTo(() => named(header));
    const file = await http.file(peopleApi.exportList, {});
    expect(file.name).toBe(name);
    expect(await file.content.text()).toBe("a,b");
  });
});
