import { describe, expect, it } from "vitest";
import { problemNamed } from "../problem.ts";
import type { Login, Question } from "./login.ts";
import { openLoginOf, reduceApproval } from "./reducer.ts";
import type { ApprovalEvent, ApprovalState } from "./state.ts";

const login: Login = { request: "request", requestHash: "hash", startedAt: 0, expiresAt: 300_000 };
const question: Question = {
  decision: "decision",
  factsText: "{}",
  facts: {
    salt: "AAAAAAAAAAAAAAAAAAAAAA",
    client: { id: "acme", name: "Acme", verified: true },
    scope: "read",
    resource: [],
    authorization_details: [],
    context: { hostname: "", os: "", account: "", command: "", cwd: "", parent: null, tty: null, remote: null },
    seen: { address: "203.0.113.7", time: 0 },
  },
  user: { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "Ada" },
  keyStorage: "file",
  lifetime: { access_token: 900, refresh_token: 0 },
  justification: null,
  options: { challenge: "", rpId: "", timeout: 1, userVerification: "required", allowCredentials: [] },
};
const meeting = { hello: "hello", presence_proof: "presence", attestation: "attestation" };
const assertion = {
  id: "AAAAAAAAAAAAAAAA",
  rawId: "AAAAAAAAAAAAAAAA",
  type: "public-key",
  clientExtensionResults: {},
  response: { clientDataJSON: "", authenticatorData: "", signature: "" },
} as const;

const refused = (code: string): ApprovalEvent => ({
  type: "refused",
  problem: problemNamed(code, "server_failed"),
});
const run = (state: ApprovalState, ...events: ApprovalEvent[]): ApprovalState => events.reduce(reduceApproval, state);

const meetingState: ApprovalState = { at: "meeting", login, nonce: "nonce" };
const asking: ApprovalState = { at: "asking", login, question, problem: undefined };
const approving: ApprovalState = { at: "approving", login, question, assertion };

/** One of every state, so that a rule can be held against all of them. */
const everyState: readonly ApprovalState[] = [
  { at: "opening" },
  meetingState,
  { at: "proving", login, meeting },
  { at: "questioning", login },
  { at: "showing", login, question },
  asking,
  { at: "authenticating", login, question },
  approving,
  { at: "signing_denial", login, question, alert: false },
  { at: "denying", login, question, alert: false, denial: "denial" },
  { at: "extension_missing", login },
  { at: "not_enrolled", login },
  { at: "unreachable", login, problem: problemNamed("unreachable", "server_failed") },
  { at: "other_window" },
  { at: "failed", problem: problemNamed("malformed", "server_failed") },
  { at: "started_elsewhere" },
  { at: "approved", login, requestId: "rq", client: "Acme" },
  { at: "denied", login, alert: false },
  { at: "expired", login },
  { at: "settled", how: "approved" },
  { at: "unknown_login" },
];
const ENDED = ["started_elsewhere", "approved", "denied", "expired", "settled", "unknown_login"];
const toPress: readonly ApprovalEvent[] = [
  { type: "approve_pressed" },
  { type: "deny_pressed", alert: true },
  { type: "cancel_pressed" },
  { type: "retry_pressed" },
];

describe("an honest login", () => {
  it("goes from the link to the approval", () => {
    const end = run(
      { at: "opening" },
      { type: "opened", login, nonce: "nonce" },
      { type: "met", meeting },
      { type: "proved" },
      { type: "questioned", question },
      { type: "shown" },
      { type: "approve_pressed" },
      { type: "asserted", assertion },
      { type: "approved", requestId: "rq_1" },
    );
    expect(end).toEqual({ at: "approved", login, requestId: "rq_1", client: "Acme" });
  });

  it("asks only after the extension has verified and shown the decision", () => {
    const shown = run({ at: "questioning", login }, { type: "questioned", question });
    expect(shown.at).toBe("showing");
    expect(run(shown, { type: "approve_pressed" })).toBe(shown);
    expect(run(shown, refused("facts_mismatch")).at).toBe("failed");
  });

  it("goes back to the question when the touch is cancelled, refused or not given", () => {
    const touching = run(asking, { type: "approve_pressed" });
    expect(run(touching, { type: "cancel_pressed" })).toEqual(asking);
    expect(run(touching, refused("passkey_unused"))).toMatchObject({
      at: "asking",
      problem: { code: "passkey_unused" },
    });
    expect(run(approving, refused("passkey_synced"))).toMatchObject({
      at: "asking",
      problem: { code: "passkey_synced" },
    });
  });

  it("is not called back once the answer is on its way", () => {
    for (const event of [...toPress, { type: "time_up" } as const]) expect(run(approving, event)).toBe(approving);
  });
});

describe("a denial", () => {
  it.each([true, false])("is signed by the extension, then told to the server (alert: %s)", (alert) => {
    const signing = run(asking, { type: "deny_pressed", alert });
    expect(signing).toMatchObject({ at: "signing_denial", alert });
    const telling = run(signing, { type: "denial_signed", denial: "denial" });
    expect(telling).toMatchObject({ at: "denying", alert, denial: "denial" });
    expect(run(telling, { type: "denied" })).toEqual({ at: "denied", login, alert });
  });

  it("can be tried again where the extension did not sign it", () => {
    const signing = run(asking, { type: "deny_pressed", alert: true });
    expect(run(signing, refused("unreachable"))).toMatchObject({ at: "asking", problem: { code: "unreachable" } });
  });
});

describe("what a meeting can end in", () => {
  it.each([
    ["started_elsewhere", "started_elsewhere"],
    ["not_enrolled", "not_enrolled"],
    ["unreachable", "unreachable"],
    ["permission_missing", "unreachable"],
    ["handshake_mismatch", "failed"],
    ["no_code_of_ours", "failed"],
  ] as const)("%s: %s", (code, at) => {
    expect(run(meetingState, refused(code)).at).toBe(at);
  });

  it("never asks after a login that was started elsewhere", () => {
    const elsewhere = run(meetingState, refused("started_elsewhere"));
    const ready: ApprovalEvent = { type: "extension_ready" };
    for (const event of [...toPress, ready, { type: "shown" } as const]) expect(run(elsewhere, event)).toBe(elsewhere);
  });

  it("begins anew when the icon is clicked where the extension or its permission was missing", () => {
    const missing = run(meetingState, { type: "extension_absent" });
    expect(missing.at).toBe("extension_missing");
    for (const state of [missing, run(meetingState, refused("permission_missing"))])
      expect(run(state, { type: "extension_ready" })).toEqual({ at: "opening" });
  });
});

describe("what the server says of the login", () => {
  it.each([
    ["approved", { at: "settled", how: "approved" }],
    ["redeemed", { at: "settled", how: "approved" }],
    ["denied", { at: "settled", how: "denied" }],
    ["refused", { at: "settled", how: "refused" }],
    ["expired", { at: "expired", login: undefined }],
  ] as const)("%s when the page opens", (how, state) => {
    expect(run({ at: "opening" }, { type: "ended", how })).toEqual(state);
  });

  it.each([
    ["request_unknown", "unknown_login"],
    ["request_expired", "expired"],
    ["request_settled", "settled"],
    ["other_session", "other_window"],
  ] as const)("%s at any step: %s", (code, at) => {
    for (const state of everyState.filter(({ at }) => !ENDED.includes(at)))
      expect(run(state, refused(code)).at).toBe(at);
  });
});

describe("time", () => {
  it("ends what can still be decided, and nothing else", () => {
    for (const state of everyState) {
      const after = run(state, { type: "time_up" });
      if (openLoginOf(state) === undefined) expect(after).toBe(state);
      else expect(after).toEqual({ at: "expired", login });
    }
  });
});

describe("an ended login", () => {
  it("is moved by nothing", () => {
    const late: readonly ApprovalEvent[] = [
      ...toPress,
      { type: "opened", login, nonce: "nonce" },
      { type: "met", meeting },
      { type: "questioned", question },
      { type: "shown" },
      { type: "asserted", assertion },
      { type: "approved", requestId: "rq" },
      { type: "denied" },
      { type: "extension_ready" },
      { type: "time_up" },
      refused("unreachable"),
      refused("server_unreachable"),
      refused("other_session"),
      refused("request_expired"),
      refused("enrolment_expired"),
    ];
    for (const state of everyState.filter(({ at }) => ENDED.includes(at)))
      for (const event of late) expect(run(state, event)).toBe(state);
  });
});

describe("Approve", () => {
  it("does nothing but where the person is asked", () => {
    for (const state of everyState.filter(({ at }) => at !== "asking"))
      expect(run(state, { type: "approve_pressed" })).toBe(state);
  });
});
