import type { Standing } from "@nearside/shared/api/login-requests.ts";
import type { SecondWait } from "@nearside/shared/api/second-wait.ts";
import { describe, expect, it } from "vitest";
import type { Login, ReuseQuestion, TouchQuestion, Wish } from "../data/login.ts";
import { problemNamed } from "../problem-named.ts";
import { believedStandingOf, openLoginOf, reduceApproval } from "./reducer.ts";
import type {
  ApprovalEvent,
  ApprovalState,
  ApprovedState,
  AskingState,
  ReusingState,
  TypingState,
  WaitingState,
} from "./state.ts";

const login: Login = { request: "request", requestHash: "hash", startedAt: 0, expiresAt: 300_000 };
const options = { challenge: "", rpId: "", timeout: 1, userVerification: "required" as const, allowCredentials: [] };
const question: TouchQuestion = {
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
  claims: {
    user: { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "Ada" },
    key_storage: "file",
    lifetime: { access_token: 900, refresh_token: 0 },
    justification: null,
  },
  rules: [],
  touch: { first: options, key: null },
};
const twoKeys: TouchQuestion = { ...question, touch: { first: options, key: options } };
const reuseQuestion: ReuseQuestion = {
  ...question,
  restsOn: {
    request: "rq_AAAAAAAAAAAAAAAAAAAAAA",
    decision: "hash",
    assertion: "hash",
    credential_id: "AAAAAAAAAAAAAAAA",
    approved_at: 0,
    stands: 600,
  },
};
const rule = { id: "prod", kind: "demand", title: "Production", says: null } as const;
const wish: Wish = { wanted: { what: "justification", rules: [rule] }, facts: question.facts, typed: {} };
const typed = { justification: "to bring the fix live" };
const meeting = { nonce: "nonce", hello: "hello", presence_proof: "presence", attestation: "attestation" };
const assertion = {
  id: "AAAAAAAAAAAAAAAA",
  rawId: "AAAAAAAAAAAAAAAA",
  type: "public-key",
  clientExtensionResults: {},
  response: { clientDataJSON: "", authenticatorData: "", signature: "" },
} as const;

const refused = (code: string): ApprovalEvent => ({
  type: "refused",
  problem: problemNamed(code),
});
const run = (state: ApprovalState, ...events: ApprovalEvent[]): ApprovalState => events.reduce(reduceApproval, state);

const meetingState: ApprovalState = { at: "meeting", login, nonce: "nonce" };
const asking: AskingState = { at: "asking", login, question, problem: undefined };
const approving: ApprovalState = {
  at: "approving",
  login,
  question,
  touches: { assertion, securityKey: null },
};
const typing: TypingState = { at: "typing", login, wish, problem: undefined };
const second: SecondWait = {
  ...{ version: 1, asked: ["Bob"], asked_total: 1, quorum: 1, have: 0, since: 1_800_000_000, until: 1_800_000_900 },
  questions: [],
};
const approved: ApprovedState = { at: "approved", login, requestId: "rq", client: "Acme" };
const waiting: WaitingState = { at: "waiting", login, second, approved, problem: undefined };
const reusing: ReusingState = { at: "reusing", login, question: reuseQuestion };

/** Holds one sample of every state, so that a rule can be held against all of them. */
const everyState: readonly ApprovalState[] = [
  { at: "opening" },
  meetingState,
  { at: "proving", login, meeting },
  { at: "questioning", login },
  { at: "showing", login, question, from: undefined },
  typing,
  { at: "handing_in", login, from: typing, typed },
  asking,
  { at: "authenticating", login, question },
  { at: "touching_key", login, question: twoKeys, assertion },
  approving,
  reusing,
  waiting,
  { at: "waiting_elsewhere", second },
  { at: "saying_why", login, from: asking, problem: undefined },
  { at: "signing_denial", login, from: asking, alert: false },
  { at: "denying", login, from: asking, alert: false, denial: "denial" },
  { at: "extension_missing", login },
  { at: "not_enrolled", login },
  { at: "unreachable", login, problem: problemNamed("unreachable") },
  { at: "unmet", login, problem: problemNamed("rule_unmet") },
  { at: "gone", login, approved: false, over: false },
  { at: "other_window" },
  { at: "failed", problem: problemNamed("malformed") },
  { at: "started_elsewhere" },
  { at: "approved", login, requestId: "rq", client: "Acme" },
  { at: "reused", login, requestId: "rq", question: reuseQuestion },
  { at: "ruled_out", login, problem: problemNamed("rule_denied") },
  { at: "denied", login, alert: false },
  { at: "expired", login },
  { at: "withdrawn", login, reason: "ended" },
  { at: "settled", how: "approved" },
  { at: "unknown_login" },
];
const ENDED = [
  "started_elsewhere",
  "approved",
  "reused",
  "ruled_out",
  "denied",
  "expired",
  "withdrawn",
  "settled",
  "unknown_login",
];
const toPress: readonly ApprovalEvent[] = [
  { type: "approve_pressed" },
  { type: "deny_pressed", alert: true },
  { type: "say_why_pressed" },
  { type: "cancel_pressed" },
  { type: "retry_pressed" },
  { type: "typed", typed },
];

describe("an honest login", () => {
  it("goes from the link to the approval", () => {
    const end = run(
      { at: "opening" },
      { type: "opened", login, nonce: "nonce" },
      { type: "met", meeting },
      { type: "questioned", question },
      { type: "shown" },
      { type: "approve_pressed" },
      { type: "asserted", assertion },
      { type: "approved", requestId: "rq_1" },
    );
    expect(end).toEqual({ at: "approved", login, requestId: "rq_1", client: "Acme" });
  });

  it("asks for the decision where the meeting brought none, and for the text that it wants", () => {
    const proving: ApprovalState = { at: "proving", login, meeting };
    expect(run(proving, { type: "proved" })).toEqual({ at: "questioning", login });
    expect(run(proving, { type: "wanted", wish })).toEqual(typing);
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

describe("what a rule wants to know first", () => {
  const wanted: ApprovalEvent = { type: "wanted", wish };

  it("is typed, one thing at a time, and then the decision is shown", () => {
    const first = run({ at: "questioning", login }, wanted);
    expect(first).toEqual(typing);
    const handingIn = run(first, { type: "typed", typed });
    expect(handingIn).toEqual({ at: "handing_in", login, from: typing, typed });
    const ticket: Wish = {
      wanted: { what: "ticket", prefixes: ["OPS"], mismatch: false, rules: [rule] },
      facts: question.facts,
      typed,
    };
    const second = run(handingIn, { type: "wanted", wish: ticket });
    expect(run(second, { type: "typed", typed: { ticket: "OPS-1" } })).toMatchObject({
      at: "handing_in",
      typed: { ...typed, ticket: "OPS-1" },
    });
    const showing = run(handingIn, { type: "questioned", question });
    expect(showing).toEqual({ at: "showing", login, question, from: typing });
    expect(run(showing, { type: "shown" })).toEqual(asking);
  });

  it("stays typed where it did not arrive", () => {
    const after = run(typing, { type: "typed", typed }, refused("server_unreachable"));
    expect(after).toMatchObject({ at: "typing", wish: { typed }, problem: { code: "server_unreachable" } });
  });

  it("is asked for again where the rules no longer want what was typed", () => {
    expect(run(typing, { type: "typed", typed }, refused("typed_unasked"))).toEqual({ at: "questioning", login });
  });

  it("may be met by a denial instead", () => {
    const signing = run(typing, { type: "deny_pressed", alert: true });
    expect(signing).toEqual({ at: "signing_denial", login, from: typing, alert: true });
    expect(run(signing, refused("unreachable"))).toMatchObject({ at: "typing", problem: { code: "unreachable" } });
  });

  it("approves nothing", () => {
    expect(run(typing, { type: "approve_pressed" })).toBe(typing);
  });
});

describe("a security key that a rule asks for as well", () => {
  const first = run({ at: "authenticating", login, question: twoKeys }, { type: "asserted", assertion });
  const second = { ...assertion, id: "BBBBBBBBBBBBBBBB" };

  it("is touched after the passkey, and nothing is sent before", () => {
    expect(first).toEqual({ at: "touching_key", login, question: twoKeys, assertion });
    expect(run(first, { type: "asserted", assertion: second })).toMatchObject({
      at: "approving",
      touches: { assertion, securityKey: second },
    });
  });

  it("leads back to the question where it is not touched", () => {
    const back = { at: "asking", login, question: twoKeys, problem: undefined };
    expect(run(first, { type: "cancel_pressed" })).toEqual(back);
    for (const code of ["passkey_unused", "security_key_first"])
      expect(run(first, refused(code))).toMatchObject({ at: "asking", problem: { code } });
    const sent = run(first, { type: "asserted", assertion: second });
    expect(run(sent, refused("security_key_missing"))).toMatchObject({ at: "asking", question: twoKeys });
  });
});

describe("an earlier approval that is enough for this login", () => {
  it("is told to the server once the extension has shown the decision, and asks nobody", () => {
    const showing = run({ at: "questioning", login }, { type: "questioned", question: reuseQuestion });
    expect(showing).toMatchObject({ at: "showing" });
    expect(run(showing, refused("standing_mismatch")).at).toBe("failed");
    expect(run(showing, { type: "shown" })).toEqual(reusing);
    expect(run(reusing, { type: "approve_pressed" })).toBe(reusing);
    expect(run(reusing, { type: "approved", requestId: "rq_1" })).toEqual({
      at: "reused",
      login,
      requestId: "rq_1",
      question: reuseQuestion,
    });
  });

  it("can be denied until then, and never continues after that by itself", () => {
    const signing = run(reusing, { type: "deny_pressed", alert: true });
    expect(signing).toEqual({ at: "signing_denial", login, from: reusing, alert: true });
    expect(run(signing, refused("unreachable")).at).toBe("failed");
    const denying = run(signing, { type: "denial_signed", denial: "denial" });
    expect(run(denying, { type: "denied" })).toEqual({ at: "denied", login, alert: true });
    expect(run(denying, refused("request_settled"))).toEqual({ at: "settled", how: "too_late" });
  });
});

describe("an approval that others have to give too", () => {
  const followed = (standing: Standing): ApprovalEvent => ({ type: "followed", standing });

  it("is said to wait, with what is known, until they have given it", () => {
    const waits = run(approving, { type: "approved", requestId: "rq", second });
    expect(waits).toMatchObject({ at: "waiting", second, approved: { at: "approved", requestId: "rq" } });
    const more = { ...second, version: 2, have: 1 };
    const further = run(waits, followed({ state: "waiting", second: more }));
    expect(further).toMatchObject({ at: "waiting", second: more });
    expect(run(waits, followed({ state: "waiting", second }))).toBe(waits);
    expect(run(further, followed({ state: "redeemed" })).at).toBe("approved");
    expect(run(waits, followed({ state: "denied" }))).toEqual({ at: "settled", how: "denied" });
    expect(run(waits, followed({ state: "expired" })).at).toBe("expired");
    expect(run(waits, followed({ state: "withdrawn", reason: "ended" }))).toMatchObject({ at: "gone", over: true });
  });

  it("can be withdrawn meanwhile, and does not run out with the request", () => {
    expect(run(waiting, { type: "time_up" })).toBe(waiting);
    const signing = run(waiting, { type: "deny_pressed", alert: false });
    expect(signing).toMatchObject({ at: "signing_denial", from: waiting });
    expect(run(signing, { type: "denial_signed", denial: "denial" }, { type: "denied" }).at).toBe("denied");
    expect(run(signing, refused("unreachable"))).toMatchObject({ at: "waiting", problem: { code: "unreachable" } });
  });

  it("is told of where the page is opened again", () => {
    expect(run({ at: "opening" }, { type: "waits", second })).toEqual({ at: "waiting_elsewhere", second });
  });
});

describe("rules that say no", () => {
  it.each(["rule_denied", "rules_failed"])("end the login, wherever that is heard: %s", (code) => {
    for (const state of everyState.filter(({ at }) => !ENDED.includes(at)))
      expect(run(state, refused(code))).toMatchObject({ at: "ruled_out", problem: { code } });
  });

  it("say so with their names", () => {
    const problem = { ...problemNamed("rule_denied"), rules: [rule] };
    expect(run({ at: "questioning", login }, { type: "refused", problem })).toEqual({
      at: "ruled_out",
      login,
      problem,
    });
  });

  it("leave the login open where another passkey would do", () => {
    const unmet = run({ at: "questioning", login }, refused("rule_unmet"));
    expect(unmet).toMatchObject({ at: "unmet", problem: { code: "rule_unmet" } });
    expect(run(unmet, { type: "retry_pressed" })).toEqual({ at: "opening" });
    expect(run(approving, refused("rule_unmet"))).toMatchObject({ at: "asking", problem: { code: "rule_unmet" } });
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

  it.each([asking, typing])("can say why, and that changes nothing else ($at)", (from) => {
    const saying = run(from, { type: "say_why_pressed" });
    expect(saying).toEqual({ at: "saying_why", login, from, problem: undefined });
    expect(run(saying, { type: "approve_pressed" })).toBe(saying);
    expect(run(saying, { type: "cancel_pressed" })).toBe(from);
    const signing = run(saying, { type: "deny_pressed", alert: false, reason: "use the staging API" });
    expect(signing).toMatchObject({ at: "signing_denial", reason: "use the staging API" });
    expect(run(signing, refused("unreachable"))).toMatchObject({ at: "saying_why", from });
    expect(run(signing, { type: "denial_signed", denial: "denial" }, { type: "denied" }).at).toBe("denied");
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

  it("begins again when the icon is clicked where the extension or its permission was missing", () => {
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
    ["request_withdrawn", "opening"],
  ] as const)("%s at any step: %s", (code, at) => {
    for (const state of everyState.filter(({ at }) => !ENDED.includes(at)))
      expect(run(state, refused(code)).at).toBe(at);
  });
});

describe("a command line that nobody hears of any more", () => {
  const followed = (
    state: "waited_for" | "command_line_gone" | "redeemed" | "denied" | "refused" | "expired",
  ): ApprovalEvent => ({
    type: "followed",
    standing: { state },
  });
  const withdrawn: ApprovalEvent = { type: "followed", standing: { state: "withdrawn", reason: "ended" } };
  const approved: ApprovalState = { at: "approved", login, requestId: "rq", client: "Acme" };
  const waiting = everyState.filter((state) => believedStandingOf(state) === "waited_for");

  it("asks for no approval, and is met again once it is back", () => {
    expect(waiting.map(({ at }) => at)).toContain("asking");
    for (const state of waiting) {
      const gone = run(state, followed("command_line_gone"));
      expect(gone).toEqual({ at: "gone", login, approved: false, over: false });
      expect(run(gone, followed("waited_for"))).toEqual({ at: "opening" });
      expect(run(gone, withdrawn)).toEqual({ at: "withdrawn", login, reason: "ended" });
      expect(run(gone, followed("expired")).at).toBe("expired");
    }
    expect(run(asking, followed("waited_for"))).toBe(asking);
  });

  it("gets nothing where the approval was taken away before it fetched its token", () => {
    for (const end of ["denied", "refused", "expired"] as const)
      expect(run(approved, followed(end)).at).toBe(end === "expired" ? "expired" : "settled");
  });

  it("has ended the login itself", () => {
    for (const state of waiting) expect(run(state, withdrawn)).toEqual({ at: "withdrawn", login, reason: "ended" });
    expect(run({ at: "opening" }, { type: "withdrawn", reason: "tested" })).toMatchObject({ reason: "tested" });
  });

  it("had gone when the yes came, or went before it fetched its token", () => {
    expect(run(approving, refused("command_line_gone"))).toEqual({ at: "gone", login, approved: false, over: false });
    const mayComeBack = run(approved, followed("command_line_gone"));
    expect(mayComeBack).toEqual({ at: "gone", login, approved: true, over: false });
    for (const state of [approved, mayComeBack]) {
      const over = run(state, withdrawn);
      expect(over).toEqual({ at: "gone", login, approved: true, over: true });
      expect(believedStandingOf(over)).toBe(undefined); // Nothing can change from here on, so nothing is asked.
    }
    expect(run(approved, followed("redeemed"))).toBe(approved);
    expect(run(approved, followed("command_line_gone"), followed("redeemed"))).toEqual({
      at: "settled",
      how: "approved",
    });
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
