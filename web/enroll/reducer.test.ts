import type { EnrolmentLocalityAnswer } from "@nearside/shared/api/enrolments.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { describe, expect, it } from "vitest";
import { enrolmentProblemBehind } from "./enrolment.ts";
import { expectedOnServer, reduceEnrolment } from "./reducer.ts";
import type { EnrolmentEvent, EnrolmentPageState } from "./state.ts";

const request = "request";
const meeting = { nonce: "nonce", hello: "hello", presence_proof: "presence", attestation: "attestation" };
const passkey: EnrolmentLocalityAnswer = {
  passkey: "get",
  options: { challenge: "", rpId: "", timeout: 1, userVerification: "required", allowCredentials: [] },
};
const answer = {
  passkey: "get",
  response: {
    id: "AAAAAAAAAAAAAAAA",
    rawId: "AAAAAAAAAAAAAAAA",
    type: "public-key",
    clientExtensionResults: {},
    response: { clientDataJSON: "", authenticatorData: "", signature: "" },
  },
} as const;

const refused = (code: string): EnrolmentEvent => ({
  type: "refused",
  problem: enrolmentProblemBehind(new Refused(code)),
});
const run = (state: EnrolmentPageState, ...events: EnrolmentEvent[]): EnrolmentPageState =>
  events.reduce(reduceEnrolment, state);

const opened = (bridge: boolean): EnrolmentEvent => ({ type: "opened", request, nonce: "nonce", bridge });
const waiting: EnrolmentPageState = { at: "waiting", request, server: "waiting", cancelled: false };
const asking: EnrolmentPageState = { at: "asking", passkey, problem: undefined };

describe("the problem behind what was thrown", () => {
  it.each([
    ["passkey_not_made", "passkey_not_made", "No passkey was made, or it took too long. Nothing was enrolled."],
    ["passkey_exists", "passkey_exists", "This authenticator already holds a passkey of this enrolment."],
    ["passkeys_unsupported", "passkeys_unsupported", "This browser can't use a passkey on this page."],
    ["made_up", "server_failed", "The server had an internal problem"],
  ])("of %s is %s", (thrown, code, beginning) => {
    const problem = enrolmentProblemBehind(new Refused(thrown));
    expect(problem).toMatchObject({ code, sentence: expect.stringMatching(`^${beginning}`) });
  });
});

describe("an honest enrolment", () => {
  it("goes from the link to the receipt", () => {
    const end = run(
      { at: "opening" },
      opened(false),
      { type: "extension_ready" },
      { type: "window_opened" },
      { type: "enrolment_confirmed" },
      opened(true),
      { type: "met", meeting },
      { type: "proved", passkey },
      { type: "passkey_pressed" },
      { type: "answered", answer },
      { type: "stored", to: "passkey" },
    );
    expect(end).toEqual({ at: "comparing" });
    expect(run(end, { type: "moved", to: "pending" }, { type: "moved", to: "active" })).toEqual({ at: "active" });
  });

  it("acts only after the click on the icon, whatever bridge is there already", () => {
    expect(run({ at: "opening" }, opened(false))).toEqual(waiting);
    const tried = run({ at: "opening" }, opened(true));
    expect(tried).toEqual({ at: "opening_window", request, clicked: false });
    expect(run(tried, refused("permission_missing"))).toEqual(waiting);
    expect(run(waiting, { type: "extension_ready" }, refused("wrong_issuer")).at).toBe("failed");
  });

  it("meets with a nonce that was made after the person confirmed", () => {
    const confirmed = run(waiting, { type: "extension_ready" }, { type: "enrolment_confirmed" });
    expect(confirmed).toEqual({ at: "reopening", request });
    expect(run(confirmed, { type: "opened", request, nonce: "fresh", bridge: true })).toEqual({
      at: "meeting",
      request,
      nonce: "fresh",
    });
  });

  it("waits for another click when the person said no in the extension's window", () => {
    const again = run(waiting, { type: "extension_ready" }, { type: "window_opened" }, { type: "enrolment_cancelled" });
    expect(again).toEqual({ ...waiting, cancelled: true });
    expect(run(again, { type: "extension_ready" }).at).toBe("opening_window");
  });

  it("shows how the icon is found, and continues from there too", () => {
    const lost = run(waiting, { type: "icon_missing_pressed" });
    expect(lost.at).toBe("icon_missing");
    expect(run(lost, { type: "back_pressed" })).toEqual(waiting);
    expect(run(lost, { type: "extension_ready" }).at).toBe("opening_window");
  });

  it("asks for the passkey again when it was not used, or is not of the kind that is wanted", () => {
    const touching = run(asking, { type: "passkey_pressed" });
    expect(run(touching, { type: "cancel_pressed" })).toEqual(asking);
    expect(run(touching, refused("passkey_not_made"))).toMatchObject({
      at: "asking",
      problem: { code: "passkey_not_made" },
    });
    const storing = run(touching, { type: "answered", answer });
    for (const code of ["passkey_synced", "authenticator_not_attested", "authenticator_not_allowed"])
      expect(run(storing, refused(code))).toMatchObject({ at: "asking", problem: { code } });
    expect(run(storing, refused("handshake_mismatch")).at).toBe("failed");
  });
});

describe("what the server says meanwhile", () => {
  const followed: readonly EnrolmentPageState[] = [
    waiting,
    { at: "icon_missing", request, server: "waiting" },
    { at: "confirming", request, server: "waiting" },
    asking,
    { at: "comparing" },
    { at: "pending" },
  ];
  it.each(["refused", "expired", "active"] as const)("%s is shown wherever the person waits", (to) => {
    for (const state of followed) {
      expect(expectedOnServer(state)).toBeDefined();
      expect(run(state, { type: "moved", to })).toEqual({ at: to });
    }
  });

  it("continues waiting for the click when the page was loaded again after meeting", () => {
    expect(run(waiting, { type: "moved", to: "met" })).toEqual({ ...waiting, server: "met" });
  });

  it("resumes where the enrolment is", () => {
    const at = (to: "passkey" | "pending" | "active" | "refused" | "expired") =>
      run({ at: "opening" }, { type: "moved", to }).at;
    expect([at("passkey"), at("pending"), at("active")]).toEqual(["comparing", "pending", "active"]);
    expect([at("refused"), at("expired")]).toEqual(["refused", "expired"]);
  });

  it.each([
    ["enrolment_unknown", "unknown_enrolment"],
    ["enrolment_expired", "expired"],
    ["other_session", "other_window"],
    ["enrolment_settled", "opening"],
  ] as const)("%s: %s", (code, at) => {
    for (const state of followed) expect(run(state, refused(code)).at).toBe(at);
  });
});

describe("an ended enrolment", () => {
  it("is moved by nothing", () => {
    const events: readonly EnrolmentEvent[] = [
      opened(true),
      { type: "moved", to: "waiting" },
      { type: "passkey_pressed" },
      { type: "retry_pressed" },
      { type: "extension_ready" },
      { type: "enrolment_confirmed" },
      { type: "enrolment_cancelled" },
      refused("server_unreachable"),
      refused("other_session"),
      refused("request_expired"),
      refused("enrolment_expired"),
    ];
    for (const at of ["active", "refused", "expired", "unknown_enrolment"] as const)
      for (const event of events) expect(run({ at }, event)).toEqual({ at });
  });
});
